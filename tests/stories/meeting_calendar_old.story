# A button pressed in the appointment of a meeting that was moved since: it doesn't count for the new one
include to_meeting.part
-> li_ming (to invitation): 不能参加，周五在外地
-> wang_min (to choice): 1
-> wang_min (to form_ask; about 会议安排): 会议时间：12月1日 10:00
-> wang_min (to form_shown): 分发
<- liu_yang: invitation
<- liu_yang: invitation
   改期
-> liu_yang (to invitation; about 明天; calendar declined):
<- liu_yang: not_counted
   旧版本
case XC2026-0001: meeting#1 void; meeting#2 open
-> liu_yang (to invitation; about 改期; calendar accepted):
-> li_ming (to invitation; about 改期; calendar accepted):
wait until 2026-12-01 12:00
case XC2026-0001: meeting#2 done; minutes open
