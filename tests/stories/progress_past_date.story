# Another date that has passed already can't be meant: the owner hears that none was read, and nobody has to decide
include to_execution.part
-> wu_hao (to measure): 延期到11月20日，等测试环境
<- wu_hao: progress_receipt
   没有读到今天以后的新日期
   延期到＋日期
<- wang_min: measure_late
   等测试环境
case XC2026-0001: execution open
-> wu_hao (to progress_receipt): 延期到12月10日，等测试环境
<- wang_min: choice
   12月10日
-> wang_min (to choice): 1
<- wu_hao: date_settled
   12月10日
