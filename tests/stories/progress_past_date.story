# Another date that has passed already can't be meant: it is asked back, and nobody has to decide on it
include to_execution.part
-> wu_hao (to measure): 延期到11月20日，等测试环境
<- wu_hao: ask_back
case XC2026-0001: execution open
<- wang_min: invitation
-> wu_hao (to measure): 延期到12月10日，等测试环境
<- wang_min: choice
   12月10日
