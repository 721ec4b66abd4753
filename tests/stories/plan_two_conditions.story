# Two heads sign on a condition: the coordinator settles one after the other, both are asked again
include to_plan.part
-> liu_yang (to signoff): 同意，但要先备好叉车
-> zhang_wei (to signoff): 同意，但接口须在周五前修好
-> li_ming (to signoff): 同意
wait 33m
<- wang_min: choice
   备好叉车
<- wang_min: choice
   接口须在周五前修好
-> wang_min (to choice; about 刘洋): 2 叉车已备好
<- liu_yang: signoff
   要先备好叉车
   王敏 说您的条件已满足
   叉车已备好
-> wang_min (to choice; about 张伟): 条件已满足，请本人再签
<- zhang_wei: signoff
   接口须在周五前修好
case XC2026-0001: plan_signoff open
-> liu_yang (to signoff): 同意
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
