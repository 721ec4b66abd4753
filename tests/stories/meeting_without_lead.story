# Somebody without whom the meeting can be held declines: nothing is asked, and they aren't in the minutes
include to_meeting.part
-> chen_gang (to invitation): 不能参加，出差
<- wang_min: invitation
case XC2026-0001: meeting open
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
-> wang_min (to form_ask; about 沟通记录):
   各部门情况：接口峰值超时 8 秒
   分歧及处理：无
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月4日
<- wang_min: form_shown
   刘洋、
-> wang_min (to form_shown; about 沟通记录): 分发
<- li_ming: minutes
-> li_ming (to minutes): 确认无误
-> liu_yang (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff done
