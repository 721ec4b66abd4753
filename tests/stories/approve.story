# A department head answers 同意 and a sign-off stands
-> wang_min (new 问题初步评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- wang_min: form_received
   XC2026-0001
<- chen_gang: signoff
   物流部
   500 余家客户
   v1
case XC2026-0001: assessment done; assessment_signoff open
-> chen_gang (client iphone): 同意
<- chen_gang: receipt
   同意
case XC2026-0001: assessment_signoff open
wait 33m
case XC2026-0001: assessment_signoff done; application open
<- liu_yang: assessment_shared
<- li_ming: assessment_shared
<- wang_min: form_ask
