# A correction that can't be read whole is answered: its author hears what is missing, and the version before stands
-> wu_hao (new 审批申请：接口变更; attach 接口变更方案.pdf):
   标题：接口变更方案
   审批人：李明、黄伟
   截止日期：12月4日
<- wu_hao: form_received
<- li_ming: signoff
   v1
<- huang_wei: signoff
-> wu_hao (to form_received): 审批人：李明、火星人
<- wu_hao: form_missing
   火星人
   接口变更方案.pdf
<- li_ming: nothing
case AP2026-0001: approval open
-> wu_hao (to form_missing): 审批人：李明、张伟
<- wu_hao: form_received
   v2
<- huang_wei: request_void
<- li_ming: request_void
<- li_ming: signoff
   v2
   接口变更方案.pdf
<- zhang_wei: signoff
   v2
