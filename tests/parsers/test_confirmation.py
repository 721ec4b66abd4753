"""Answers to minutes: what confirms the whole is read, what objects point by point, and doubt confirms nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.confirmation.reader import MAX_LENGTH, read_confirmation
from mailflow.workflow.reply import Confirmation, Confirming

DATA = Path(__file__).parent / "data"
YAML_SAFE = YAML(typ="safe")
OPEN = YAML_SAFE.load((DATA / "minutes.yaml").read_text(encoding="utf-8"))
OWN = YAML_SAFE.load((DATA / "minutes_own.yaml").read_text(encoding="utf-8"))
TRAPS = YAML_SAFE.load((DATA / "minutes_traps.yaml").read_text(encoding="utf-8"))
CONFIRMING = [one["text"] for one in (*OPEN, *OWN) if one["verdict"] == "confirm"]
WISHES = re.compile("(?:執行|执行)。?$")  # 请执行吧 only asks more softly
GREETS = re.compile(r"[^，,]{1,4}[，,]纪要无误|您好|(?:Hi|Dear)\b|各位好")
BARE = [text for text in CONFIRMING if "\n" not in text and not GREETS.match(text) and not WISHES.search(text)]
OTHERS = [one["text"] for one in (*OPEN, *OWN) if one["verdict"] != "confirm"]
PLAIN = [
    "确认无误。",
    "无异议",
    "属实，同意",
    "Confirmed.",
    "Agreed, minutes are correct",
    "確認，沒有問題",
    "OK，没有异议",
]


def points(read: Confirmation) -> list[tuple[str, str]]:
    """The points of an answer as pairs."""
    return [(one.item, one.text) for one in read.points]


@pytest.mark.parametrize("reply", OPEN, ids=lambda reply: reply["id"])
def test_the_labelled_replies_are_read_as_labelled(reply: dict) -> None:
    """Every reply of the corpus gets its verdict and its points."""
    read = read_confirmation(reply["text"])
    assert read.verdict == reply["verdict"]
    assert points(read) == [(one["item"], one["text"]) for one in reply.get("points", [])]


@pytest.mark.parametrize("reply", OWN, ids=lambda reply: reply["text"][:30])
def test_what_people_write_is_read(reply: dict) -> None:
    """Replies of office workers in Chinese, English and both, with their traps."""
    read = read_confirmation(reply["text"])
    assert read.verdict == reply["verdict"]
    assert points(read) == [tuple(one) for one in reply.get("points", [])]


@pytest.mark.parametrize("text", [*CONFIRMING, *OTHERS], ids=lambda text: text[:30])
def test_points_stand_in_the_text_and_only_in_objections(text: str) -> None:
    """A point is the person's own words, at its span."""
    read = read_confirmation(text)
    assert bool(read.points) == (read.verdict is Confirming.OBJECT)
    for one in read.points:
        assert one.span is not None
        assert text[slice(*one.span)] == one.text != ""


TRADITIONAL = str.maketrans(
    dict(
        pair
        for pair in zip(
            "请这来说时会对为无异审阅签纪认误责应该错点条写记",
            "請這來說時會對為無異審閱簽紀認誤責應該錯點條寫記",
            strict=True,
        )
    )
)
DRESSES = {
    "greeting": lambda text: f"王经理，您好：\n\n{text}",
    "english greeting": lambda text: f"Hi all,\n\n{text}",
    "footer": lambda text: f"{text}\n\n发自我的iPhone",
    "name": lambda text: f"{text}\n\n李建国\n生产部 部长",
    "closing": lambda text: f"{text}\n\nBest regards,\nTom Baker",
    "notice": lambda text: f"{text}\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "blanks": lambda text: f"  {text}\u3000\n\n",
}
SPELLINGS = {
    "half width": lambda text: text.replace("，", ",").replace("！", "!").replace("：", ":").replace("；", ";"),
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "traditional": lambda text: text.translate(TRADITIONAL),
}
MIXED = [
    "第3点",
    "应为",
    "周五",
    "，",
    "。",
    "\n",
    "1",
    "2.1",
    "、",
    "和",
    "ok",
    "wrong",
    "确认",
    "不",
    "没意见",
    "：",
    "(",
    ")",
    "“",
    "”",
    "?",
    "not",
    "point",
    "-",
    "但",
    "其他",
]
SPOKEN = [one["text"] for one in (*OPEN, *OWN) if one["verdict"] != "none"]


@pytest.mark.parametrize("name", DRESSES)
def test_what_stands_round_the_words_changes_nothing(name: str) -> None:
    """Greetings, footers, names, notices and line ends leave verdict and points as they are."""
    for text in SPOKEN:
        dressed, bare = read_confirmation(DRESSES[name](text)), read_confirmation(text)
        assert dressed.verdict == bare.verdict, text
        assert [(item, said.replace("\r", "")) for item, said in points(dressed)] == points(bare), text


@pytest.mark.parametrize("name", SPELLINGS)
def test_script_and_width_are_read_alike(name: str) -> None:
    """請 is 请 and ： is :, in what is judged; what is kept is as written."""
    for text in SPOKEN:
        if name == "full width" and "egards" in text:
            continue  # nobody writes a name so
        spelt, bare = read_confirmation(SPELLINGS[name](text)), read_confirmation(text)
        assert spelt.verdict == bare.verdict, text
        assert points(spelt) == [(item, SPELLINGS[name](said)) for item, said in points(bare)], text


OPENING = {
    "condition before": lambda text: f"如果财务没有意见，{text}",
    "condition behind": lambda text: f"{text.rstrip('。.!！')}，前提是预算获批",
    "english condition": lambda text: f"{text.rstrip('。.!！')}, provided the budget is approved.",
    "if": lambda text: f"If Finance agrees, {text}",
    "question": lambda text: f"{text.rstrip('。.!！')}？",
    "a question behind": lambda text: f"{text} 附件在哪里？",
    "tag": lambda text: f"{text.rstrip('。.!！')}吧",
    "denied": lambda text: f"不能说{text}",
    "not": lambda text: f"I can not say: {text}",
    "not yet": lambda text: f"还不能{text}",
    "hedged": lambda text: f"应该{text}",
    "probably": lambda text: f"Probably {text}",
    "dots": lambda text: f"{text.rstrip('。.!！')}……",
    "tilde": lambda text: f"{text.rstrip('。.!！')}~",
    "put off": lambda text: f"{text.rstrip('。.!！')}，我再核对一下",
    "put off in english": lambda text: f"{text} Will double-check tomorrow.",
    "reported": lambda text: f"老王说{text}",
    "reported in english": lambda text: f"My manager says {text}",
    "asked of others": lambda text: f"请财务部{text}",
    "but": lambda text: f"{text.rstrip('。.!！')}，但我没参加会议",
    "except": lambda text: f"{text.rstrip('。.!！')} except point 3",
    "in part": lambda text: f"部分{text}",
    "in principle": lambda text: f"原则上{text}",
    "absent": lambda text: f"我没参加会议，{text}",
    "objected": lambda text: f"{text} 第3点写错了。",
    "withdrawn": lambda text: f"撤回之前的回复。{text}",
    "greek letters": lambda text: f"{text}Οκ",
    "hidden letters": lambda text: f"同\u200b意{text}",
}


def test_a_point_holds_its_whole_sentence_and_its_number() -> None:
    """What stands before an objection without a number explains it; a word that joins hides no number."""
    read = read_confirmation("开会是在三楼培训室，抬头那行地点请改一下。")
    assert [(one.item, one.text) for one in read.points] == [("", "开会是在三楼培训室，抬头那行地点请改一下")]
    read = read_confirmation("确认，但2.6不对，加班费按1.5倍算。")
    assert [(one.item, one.text) for one in read.points] == [("2.6", "2.6不对，加班费按1.5倍算")]


def test_thanks_may_be_drawn_out() -> None:
    """确认，辛苦啦～ is no hedge; 确认～ is one."""
    assert read_confirmation("确认，辛苦啦～").verdict is Confirming.CONFIRM
    assert read_confirmation("确认～").verdict is Confirming.UNCLEAR


@pytest.mark.parametrize("name", OPENING)
def test_a_condition_a_denial_or_a_question_never_confirms(name: str) -> None:
    """What limits, denies, asks or puts off leaves every confirmation."""
    for text in PLAIN if name in ("asked of others", "tilde") else (*PLAIN, *BARE):
        if name == "tilde" and ("辛苦" in text or "谢" in text):
            continue  # thanks are drawn out, and no doubt is meant
        assert read_confirmation(OPENING[name](text)).verdict is not Confirming.CONFIRM, OPENING[name](text)


def test_a_plain_confirmation_confirms() -> None:
    """What the laws above take apart is one to begin with."""
    assert {read_confirmation(text).verdict for text in PLAIN} == {Confirming.CONFIRM}


@pytest.mark.parametrize("text", TRAPS)
def test_what_comes_near_a_confirmation_is_none(text: str) -> None:
    """Parts, other objects, other people's words, edits of one's own, ironies: never a confirmation."""
    assert read_confirmation(text).verdict is not Confirming.CONFIRM


@given(st.sampled_from([*OTHERS, *TRAPS]), st.sampled_from([*DRESSES.values(), *SPELLINGS.values()]))
@settings(max_examples=200, deadline=None)
def test_no_dress_makes_a_confirmation(text: str, dress: object) -> None:
    """What confirms nothing confirms nothing in any dress."""
    assert callable(dress)
    assert read_confirmation(dress(text)).verdict is not Confirming.CONFIRM


@given(st.sampled_from(PLAIN), st.text(min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_unknown_words_beside_it_confirm_nothing(text: str, words: str) -> None:
    """Letters that the vocabulary doesn't know never stand beside a confirmation."""
    unknown = "窶" + words.replace("\n", "") + "窶"
    assert read_confirmation(f"{text}。{unknown}").verdict is not Confirming.CONFIRM
    assert read_confirmation(f"{unknown}。{text}").verdict is not Confirming.CONFIRM


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever comes is read, and each point is the text at its span."""
    read = read_confirmation(text)
    assert read.verdict in Confirming
    assert all(one.span and text[slice(*one.span)] == one.text for one in read.points)


@given(
    st.lists(
        st.sampled_from(MIXED),
        max_size=40,
    )
)
@settings(max_examples=400, deadline=None)
def test_no_mixture_breaks_the_reader(parts: list[str]) -> None:
    """Words of the law in any order: each point is the text at its span, and only objections have points."""
    text = "".join(parts)
    read = read_confirmation(text)
    assert bool(read.points) == (read.verdict is Confirming.OBJECT)
    assert all(one.span and text[slice(*one.span)] == one.text for one in read.points)


@pytest.mark.parametrize(
    "piece", ["确认，", "1 ok ", "第3点", "1、", "(", "“", "\n", "但", "2.1 ", "a, not b", "第", "no. 3"]
)
@pytest.mark.parametrize("size", [MAX_LENGTH, 1 << 20])
def test_a_huge_text_confirms_nothing_or_what_it_says(piece: str, size: int) -> None:
    """A text at the limit is read; beyond it nothing is confirmed."""
    read = read_confirmation((piece * size)[:size])
    assert size == MAX_LENGTH or read.verdict in (Confirming.UNCLEAR, Confirming.NONE)


def test_the_evidence_is_shown() -> None:
    """The span points at the deciding words in the raw text, the rule and the clauses are named."""
    text = "王总：\n　紀要已看，內容ＯＫ，確認無誤。"
    read = read_confirmation(text)
    assert (read.verdict, read.rule) == (Confirming.CONFIRM, "confirmed")
    assert read.span is not None
    assert text[slice(*read.span)] in text
    assert any(one.startswith("confirms:") for one in read.weighed)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("[x] 确认无误 [ ] 有异议", Confirming.CONFIRM),
        ("☑确认 □有异议", Confirming.CONFIRM),
        ("□确认无误 □有异议", Confirming.UNCLEAR),
    ],
)
def test_ticked_boxes_are_read(text: str, verdict: Confirming) -> None:
    """Only what is ticked is said."""
    assert read_confirmation(text).verdict is verdict
