# Minutes confirmed by somebody who wasn't there: nothing is signed
include to_minutes.part
<- chen_gang: minutes
-> sun_li (to matter): 确认无误
case XC2026-0001: minutes_signoff open
