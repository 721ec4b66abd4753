# In English: a decider who can't come, a correction to minutes, a change of the plan, a blocked measure, and 180%
include english_to_meeting.part
-> li_ming (to invitation): I can't attend, I'm away on Friday
<- wang_min: choice
   another time
   send a stand-in
   go ahead as planned
-> wang_min (to choice): 2
<- wang_min: chosen
<- li_ming: stand_in_ask
   Hand over to
-> li_ming (to stand_in_ask): Hand over to Wu Hao
<- wu_hao: invitation
   Li Ming asks you to attend
-> wu_hao (to invitation): I will attend
-> liu_yang (to invitation): I will attend
-> chen_gang (to invitation): I will attend
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
-> wang_min (to form_ask; about Minutes):
   Statements: Technology: the interface takes 8 s at peak
   Differences: none
   Decisions:
   Repair the interface | Technology | Wu Hao | 2026-12-04
-> wang_min (to form_shown; about Minutes): Distribute
<- wu_hao: minutes
   Please confirm
-> wu_hao (to minutes): Confirmed
-> chen_gang (to minutes): Confirmed
-> liu_yang (to minutes): Correction to item 1: it should be 3 December
wait 33m
case XC2026-0001: minutes_signoff void; minutes open; plan open
<- wang_min: form_ask
   it should be 3 December
-> wang_min (to form_ask; about Minutes):
   Decisions:
   Repair the interface | Technology | Wu Hao | 2026-12-03
-> wang_min (to form_shown; about Minutes): Distribute
<- wu_hao: minutes
   Changed in this version
   3 Dec
-> wang_min (to form_ask; about Solution):
   Measures:
   Repair the order sync | Technology | Wu Hao | 2026-12-04 18:00
   Rework picking routes | Warehouse | Sun Li | 2026-12-09
   Risks: none
   Fallback: roll back
-> liu_yang (to signoff; about Solution): Please change: routes by 11 December
wait 33m
<- li_ming: objection_told
   please add yours now
   routes by 11 December
-> li_ming (to signoff; about Solution): Approved
wait 33m
case XC2026-0001: plan_signoff void; plan open
<- wang_min: form_ask
   routes by 11 December
-> wang_min (to form_ask; about Solution):
   Measures:
   Repair the order sync | Technology | Wu Hao | 2026-12-04 18:00
   Rework picking routes | Warehouse | Sun Li | 2026-12-11
<- liu_yang: signoff
   v2
   11 Dec
-> liu_yang (to signoff; about Solution v2): Approved
-> li_ming (to signoff; about Solution v2): Approved
wait 33m
case XC2026-0001: plan_signoff done; execution open
-> wu_hao (to measure): blocked, the test environment isn't there
<- chen_gang: measure_late
   blocked
   test environment
-> sun_li (to measure): 180%
<- sun_li: ask_back
   60%
case XC2026-0001: execution open
