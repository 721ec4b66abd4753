# The owner of a measure leaves: the coordinator hears of it at once, a colleague goes on with what is known of it
include to_execution.part
-> li_qiang (to measure): 进度 40%
<- li_qiang: progress_receipt
! leave li_qiang zhang_wei
<- wang_min: stopped
   推动方案落地
   li_qiang
! reassign XC2026-0001 li_qiang to zhang_wei : 李强已离职
<- zhang_wei: progress_ask
   通知客户新交期
   40%
-> zhang_wei (to progress_ask): 已完成
-> wu_hao (to measure): 已完成
-> sun_li (to measure):
   1 已完成
   2 已完成
case XC2026-0001: execution done; effects stopped; feedback open
<- wang_min: stopped
   效果评估
! reassign XC2026-0001 effects#1 to zhang_wei : 李强已离职
<- zhang_wei: form_ask
   效果评估
   通知客户新交期
<- wu_hao: form_ask
   修复订单同步接口
case XC2026-0001: effects open
