# A matter nobody has taken over yet keeps the case from closing, and nothing else
include to_application.part
-> wu_hao (to matter): 好的
-> li_qiang (to matter): 好的
-> sun_li (to matter): 不接受，我下周休假
wait 33m
<- wang_min: row_open
   孙丽
   我下周休假
case XC2026-0001: acceptance open; invitation open
include meet.part
include confirm.part
include write_plan.part
include sign_plan.part
include finish.part
include give_effects.part
-> chen_gang (to signoff; about 效果评估): 同意
include feedback.part
wait 33m
include report.part
case XC2026-0001: report_signoff done; acceptance open; closing not begun
! reassign XC2026-0001 sun_li to liu_yang : 刘洋接手
-> liu_yang (to matter): 好的
wait 33m
case XC2026-0001: acceptance done; closing done; finished
<- liu_yang: case_closed
   达标
