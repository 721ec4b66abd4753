# An answer to version 1 while version 2 is open signs nothing
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
   v1
-> chen_gang (to signoff): 不同意，原因没有写清楚
<- chen_gang: receipt
wait 33m
<- wang_min: form_ask
-> wang_min (to form_ask): 初步原因分析：接口超时，拣货路线过长
<- chen_gang: signoff
   v2
-> chen_gang (to receipt): 同意
<- chen_gang: not_counted
   旧版本
case XC2026-0001: assessment_signoff open
-> chen_gang (to signoff): 同意
wait 33m
case XC2026-0001: assessment_signoff done
