# The minutes stay with the recorder until the word that sends them out
include to_meeting.part
wait until 2026-11-27 15:30
-> wang_min (to form_ask; about 沟通记录):
   各部门情况：接口超时
   分歧及处理：无
<- wang_min: form_missing
   会议决议
-> wang_min (to form_missing): 分发
case XC2026-0001: minutes open
-> wang_min (to form_missing):
   会议决议：
   修复接口 | 技术部 | 吴浩 | 12月4日
<- wang_min: form_shown
-> wang_min (to form_shown; about 沟通记录): 分歧及处理：仓储部希望先修接口
<- wang_min: form_shown
   仓储部希望先修接口
<- chen_gang: invitation
-> wang_min (to form_shown; about 沟通记录): 先别分发，我再看看
case XC2026-0001: minutes open
-> wang_min (to form_shown; about 沟通记录): 可以分发了
case XC2026-0001: minutes done; minutes_signoff open
