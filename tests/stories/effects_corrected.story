# Two effects of one owner: each answer goes to its own measure, also one that is put right before all are there
include to_effects.part
<- sun_li: form_ask
   请填写
   优化拣货路线
<- sun_li: form_ask
   请填写
   备件盘点
-> sun_li (to form_ask; about 优化拣货路线):
   实施前：延迟率15%
   实施后：延迟率5%
-> sun_li (to form_ask; about 优化拣货路线): 实施后：延迟率3%，观察5天
<- sun_li: form_received
<- sun_li: form_received
-> sun_li (to form_ask; about 备件盘点):
   实施前：缺件 9 种
   实施后：缺件 0 种
-> wu_hao (to form_ask; about 效果评估):
   实施前：超时率 12%
   实施后：超时率 0.4%
case XC2026-0001: effects open; verify not begun
-> li_qiang (to form_ask; about 效果评估):
   实施前：催单 37 家
   实施后：催单 2 家
case XC2026-0001: effects done; verify open
<- chen_gang: signoff
   修复订单同步接口 | 超时率 12% | 超时率 0.4%
   优化拣货路线 | 延迟率15% | 延迟率3%，观察5天
   备件盘点 | 缺件 9 种 | 缺件 0 种
