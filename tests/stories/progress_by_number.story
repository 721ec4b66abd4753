# Two measures of one owner in one mail, answered by number; what can't be is asked back
include to_execution.part
<- sun_li: measure
   优化拣货路线
   备件盘点
-> sun_li (to measure):
   1 进度 60%
   2 180%
<- sun_li: ask_back
-> sun_li (to measure):
   1 进度 60%
   2 未开始
<- sun_li: progress_receipt
   60%
   未开始
-> sun_li (to measure): 备件盘点已完成
<- sun_li: progress_receipt
   备件盘点
   已完成
case XC2026-0001: execution open
