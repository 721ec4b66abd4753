# Silence: reminders, the last names who hears next; the superior, who cannot sign; the coordinator; the process owner
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
wait 3wh
<- chen_gang: reminder
<- chen_gang: reminder
wait 4wh
<- chen_gang: reminder
   黄伟
<- huang_wei: nothing
wait 1wd
<- huang_wei: escalation
   陈刚
-> huang_wei (to escalation): 同意
<- huang_wei: not_counted
wait 2wd
<- wang_min: escalation_coordinator
wait 5wd
<- huang_wei: escalation
case XC2026-0001: assessment_signoff open
! extend XC2026-0001 chen_gang 2026-12-18 18:00 : 出差
<- chen_gang: extended
-> chen_gang (to signoff): 同意
wait 33m
case XC2026-0001: assessment_signoff done
