# The form comes as a Word file: what the mail says otherwise is asked, and a file that isn't there is asked for
-> wang_min (new 华东订单延迟 评估表; attach 问题初步评估表.docx):
   牵头部门：物流部
   紧急程度：重要，其余见附件
   ===
   牵头部门：物流部
   发起人：王敏
   问题描述：华东区订单延迟率升到15%
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：紧急
   初步原因分析：接口超时
<- wang_min: form_missing
   1 项请您确认或补充
   紧急程度：两处写得不一样，请在下面写明正确的内容
   邮件正文：重要
   附件“问题初步评估表.docx”：紧急
   发起人、问题描述、影响范围、关联部门、初步原因分析：取自附件“问题初步评估表.docx”
<- chen_gang: nothing
-> wang_min (attach 问题初步评估表.docx): 附件是对的
   ===
   牵头部门：物流部
   发起人：王敏
   问题描述：华东区订单延迟率升到15%
   影响范围：华东区 500 余家客户
   关联部门：仓储部、技术部
   紧急程度：紧急
   初步原因分析：接口超时
<- wang_min: form_missing
   上一封答复里没有读到任何一项
   附件“问题初步评估表.docx”：紧急
-> wang_min: 紧急程度：紧急
<- wang_min: form_received
   取自附件“问题初步评估表.docx”
   紧急程度：紧急
<- chen_gang: signoff
   500 余家客户
   紧急
-> chen_gang: 同意
wait 33m
<- wang_min: form_ask
-> wang_min: 填好了，见附件
<- wang_min: form_ask
   提到附件，但没有带附件
-> wang_min (attach 申请单.docx): 不好意思，补上附件
   ===
   协作目标：延迟率降到5%
   协作事项：1. 部门：技术部；事项：修接口；响应时限：12月1日；责任人：吴浩
   所需资源支持：无
<- wang_min: form_received
   取自附件“申请单.docx”
case XC2026-0001: application done; application_signoff open
