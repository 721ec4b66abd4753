# An owner answers the question about another's measure: it counts for nothing, and they hear who is asked
include to_execution.part
-> wu_hao (to measure; of li_qiang): 已完成
<- wu_hao: not_counted
   这件事问的不是您
   李强
-> sun_li (to measure): 通知客户新交期已完成
-> sun_li (to measure): 4 已完成
case XC2026-0001: execution open
-> sun_li (to measure):
   1 已完成
   2 已完成
-> wu_hao (to measure): 已完成
case XC2026-0001: execution open
-> li_qiang (to measure): 已完成
case XC2026-0001: execution done
