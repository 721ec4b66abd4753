# A guest hands over to a colleague at once: that one is invited, counts as present and confirms the minutes
include to_meeting.part
-> li_ming (to invitation): 转吴浩
<- wu_hao: invitation
   李明 请您代为参加
-> wu_hao (to invitation): 参加
-> liu_yang (to invitation): 参加
-> chen_gang (to invitation): 参加
-> zhang_wei (to invitation): 参加
wait until 2026-11-27 15:30
case XC2026-0001: meeting done
-> wang_min (to form_ask; about 沟通记录):
   各部门情况：接口峰值超时 8 秒
   分歧及处理：无
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月4日
-> wang_min (to form_shown; about 沟通记录): 分发
<- wu_hao: minutes
   张伟
-> wu_hao (to minutes): 确认无误
-> liu_yang (to minutes): 确认无误
-> chen_gang (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff done
