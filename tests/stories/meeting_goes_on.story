# A decider can't come; the coordinator lets the meeting be held all the same
include to_meeting.part
-> li_ming (to invitation): 不能参加
-> wang_min (to choice): 3
<- wang_min: chosen
   照常
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
