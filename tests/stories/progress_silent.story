# Who doesn't answer how far it is gets a reminder; an unprompted word cancels the next asking
include to_execution.part
wait until 2026-12-02 14:05
<- wu_hao: progress_ask
<- li_qiang: progress_ask
-> li_qiang (to progress_ask): 进度 50%
wait until 2026-12-03 14:05
<- wu_hao: reminder
<- li_qiang: progress_receipt
wait until 2026-12-04 14:05
<- wu_hao: progress_ask
