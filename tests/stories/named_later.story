# Leaving the lead department out and naming it afterwards is no way round the rule of who may open
-> sun_li (new 评估表):
   发起人：孙丽
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：销售部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- sun_li: form_missing
   牵头部门
-> sun_li: 牵头部门：物流部
<- sun_li: form_missing
   您不能发起这类流程
   物流部
<- chen_gang: nothing
case XC2026-0001: assessment open
-> sun_li: 牵头部门：仓储部
<- sun_li: form_received
<- liu_yang: signoff
