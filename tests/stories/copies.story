# All heads involved get the application at submission; who stands in Cc signs nothing, also by reply-all
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
-> chen_gang (to signoff): 同意
wait 33m
-> wang_min (to form_ask):
   协作目标：三周内把延迟率从15%降到3%
   协作事项：
   技术部 | 修复订单同步接口 | 12月4日 | 吴浩
   仓储部 | 优化拣货路线 | 12月8日 | 孙丽
   所需资源支持：无
<- chen_gang: signoff
<- chen_gang: receipt
<- chen_gang: signoff
   吴浩
<- li_ming: signoff_copy
<- liu_yang: signoff_copy
-> liu_yang (all; to signoff_copy; client gmail): 同意
<- liu_yang: not_counted
case XC2026-0001: application_signoff open
-> liu_yang (all; to signoff_copy; client gmail): 同意
case XC2026-0001: application_signoff open
-> chen_gang (to signoff): 同意
wait 33m
case XC2026-0001: application_signoff done; acceptance open
