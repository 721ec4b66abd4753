# The whole procedure: an order delay in East China, from the first form to the closing
start: 2026-11-26 09:00

== 一 评估
-> wang_min (new 问题初步评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：11月上旬以来华东区订单延迟率升到15%，累计 1,240 单
   影响范围：华东区 500 余家客户
   关联部门：仓储部、销售部、技术部、客服部
   紧急程度：重要
   初步原因分析：订单同步接口超时；拣货路线未按新库位调整（待核实）
-> chen_gang (to signoff): 同意
wait 33m
<- liu_yang: assessment_shared
<- li_ming: assessment_shared

== 二 申请
-> wang_min (to form_ask):
   协作目标：三周内把延迟率从15%降到3%
   协作事项：
   技术部 | 修复订单同步接口 | 12月4日 | 吴浩
   仓储部 | 优化拣货路线 | 12月8日 | 孙丽
   销售部 | 通知客户新交期 | 12月7日 | 李强
   客服部 | 统一答复口径 | 12月7日 | 赵磊
   所需资源支持：测试环境一套
   提交管理层：是
<- liu_yang: signoff_copy
-> chen_gang (to signoff): 同意
wait 33m
-> wu_hao (to matter): 好的
-> sun_li (to matter): 收到，可以
-> li_qiang (to matter): 没问题
-> zhao_lei (to matter): 好的
wait 33m
case XC2026-0001: acceptance done; invitation open

== 三 会议
<- wang_min: form_received
<- wang_min: form_ask
<- wang_min: form_received
<- wang_min: form_ask
   会议时间
   时长（分钟）
-> wang_min (to form_ask; about 会议安排):
   地点：3号会议室
   主持人：王敏
<- wang_min: form_shown
   3号会议室
-> wang_min (to form_shown): 可以分发
<- liu_yang: invitation
   3号会议室
   [invite.ics]
   仓储部
   10分钟
-> liu_yang (to invitation): 参加
-> li_ming (to invitation; calendar accepted):
-> zhang_wei (to invitation): 好的
-> susan_miller (to invitation): I will attend
-> chen_gang (to invitation): 收到，参加
<- wang_min: invitation
   邀请已发给各位
case XC2026-0001: meeting open
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
-> wang_min (to form_ask):
   各部门情况：技术部：接口峰值超时 8 秒；仓储部：3号库位拣货距离增加一倍；销售部：已有 37 家客户催单
   分歧及处理：仓储部希望先修接口，技术部同意周五前完成
   会议决议：
   修复接口并回归测试 | 技术部 | 吴浩 | 12月4日
   按新库位重排拣货路线 | 仓储部 | 孙丽 | 12月8日
<- wang_min: form_shown
   按新库位重排拣货路线
-> wang_min (to form_shown): 分发
<- liu_yang: minutes
   请确认
   按新库位重排拣货路线
case XC2026-0001: minutes_signoff open; plan open
-> li_ming (to minutes): 确认无误
-> zhang_wei (to minutes): 确认无误
-> chen_gang (to minutes): 无异议，确认
-> susan_miller (to minutes): Confirmed, no corrections.
-> liu_yang (to minutes): 有异议：第2条应为12月9日完成
wait 33m
case XC2026-0001: minutes_signoff void; minutes open
-> wang_min (to form_ask):
   会议决议：
   修复接口并回归测试 | 技术部 | 吴浩 | 12月4日
   按新库位重排拣货路线 | 仓储部 | 孙丽 | 12月9日
-> wang_min (to form_shown): 分发
<- liu_yang: minutes
   本版改了
   12月9日
-> liu_yang (to minutes): 确认无误
-> li_ming (to minutes): 确认无误
-> zhang_wei (to minutes): 确认
-> chen_gang (to minutes): 确认无误
-> susan_miller (to minutes): Confirmed.
wait 33m
case XC2026-0001: minutes_signoff done; plan open

== 四 方案
-> wang_min (to form_ask; about 解决方案):
   措施：
   修复订单同步接口 | 技术部 | 吴浩 | 12月4日 18:00
   优化拣货路线 | 仓储部 | 孙丽 | 12月9日
   通知500家客户新交期 | 销售部 | 李强 | 12月7日
   统一答复口径 | 客服部 | 赵磊 | 12月7日
   风险：接口修复可能影响其他模块
   备选方案：保留旧接口，可一键回滚
<- liu_yang: signoff
   解决方案
   优化拣货路线
-> liu_yang (to signoff): 同意
-> zhang_wei (to signoff): 同意，但接口修复须在周五18:00前完成
-> li_ming (to signoff): 同意
-> susan_miller (to signoff): Approved
wait 33m
<- wang_min: choice
   条件
-> wang_min (to choice): 2
<- wang_min: chosen
   条件已满足
<- zhang_wei: signoff
-> zhang_wei (to signoff): 同意
wait 33m
case XC2026-0001: plan_signoff done; execution open

== 五 执行
<- wu_hao: measure
   修复订单同步接口
-> wu_hao (to measure): 进度 60%
<- wu_hao: progress_receipt
   60%
wait until 2026-12-02 14:05
<- sun_li: measure
<- sun_li: progress_ask
   优化拣货路线
-> sun_li (to progress_ask): 延期到12月11日，因为叉车故障
<- chen_gang: measure_late
   叉车故障
<- wang_min: measure_late
<- wang_min: choice
   12月11日
   同意改期
-> wang_min (to choice): 1
<- wang_min: chosen
<- sun_li: progress_receipt
<- sun_li: date_settled
   12月11日
   原定
-> wu_hao (to progress_ask): 已完成，昨晚上线
-> li_qiang (to measure): 已完成
-> zhao_lei (to progress_ask): 完成了
case XC2026-0001: execution open
wait until 2026-12-10 10:00
-> sun_li (to progress_ask): 已完成
case XC2026-0001: execution done; effects open; feedback open
<- chen_gang: tracker
   优化拣货路线
   已完成
   [问题解决进度跟踪表_XC2026-0001.xlsx]

== 六 闭环
<- sun_li: form_ask
   优化拣货路线
   实施前
-> wu_hao (to form_ask; about 效果评估):
   实施前：接口超时率 12%
   实施后：接口超时率 0.4%，观察5天
-> sun_li (to form_ask; about 效果评估):
   实施前：延迟率15%
   实施后：延迟率3%，观察5天
-> li_qiang (to form_ask; about 效果评估):
   实施前：催单 37 家
   实施后：催单 2 家
-> zhao_lei (to form_ask; about 效果评估):
   实施前：口径 4 种
   实施后：口径 1 种
case XC2026-0001: effects done; verify open
<- chen_gang: signoff
   接口超时率 0.4%，观察5天
-> chen_gang (to signoff): 同意
-> liu_yang (to form_ask; about 部门反馈):
   困难：叉车故障
   建议：备一台叉车
-> li_ming (to form_ask; about 部门反馈):
   困难：无
   建议：接口加监控
-> susan_miller (to form_ask):
   Difficulties: none
   Suggestions: none
wait 3wd
case XC2026-0001: verify done; feedback done; report open
<- wang_min: form_ask
-> wang_min (to form_ask; about 问题解决报告):
   结论：延迟率已从15%降到3%，目标达到
<- wang_min: form_shown
   未反馈
   延迟率3%，观察5天
   叉车故障
-> wang_min (to form_shown; about 问题解决报告): 分发
<- chen_gang: signoff
   问题解决报告
-> chen_gang (to signoff; about 问题解决报告): 同意
wait 33m
<- huang_wei: signoff
   问题解决报告
   也在附件里
   [问题解决报告_XC2026-0001_v1.docx]
-> huang_wei (to signoff): 同意
wait 33m
case XC2026-0001: report_signoff done; management_signoff done; closing done; finished
<- chen_gang: case_closed
   达标
   [问题解决进度跟踪表_XC2026-0001.xlsx]
<- sun_li: case_closed
<- wang_min: case_closed
