# In English: the effects aren't accepted, and the case is closed as not met, with the reason
include english_to_meeting.part
include english_to_verify.part
<- chen_gang: signoff
   Effects
   1% time out
-> chen_gang (to signoff; about Effects): Not approved. Reason: too short a time
wait 33m
<- wang_min: choice
   back to execution
   close as not met
   too short a time
-> wang_min (to choice): 2 the customer has left us
<- wang_min: chosen
   close as not met
case XC2026-0001: verify done; feedback open
-> liu_yang (to form_ask; about Feedback):
   Difficulties: none
   Suggestions: none
wait 3wd
case XC2026-0001: feedback done; report open
-> wang_min (to form_ask; about Report): Conclusion: the goal was not reached
<- wang_min: form_shown
   no answer
-> wang_min (to form_shown; about Report): Distribute
-> chen_gang (to signoff; about Report): Approved
wait 33m
case XC2026-0001: closing done; finished
<- sun_li: case_closed
   Result: not met
   the customer has left us
