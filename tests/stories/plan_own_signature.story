# A head who writes the plan doesn't sign it: their superior does
include to_own_plan.part
<- huang_wei: signoff
   解决方案
   刘洋
<- li_ming: signoff
-> li_ming (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff open
-> huang_wei (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
