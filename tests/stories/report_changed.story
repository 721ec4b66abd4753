# The report is changed before it is sent; management isn't asked where the application doesn't say so
include to_report.part
case XC2026-0001: verify done; feedback done; report open
-> wang_min (to form_ask; about 问题解决报告): 结论：目标达到
<- wang_min: form_shown
   目标达到
-> wang_min (to form_shown; about 问题解决报告):
   结论：延迟率从15%降到3%，目标达到
   原因分析：订单同步接口超时，已核实
<- wang_min: form_shown
   延迟率从15%降到3%，目标达到
   已核实
case XC2026-0001: report open; report_signoff not begun
-> wang_min (to form_shown; about 问题解决报告): 分发
<- chen_gang: signoff
   问题解决报告
   已核实
-> chen_gang (to signoff; about 问题解决报告): 同意
wait 33m
<- huang_wei: nothing
<- chen_gang: case_closed
   达标
   陈刚 书面确认
case XC2026-0001: report_signoff done; management_signoff skipped; closing done; finished
