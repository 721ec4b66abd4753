# A mail about nothing that was asked is answered once a day; a forged one never
-> wang_min (new 关于食堂): 明天中午吃什么？
<- wang_min: not_counted
-> wang_min (new 还是食堂): 有人知道吗？
<- wang_min: nothing
-> sun_li (forged; new 食堂): 大家好
<- sun_li: nothing
-> sun_li (new 问题初步评估表): 请发我一份空白表
<- sun_li: form_blank
-> sun_li (to form_blank): 谢谢
<- sun_li: not_counted
-> sun_li (to form_blank): 谢谢
<- sun_li: nothing
