# A refusal with words goes back and comes again as version 2
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
   v1
-> chen_gang: 不同意。影响范围没有写清楚涉及多少订单
<- chen_gang: receipt
   不同意
wait 33m
case XC2026-0001: assessment open
<- wang_min: form_received
<- wang_min: form_ask
   影响范围没有写清楚涉及多少订单
-> wang_min: 影响范围：华东区 500 余家客户，订单 1,240 单
<- wang_min: form_received
<- chen_gang: signoff
   v2
   1,240 单
-> chen_gang (to signoff): 同意
wait 33m
case XC2026-0001: assessment_signoff done; application open
