# The effects aren't accepted: back to execution, a second round, and then they are
include to_verify.part
-> chen_gang (to signoff; about 效果评估): 不同意，观察时间太短
wait 33m
<- wang_min: choice
   退回继续执行
   按未达标关闭
   观察时间太短
-> wang_min (to choice): 1
case XC2026-0001: verify#1 void; effects#1 void; execution#1 void; execution#2 open
<- wu_hao: measure
   请继续执行
   观察时间太短
include finish.part
case XC2026-0001: execution#2 done; effects#2 open
<- wu_hao: form_ask
   《效果评估》（修复订单同步接口）
   超时率 0.4%
-> wu_hao (to form_ask; about 效果评估): 实施后：超时率 0.4%，观察10天
-> li_qiang (to form_ask; about 效果评估): 实施后：催单 1 家，观察10天
-> sun_li (to form_ask; about 优化拣货路线): 实施后：延迟率3%，观察10天
-> sun_li (to form_ask; about 备件盘点): 实施后：缺件 0 种，观察10天
case XC2026-0001: effects#2 done; verify#2 open
<- chen_gang: signoff
   v2
   延迟率3%，观察10天
   催单 37 家
-> chen_gang (to signoff; about 效果评估 v2): 同意
wait 33m
case XC2026-0001: verify#2 done; feedback open
