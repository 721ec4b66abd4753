# Who says nothing of the invitation is reminded, and the meeting is held; the recorder says who was there
include to_meeting.part
-> liu_yang (to invitation): 参加
-> li_ming (to invitation): 参加
wait until 2026-11-27 13:00
<- zhang_wei: reminder
   沟通会议
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
-> wang_min (to form_ask; about 沟通记录):
   参会人员：刘洋、李明、王敏
   各部门情况：接口峰值超时 8 秒
   分歧及处理：无
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月4日
<- wang_min: form_shown
   刘洋、李明、王敏
-> wang_min (to form_shown; about 沟通记录): 分发
-> liu_yang (to minutes): 确认无误
-> li_ming (to minutes): 确认无误
wait 33m
<- zhang_wei: signoff_copy
case XC2026-0001: minutes_signoff done
