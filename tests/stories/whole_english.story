# The whole procedure in English: an order delay in East China, from the first form to the closing
start: 2026-11-26 09:00

== 1 Assessment
-> wang_min (new Initial assessment):
   Lead department: Logistics
   Initiator: Wang Min
   Problem description: Since early November, orders in East China are late in 15% of cases, 1,240 in all
   Impact: more than 500 customers in East China
   Related departments: Warehouse, Sales, Technology, Customer Service
   Urgency: Important
   Preliminary cause: order sync times out; picking routes don't fit the new racks (to be verified)
<- wang_min: form_received
   XC2026-0001
<- chen_gang: signoff
   Initial assessment
   more than 500 customers
   Approved
-> chen_gang (to signoff): Approved
<- chen_gang: receipt
   written confirmation
wait 33m
<- liu_yang: assessment_shared
   Warehouse
<- li_ming: assessment_shared

== 2 Application
<- wang_min: form_ask
   Please fill in
   Resources needed
-> wang_min (to form_ask):
   Goal: bring late orders from 15% to 3% within three weeks
   Matters:
   Technology | Repair the order sync | 2026-12-04 | Wu Hao
   Warehouse | Rework picking routes | 2026-12-08 | Sun Li
   Sales | Tell customers their new date | 2026-12-07 | Li Qiang
   Customer Service | Agree on one answer | 2026-12-07 | Zhao Lei
   Resources needed: a test environment
   To management: Yes
<- liu_yang: signoff_copy
   Rework picking routes
-> chen_gang (to signoff): Approved
wait 33m
<- sun_li: matter
   Rework picking routes
   Accepted
-> wu_hao (to matter): Accepted
-> sun_li (to matter): OK, will do
-> li_qiang (to matter): I accept
-> zhao_lei (to matter): Accepted
wait 33m
case XC2026-0001: acceptance done; invitation open

== 3 Meeting
<- wang_min: form_ask
   Meeting time
   Length in minutes
-> wang_min (to form_ask; about Meeting):
   Place: Room 3
   Chair: Wang Min
<- wang_min: form_shown
   Room 3
   Distribute
-> wang_min (to form_shown): Distribute
<- liu_yang: invitation
   Please attend
   Room 3
   Warehouse
   10 minutes
-> liu_yang (to invitation): I will attend
-> li_ming (to invitation): I'll be there
-> zhang_wei (to invitation): Yes, attending
-> susan_miller (to invitation): I will attend
-> chen_gang (to invitation): I will attend
<- wang_min: invitation
   everybody is invited
case XC2026-0001: meeting open
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
<- wang_min: form_ask
   Statements of the departments
-> wang_min (to form_ask):
   Statements: Technology: the interface takes 8 s at peak; Warehouse: the way to rack 3 has doubled; Sales: 37 customers have complained
   Differences: Warehouse wants the interface first; Technology will have it by Friday
   Decisions:
   Repair the interface and test it again | Technology | Wu Hao | 2026-12-04
   Plan picking routes for the new racks | Warehouse | Sun Li | 2026-12-08
<- wang_min: form_shown
   Plan picking routes for the new racks
-> wang_min (to form_shown): Distribute
<- liu_yang: minutes
   Please confirm
   Plan picking routes for the new racks
case XC2026-0001: minutes_signoff open; plan open
-> li_ming (to minutes): Confirmed
-> zhang_wei (to minutes): Confirmed, no corrections
-> chen_gang (to minutes): I confirm the minutes.
-> susan_miller (to minutes): Confirmed, no corrections.
-> liu_yang (to minutes): Correction to item 2: it should be 9 December
<- liu_yang: receipt
   1 place
wait 33m
case XC2026-0001: minutes_signoff void; minutes open
<- wang_min: form_ask
   Please correct
   it should be 9 December
-> wang_min (to form_ask):
   Decisions:
   Repair the interface and test it again | Technology | Wu Hao | 2026-12-04
   Plan picking routes for the new racks | Warehouse | Sun Li | 2026-12-09
-> wang_min (to form_shown): Distribute
<- liu_yang: minutes
   Changed in this version
   9 Dec
-> liu_yang (to minutes): Confirmed
-> li_ming (to minutes): Confirmed
-> zhang_wei (to minutes): Confirmed
-> chen_gang (to minutes): Confirmed
-> susan_miller (to minutes): Confirmed.
wait 33m
case XC2026-0001: minutes_signoff done; plan open

== 4 Plan
-> wang_min (to form_ask; about Solution):
   Measures:
   Repair the order sync | Technology | Wu Hao | 2026-12-04 18:00
   Rework picking routes | Warehouse | Sun Li | 2026-12-09
   Tell 500 customers their new date | Sales | Li Qiang | 2026-12-07
   Agree on one answer | Customer Service | Zhao Lei | 2026-12-07
   Risks: the repair may touch other modules
   Fallback: keep the old interface, one click to go back
<- liu_yang: signoff
   Solution
   Rework picking routes
-> liu_yang (to signoff): Approved
-> zhang_wei (to signoff): Approved, provided that the interface is repaired by Friday 18:00
-> li_ming (to signoff): Agreed
-> susan_miller (to signoff): Approved
wait 33m
<- wang_min: choice
   on a condition
   Condition
-> wang_min (to choice): 2
<- wang_min: chosen
   the condition is met
<- zhang_wei: signoff
   Solution
-> zhang_wei (to signoff): Approved
wait 33m
case XC2026-0001: plan_signoff done; execution open

== 5 Execution
<- wu_hao: measure
   Repair the order sync
   You will be asked every
-> wu_hao (to measure): 60%
<- wu_hao: progress_receipt
   60%
wait until 2026-12-02 14:05
<- sun_li: measure
<- sun_li: progress_ask
   Rework picking routes
   nothing heard yet
-> sun_li (to progress_ask): delayed until 11 December, because the forklift broke down
<- chen_gang: measure_late
   forklift
<- wang_min: measure_late
<- wang_min: choice
   11 Dec
   agree to the new date
-> wang_min (to choice): 1
<- wang_min: chosen
<- sun_li: progress_receipt
   delayed
<- sun_li: date_settled
   11 Dec
   First due on
-> wu_hao (to progress_ask): Done, live since last night
-> li_qiang (to measure): Done
-> zhao_lei (to progress_ask): Completed
case XC2026-0001: execution open
wait until 2026-12-10 10:00
-> sun_li (to progress_ask): Done
case XC2026-0001: execution done; effects open; feedback open
<- chen_gang: tracker
   4 of 4 measures are done
   Rework picking routes

== 6 Closing
<- sun_li: form_ask
   Rework picking routes
   Before
-> wu_hao (to form_ask; about Effects):
   Before: 12% of calls time out
   After: 0.4% of calls time out, over 5 days
-> sun_li (to form_ask; about Effects):
   Before: 15% late
   After: 3% late, over 5 days
-> li_qiang (to form_ask; about Effects):
   Before: 37 complaints
   After: 2 complaints
-> zhao_lei (to form_ask; about Effects):
   Before: 4 different answers
   After: 1 answer
case XC2026-0001: effects done; verify open
<- chen_gang: signoff
   0.4% of calls time out, over 5 days
-> chen_gang (to signoff): Approved
<- liu_yang: form_ask
   Difficulties
-> liu_yang (to form_ask; about Feedback):
   Difficulties: a broken forklift
   Suggestions: keep a spare forklift
-> li_ming (to form_ask; about Feedback):
   Difficulties: none
   Suggestions: watch the interface
-> susan_miller (to form_ask; about Feedback):
   Difficulties: none
   Suggestions: none
wait 3wd
case XC2026-0001: verify done; feedback done; report open
<- wang_min: form_ask
-> wang_min (to form_ask; about Report):
   Conclusion: late orders came down from 15% to 3%, the goal is reached
<- wang_min: form_shown
   no answer
   3% late, over 5 days
   a broken forklift
-> wang_min (to form_shown; about Report): Distribute
<- chen_gang: signoff
   Report
   the goal is reached
-> chen_gang (to signoff; about Report): Approved
wait 33m
<- huang_wei: signoff
   Report
-> huang_wei (to signoff): Approved
wait 33m
case XC2026-0001: report_signoff done; management_signoff done; closing done; finished
<- chen_gang: case_closed
   Result: met
   confirmed in writing by
<- sun_li: case_closed
<- wang_min: case_closed
<- susan_miller: case_closed
