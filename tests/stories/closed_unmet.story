# The effects aren't accepted, and the case is closed as not met; report and closing mail give the reason
include to_verify.part
-> chen_gang (to signoff; about 效果评估): 不同意，延迟率没有降下来
wait 33m
<- wang_min: choice
   请在序号后写上原因
-> wang_min (to choice): 2 订单量翻倍，原目标已不现实
<- wang_min: chosen
   按未达标关闭
case XC2026-0001: verify done; execution#2 not begun; feedback open
include feedback.part
-> wang_min (to form_ask; about 问题解决报告): 结论：目标没有达到
-> wang_min (to form_shown; about 问题解决报告): 分发
-> chen_gang (to signoff; about 问题解决报告): 同意
wait 33m
case XC2026-0001: report_signoff done; management_signoff skipped; closing done; finished
<- chen_gang: case_closed
   未达标
   订单量翻倍
<- sun_li: case_closed
   未达标
