# A matter without a responsible person, and one of somebody nobody knows: asked for row by row, the rest is kept
-> wang_min (new 问题初步评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
-> chen_gang (to signoff): 同意
wait 33m
-> wang_min (to form_ask):
   协作目标：三周内把延迟率从15%降到3%
   协作事项：
   技术部 | 修复订单同步接口 | 12月4日 |
   仓储部 | 优化拣货路线 | 12月8日 | 王五
   所需资源支持：无
<- wang_min: form_missing
   协作申请单
   第1行“责任人”
   没有填写
   第2行“责任人”
   王五
   三周内把延迟率从15%降到3%
case XC2026-0001: application open; application_signoff not begun
<- liu_yang: assessment_shared
<- liu_yang: nothing
-> wang_min (to form_missing):
   协作事项：
   技术部 | 修复订单同步接口 | 12月4日 | 吴浩
   仓储部 | 优化拣货路线 | 12月8日 | 孙丽
<- chen_gang: signoff
   孙丽
case XC2026-0001: application done; application_signoff open
