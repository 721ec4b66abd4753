# Two object: all are heard, one corrected version goes round with its changes on top
include to_minutes.part
-> liu_yang (to minutes): 有异议：第2条应为12月10日完成
wait 33m
case XC2026-0001: minutes_signoff open
<- li_ming: objection_told
   第2条应为12月10日完成
-> li_ming (to minutes): 有异议：第1条应为“修复接口并回归测试”
-> zhang_wei (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff open
-> chen_gang (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff void; minutes open; plan open
<- wang_min: form_ask
   第2条应为12月10日完成
   修复接口并回归测试
-> wang_min (to form_ask; about 沟通记录):
   会议决议：
   修复接口并回归测试 | 技术部 | 吴浩 | 12月4日
   重排拣货路线 | 仓储部 | 孙丽 | 12月10日
-> wang_min (to form_shown; about 沟通记录): 分发
<- liu_yang: minutes
   v2
   本版改了 2 处
