# A plan is refused while the minutes are being corrected: its next version needn't wait for them
include to_minutes.part
-> li_ming (to minutes): 有异议：第1条应为12月3日完成
-> liu_yang (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
-> chen_gang (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff void; minutes open; plan open
include write_plan.part
-> liu_yang (to signoff; about 解决方案): 需修改：盘点改到12月11日
-> li_ming (to signoff; about 解决方案): 同意
-> zhang_wei (to signoff; about 解决方案): 同意
wait 33m
case XC2026-0001: plan_signoff void; minutes open; plan open
<- wang_min: form_ask
   盘点改到12月11日
-> wang_min (to form_ask; about 解决方案): 备选方案：保留旧接口
<- liu_yang: signoff
   v2
case XC2026-0001: minutes#2 open; plan#2 done; plan_signoff#2 open
-> wang_min (to form_ask; about 沟通记录):
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月3日
-> wang_min (to form_shown; about 沟通记录): 分发
<- liu_yang: minutes
   v2
case XC2026-0001: minutes_signoff#2 open; plan#2 done; plan_signoff#2 open
