# Owners accept, want another date, name another, decline; the coordinator settles what isn't a yes
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
   销售部 | 通知客户 | 12月7日 | 李强
   物流部 | 增车3台 | 12月7日 | 周杰
   所需资源支持：无
-> chen_gang (to signoff): 同意
wait 33m
<- wu_hao: matter
   修复订单同步接口
<- sun_li: matter
<- li_qiang: matter
<- zhou_jie: matter
-> wu_hao: 好的
-> sun_li: 可以，但要到12月10日
-> li_qiang: 这个转给张伟
-> zhou_jie: 做不了，没有车
wait 33m
<- wang_min: form_received
<- wang_min: form_ask
<- wang_min: form_received
<- wang_min: row_open
<- wang_min: row_open
<- wang_min: row_open
case XC2026-0001: acceptance open
! extend XC2026-0001 sun_li 2026-12-10 18:00 : 可以
<- sun_li: receipt
<- sun_li: extended
! reassign XC2026-0001 li_qiang to zhang_wei : 他说的
! reassign XC2026-0001 zhou_jie to chen_gang : 部门内解决
<- zhang_wei: matter
-> zhang_wei: 收到
-> chen_gang (to matter): 没问题
wait 33m
case XC2026-0001: acceptance done; invitation open
