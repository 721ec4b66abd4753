# Somebody answers for a measure that isn't theirs: it counts for nothing
include to_execution.part
-> wu_hao (to measure): 通知客户新交期已完成
case XC2026-0001: execution open
<- li_qiang: measure
