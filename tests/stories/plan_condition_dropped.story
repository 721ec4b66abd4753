# A yes on a condition is none; its giver drops the condition before anybody has settled it
include to_plan.part
-> liu_yang (to signoff): 同意
-> li_ming (to signoff): 同意
-> zhang_wei (to signoff): 同意，但接口须在周五前修好
wait 33m
<- zhang_wei: receipt
   不计为同意
<- wang_min: choice
   接口须在周五前修好
case XC2026-0001: plan_signoff open
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
