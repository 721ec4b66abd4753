# A refused document comes back without its file: the file stays; a newer one takes its place; nothing gets lost
-> wu_hao (new 审批申请：接口变更; attach 接口变更方案.pdf):
   标题：接口变更方案
   审批人：李明
   截止日期：12月4日
<- wu_hao: form_received
<- li_ming: signoff
-> li_ming: 需修改：回滚方案没有写
wait 33m
<- wu_hao: form_ask
   接口变更方案.pdf
-> wu_hao (attach 签名.png): 审批事项：接口变更方案（含回滚）
<- wu_hao: form_received
   v2
   接口变更方案.pdf
<- li_ming: signoff
   v2
   接口变更方案.pdf
-> li_ming: 需修改：回滚时间没有写
wait 33m
<- wu_hao: form_ask
-> wu_hao (attach 回滚方案.pdf): 审批事项：接口变更方案（第三版）
<- wu_hao: form_received
   v3
   回滚方案.pdf
<- li_ming: signoff
   v3
   回滚方案.pdf
-> li_ming: 同意
wait 33m
case AP2026-0001: approval done; finished
