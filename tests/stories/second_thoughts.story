# A doubt inside the window suspends the answer; thanks for the receipt doesn't
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
-> chen_gang: 同意
<- chen_gang: receipt
-> chen_gang (to receipt): 谢谢，辛苦了
<- chen_gang: nothing
-> chen_gang (to receipt): 先等一下，我再核对一下数据
<- chen_gang: ask_back
   暂不生效
wait 40m
case XC2026-0001: assessment_signoff open
-> chen_gang (to ask_back): 同意
<- chen_gang: receipt
wait 33m
case XC2026-0001: assessment_signoff done
