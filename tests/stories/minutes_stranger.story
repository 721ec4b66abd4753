# Somebody who wasn't at the meeting answers minutes that were forwarded to them: they hear why it doesn't count
include to_minutes.part
-> liu_yang (to minutes): 确认无误
-> chen_gang (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
-> sun_li (to minutes; of li_ming): 确认无误
<- sun_li: not_counted
   这件事问的不是您
   李明
wait 33m
case XC2026-0001: minutes_signoff open
-> li_ming (to minutes): 确认无误
wait 33m
case XC2026-0001: minutes_signoff done
