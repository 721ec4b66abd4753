# The coordinator keeps the date: the owner hears it, and the old one stands
include to_execution.part
-> wu_hao (to measure): 延期到12月8日，等测试环境
<- wang_min: measure_late
<- wang_min: choice
   现定：12月4日
   12月8日
   维持原定日期
<- wu_hao: progress_receipt
   原时限不变
-> wang_min (to choice): 2 客户等不了
<- wang_min: chosen
   维持原定日期
<- wu_hao: date_settled
   未改期
   日期不变，仍是 12月4日
   王敏
case XC2026-0001: execution open
