# The first slip is the coordinator's to settle, later ones the owner's head's; all concerned hear of each new date
include to_execution.part
-> li_qiang (to measure): 延期到12月9日，客户名单没到
<- wang_min: measure_late
   客户名单没到
<- wang_min: choice
   12月9日
-> wang_min (to choice): 1
<- li_qiang: date_settled
   12月9日
   原定 12月7日
<- chen_gang: date_settled
-> li_qiang (to measure): 延期到12月11日，客户名单还没到
<- zhang_wei: choice
   12月11日
-> zhang_wei (to choice): 2
<- li_qiang: date_settled
   日期不变
   12月9日
<- wang_min: date_settled
-> li_qiang (to measure): 延期到12月14日，名单缺一半
<- zhang_wei: choice
   12月14日
-> zhang_wei (to choice): 1
<- li_qiang: date_settled
   已改到 12月14日
   张伟
   原定 12月7日
<- chen_gang: date_settled
<- wang_min: date_settled
   12月14日
case XC2026-0001: execution open
