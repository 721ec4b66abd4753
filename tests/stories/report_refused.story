# The lead's head wants the report changed: it goes back with the words, and version 2 is signed
include to_report.part
-> wang_min (to form_ask; about 问题解决报告): 结论：目标达到
-> wang_min (to form_shown; about 问题解决报告): 分发
-> chen_gang (to signoff; about 问题解决报告): 需修改：写上现在的延迟率
wait 33m
case XC2026-0001: report_signoff#1 void; report open
<- wang_min: form_ask
   问题解决报告
   写上现在的延迟率
-> wang_min (to form_ask; about 问题解决报告): 结论：延迟率从15%降到3%，目标达到
<- wang_min: form_shown
   延迟率从15%降到3%
-> wang_min (to form_shown; about 问题解决报告): 分发
<- chen_gang: signoff
   v2
   目标达到 → 延迟率从15%降到3%，目标达到
-> chen_gang (to signoff; about 问题解决报告 v2): 同意
wait 33m
case XC2026-0001: report_signoff#2 done; closing done; finished
