# A blank form on request opens nothing; filled in and sent back it opens the case
-> sun_li (new 问题初步评估表): 请发我一份空白表
<- sun_li: form_blank
   影响范围
-> wang_min (new 评估表怎么填？): 我想发起一个跨部门协作，请给我表
<- wang_min: form_blank
-> wang_min (to form_blank):
   牵头部门：物流部
   发起人：王敏
   问题描述：华东区订单延迟率升到15%
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：重要
   初步原因分析：订单同步接口超时
<- wang_min: form_received
   XC2026-0001
<- chen_gang: signoff
