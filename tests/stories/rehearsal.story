# Rehearsal: every mail goes to one address, under a TEST number; the tester answers for whom the mail names
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- huang_wei: signoff
   演练
   陈刚
-> huang_wei (to signoff): 同意
wait 33m
case TEST-XC2026-0001: assessment_signoff done; application open
<- chen_gang: nothing
