# Who tells how far it is unasked isn't asked on that day
include to_execution.part
wait until 2026-12-01 10:00
-> wu_hao (to measure): 进度 60%
<- wu_hao: progress_receipt
wait until 2026-12-01 18:00
<- li_qiang: progress_ask
<- sun_li: progress_ask
   优化拣货路线
   备件盘点
<- wu_hao: matter
<- wu_hao: receipt
<- wu_hao: measure
<- wu_hao: nothing
wait until 2026-12-03 14:05
<- wu_hao: progress_ask
   60%
case XC2026-0001: execution open
