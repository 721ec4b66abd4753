"""Sign-offs: what people plainly write is read, and nothing that limits, denies or reports an assent passes for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.workflow.reply import Verdict

DATA = Path(__file__).parent / "data"
REPLIES = YAML(typ="safe").load((DATA / "signoff.yaml").read_text(encoding="utf-8"))
DECIDING = (Verdict.APPROVE, Verdict.REJECT)

SHORT = YAML(typ="safe").load((DATA / "short_decisions.yaml").read_text(encoding="utf-8"))
NEITHER = SHORT["neither"]


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["id"])
def test_the_labelled_replies_are_read_as_labelled(reply: dict[str, str]) -> None:
    """Every reply of the corpus gets its label."""
    assert read_decision(reply["text"]).verdict == reply["verdict"]


@pytest.mark.parametrize("text", SHORT["approve"])
def test_a_plain_yes_approves(text: str) -> None:
    """What people write who mean yes and nothing else."""
    assert read_decision(text).verdict is Verdict.APPROVE


@pytest.mark.parametrize("text", SHORT["reject"])
def test_a_plain_no_rejects(text: str) -> None:
    """What people write who mean no and nothing else."""
    assert read_decision(text).verdict is Verdict.REJECT


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_limited_denied_or_reported_decides_nothing(text: str) -> None:
    """Conditions, double negations, other objects, other speakers, questions, disguises: asked back."""
    assert read_decision(text).verdict not in DECIDING


TRADITIONAL = str.maketrans(
    dict(pair for pair in zip("请这来说时会对为无异审阅签驳", "請這來說時會對為無異審閱簽駁", strict=True))
)
CHANGES = {
    "greeting": lambda text: f"王经理，您好：\n\n{text}",
    "english greeting": lambda text: f"Hi all,\n\n{text}",
    "footer": lambda text: f"{text}\n\n发自我的iPhone",
    "name": lambda text: f"{text}\n\n李建国\n生产部 部长",
    "notice": lambda text: f"{text}\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "blanks": lambda text: f"  {text}\u3000\n\n",
    "half width": lambda text: text.replace("，", ",").replace("。", ".").replace("！", "!").replace("：", ":"),
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "traditional": lambda text: text.translate(TRADITIONAL),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_no_other_dress_makes_a_decision(change: object) -> None:
    """Greetings, footers, widths and scripts never turn another reply into an approval or a refusal."""
    assert callable(change)
    for reply in REPLIES:
        read = read_decision(change(reply["text"])).verdict
        assert read not in DECIDING or read == reply["verdict"], reply["id"]
    for text in NEITHER:
        assert read_decision(change(text)).verdict not in DECIDING, text


@pytest.mark.parametrize(
    "name", ["greeting", "footer", "name", "notice", "crlf", "blanks", "half width", "traditional"]
)
def test_a_plain_yes_stays_one_in_another_dress(name: str) -> None:
    """What mail programs and manners add costs no question."""
    assert read_decision(CHANGES[name]("同意。")).verdict is Verdict.APPROVE


@given(st.sampled_from(["同意。", "批准。\n", "Approved. ", "OK\n"]), st.text(min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_a_yes_with_unknown_words_is_asked_back(yes: str, words: str) -> None:
    """Letters that the vocabulary doesn't know never stand beside an approval."""
    unknown = "窶" + words.replace("\n", "") + "窶"
    assert read_decision(yes + unknown).verdict is not Verdict.APPROVE
    assert read_decision(unknown + "。" + yes).verdict is not Verdict.APPROVE


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever comes is read, and a span lies within the text."""
    read = read_decision(text)
    read_numbered(text, 5)
    if read.span:
        assert 0 <= read.span[0] <= read.span[1] <= len(text)


@pytest.mark.parametrize("piece", ["同意，", "a ", "(", "“", "1 同意 ", "\n", "：", "_", "转给王"])
def test_a_huge_text_decides_nothing(piece: str) -> None:
    """A mebibyte of anything is a question at most."""
    huge = piece * ((1 << 20) // len(piece))
    assert read_decision(huge).verdict in (Verdict.UNCLEAR, Verdict.NONE)
    assert read_numbered(huge, 9) == {}


def test_the_span_shows_the_deciding_words() -> None:
    """Evidence points at the word, in the raw text."""
    text = "王总：\n　方案已看，我方ＯＫ，同意实施。"
    read = read_decision(text)
    assert read.span is not None
    assert text[slice(*read.span)] == "ＯＫ"
    assert read.rule == "assent"
    assert read.weighed


def test_a_condition_is_kept_verbatim() -> None:
    """The coordinator sees the words themselves."""
    read = read_decision("同意，但要加一条：每周五下班前向我汇报进度。")
    assert (read.verdict, read.condition) == (Verdict.REVISE, "但要加一条：每周五下班前向我汇报进度")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("你好，我在休假，请王磊代为审批。", "王磊"),
        ("请联系 gaojie@ruifeng-group.com 签批，我月底离职了。", "gaojie@ruifeng-group.com"),
        ("转 李明", "李明"),
        ("我下週請假，本案授權副理蔡佳玲代為決行。", "蔡佳玲"),
        ("Please redirect to Sofia Almeida, she has signing authority for this.", "Sofia Almeida"),
    ],
)
def test_a_named_person_is_handed_the_decision(text: str, who: str) -> None:
    """The name as written, for the directory to look up."""
    read = read_decision(text)
    assert (read.verdict, read.delegate_to) == (Verdict.DELEGATE, who)


@pytest.mark.parametrize(
    "text", ["请财务部审批。", "Please ask Finance to approve.", "你们看着办吧。", "请王磊或李敏审批。"]
)
def test_nobody_is_handed_the_decision_by_a_department(text: str) -> None:
    """A department, everybody or one of two is nobody."""
    assert read_decision(text).verdict not in (Verdict.DELEGATE, *DECIDING)


def test_a_withdrawal_says_so() -> None:
    """Taking an answer back is a fact of its own; only a new refusal beside it decides."""
    alone = read_decision("撤销我之前的同意")
    corrected = read_decision("更正：上一封回复有误，改为不同意。")
    assert (alone.verdict, alone.withdraws) == (Verdict.UNCLEAR, True)
    assert (corrected.verdict, corrected.withdraws) == (Verdict.REJECT, True)


def test_a_number_names_an_offered_choice() -> None:
    """`2` is the second answer that was offered; one outside is asked back."""
    offered = ("同意", "不同意")
    assert read_decision("2", offered).verdict is Verdict.REJECT
    assert read_decision("1。", offered).verdict is Verdict.APPROVE
    assert read_decision("3", offered).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("1 同意 2 需修改 拣货延到9日 3 转 李明", 3, {1: "同意", 2: "需修改 拣货延到9日", 3: "转 李明"}),
        ("1. ok\n2. not approved\n3. ok", 3, {1: "ok", 2: "not approved", 3: "ok"}),
        ("第一项：同意\n第二项：不同意", 2, {1: "同意", 2: "不同意"}),
        ("①同意 ②不同意", 2, {1: "同意", 2: "不同意"}),
        ("1、3同意，2不同意", 3, {1: "同意", 3: "同意", 2: "不同意"}),
        ("第1、3项同意，第2项不同意", 3, {1: "同意", 3: "同意", 2: "不同意"}),
        ("(1)同意(2)驳回", 2, {1: "同意", 2: "驳回"}),
        ("1 and 3 ok, 2 no", 3, {1: "ok", 3: "ok", 2: "no"}),
        ("王总：\n1 同意\n2 不同意\n李明", 2, {1: "同意", 2: "不同意\n李明"}),
        ("2 同意", 2, {2: "同意"}),
    ],
)
def test_numbered_answers_are_split(text: str, count: int, parts: dict[int, str]) -> None:
    """Each request gets its own words."""
    assert read_numbered(text, count) == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("全部同意", 3),
        ("同意，12月9日前", 3),
        ("1 同意 5 不同意", 3),
        ("12月9日完成", 12),
        ("9日可以", 9),
        ("3个都同意", 3),
        ("都同意，除了 2", 2),
        ("1 同意的前提是 2 通过", 2),
        ("同意1，2不同意", 2),
        ("1 同意\n1 不同意", 2),
        ("", 2),
        ("1 同意", 0),
    ],
)
def test_other_numbers_split_nothing(text: str, count: int) -> None:
    """Dates, counts, numbers outside the list and words above the first number leave the text whole."""
    assert read_numbered(text, count) == {}
