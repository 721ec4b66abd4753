# One mail answers for several measures by title, in whole sentences: each gets its own
include to_execution.part
-> sun_li (to measure):
   优化拣货路线：进度 60%
   备件盘点：延期到12月14日，仓库在搬
<- sun_li: progress_receipt
   优化拣货路线
   60%
   备件盘点
   12月14日
   仓库在搬
<- wang_min: choice
   备件盘点
   12月14日
case XC2026-0001: execution open
-> wang_min (to choice): 同意改期
<- sun_li: date_settled
   备件盘点
   12月14日
