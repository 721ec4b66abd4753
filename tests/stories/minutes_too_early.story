# Minutes are confirmed before the meeting was held: nothing is confirmed
include to_meeting.part
-> li_ming (to invitation): 会议记录确认无误
<- li_ming: ask_back
   参加
case XC2026-0001: meeting open; minutes not begun
-> li_ming (to invitation): 参加
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open; minutes_signoff not begun
