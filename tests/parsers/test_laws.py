"""Laws of every reader: what no data, quote, dress, script, width, encoding or damage may change.

Each takes a labelled reply, or one that hypothesis makes, and changes what must not matter; or adds what must.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.compose.sample import sheets
from mailflow.compose.templates import Templates
from mailflow.parsers.acceptance import read_acceptance
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.parsers.message import read_message
from mailflow.parsers.quoting import new_words
from mailflow.parsers.words import shipped_words
from mailflow.workflow.reply import Verdict

DATA = Path(__file__).parent / "data"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 25)
DECIDING = (Verdict.APPROVE, Verdict.REJECT)


def _load(name: str) -> Any:
    return YAML(typ="safe").load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


SIGNOFF = [reply["text"] for reply in _load("signoff")]
SHORT = _load("short_decisions")
STYLES: Mapping[str, Mapping[str, Any]] = _load("clients")
WRITTEN = [text for text in (*SIGNOFF, *SHORT["approve"], *SHORT["reject"], *SHORT["neither"]) if text.strip()]
REPLIES = st.sampled_from(WRITTEN)
APPROVALS = [text for text in SHORT["approve"] if len(text) < 30 and "审批意见" not in text]  # those: the last test


@cache
def _verdict(text: str) -> Verdict:
    return read_decision(text).verdict


@cache
def _templates() -> Templates:
    return Templates()


LOOSE = ("同意", "不同意", "Approved", "批准。", "1 同意\n2 不同意", "Rejected", "通过", "OK", "确认无误", "[x] 同意")
TEXTS = st.lists(
    st.one_of(st.sampled_from(LOOSE), st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=12)),
    min_size=1,
    max_size=3,
).map("\n".join)


def _with(data: Mapping[str, Any], said: str, one_line: str) -> dict[str, Any]:
    """The texts of the sample where everything that people wrote is this."""
    texts = dict(data)
    for key in ("yes", "cancels", "revise", "question", "rejects", "declines", "delegates", "unclear", "withdraws",
                "opening_words", "bounce", "matters", "points"):  # fmt: skip
        texts[key] = said
    texts["request"] = {**texts["request"], "subject": one_line}
    texts["gappy"] = {**texts["gappy"], "description": said, "initiator": one_line}
    texts["corrected"] = {"impact": said, "cause": said}
    texts["application"] = {**texts["application"], "goal": said}
    return texts


@FEWER
@given(
    said=TEXTS,
    language=st.sampled_from(["zh", "en"]),
    start=st.integers(0, 79),
    head=st.sampled_from(sorted(STYLES["unmarked"])),
    mark=st.sampled_from(["> ", "＞ ", "| "]),
)
def test_no_mail_of_ours_decides_whatever_it_tells(said: str, language: str, start: int, head: str, mark: str) -> None:
    """Quoted under a head, marked, forwarded or bare, with and without our own mail at hand: nobody has answered."""
    assume(said.strip())
    templates = _templates()
    made = sheets(language, _with(templates.data(language, "sample"), said, said.partition("\n")[0]))
    names = list(made)
    for name in (names[start % len(names)], names[(start + 41) % len(names)], names[(start + 60) % len(names)]):
        mail = templates.render(made[name])
        marked = "\n".join(f"{mark}{line}".rstrip() for line in mail.text.split("\n"))
        for words in (
            new_words(mail.text),
            new_words(mail.text, None, mail.text),
            new_words(f"{STYLES['unmarked'][head]}\n{mail.text}"),
            new_words(f"{STYLES['unmarked'][head]}\n{mail.text}", None, mail.text),
            new_words(marked, None, mail.text),
            new_words("", mail.html),
        ):
            assert _verdict(words) not in DECIDING, (name, words)


GREETINGS = ("", "王总，您好：\n\n", "各位好！\n", "Hi all,\n\n", "Dear Ms. Wang,\n")
FOOTERS = ("", "\n\n发自我的iPhone", "\n\nSent from my iPhone", "\n\nGet Outlook for iOS", "\n\n发自我的华为手机",
           "\n\n获取 Outlook for Android")  # fmt: skip
QUOTED = "请签署评估表。\n同意\n不同意\nApproved\nRejected"


@FEW
@given(
    text=REPLIES,
    greeting=st.sampled_from(GREETINGS),
    footer=st.sampled_from(FOOTERS),
    style=st.sampled_from(sorted(STYLES["unmarked"])),
)
def test_history_greetings_and_phone_footers_change_no_verdict(
    text: str, greeting: str, footer: str, style: str
) -> None:
    """What stands round the words is not the words; where there are none, a greeting may be asked about."""
    dressed = f"{greeting}{text}{footer}\n\n{STYLES['unmarked'][style]}\n{QUOTED}"
    wanted, read = _verdict(text), _verdict(new_words(dressed))
    assert read == wanted or (wanted, read) == (Verdict.NONE, Verdict.UNCLEAR), dressed


DOUBTS = (
    "{}，但预算需下调10%", "{}。前提是法务先看过。", "如果周五前能上线，{}", "{}，待财务确认后生效", "{}？", "{}吗？",
    "{}。你们真的核实过数据吗？", "我不是说{}", "并非{}", "没说{}", "不代表我{}", "{}。第二项不同意。",
    "除非李总点头，否则不{}",
    "{}, provided legal has seen it", "{} once the budget is cut", "{}, but cut the budget by 10%", "{}?",
    "I never said: {}", "Unless Tom agrees, not {}", "{}. Have you checked the numbers?", "{}, subject to review",
    "{} - not.", "if the price is kept, {}", "{}. Item 2 is rejected.",
)  # fmt: skip


@FEW
@given(text=st.sampled_from(APPROVALS), doubt=st.sampled_from(DOUBTS), greeting=st.sampled_from(GREETINGS))
def test_a_negation_condition_or_question_leaves_no_approval(text: str, doubt: str, greeting: str) -> None:
    """Before or behind a plain yes of either language."""
    doubtful = greeting + doubt.format(text.strip().rstrip("。.!！～~ "))
    assert read_decision(doubtful).verdict is not Verdict.APPROVE, doubtful


def test_a_heading_that_names_somebody_else_decides_nothing() -> None:
    """王总的审批意见：同意 is 王总's."""
    whose = ("王总的", "张三", "他们的", "昨天的", "我不是说", "并非")
    said = [f"{who}审批意见{mark}{word}" for who in whose for mark in ("：", " ") for word in ("同意", "不同意")]
    said += ["以下是王总的审批意见：同意", "王总的批示：不同意", "他们的结论是：同意", "领导的意见：同意"]
    assert [text for text in said if _verdict(text) in DECIDING] == []


NEUTRAL = ("", "收到", "Noted, thanks.", "我再看看。", "请见下。", "See below", "发自我的iPhone", "王总您好：")


@FEW
@given(
    typed=st.sampled_from(NEUTRAL),
    quoted=REPLIES,
    style=st.sampled_from(sorted(STYLES["marked"])),
    level=st.integers(1, 3),
)
def test_approve_and_reject_never_come_from_quoted_words(typed: str, quoted: str, style: str, level: int) -> None:
    """Somebody's yes or no in the quote is that person's; a span never lies outside the new words."""
    mark = "> " * level
    body = "\n".join(f"{mark}{line}" for line in quoted.split("\n"))
    reply = f"{typed}\n\n{STYLES['marked'][style]}\n{body}\n"
    page = f"<div>{typed}</div><blockquote type='cite'>{quoted}</blockquote>"
    for words in (new_words(reply), new_words("", page)):
        read = read_decision(words)
        assert read.verdict not in DECIDING, reply
        assert read.span is None or read.span[1] <= len(words)
        assert read_confirmation(words).verdict != "confirm"


@cache
def _traditional() -> dict[int, str]:
    """Each simplified letter that has a single traditional one, to that one."""
    back: dict[str, list[str]] = {}
    for old, new in shipped_words().scripts.items():
        back.setdefault(new, []).append(old)
    return {ord(new): old[0] for new, old in back.items() if len(old) == 1}


FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
HALF = str.maketrans("，。！？；：（）", ",.!?;:()")


@FEW
@given(text=REPLIES)
def test_scripts_and_widths_give_the_same_verdict(text: str) -> None:
    """Simplified or traditional, full or half width, and both; an English letter in full width may be asked about."""
    wanted = _verdict(text)
    assert _verdict(text.translate(_traditional())) == wanted
    assert _verdict(text.translate(HALF)) == wanted
    is_english = not any("\u4e00" <= letter <= "\u9fff" for letter in text) and " " in text
    for wide in (text.translate(FULL), text.translate(_traditional()).translate(FULL)):
        assert _verdict(wide) == wanted or (is_english and _verdict(wide) is Verdict.UNCLEAR)


HEADLINE = b"From: li.min@corp.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
BIG5 = "同意贊成不核可請儘速辦理預算下調週五前補上案"
WORDS = st.text(st.sampled_from("同意不预算周五前补上方案核准，。：abcXYZ 019=?\n"), min_size=1, max_size=60)
ENCODINGS = st.tuples(
    st.sampled_from(["utf-8", "gb18030", "gb2312", "big5"]), st.sampled_from(["qp", "base64", "8bit"])
)


def _sent(text: str, charset: str, transfer: str) -> bytes:
    """A mail with this body, written this way."""
    raw = text.replace("\n", "\r\n").encode(charset)
    name = {"qp": "quoted-printable"}.get(transfer, transfer)
    if transfer == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif transfer == "qp":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    fields = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {name}\r\n\r\n"
    return HEADLINE + fields.encode() + raw


@FEW
@given(text=WORDS, encoding=ENCODINGS, big=st.text(st.sampled_from(BIG5), min_size=1, max_size=30))
def test_encodings_give_the_same_words(text: str, encoding: tuple[str, str], big: str) -> None:
    """Every charset by every transfer encoding: the words that went in."""
    charset, transfer = encoding
    said = big if charset == "big5" else text
    read = read_message(_sent(said, charset, transfer))
    assert read.defects == ()
    assert read.text.strip() == said.strip()
    assert new_words(read.text) == new_words(said)


@settings(max_examples=60, deadline=None)
@given(
    raw=st.binary(max_size=600), text=st.text(max_size=120), charset=st.sampled_from(["utf-8", "gb18030", "big5", "x"])
)
def test_whatever_bytes_come_in_an_answer_comes_out(raw: bytes, text: str, charset: str) -> None:
    """As a whole mail, and as a body under an honest head: each reader says something and breaks on nothing."""
    body = raw + text.encode("utf-8", "surrogatepass")
    head = HEADLINE + f"Content-Type: text/html; charset={charset}\r\n\r\n".encode()
    for mail in (raw, HEADLINE + b"\r\n" + body, head + body):
        message = read_message(mail)
        words = new_words(message.text, message.html)
        assert read_decision(words).verdict in Verdict
        assert read_confirmation(words).verdict in ("confirm", "object", "unclear", "none")
        assert isinstance(read_acceptance(words, TODAY).verdict, str)
        assert isinstance(read_numbered(words, 3), dict)
