"""Every labelled reply in forty dresses: none that isn't an approval becomes one, none that isn't a refusal either.

The dresses are what mail programs, companies and manners put round words; some go through the quoting as well.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.decision import read_decision
from mailflow.parsers.quoting import new_words
from mailflow.parsers.words import shipped_words
from mailflow.workflow.reply import Verdict

DATA = Path(__file__).parent / "data"
REPLIES = [
    (reply["text"], str(reply["verdict"]))
    for name in ("signoff", "delegate")
    if (DATA / f"{name}.yaml").exists()
    for reply in YAML(typ="safe").load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
]
SHORT = YAML(typ="safe").load((DATA / "short_decisions.yaml").read_text(encoding="utf-8"))
REPLIES += [(text, "approve") for text in SHORT["approve"]]
REPLIES += [(text, "reject") for text in SHORT["reject"]]
REPLIES += [(text, "unclear") for text in SHORT["neither"]]
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
HALF = str.maketrans("，。！？；：（）", ",.!?;:()")
TRADITIONAL = {
    ord(new): old
    for old, new in shipped_words().scripts.items()
    if old in "請這來說時會對為無異審閱簽駁後應個們還過並給沒准"
}
QUOTE = (
    "发件人: 流程邮箱 <process@corp.example>\n发送时间: 2026年11月25日 9:05\n"
    "主题: 【请签】评估表\n\n请签署。回复：同意\n同意"
)

Dress = Callable[[str], str]
DRESSES: dict[str, Dress] = {
    "as it is": lambda text: text,
    "王总，您好": lambda text: f"王总，您好：\n\n{text}",
    "各位好": lambda text: f"各位好！\n{text}",
    "greeting in its line": lambda text: f"王经理，{text}",
    "hi": lambda text: f"Hi all,\n\n{text}",
    "dear": lambda text: f"Dear Ms. Wang,\n{text}",
    "thanks above": lambda text: f"谢谢。\n{text}",
    "name": lambda text: f"{text}\n\n李建国",
    "name and post": lambda text: f"{text}\n\n李建国\n生产部 部长",
    "latin name": lambda text: f"{text}\n\nBest regards,\nTom Baker",
    "closing": lambda text: f"{text}\n\n此致\n敬礼",
    "thanks below": lambda text: f"{text}\n谢谢！",
    "kind regards": lambda text: f"{text}\n\nKind regards",
    "card": lambda text: f"{text}\n\n李建国\n生产部 部长\n电话：0512-6688 1234\n手机：139-0000-1234",
    "iphone": lambda text: f"{text}\n\n发自我的iPhone",
    "outlook": lambda text: f"{text}\n\nGet Outlook for iOS",
    "sent from": lambda text: f"{text}\n\nSent from my iPhone",
    "notice": lambda text: f"{text}\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
    "english notice": lambda text: (
        f"{text}\n\nThis e-mail is confidential. If you are not the intended recipient, please delete it."
    ),
    "dashes": lambda text: f"{text}\n--\n李建国",
    "date below": lambda text: f"{text}\n李建国\n2026年11月25日",
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: f"\n\n{text}\n\n\n",
    "blanks": lambda text: f"\u3000\u3000{text}  ",
    "trailing invisible": lambda text: f"{text}\u200b",
    "byte order mark": lambda text: f"\ufeff{text}",
    "half width": lambda text: text.translate(HALF),
    "full width": lambda text: text.translate(FULL),
    "traditional": lambda text: text.translate(TRADITIONAL),
    "upper": lambda text: text.upper(),
    "lower": lambda text: text.lower(),
    "without a full stop": lambda text: text.rstrip("。.!！ \n"),
    "full stop": lambda text: f"{text}。",
    "exclamation": lambda text: f"{text}！！",
    "heading": lambda text: f"审批意见：{text}",
    "on the next line": lambda text: f"我的意见如下：\n{text}",
    "bold": lambda text: f"*{text}*",
    "broken after commas": lambda text: text.replace("，", "，\n").replace(", ", ",\n"),
    "double spaced": lambda text: text.replace("\n", "\n\n"),
    "no-break blanks": lambda text: text.replace(" ", "\xa0"),
    "name above": lambda text: f"李经理：\n您好！\n{text}",
    "courtesy": lambda text: f"辛苦了。{text}",
    "typed twice": lambda text: f"{text}\n\n{text}",
}
MAILS: dict[str, Dress] = {
    "outlook quote": lambda text: new_words(f"{text}\n\n{QUOTE}"),
    "marked quote": lambda text: new_words(
        f"{text}\n\n在 2026年11月25日，process@corp.example 写道：\n\n> 请签署。\n> 同意\n> 不同意"
    ),
    "html": lambda text: new_words("", "<div>" + html.escape(text).replace("\n", "</div><div>") + "</div>"),
    "html quote": lambda text: new_words(
        text,
        f"<p>{html.escape(text).replace(chr(10), '<br>')}</p><blockquote type='cite'>同意<br>Approved</blockquote>",
    ),
    "ruled quote": lambda text: new_words(f"{text}\n\n------------------ 原始邮件 ------------------\n{QUOTE}"),
}


def test_there_are_twenty_thousand() -> None:
    """Dresses in pairs, as mails wear them: a greeting or a script, and what a program puts round it."""
    assert len(REPLIES) * (len(DRESSES) + len(MAILS) + len(PAIRS)) >= 20_000


PAIRS = [(inner, outer) for inner in ("traditional", "full width", "half width") for outer in list(DRESSES)[1:21]]


def wrong(dress: Dress) -> list[tuple[str, str, str]]:
    """The replies that decide in this dress what they don't decide by their label."""
    found = []
    for text, verdict in REPLIES:
        read = str(read_decision(dress(text)).verdict)
        if read in (Verdict.APPROVE, Verdict.REJECT) and read != verdict:
            found.append((text, verdict, read))
    return found


@pytest.mark.parametrize("name", DRESSES)
def test_no_dress_makes_a_decision(name: str) -> None:
    """A greeting, a footer, another script or another width decides nothing."""
    assert wrong(DRESSES[name]) == []


@pytest.mark.parametrize("name", MAILS)
def test_no_quote_makes_a_decision(name: str) -> None:
    """Words above a quote that holds 同意 and 不同意 are read as they are without it."""
    assert wrong(MAILS[name]) == []


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_no_two_dresses_make_a_decision(pair: tuple[str, str]) -> None:
    """The same in another script or width, inside what stands round it."""
    inner, outer = DRESSES[pair[0]], DRESSES[pair[1]]
    assert wrong(lambda text: outer(inner(text))) == []
