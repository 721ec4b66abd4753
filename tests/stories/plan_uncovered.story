# A department in the plan whose head isn't asked: the step stops, and goes on when the plan is put right
include to_planning.part
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月4日 18:00
   统一答复口径 | 客服部 | 赵磊 | 12月7日
   风险：无
   备选方案：无
<- wang_min: stopped
   责任部门之内
<- huang_wei: stopped
<- susan_miller: nothing
case XC2026-0001: plan done; plan_signoff stopped; execution not begun
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月4日 18:00
   统一答复口径 | 销售部 | 李强 | 12月7日
<- zhang_wei: signoff
   v2
   李强
-> liu_yang (to signoff; about 解决方案): 同意
-> li_ming (to signoff; about 解决方案): 同意
-> zhang_wei (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
