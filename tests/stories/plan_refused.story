# One head wants a change: the others add theirs now, and one new version is signed
include to_plan.part
-> liu_yang (to signoff): 需修改：盘点改到12月11日
wait 33m
<- li_ming: objection_told
   盘点改到12月11日
-> li_ming (to signoff): 同意
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff void; plan open
<- wang_min: form_ask
   盘点改到12月11日
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月4日 18:00
   优化拣货路线 | 仓储部 | 孙丽 | 12月9日
   备件盘点 | 仓储部 | 孙丽 | 12月11日
   通知客户新交期 | 销售部 | 李强 | 12月7日
<- liu_yang: signoff
   v2
   12月11日
-> liu_yang (to signoff; about 解决方案 v2): 同意
-> li_ming (to signoff; about 解决方案 v2): 同意
-> zhang_wei (to signoff; about 解决方案 v2): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
