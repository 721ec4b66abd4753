# A measure of somebody nobody knows, and one whose date has passed, are asked about before anybody signs
include to_planning.part
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 王五 | 12月4日 18:00
   优化拣货路线 | 仓储部 | 孙丽 | 2026年11月1日
   风险：无
   备选方案：保留旧接口
<- wang_min: form_missing
   通讯录里没有这个人
   王五
   这个时间已经过去
case XC2026-0001: plan open; plan_signoff not begun
-> wang_min (to form_missing):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月4日 18:00
   优化拣货路线 | 仓储部 | 孙丽 | 12月8日
<- li_ming: signoff
   吴浩
   12月8日
case XC2026-0001: plan done; plan_signoff open
