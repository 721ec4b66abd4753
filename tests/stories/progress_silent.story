# Who doesn't answer how far it is gets reminders and those above hear of it; once they answer, the rhythm goes on
include to_execution.part
wait until 2026-12-02 14:05
<- wu_hao: progress_ask
<- li_qiang: progress_ask
-> li_qiang (to progress_ask): 进度 50%
wait until 2026-12-03 14:05
<- wu_hao: reminder
<- li_qiang: progress_receipt
wait until 2026-12-04 18:00
<- li_ming: escalation
   修复订单同步接口
wait until 2026-12-11 18:00
<- wang_min: escalation_coordinator
<- huang_wei: escalation
-> wu_hao (to progress_ask): 进度 80%
<- wu_hao: progress_receipt
wait until 2026-12-16 14:05
<- wu_hao: progress_ask
   80%
