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
