# After the window a withdrawal is a new dated record, told to those who lead, and undoes nothing by itself
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- wang_min: form_received
<- chen_gang: signoff
-> chen_gang: 同意
<- chen_gang: receipt
wait 33m
<- wang_min: form_ask
-> chen_gang (to receipt): 不同意
<- chen_gang: withdrawn
<- wang_min: withdrawn
   陈刚
case XC2026-0001: assessment_signoff done; application open
