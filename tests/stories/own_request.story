# Nobody approves their own request: the superior is asked in their place; a time that has passed reaches nobody
-> wu_hao (new 审批申请：接口变更; attach 接口变更方案.pdf):
   标题：接口变更方案
   审批人：吴浩、黄伟
   截止日期：11月26日 08:00
<- wu_hao: form_missing
   已经过去
<- li_ming: nothing
-> wu_hao: 截止日期：12月4日
<- wu_hao: form_received
<- li_ming: signoff
<- huang_wei: signoff
<- wu_hao: nothing
-> li_ming: 同意
-> huang_wei: 同意
wait 33m
case AP2026-0001: approval done; finished
