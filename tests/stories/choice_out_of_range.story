# A number that isn't offered, and words that pick none, are asked back; the right one counts
include to_meeting.part
-> li_ming (to invitation): 不能参加，周五在外地
<- wang_min: choice
-> wang_min (to choice): 4
<- wang_min: ask_back
   序号
case XC2026-0001: meeting open
-> wang_min (to choice): 派代表
<- wang_min: chosen
   派代表
<- li_ming: stand_in_ask
   转＋姓名
case XC2026-0001: meeting open; invitation done
