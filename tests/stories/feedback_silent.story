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
-> wang_min (to form_ask; about 问题解决报告): 结论：延迟率从15%降到3%，目标达到
<- wang_min: form_shown
   仓储部 | 叉车故障 | 备一台
   销售部 | 未反馈
-> wang_min (to form_shown; about 问题解决报告): 分发
-> chen_gang (to signoff; about 问题解决报告): 同意
wait 33m
case XC2026-0001: closing done; finished
