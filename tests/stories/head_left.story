# A head leaves while the plan waits for their signature: the coordinator hears of it, the successor signs
include to_plan.part
-> liu_yang (to signoff): 同意
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff open
! leave li_ming wu_hao
<- wang_min: stopped
   解决方案签署
   li_ming
! reassign XC2026-0001 li_ming to wu_hao : 李明已离职
<- wu_hao: signoff
   解决方案
   v1
case XC2026-0001: plan_signoff open
-> wu_hao (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
