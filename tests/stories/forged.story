# A forged mail decides nothing; a question with a fresh token goes to the address of record, and its answer counts
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- chen_gang: signoff
-> chen_gang (forged; to signoff): 同意
<- chen_gang: fresh_ask
case XC2026-0001: assessment_signoff open
-> chen_gang (forged; to signoff): 同意
<- chen_gang: nothing
-> chen_gang (to fresh_ask): 同意
<- chen_gang: receipt
wait 33m
case XC2026-0001: assessment_signoff done
