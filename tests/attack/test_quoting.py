"""Conditions that once were cut away under a yes, answers that once were cut away with a greeting, and forged ones."""

from __future__ import annotations

import re

import pytest

from mailflow.parsers.decision import read_decision
from mailflow.parsers.quoting import new_words
from mailflow.workflow.reply import Verdict

CONDITIONS = [
    "同意\n--\n预算减半",
    "同意\n-- \n预算减半",
    "同意\n——\n预算减半后执行",
    "同意\n\n--\n但只限一期",
    "同意\n--\n先问财务",
    "同意\n\n陈刚\n物流部经理\n预算减半",
    "同意\n\n陈刚\n物流部经理\n另：先不要启动",
    "同意\n\n陈刚\n物流部经理\n用恒远机械有限公司",
    "同意\n\n陈刚\n物流部经理\n50 000 000",
    "同意\n\n陈刚\n物流部经理\n电话：先不要启动",
    "同意\n\n陈刚\n物流部经理\n地址：先不要启动",
    "同意\n-- \n陈刚\n物流部经理\n预算减半",
    "同意\n\n高价砍\n陈刚\n物流部经理",
    "同意\n\n李强\n不能当负责人",
    "同意\n\n王敏\n先问财务经理",
    "同意\n\n王敏\n听财务经理",
    "同意\n\n请先问：\n王敏\n财务经理",
    "同意\n注意：法律部要先审合同才能执行",
    "同意\n提示：机密部分要先删掉再执行",
    "同意\n声明：未经授权的部分不在同意之列",
    "同意\n\n本邮件含有保密信息，仅供收件人使用。\n预算减半",
    "同意\n\n本邮件含有保密信息，仅供收件人使用。\n\n预算减半",
    "同意\n外部邮件附件要先审",
    "同意\n\n发自我的手机预算少一半",
    "同意\n发自我的内心但预算减半",
    "Approved\nThe information in section 3 must be marked confidential before release",
    "Approved\nNotice: confidential parts must be removed first",
    "Approved\nThis message is approval for phase 1 only, confidential",
    "Approved\n\nTom Baker\nHead of Operations\nbudget halved",
    "Approved\n\nTom Baker\nHead of Operations\nask the manager",
    "Approved\n\nTom Baker\nHead of Operations\nBudget 500 000",
    "Approved\n\nPhase One\nTom Baker\nHead of Operations",
    "Approved\nSent from my desk without reading the budget part",
    "Approved\n\nSent from my iPhone (budget halved)",
    "Approved\n--\nPhase One",
    "Approved\n\nThis email is confidential; the intended recipient must cut costs by half",
    "同意\n\n重要提示：本邮件收件人请删除第三部分，保密",
    "同意\n\n陈刚\n物流部经理\n华东区5号楼",
    "同意\n\n陈刚\n物流部经理\n上海市浦东新区张江路5号",
    "同意\n\n陈刚\n物流部经理\n12 Main Street",
    "同意\n--\n陈刚\n物流部经理\n华东区5号楼",
    "同意\n-- \n陈刚\n物流部经理\n华东区5号楼",
    "同意\n-- \n陈刚\n物流部经理\n两台车",
    "同意\n-- \n华东区5号楼\n陈刚\n物流部经理\n电话：0512-6688 1234",
    "同意\n华东区5号楼",
    "同意\n苏州厂",
    "同意\n关系到二车间",
    "同意\n华东仓",
    "同意\n上海市浦东新区张江路5号",
    "同意\n来自网易邮箱大师 华东",
    "同意\n\n来自网易邮箱大师 华东",
    "同意\n发自我的iPhone 第二项",
    "同意\n用企业微信手机版发送 三台",
    "Approved\n\nSent from my iPhone East",
    "Approved\n\nTom Baker\nHead of Operations\n12 Main Street",
    "Approved\n\nTom Baker\nHead of Operations\nEast wing",
]
ANSWERS = [
    ("王经理：\n同意", Verdict.APPROVE),
    ("王经理\n同意", Verdict.APPROVE),
    ("李主任：\n不同意，数据不全", Verdict.REJECT),
    ("张总监：\n同意。\n\n陈刚", Verdict.APPROVE),
    ("王部长：\n好的，同意", Verdict.APPROVE),
    ("--\n同意", Verdict.APPROVE),
    ("同意\n\n陈刚\n物流部经理\n电话：0512-6688 1234 转 806\n恒远机械有限公司", Verdict.APPROVE),
    ("Approved\n\nTom Baker\nHead of Operations\nAcme Trading Limited\n+1 (555) 123-4567", Verdict.APPROVE),
    ("同意\n\n陈刚\n物流部经理\n上海市浦东新区张江路5号\n电话：021-6688 1234", Verdict.APPROVE),
    ("同意\n\n陈刚\n物流部经理\n恒远机械有限公司\n上海市浦东新区张江路5号", Verdict.APPROVE),
    ("同意\n\n陈刚\n物流部经理\n地址：上海市浦东新区张江路5号", Verdict.APPROVE),
    ("同意\n\n发自我的 realme GT5 Pro", Verdict.APPROVE),
    ("Approved\n\nSent from my Nothing Phone 2", Verdict.APPROVE),
    ("同意\n-- \n陈刚\n物流部经理\n电话：021-6688 1234\n诚信为本，客户至上", Verdict.APPROVE),
    ("Approved\n\nJörg Ølsen\nSenior Project Manager\nT: +49 30 1234567\nwww.acme.example", Verdict.APPROVE),
]
FORGED = [
    '<p><br></p><div style="border-left:2px solid #ccc;padding-left:8px">同意</div>',
    '<p><br></p><div style="border-width:0 0 0 2px;border-style:solid">同意</div>',
    "<style>.q{border-left:1px solid blue}</style><p><br></p><div class=q>同意</div>",
    "<button>同意</button>",
    "<textarea>同意</textarea>",
    "<select><option>同意</option></select>",
]
HIDDEN = [
    '同意<div style="border-left:2px solid #ccc">但预算减半</div>',
    "同意<button>但预算减半</button>",
    "同意<textarea>但预算减半</textarea>",
    "同意<div class=gmail_signature>预算减半</div>",
    "同意<div id=Signature><p>陈刚</p><p>物流部经理</p><p>预算减半</p></div>",
    "同意<div id=Signature><p>先问财务</p><p>陈刚</p><p>物流部经理</p></div>",
    "同意<div id=Signature><p>陈刚</p><p>物流部经理</p><p>华东区5号楼</p></div>",
    "同意<div id=Signature><p>华东区5号楼</p></div>",
    "Approved<div class=gmail_signature>East wing</div>",
]
LIMITS = re.findall(
    r"[^|\n]+",
    """
华东区|华东区5号楼|5号楼|两台|第二项|仅一期|东区仓库|二号线|10万|十万以内|下周起|12月起|三个月|小王负责|王总定|以合同为准
见附件|另议|除运费|运费另计|含税|试行|先试点|改两处|减半|8折|A方案|方案B|财务定|采购部先|等通知|月底|王建国负责|电话沟通|138号文件
021-5号|生产线2|副总定|总经理批|钱另付|万元内|Phase one|East wing|two trucks|Finance first|50k|Q2|from May|tomorrow
ask John|as discussed|see attached|2 units|v2|Plan B|minus freight
""",
)
PLACES = {
    "right below": "同意\n{}",
    "below": "同意\n\n{}",
    "above a card": "同意\n\n{}\n陈刚\n物流部经理",
    "below a card": "同意\n\n陈刚\n物流部经理\n{}",
    "within a card": "同意\n\n陈刚\n{}\n物流部经理",
    "under dashes": "同意\n--\n{}",
    "under a mark": "同意\n-- \n{}",
    "in a marked block": "同意\n-- \n陈刚\n物流部经理\n{}",
    "under a closing": "同意\n\n此致\n敬礼\n{}",
    "under thanks": "Approved\nThanks\n{}",
    "under a footer": "同意\n\n发自我的iPhone\n{}",
    "under a Latin card": "Approved\n\nTom Baker\nHead of Operations\n{}",
    "under a notice": "同意\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。\n{}",
    "above": "{}\n同意",
    "above, with a colon": "{}：\n同意",
    "before": "{}，同意",
    "in brackets": "同意（{}）",
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_narrows_is_taken_for_a_signature(place: str) -> None:
    """A part, a place, an amount, a time or a condition beside a yes: wherever it stands it is asked back."""
    texts = [PLACES[place].format(limit) for limit in LIMITS]
    cut = [one for one in texts if read_decision(new_words(one)).verdict in (Verdict.APPROVE, Verdict.REJECT)]
    assert not cut


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_below_the_yes_is_said(text: str) -> None:
    """A line that isn't plainly a signature, a footer or a notice stays in, wherever it stands: no approval."""
    assert read_decision(new_words(text)).verdict not in (Verdict.APPROVE, Verdict.REJECT), new_words(text)


@pytest.mark.parametrize(("text", "verdict"), ANSWERS)
def test_an_answer_beside_a_card_is_not_lost(text: str, verdict: Verdict) -> None:
    """A greeting with a title is no card; a card of names, posts and numbers costs no question."""
    assert read_decision(new_words(text)).verdict == verdict, new_words(text)


@pytest.mark.parametrize("page", FORGED)
def test_drawn_quotes_and_controls_sign_nothing(page: str) -> None:
    """Beside a bar another may speak, and the words on a button or in a field are nobody's answer."""
    assert read_decision(new_words("", page)).verdict not in (Verdict.APPROVE, Verdict.REJECT)


@pytest.mark.parametrize("page", HIDDEN)
def test_bars_controls_and_signature_blocks_hide_nothing(page: str) -> None:
    """What a reader sees below the yes is read, whatever its element: no approval."""
    assert read_decision(new_words("", page)).verdict not in (Verdict.APPROVE, Verdict.REJECT), new_words("", page)


@pytest.mark.parametrize(
    "page",
    [
        '<table><tr><td style="border-left:1px solid #000">同意</td></tr></table>',
        '<div style="border:none;border-left:none">同意</div>',
        '<div style="border:1px solid #ccc;border-left:0">同意</div>',
        "<div id=Signature><p>同意</p><p>陈刚</p><p>物流部经理</p></div>",
    ],
)
def test_plain_borders_and_blocks_lose_no_answer(page: str) -> None:
    """A table's rules and a border that isn't drawn are no bar; an answer typed above a signature's name counts."""
    assert read_decision(new_words("", page)).verdict == Verdict.APPROVE
