# Two effects that one owner still owes are reminded of by name
include to_effects.part
wait 2wd
<- sun_li: reminder
   优化拣货路线
   备件盘点
case XC2026-0001: effects open
