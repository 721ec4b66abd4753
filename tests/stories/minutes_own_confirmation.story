# The recorder, who has sent the minutes out, isn't asked to confirm them; what they change later is a new version
include to_minutes.part
<- wang_min: form_received
<- wang_min: form_received
<- wang_min: form_received
<- wang_min: form_received
-> liu_yang (to minutes): 确认无误
-> wang_min (to form_shown; about 沟通记录): 分歧及处理：仓储部希望先修接口
case XC2026-0001: minutes_signoff#1 void; minutes_signoff#2 open
<- li_ming: minutes
<- li_ming: minutes
   v2
   本版改了 1 处
   仓储部希望先修接口
-> liu_yang (to minutes): 确认无误
-> li_ming (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
-> chen_gang (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff#2 done; plan open
