# Two matters of one owner in one mail, answered in one reply by number
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
   仓储部 | 优化拣货路线 | 12月8日 | 孙丽
   仓储部 | 腾出3号库位 | 12月4日 | 孙丽
   所需资源支持：无
-> chen_gang (to signoff): 同意
wait 33m
<- sun_li: matter
   优化拣货路线
   腾出3号库位
<- sun_li: nothing
-> sun_li:
   1 好的
   2 要到12月7日
<- sun_li: receipt
   12月7日
<- sun_li: nothing
wait 33m
<- wang_min: form_received
<- wang_min: form_ask
<- wang_min: form_received
<- wang_min: row_open
   腾出3号库位
! extend XC2026-0001 sun_li 2026-12-07 18:00 : 可以
case XC2026-0001: acceptance done
