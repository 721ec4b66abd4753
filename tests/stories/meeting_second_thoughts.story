# Somebody accepts and declines later: the last word counts, the coordinator is asked
include to_meeting.part
-> li_ming (to invitation): 参加
<- wang_min: invitation
-> li_ming (to invitation; calendar declined):
<- wang_min: choice
   李明
-> li_ming (to invitation): 又能来了，参加
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
