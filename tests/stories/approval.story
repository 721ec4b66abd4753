# One document, two approvers: one change request sends it back to whoever asked
-> wu_hao (new 审批申请：接口变更; attach 接口变更方案.pdf):
   标题：接口变更方案
   审批人：李明、黄伟
   截止日期：12月4日
<- wu_hao: form_received
<- li_ming: signoff
<- huang_wei: signoff
-> li_ming: 同意
-> huang_wei: 需修改：回滚方案没有写
wait 33m
<- wu_hao: form_ask
   回滚方案没有写
