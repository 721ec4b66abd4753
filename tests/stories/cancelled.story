# A cancelled case: everybody concerned hears why; a later answer is told that it is closed
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
! cancel XC2026-0001 : 问题已由总部解决
<- chen_gang: cancelled
   问题已由总部解决
<- wang_min: form_received
<- wang_min: cancelled
case XC2026-0001: cancelled
-> chen_gang (to signoff): 同意
<- chen_gang: not_counted
case XC2026-0001: cancelled
