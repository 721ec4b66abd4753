# A decider can't come: the coordinator picks another time, and everybody gets the appointment anew
include to_meeting.part
-> li_ming (to invitation): 不能参加，周五在外地
<- wang_min: choice
   改期
   派代表
   照常
-> wang_min (to choice): 1
case XC2026-0001: meeting void; invitation open
-> wang_min (to form_ask; about 会议安排): 会议时间：12月1日 10:00
<- wang_min: form_shown
   12月1日
-> wang_min (to form_shown): 分发
<- liu_yang: invitation
   改期
   [invite.ics]
<- li_ming: invitation
case XC2026-0001: invitation done; meeting open
wait until 2026-12-01 12:00
case XC2026-0001: meeting done; minutes open
