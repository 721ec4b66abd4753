# Blocked, and later done: coordinator and lead's head hear of the trouble once, the tracker shows the end
include to_execution.part
-> wu_hao (to measure): 受阻，等行政部批服务器
<- chen_gang: measure_late
   等行政部批服务器
-> wu_hao (to measure): 服务器到了，进度 80%
<- wu_hao: progress_receipt
<- wu_hao: progress_receipt
   80%
-> wu_hao (to measure): 已完成
-> sun_li (to measure):
   1 已完成
   2 已完成
-> li_qiang (to measure): 已完成
<- chen_gang: tracker
   4 项措施已完成 4 项
   修复订单同步接口
   xlsx
case XC2026-0001: execution done; effects open
