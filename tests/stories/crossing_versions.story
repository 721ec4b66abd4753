# Two answers of one person cross a new version: the first was about the old one, so were the second; the third counts
include to_plan.part
-> li_ming (to signoff; about 解决方案 v1): 同意
-> wang_min (to form_ask; about 解决方案): 风险：接口修复可能影响其他模块
case XC2026-0001: plan_signoff#1 void; plan_signoff#2 open
<- li_ming: signoff
   v1
<- li_ming: signoff
   v2
   可能影响其他模块
-> li_ming (to signoff; about 解决方案 v1): 不同意，风险没写
<- li_ming: not_counted
   旧版本
   不同意，风险没写
wait 33m
-> liu_yang (to signoff; about 解决方案 v2): 同意
-> zhang_wei (to signoff; about 解决方案 v2): 同意
wait 33m
case XC2026-0001: plan_signoff#2 open
-> li_ming (to signoff; about 解决方案 v2): 同意
wait 33m
case XC2026-0001: plan_signoff#2 done; execution open
