# An urgent case: every span is the clock's, the rhythm is daily, and nobody has to wait for office hours
include to_meeting_urgent.part
<- chen_gang: signoff
   11月26日（周四）13:01
<- li_ming: invitation
   11月27日
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
-> wang_min (to form_ask; about 沟通记录):
   各部门情况：接口峰值超时 8 秒
   分歧及处理：无
   会议决议：
   修复接口 | 技术部 | 吴浩 | 11月29日
-> wang_min (to form_shown): 分发
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 11月29日 18:00
   风险：无
   备选方案：回滚
<- li_ming: signoff
   19:
-> li_ming (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open
wait until 2026-11-28 14:05
<- wu_hao: progress_ask
   修复订单同步接口
-> wu_hao (to progress_ask): 进度 60%
wait until 2026-11-29 14:05
<- wu_hao: progress_ask
   60%
wait until 2026-11-29 18:00
<- wu_hao: reminder
wait until 2026-11-29 21:00
<- li_ming: escalation
case XC2026-0001: execution open
