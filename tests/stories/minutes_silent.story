# Who says nothing about the minutes holds up nothing but the minutes
include to_minutes.part
-> liu_yang (to minutes): 确认无误
-> li_ming (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff open; plan open
wait 3wd
<- chen_gang: reminder
<- huang_wei: escalation
case XC2026-0001: minutes_signoff open
