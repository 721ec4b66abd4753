# A pause: nothing goes out, mails are taken in; afterwards deadlines have moved, windows are open, those asked hear of it
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- wang_min: form_received
<- chen_gang: signoff
wait 30m
! pause
wait 5h
<- chen_gang: nothing
-> chen_gang: 收到
<- chen_gang: nothing
! resume
<- chen_gang: ask_back
<- chen_gang: resumed
! pause
-> chen_gang (to ask_back): 同意
wait 3h
! resume
<- chen_gang: receipt
case XC2026-0001: assessment_signoff open
wait 40m
case XC2026-0001: assessment_signoff done
