"""new_words and hidden_or_different: what a person typed, whatever a mail program puts round it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailflow.compose.templates import Templates
from mailflow.parsers.html import MAX_DEPTH, read_lines, tables, to_text
from mailflow.parsers.message import Message, read_message
from mailflow.parsers.quoting import hidden_or_different, new_words

SAMPLES = ("signoff", "signoff-v2", "matter", "form_ask", "form_missing", "reminder", "receipt", "ask_back")
ADDRESS = "流程邮箱 <flow@corp.example>"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def outbound() -> tuple[tuple[str, str], ...]:
    """Mails of ours as they go out: text and page."""
    templates = Templates()
    return tuple(
        (made.text, made.html)
        for language in ("zh", "en")
        for name, sheet in templates.samples(language).items()
        if name in SAMPLES
        for made in [templates.render(sheet)]
    )


def marked(text: str, mark: str = "> ") -> str:
    """Every line with the mark in front."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def wrapped(text: str, width: int) -> str:
    """Lines broken as programs break them, at a width and not at words: Chinese has none."""
    lines = []
    for line in text.split("\n"):
        lines += [line[at : at + width] for at in range(0, len(line), width)] or [""]
    return "\n".join(lines)


ZH_HEAD = f"发件人: {ADDRESS}\n发送时间: 2026年11月23日 10:12\n收件人: 赵磊 <zhao.lei@corp.example>\n主题: 请签署"
EN_HEAD = f"From: {ADDRESS}\nSent: Monday, November 23, 2026 10:12 AM\nTo: Tom <tom@corp.example>\nSubject: Please sign"
TW_HEAD = f"寄件者: {ADDRESS}\n寄件日期: 2026年11月23日 上午 10:12\n收件者: 林志明\n主旨: 請簽署"

# How programs head a quote that has no marks of its own.
UNMARKED = {
    "outlook-zh": ZH_HEAD + "\n",
    "outlook-en": EN_HEAD + "\n",
    "outlook-tw": TW_HEAD + "\n",
    "outlook-phone": "获取 Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n" + ZH_HEAD + "\n",
    "outlook-web": "________________________________________\n" + EN_HEAD + "\n",
    "outlook-plain": "-----Original Message-----\n" + EN_HEAD + "\n",
    "coremail": "-----原始邮件-----\n" + ZH_HEAD + "\n",
    "qq": "------------------&nbsp;原始邮件&nbsp;------------------\n"
    '发件人:&nbsp;"流程邮箱"<flow@corp.example&gt;;\n发送时间:&nbsp;2026年11月23日(星期一) 上午10:12\n'
    '收件人:&nbsp;"赵磊"<zhao.lei@corp.example&gt;;\n\n主题:&nbsp;请签署\n\n',
    "foxmail": " \n发件人： 流程邮箱\n发送时间： 2026-11-23 10:12\n收件人： 赵磊\n主题： 请签署",
    "netease": '在 2026-11-23 10:12:05，"流程邮箱" <flow@corp.example> 写道：\n',
    "mailmaster": f"---- 回复的原邮件 ----\n| 发件人 | {ADDRESS} |\n| 日期 | 2026年11月23日 10:12 |\n| 主题 | 请签署 |",
    "wecom": "发自我的企业微信\n\n----------回复的邮件信息----------\n"
    "在2026年11月23日 周一 10:12，流程邮箱<flow@corp.example> 写道：",
    "dingtalk": "来自钉钉专属商务邮箱"
    + "-" * 66
    + f"\n发件人：{ADDRESS}\n日　期：2026年11月23日 10:12:05\n主　题：请签署\n",
    "feishu": f"发件人: {ADDRESS}\n时间: 2026年11月23日 (周一) 10:12\n主题: 请签署",
    "zimbra": f"发件人: {ADDRESS} \n收件人: 赵磊 \n发送时间: 星期一, 2026年 11 月 23日 上午 10:12:05 \n主题: 请签署 \n",
    "phone": "发自我的手机\n\n-------- 原始邮件 --------\n" + ZH_HEAD + "\n",
}
# How programs head a quote whose lines are marked.
MARKED = {
    "gmail-en": f"On Mon, Nov 23, 2026 at 10:12\u202fAM {ADDRESS} wrote:\n",
    "gmail-wrapped": "On Mon, Nov 23, 2026 at 10:12 AM 流程邮箱 <\nflow@corp.example> wrote:\n",
    "gmail-zh": f"{ADDRESS} 于2026年11月23日周一 10:12写道：\n",
    "gmail-tw": f"{ADDRESS} 於 2026年11月23日 週一 上午10:12寫道：\n",
    "thunderbird-zh": "在 2026/11/23 10:12, 流程邮箱 写道:",
    "thunderbird-en": "On 11/23/2026 10:12 AM, 流程邮箱 wrote:",
    "apple-zh": f"发自我的 iPhone\n\n> 在 2026年11月23日，10:12，{ADDRESS} 写道：\n> ",
    "apple-en": f"Sent from my iPhone\n\n> On Nov 23, 2026, at 10:12 AM, {ADDRESS} wrote:\n> ",
    "foxmail-plain": "--------------\nzhao.lei@corp.example",
    "german": f"Am 23.11.2026 um 10:12 schrieb {ADDRESS}:",
    "french": f"Le lun. 23 nov. 2026 à 10:12, {ADDRESS} a écrit :\n",
}


def _qq(page: str) -> str:
    head = escape(ZH_HEAD).replace("\n", "</div><div>")
    return f'<div><br></div><div style="font-size:12px">------------------ 原始邮件 ------------------</div><div style="background:#efefef"><div>{head}</div></div><div><br></div><div>{page}</div>'


# How programs wrap the page that they quote.
PAGES: dict[str, Callable[[str], str]] = {
    "gmail": lambda page: (
        f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">在 2026年11月23日周一，{escape(ADDRESS)} 写道：<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{page}</blockquote></div>'
    ),
    "apple": lambda page: (
        f'<br><blockquote type="cite">On Nov 23, 2026, {escape(ADDRESS)} wrote:<br></blockquote><blockquote type="cite">{page}</blockquote>'
    ),
    "outlook-web": lambda page: (
        f'<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">'
        f"<b>Lähettäjä:</b> {escape(ADDRESS)}<br><b>Päivä:</b> 23.11.2026</div><div>{page}</div>"
    ),
    "outlook-desktop": lambda page: (
        f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>发件人<span>:</span></b> {escape(ADDRESS)}<br>'
        f"<b>发送时间:</b> 2026年11月23日 10:12<br><b>收件人:</b> 赵磊<br><b>主题:</b> 请签署</p></div>{page}"
    ),
    "qq": _qq,
    "netease": lambda page: (
        f'<p>在 2026-11-23 10:12:05，{escape(ADDRESS)} 写道：</p><blockquote id="isReplyContent">{page}</blockquote>'
    ),
    "mailmaster": lambda page: (
        f'<div class="ntes-mailmaster-quote"><div>---- 回复的原邮件 ----</div><div>{page}</div></div>'
    ),
    "feishu": lambda page: f'<div class="history-quote-wrapper" id="lark-mail-quote-1"><div>{page}</div></div>',
    "zimbra": lambda page: (
        f'<hr id="zwchr"><div data-marker="__HEADERS__"><b>X: </b>{escape(ADDRESS)}</div><div data-marker="__QUOTED_TEXT__">{page}</div>'
    ),
    "aliyun": lambda page: f"<blockquote><div>{'-' * 60}</div><div>发件人：{escape(ADDRESS)}</div>{page}</blockquote>",
}
HEADED_PAGES = {"outlook-web", "outlook-desktop", "qq"}  # no container: only our original shows where the quote ends

PLAIN_ANSWERS = (
    "同意", "不同意", "同意。", "不同意，预算太高。", "同意，但费用由销售部承担。", "Approved", "Not approved, too expensive.", "OK",
    "1 同意\n2 改到12月9日", "请转刘洋办理。", "同意\n王建国", "协作目标：延迟率降到 5%\n所需资源支持：无", "收到", "好的，周五给答复", "+1",
    "请李敏（li.min@corp.example）代我签署", "第2项改到 2026-12-09 12:00", "同意，請儘速辦理。\n\n黃雅婷", "在12月1日前完成：可以", "👍",
)  # fmt: skip
LETTERS = st.characters(categories=("Lu", "Ll", "Nd", "Lo"), max_codepoint=0x9FFF)
LINES = st.lists(
    st.text(st.one_of(LETTERS, st.sampled_from("，。！？、；：,.!? ")), min_size=1, max_size=30), min_size=1, max_size=3
)


def _alone(answer: str) -> str:
    return new_words(answer)


ANSWERS = st.one_of(st.sampled_from(PLAIN_ANSWERS), LINES.map("\n".join).map(str.strip)).filter(
    lambda answer: any(map(str.isalnum, answer)) and _alone(answer) == answer
)
MAILS = st.sampled_from(range(2 * len(SAMPLES)))


def test_plain_answers_stand_for_themselves() -> None:
    """The answers of the laws below survive alone: the laws speak about them too."""
    assert [answer for answer in PLAIN_ANSWERS if new_words(answer) != answer] == []
    assert len(outbound()) == 2 * len(SAMPLES)


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(UNMARKED)), width=st.sampled_from([0, 24, 40]))
def test_above_and_below_an_unmarked_quote(answer: str, mail: int, style: str, width: int) -> None:
    """The answer above the quote is all that is new; below it as well, since our original shows where it ends."""
    text = outbound()[mail][0]
    old = wrapped(text, width) if width else text
    quote = f"{UNMARKED[style]}\n{old}"
    assert new_words(f"{answer}\n\n{quote}", None, text) == answer
    assert new_words(f"{answer}\n\n{quote}") == answer
    assert new_words(f"\n{quote}\n\n{answer}\n", None, text) == answer
    assert new_words(quote, None, text) == ""
    assert new_words(quote) == ""


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(MARKED)), mark=st.sampled_from(["> ", ">", "＞ "]))
def test_above_below_and_between_marked_lines(answer: str, mail: int, style: str, mark: str) -> None:
    """Marks show the quote without the original; what stands between is new."""
    text = outbound()[mail][0]
    quote = f"{MARKED[style]}\n{marked(text, mark)}"
    lines = marked(text, mark).split("\n")
    half = len(lines) // 2
    between = "\n".join([MARKED[style], *lines[:half], "", answer, "", *lines[half:]])
    for original in (text, None):
        assert new_words(f"{answer}\n\n{quote}", None, original) == answer
        assert new_words(f"{quote}\n\n{answer}", None, original) == answer
        assert new_words(between, None, original) == answer
        assert new_words(quote, None, original) == ""


@SLOW
@given(answer=ANSWERS, mail=MAILS, width=st.sampled_from([0, 30, 76]), at=st.integers(0, 40))
def test_without_any_mark_our_own_lines_are_known(answer: str, mail: int, width: int, at: int) -> None:
    """With no head and no mark at all our original is the only sign: above, below and between paragraphs."""
    text = outbound()[mail][0]
    old = wrapped(text, width) if width else text
    paragraphs = old.split("\n\n")
    place = at % (len(paragraphs) + 1)
    reply = "\n\n".join([*paragraphs[:place], answer, *paragraphs[place:]])
    assert new_words(reply, None, text) == answer
    assert new_words(old, None, text) == ""
    assert new_words(old.replace("：", ": ").replace("  ", " "), None, text) == ""


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(PAGES)))
def test_page_of_a_client(answer: str, mail: int, style: str) -> None:
    """A reply in HTML: above the quoted page, and below it where a container or the original shows its end."""
    text, page = outbound()[mail]
    body = page.partition("<body>")[2].partition("</body>")[0] or page
    typed = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in answer.split("\n"))
    quote = PAGES[style](body)
    above = f"<html><body>{typed}{quote}</body></html>"
    below = f"<html><body><div><br></div>{quote}<div><br></div>{typed}</body></html>"
    assert new_words("", above, text).split() == answer.split()
    assert new_words("", above).split() == answer.split()
    assert new_words("", below, text).split() == answer.split()
    if style not in HEADED_PAGES:
        assert new_words("", below).split() == answer.split()
    assert new_words("", f"<html><body>{quote}</body></html>", text) == ""
    for html in (above, below):
        both = _message(f"{answer}\n\n{UNMARKED['outlook-zh']}\n{text}", html)
        assert hidden_or_different(both) == ""


@SLOW
@given(mail=MAILS, style=st.sampled_from(sorted(UNMARKED)))
def test_text_made_from_our_page_says_nothing_new(mail: int, style: str) -> None:
    """Programs make a text part from our page, whose buttons stand in no text of ours: they are nobody's answer."""
    text, page = outbound()[mail]
    quote = f"{UNMARKED[style]}\n{to_text(page)}"
    assert new_words(f"\n{quote}", None, text) == ""
    assert new_words(f"同意\n\n{quote}", None, text) == "同意"


def test_a_quote_of_somebody_else_opens_nowhere() -> None:
    """赵磊 answered below our quote; 陈静 replies to him and says nothing: his 同意 isn't hers."""
    text = outbound()[0][0]
    his = f"{ZH_HEAD}\n\n{text}\n\n同意"
    hers = f"谢谢\n\n发件人: 赵磊 <zhao.lei@corp.example>\n发送时间: 2026年11月23日 12:00\n收件人: 流程邮箱\n主题: 答复\n\n{his}"
    assert new_words(hers, None, text) == "谢谢"
    assert new_words(hers) == "谢谢"
    short = f"谢谢\n\n发件人: 赵磊 <zhao.lei@corp.example>\n主题: 答复\n\n同意\n\n{text}"
    assert new_words(short, None, text) == "谢谢"


def test_a_damaged_quote_stays_a_quote() -> None:
    """A charset that lacks characters leaves question marks: what can't be known as ours must not become an answer."""
    text = outbound()[0][0]
    damaged = "".join("?" if index % 3 == 0 and char > "\u2e7f" else char for index, char in enumerate(text))
    assert new_words(f"收到\n\n{TW_HEAD}\n\n{damaged}", None, text) == "收到"


@pytest.mark.parametrize("line", ["发起部门负责人 张伟 已同意提交", "同意", "Approved"])
def test_long_marked_lines_go_on_without_their_mark(line: str) -> None:
    """The rest of a line that was too long stands between two marked lines."""
    long = "> " + "请审阅跨部门协作申请单华东区订单延迟" * 2
    assert new_words(f"收到\n\n在 2026/11/23 10:12, 流程 写道:\n{long}\n{line}\n> 完") == "收到"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("协作目标：\n延迟率降到 5%\n\n所需资源支持：无", "协作目标：\n延迟率降到 5%\n\n所需资源支持：无"),
        (
            "协作目标：延迟率降到 5%\n（可衡量的结果，例如：延迟率从15%降到5%）\n\n牵头人：\n（负责推进的人；不填即为发起人）\n（可以不填）",
            "协作目标：延迟率降到 5%",
        ),
    ],
)
def test_a_copied_form_keeps_its_labels(reply: str, said: str) -> None:
    """Our mail asks to copy its fields and to fill them in: the label of a filled field is part of the answer."""
    text = next(text for text, _ in outbound() if "协作目标：\n（可衡量" in text)
    assert new_words(f"{reply}\n\n{ZH_HEAD}\n\n{text}", None, text) == said


def test_a_form_filled_in_inside_its_quote() -> None:
    """Fields filled in behind the marks are the person's; the rest of the quote is ours."""
    text = next(text for text, _ in outbound() if "协作目标：\n（可衡量" in text)
    filled = text.replace("协作目标：", "协作目标：延迟率降到 5%").replace("牵头人：", "牵头人：李敏")
    reply = f"{MARKED['thunderbird-zh']}\n{marked(filled)}"
    assert new_words(reply, None, text) == "协作目标：延迟率降到 5%\n牵头人：李敏"
    assert new_words(f"{ZH_HEAD}\n\n{filled}", None, text) == "协作目标：延迟率降到 5%\n牵头人：李敏"
    nested = f"谢谢\n\n> 赵磊 于2026年11月23日 写道：\n> 好\n>\n> 在 2026/11/23 10:12, 流程 写道:\n{marked(filled)}"
    assert new_words(nested, None, text) == "谢谢"


def test_an_answer_under_an_item_keeps_its_number() -> None:
    """Items copied line by line, each answered below: the number says which is meant, the words are ours."""
    text = next(text for text, _ in outbound() if "1 通知 500 多位客户新的交期" in text)
    reply = "1 通知 500 多位客户新的交期\n同意\n2 大客户逐一电话说明\n改到12月9日"
    assert new_words(f"{reply}\n\n{ZH_HEAD}\n\n{text}", None, text) == "1 同意\n2 改到12月9日"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("同意\n\n发自我的iPhone", "同意"),
        ("同意\n\n发自我的 iPhone", "同意"),
        ("Approved\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Approved"),
        ("Approved\n\nSent from my iPhone", "Approved"),
        ("核准\n\n從我的 iPhone 傳送", "核准"),
        ("同意\n-- \n王建国\n供应链部", "同意"),
        ("同意\n\n--------------\nwang@corp.example", "同意"),
        ("批准\n\n孙浩 | 生产部 部长\n某某智能制造股份有限公司\n手机：139 0000 0007\n质量方针：未经检验同意，一件不放行", "批准"),
        ("Approved.\n\nEmily Carter\nFinance Director\nTel: +86 21 5555 0000", "Approved."),
        ("同意\n\n王建国", "同意\n\n王建国"),
        ("Approved\n\nBest regards,\nEmily", "Approved\n\nBest regards,\nEmily"),
        ("收到\n\n本邮件及附件含有保密信息，未经书面同意不得转发。", "收到"),
        ("Noted.\n\nCONFIDENTIALITY NOTICE: may not be disclosed without approval.", "Noted."),
        ("本邮件为我的书面同意。", "本邮件为我的书面同意。"),
        ("This email is my approval.", "This email is my approval."),
        ("从我的角度同意", "从我的角度同意"),
        ("发自内心地同意", "发自内心地同意"),
        ("来自仓储部的意见：同意", "来自仓储部的意见：同意"),
        ("Please read it first.\nSent from my desk this morning.\nApproved.", "Please read it first.\nSent from my desk this morning.\nApproved."),
        ("From: Monday\nTo: Friday\nI am away, ask Bob.", "From: Monday\nTo: Friday\nI am away, ask Bob."),
        ("请看2026年11月20日李敏写的意见：\n同意", "请看2026年11月20日李敏写的意见：\n同意"),
        ("Please see what Li wrote on 2026-11-20:\nrejected", "Please see what Li wrote on 2026-11-20:\nrejected"),
        ("同意\n赵磊", "同意\n赵磊"),
        ("安排\n销售部经理 李敏", "安排\n销售部经理 李敏"),
        ("[外部邮件] 请注意\n\n同意", "同意"),
        ("", ""),
        ("\n \n\t\n", ""),
        ("发自我的iPhone", ""),
    ],
)  # fmt: skip
def test_what_stands_under_the_words(typed: str, said: str) -> None:
    """Footers, signature blocks and disclaimers are nobody's words; sentences that look a little like them are."""
    assert new_words(typed) == said


def test_reply_and_attribution_on_one_line() -> None:
    """Some programs put the head of the quote behind the last typed word."""
    assert new_words("Approved On Mon, Nov 23, 2026 at 10:12 AM, flow@corp.example wrote:\n> Reject?") == "Approved"


def _message(text: str, html: str) -> Message:
    parts = (("plain", text), ("html", html))
    bodies = "".join(
        f'--b\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n'
        for kind, body in parts
    )
    head = 'From: a@corp.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    return read_message(f"{head}{bodies}--b--\r\n".encode())


HIDING = (
    "display:none", "visibility:hidden", "font-size:0", "font-size:0px", "font-size:1px", "opacity:0", "opacity:0.01", "mso-hide:all", "color:#fff",
    "color:white", "color:rgb(255,255,255)", "color:#fefefe", "position:absolute;left:-9999px", "text-indent:-5000px", "max-height:0;overflow:hidden",
    "height:0px;overflow:hidden", "color:#123456;background-color:#123457", "display: none !important",
)  # fmt: skip


@pytest.mark.parametrize("style", HIDING)
def test_hidden_words_are_refused(style: str) -> None:
    """Words that no reader sees make a mail one that isn't what it looks; they are never among the new words."""
    html = f'<div>不<span style="{style}">同意</span>知道</div>'
    assert hidden_or_different(_message("不知道", html)) == "hidden_text"
    assert "同意" not in new_words("不知道", html)


@pytest.mark.parametrize(
    "html",
    [
        "<style>.x{display:none}</style><p>收到</p><p class=x>同意</p>",
        "<style>/* c */ @media screen { p.x, #y { color:#ffffff } }</style><p>收到</p><p class='a x'>同意</p>",
        "<style>#y{font-size:0}</style><p>收到</p><p id=y>同意</p>",
        "<p>收到</p><p hidden>同意</p>",
        "<p>收到</p><font color=white>同意</font>",
        '<body bgcolor="#000000"><p style="color:#fff">收到</p><p style="color:#000">同意</p></body>',
    ],
)
def test_hidden_by_other_ways(html: str) -> None:
    """Style sheets, attributes and a dark ground hide as well."""
    assert hidden_or_different(_message("收到", html)) == "hidden_text"
    assert new_words("收到", html) == "收到"


@pytest.mark.parametrize(
    "html",
    [
        "<p>收到</p>",
        "<table><tr><td bgcolor='#17653a' style='color:#ffffff'>收到</td></tr></table>",
        "<p style='caret-color:rgb(255,255,255);color:rgb(0,0,0)'>收到</p>",
        "<p>收到</p><p style='display:none'>&nbsp;</p><p style='font-size:0'>—</p>",
        "<p>收到</p><div class=gmail_quote><span style='display:none'>预览：同意</span>请审阅</div>",
        f"<p>收到</p><div id=divRplyFwdMsg>x</div><span style='font-size:0'>预览：同意</span>{'请审阅' * 3}",
        "<p>收<b>到</b></p><style>a:hover{display:none}</style><a>!</a>",
        "<div>收<br>到</div>",
    ],
)
def test_visible_pages_are_taken(html: str) -> None:
    """A white word on a dark ground is seen, empty hidden elements say nothing, and a quoted preheader is ours."""
    assert hidden_or_different(_message("收到", html)) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("同意", "<p>不同意</p>"),
        ("不同意", "<p>同意</p>"),
        ("不\n同意", "<p>同意</p>"),
        ("同意", "<p>收到</p>"),
        ("同意\n\n> 旧", "<p>谢谢</p><blockquote type=cite>同意</blockquote>"),
        ("不同意", "<p><s>不</s>同意</p>"),
    ],
)
def test_parts_that_say_different_things(text: str, html: str) -> None:
    """Two readers would see two answers: neither counts."""
    assert hidden_or_different(_message(text, html)) == "text_html_differ"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("同意，  请 抓紧", "<p>同意，</p><p>请<b>抓紧</b></p>"),
        ("1 | 已完成\n2 | 延期", "<table><tr><td>1</td><td>已完成</td></tr><tr><td>2</td><td>延期</td></tr></table>"),
        ("Approved\n\nSent from my iPhone", "<p>Approved</p>"),
        ("同意\n-- \n王建国\n供应链部", "<p>同意</p>"),
        ("We approve the whole plan as it stands and ask\nthe warehouse to begin on Monday.", "<p>We approve the whole plan as it stands and ask the warehouse to begin on Monday.</p>"),
        ("", "<p>同意</p>"),
    ],
)  # fmt: skip
def test_parts_that_say_the_same(text: str, html: str) -> None:
    """Line breaks, table rules and footers are how two parts may differ."""
    assert hidden_or_different(_message(text, html)) == ""


def test_struck_words_are_not_said() -> None:
    """A person who strikes 同意 out and writes 不同意 said 不同意."""
    for struck in (
        "<s>同意</s>",
        "<del>同意</del>",
        "<strike>同意</strike>",
        '<span style="text-decoration:line-through">同意</span>',
    ):
        assert new_words("", f"<p>{struck} 不同意</p>") == "不同意"


def test_a_question_in_one_part_only() -> None:
    """Where the parts differ by a sign, the page speaks: that is what a reader sees."""
    assert new_words("同意", "<p>同意？</p>") == "同意？"


def test_a_page_too_deep_to_read() -> None:
    """Nesting without end costs the square of its depth: such a page is not opened, and what it shows is unknown."""
    deep = "<div>" * (MAX_DEPTH + 1) + "同意"
    assert read_lines(deep) is None
    assert tables(deep) == ()
    assert hidden_or_different(_message("同意", deep)) == "hidden_text"
    assert new_words("收到", deep) == "收到"


def test_tables_give_rows_and_cells() -> None:
    """Forms come back as tables: innermost ones, their cells as lines."""
    html = "<table><tr><td><table><tr><th>项目</th><td>a<br>b</td></tr></table></td></tr></table>"
    assert [[list(row) for row in table] for table in tables(html)] == [[["项目", "a\nb"]]]
    assert to_text("<table><tr><td>一</td><td>二</td></tr></table><p hidden>x</p>") == "一\t二"


HOSTILE = {
    "marks": ">" * 10**6, "one-word": "同" * 10**6, "brackets": "(" * 10**5, "breaks": "\n" * 10**6, "marked-breaks": ">\n" * 300_000,
    "openings": "On " * 300_000, "dates": "On 2026 a\n" * 100_000, "labels": "From: a\n" * 100_000, "addresses": "a@" * 500_000,
    "answers": "同意\n" * 300_000, "rules": "-----\n" * 150_000, "wrote": "On 2026 <a@b> wrote:\n" * 50_000, "broken": "2026-11-23 10:00 <\n" * 50_000,
    "arrows": "<" * 10**6, "links": "<mailto:" * 100_000, "cards": "张三\n13900000000\n\n" * 50_000, "nothing": "\u200b" * 10**6, "tabs": "\t\n" * 10**5,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_end(name: str) -> None:
    """A million characters made to cost the square of their number are read like any others (the suite's limit is the proof)."""
    text = HOSTILE[name]
    found = new_words(text, None, "请审阅《跨部门协作申请单》\n同意\n" * 200)
    assert len(found) <= len(text)
    assert len(new_words("x", "<p>" + text.replace("\n", "<p>"))) <= len(text) + 1


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000, "<b>" * 300_000, "<table>" * 100_000, "<style>" + ".a{display:none}" * 60_000 + "</style>x", "<p " + "a=1 " * 200_000 + ">",
        '<p class="' + "a " * 400_000 + '">x', "<blockquote>x</blockquote>" * 40_000, '<p style="' + "a:b;" * 200_000 + '">x', "<!--" * 200_000,
        "<style>" + "a," * 400_000 + "{display:none}</style>x", "<font color=white>" * 50_000, "<p><table><tr><td>" * 60_000,
    ],
)  # fmt: skip
def test_hostile_pages_end(page: str) -> None:
    """The same for pages; what they hide stays out."""
    assert new_words("", page) in {"", "x"}
