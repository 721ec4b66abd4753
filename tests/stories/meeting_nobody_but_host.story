# All deciders decline: each is settled by the coordinator on its own
include to_meeting.part
-> li_ming (to invitation): 不能参加
-> liu_yang (to invitation): 不能参加
<- wang_min: choice
   李明
<- wang_min: choice
   刘洋
-> wang_min (to choice; about 李明): 3
-> wang_min (to choice; about 刘洋): 1
case XC2026-0001: meeting void; invitation open
-> wang_min (to form_ask; about 会议安排): 会议时间：12月1日 10:00
-> wang_min (to form_shown): 分发
<- li_ming: invitation
<- li_ming: invitation
   改期
case XC2026-0001: meeting#2 open
