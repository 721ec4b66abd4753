# The coordinator gives a request to somebody else: the first one's answer opens nothing any more
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
! reassign XC2026-0001 chen_gang to huang_wei : 休假
<- chen_gang: reassigned
<- huang_wei: signoff
-> chen_gang (to signoff): 同意
<- chen_gang: not_counted
-> huang_wei: 同意
wait 33m
case XC2026-0001: assessment_signoff done
