# The coordinator puts the condition into the plan: a new version is signed by all
include to_plan.part
-> zhang_wei (to signoff): 同意，但接口须在周五前修好
wait 33m
-> wang_min (to choice): 1
case XC2026-0001: plan_signoff void; plan open
<- liu_yang: request_void
