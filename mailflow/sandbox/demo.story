# Late orders in East China: an assessment is signed, an application goes back and comes again, matters are accepted
start: 2026-11-26 09:00

== Step 1: 问题识别与初步评估. The form comes with a field missing
-> wang_min (new 问题初步评估表:华东区订单延迟; client qq):
   各位好，华东区订单延迟越来越严重，按流程提交评估表。
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%（9月为6%），累计 1,240 单，平均晚 2.3 天
   关联部门：仓储部、销售部、技术部、客服部
   紧急程度：重要
   初步原因分析：订单同步接口超时；拣货路线过长；干线车辆减为每日一班
<- wang_min: form_missing
   影响范围
-> wang_min (client qq): 影响范围：华东区 500 余家客户，涉及订单约占 22%
<- wang_min: form_received
<- chen_gang: signoff
   v1

== Answers that decide nothing: a forgery, an automatic reply, an unclear word
-> chen_gang (forged): 同意
<- chen_gang: fresh_ask
-> chen_gang (auto; to signoff): 您好，我今天上午在客户现场，邮件可能回复较慢。
-> chen_gang (to signoff; client iphone): 收到
<- chen_gang: ask_back

== The head of the lead department signs
-> chen_gang (to ask_back; client iphone): 同意
<- chen_gang: receipt
wait 33m
<- liu_yang: assessment_shared
<- zhang_wei: assessment_shared
<- li_ming: assessment_shared
<- susan_miller: assessment_shared
case XC2026-0001: assessment_signoff done; application open
<- wang_min: form_ask

== Step 2: 发起跨部门协作申请. All heads involved see it at once
-> wang_min (client qq):
   协作目标：三周内把华东区订单延迟率从15%降到3%
   协作事项：
   技术部 | 修复订单同步接口超时 | 12月4日 | 吴浩
   仓储部 | 优化拣货路线，减少走动 | 12月8日 | 孙丽
   销售部 | 通知500余家客户新交期 | 12月7日 | 李强
   客服部 | 准备延迟订单的答复口径 | 12月3日 | 赵磊
   所需资源支持：临时增车3台，两周
<- wang_min: form_received
<- chen_gang: signoff
<- liu_yang: signoff_copy
<- susan_miller: signoff_copy

== A head who is only in CC answers to all; then a refusal with words: back, and again as version 2
-> liu_yang (all; to signoff_copy; client gmail): 同意
<- liu_yang: not_counted
-> chen_gang (to signoff; client outlook): 需修改：拣货优化来不及，12月8日改为12月9日
<- chen_gang: receipt
wait 33m
case XC2026-0001: application open
<- wang_min: form_ask
   12月8日改为12月9日
-> wang_min (client qq):
   协作事项：
   技术部 | 修复订单同步接口超时 | 12月4日 | 吴浩
   仓储部 | 优化拣货路线，减少走动 | 12月9日 | 孙丽
   销售部 | 通知500余家客户新交期 | 12月7日 | 李强
   客服部 | 准备延迟订单的答复口径 | 12月3日 | 赵磊
<- chen_gang: signoff
   v2
-> chen_gang (to signoff; client outlook): 同意，请各部门抓紧落实。
wait 33m
case XC2026-0001: application_signoff done; acceptance open

== Everybody gets their own matters
<- wu_hao: matter
<- sun_li: matter
<- li_qiang: matter
<- zhao_lei: matter
-> sun_li (client iphone): 好的
<- sun_li: receipt
-> zhao_lei (client foxmail): 没问题，收到
-> wu_hao (client gmail): 可以，但要到12月6日
wait 40m
<- wang_min: row_open
   12月6日
! extend XC2026-0001 wu_hao 2026-12-06 18:00 : 测试环境冲突
<- wu_hao: extended

== One owner is silent: a reminder, then the superior hears of it
wait 1wd
<- li_qiang: reminder
wait 2wd
<- zhang_wei: escalation
-> li_qiang (to matter; client outlook): 抱歉刚出差回来，没问题，收到
wait 40m
case XC2026-0001: acceptance done; invitation open

== The second procedure, in English: one document, one approver
-> susan_miller (new Approval request: reply scripts for late orders; client outlook; attach scripts-v3.pdf):
   Subject: Reply scripts for late orders, version 3
   Approvers: Huang Wei
   Due: December 4
<- huang_wei: signoff
-> huang_wei (client gmail): Approved
wait 33m
<- susan_miller: signed
