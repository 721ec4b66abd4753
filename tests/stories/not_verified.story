# The effects aren't accepted: back to execution, and the owners go on
include to_verify.part
-> chen_gang (to signoff; about 效果评估): 不同意，观察时间太短
wait 33m
<- wang_min: choice
   退回继续执行
   按未达标关闭
-> wang_min (to choice): 1
case XC2026-0001: verify void; effects void; execution open
<- wu_hao: measure
<- wu_hao: measure
