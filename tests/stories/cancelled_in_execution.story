# A case is cancelled while its measures are under way: everybody concerned hears of it, and no more is asked
include to_execution.part
-> wu_hao (to measure): 进度 60%
! cancel XC2026-0001 : 客户已撤单
<- wu_hao: cancelled
   客户已撤单
<- zhang_wei: cancelled
case XC2026-0001: execution void; cancelled
-> wu_hao (to measure): 已完成
<- wu_hao: not_counted
wait 3wd
case XC2026-0001: execution void; cancelled
