# An opening mail that isn't proven is confirmed by the address of record before anybody else hears of it
-> wang_min (forged; new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- wang_min: opening_confirm
<- chen_gang: nothing
-> wang_min (to opening_confirm): 同意
<- chen_gang: signoff
