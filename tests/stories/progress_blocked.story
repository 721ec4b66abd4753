# What can't go on is told at once to coordinator and lead's head, and once
include to_execution.part
-> wu_hao (to measure): 受阻，测试环境没有批下来
<- chen_gang: measure_late
   测试环境没有批下来
<- wang_min: measure_late
   受阻
   吴浩
<- chen_gang: signoff
<- chen_gang: receipt
<- chen_gang: signoff
<- chen_gang: receipt
<- chen_gang: invitation
<- chen_gang: minutes
<- chen_gang: receipt
-> wu_hao (to measure): 受阻，测试环境没有批下来
<- wu_hao: progress_receipt
<- wu_hao: progress_receipt
<- chen_gang: nothing
-> wu_hao (to measure): 受阻，服务器也坏了
<- chen_gang: measure_late
   服务器也坏了
case XC2026-0001: execution open
