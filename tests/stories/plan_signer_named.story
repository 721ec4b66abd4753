# A plan that stopped stays so until somebody is named to sign for the department that nobody speaks for
include to_planning.part
-> wang_min (to form_ask; about 解决方案):
   措施：
   统一答复口径 | 客服部 | 赵磊 | 12月7日
   风险：无
   备选方案：无
<- wang_min: stopped
   不会自己往下走
wait 3wd
case XC2026-0001: plan_signoff stopped; execution not begun; stopped
! reassign XC2026-0001 plan_signoff#1 to susan_miller : 客服部由苏珊签
<- susan_miller: signoff
   Solution
case XC2026-0001: plan_signoff open
-> susan_miller (to signoff): Approved
wait 33m
case XC2026-0001: plan_signoff open; execution not begun
-> liu_yang (to signoff; about 解决方案): 同意
-> li_ming (to signoff; about 解决方案): 同意
-> zhang_wei (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
<- zhao_lei: measure
   统一答复口径
