# An English-speaking head: her mails are in English, her answers are read
-> zhao_lei (new 评估表):
   牵头部门：客服部
   发起人：赵磊
   问题描述：投诉量翻倍
   影响范围：华东区客户
   关联部门：物流部
   紧急程度：常规
   初步原因分析：订单延迟
<- susan_miller: signoff
   Reply
-> susan_miller (client gmail): Approved, thanks.
<- susan_miller: receipt
   Approved
wait 33m
<- chen_gang: assessment_shared
case XC2026-0001: assessment_signoff done
