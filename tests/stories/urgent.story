# An urgent matter in the evening: asked at once, reminded by the clock, quiet at night
start: 2026-11-26 19:30
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：紧急
   初步原因分析：订单同步接口超时
<- wang_min: form_received
<- chen_gang: signoff
   11月27日
wait until 2026-11-27 06:30
<- chen_gang: nothing
wait until 2026-11-27 10:30
<- chen_gang: reminder
case XC2026-0001: assessment_signoff open
