# A decider can't come and names somebody who may decide: that person is invited, and was there
include to_meeting.part
-> li_ming (to invitation): 不能参加
-> wang_min (to choice): 2
<- li_ming: stand_in_ask
-> li_ming (to stand_in_ask): 转吴浩
<- wu_hao: invitation
   李明
   代为决定
-> wu_hao (to invitation): 参加
wait until 2026-11-27 15:30
case XC2026-0001: meeting done; minutes open
<- wang_min: form_ask
   地点
-> wang_min (to form_ask; about 沟通记录):
   各部门情况：接口超时
   分歧及处理：无
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月4日
<- wang_min: form_shown
   吴浩
-> wang_min (to form_shown; about 沟通记录): 分发
<- wu_hao: minutes
