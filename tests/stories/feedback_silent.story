# A department that gives no feedback is printed so, and holds nothing up
include to_verify.part
-> chen_gang (to signoff; about 效果评估): 同意
-> liu_yang (to form_ask; about 部门反馈):
   困难：叉车故障
   建议：备一台
wait 1wd
case XC2026-0001: verify done; feedback open; report not begun
wait 2wd
case XC2026-0001: feedback done; report open
<- wang_min: form_ask
   问题解决报告
   叉车故障
   未反馈
include report.part
case XC2026-0001: closing done; finished
