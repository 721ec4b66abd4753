# Inside the window a new answer takes the place of the old one
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
-> chen_gang: 同意
<- chen_gang: receipt
wait 10m
-> chen_gang (to receipt): 更正：不同意，原因没有写清楚
<- chen_gang: receipt
   不同意
wait 33m
case XC2026-0001: assessment open
