# One head says nothing of the plan: reminded, then their superior hears; silence is no yes
include to_plan.part
-> liu_yang (to signoff): 同意
-> li_ming (to signoff): 同意
wait 1wd
<- zhang_wei: reminder
   解决方案
   不会默认同意
case XC2026-0001: plan_signoff open; execution not begun
wait 2wd
<- huang_wei: escalation
   张伟
case XC2026-0001: plan_signoff open
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
