# The coordinator puts the condition into the plan: a new version is signed by all
include to_plan.part
-> li_ming (to signoff): 同意
-> zhang_wei (to signoff): 同意，但接口须在周五前修好
wait 33m
<- wang_min: choice
   接口须在周五前修好
   按条件修改后重新签署
-> wang_min (to choice): 1
<- wang_min: chosen
   按条件修改后重新签署
case XC2026-0001: plan_signoff#1 void; plan open
<- liu_yang: request_void
   接口须在周五前修好
<- wang_min: form_ask
   v1
   接口须在周五前修好
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月3日
   优化拣货路线 | 仓储部 | 孙丽 | 12月9日
   备件盘点 | 仓储部 | 孙丽 | 12月10日
   通知客户新交期 | 销售部 | 李强 | 12月7日
<- li_ming: signoff
   v2
   12月3日
-> liu_yang (to signoff; about 解决方案 v2): 同意
-> li_ming (to signoff; about 解决方案 v2): 同意
-> zhang_wei (to signoff; about 解决方案 v2): 同意
wait 33m
case XC2026-0001: plan_signoff#2 done; execution open
