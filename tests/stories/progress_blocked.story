# What can't go on is told at once, and once
include to_execution.part
-> wu_hao (to measure): 受阻，测试环境没有批下来
<- chen_gang: measure_late
   测试环境没有批下来
<- wang_min: measure_late
-> wu_hao (to measure): 受阻，测试环境没有批下来
<- wu_hao: progress_receipt
<- wu_hao: progress_receipt
case XC2026-0001: execution open
