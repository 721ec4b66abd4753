# A department that gives no feedback is printed so and holds nothing up
include to_effects.part
-> liu_yang (to form_ask; about 部门反馈):
   困难：叉车故障
   建议：备一台
wait 3wd
case XC2026-0001: feedback done
