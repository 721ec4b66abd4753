# One who was there never confirms the minutes: nothing else waits for it, and the closing mail says so
include to_minutes.part
-> liu_yang (to minutes): 确认无误
-> chen_gang (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff open; plan open
include write_plan.part
include sign_plan.part
case XC2026-0001: minutes_signoff open; execution open
wait 2wd
<- li_ming: reminder
   跨部门沟通记录表
include finish.part
include give_effects.part
-> chen_gang (to signoff; about 效果评估): 同意
include feedback.part
wait 33m
include report.part
case XC2026-0001: minutes_signoff unfinished; closing done; finished
<- wang_min: case_closed
   会议记录确认
   未全部确认
   李明
