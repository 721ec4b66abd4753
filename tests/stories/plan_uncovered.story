# A department in the plan whose head isn't asked: the step stops and says so
include to_minutes.part
-> wang_min (to form_ask; about 解决方案):
   措施：
   统一答复口径 | 客服部 | 赵磊 | 12月7日
   风险：无
   备选方案：无
case XC2026-0001: plan_signoff stopped
<- wang_min: stopped
   责任部门之内
<- huang_wei: stopped
