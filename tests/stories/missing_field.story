# What is missing is asked for field by field; the rest need not be sent again
-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：华东区订单延迟率升到15%
   关联部门：仓储部、火星部
   紧急程度：很急很急
<- wang_min: form_missing
   影响范围
   初步原因分析
   火星部
   很急很急
<- chen_gang: nothing
-> wang_min:
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
<- wang_min: form_missing
   初步原因分析
-> wang_min:
   初步原因分析：接口超时
   紧急程度：重要
<- wang_min: form_received
<- chen_gang: signoff
   500 余家客户
   接口超时
