"""What holds for every order: doubt leaves none sure, what stands round it changes none, any text is read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.orders import read_orders
from mailflow.parsers.orders.clash import CHANGES_NOTHING
from mailflow.parsers.words import shipped_words
from mailflow.workflow.reply import Order, OrderKind

TODAY = date(2026, 11, 25)
WORDS = shipped_words()
DATA = YAML(typ="safe").load((Path(__file__).parent / "data" / "orders.yaml").read_text(encoding="utf-8"))
ASKS = {*map(str, CHANGES_NOTHING), "choose"}
STOPS = set("\n。.!！")
SURE = [
    sample["text"]
    for sample in DATA["sure"]
    if not STOPS & set(sample["text"].rstrip("。.!！").replace("@corp.example", ""))
    and not any(one["kind"] in ASKS for one in sample["orders"])
]
ALL = [sample["text"] for sample in DATA["sure"]] + [one["text"] for one in DATA["asked"]] + DATA["none"]
DOUBTS = YAML(typ="safe").load((Path(__file__).parent / "data" / "order_frames.yaml").read_text(encoding="utf-8"))
OLD = "請這來說時會對為無異審閱簽個們還過並給沒強責換開關項記錄狀態暫復發"
TRADITIONAL = {ord(new): old for old, new in WORDS.scripts.items() if old in OLD}
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code) not in "@"}
DRESSES: dict[str, Callable[[str], str]] = {
    "greeting": lambda text: f"王敏您好：\n\n{text}",
    "greeting in its line": lambda text: f"王经理，{text}",
    "hi": lambda text: f"Hi all,\n\n{text}",
    "thanks": lambda text: f"{text}\n谢谢！",
    "name": lambda text: f"{text}\n\n张伟",
    "name and post": lambda text: f"{text}\n\n张伟\n生产部 部长",
    "closing": lambda text: f"{text}\n\n此致\n敬礼",
    "regards": lambda text: f"{text}\n\nBest regards,\nTom Baker",
    "card": lambda text: f"{text}\n\n张伟\n生产部 部长\n电话：0512-6688 1234\n手机：139-0000-1234",
    "iphone": lambda text: f"{text}\n\n发自我的iPhone",
    "outlook": lambda text: f"{text}\n\nGet Outlook for iOS",
    "notice": lambda text: f"{text}\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: f"\n\n{text}\n\n\n",
    "blanks": lambda text: f"\u3000\u3000{text}  ",
    "full stop": lambda text: text if text[-1] in "。.？?！!…" else f"{text}。",
    "traditional": lambda text: text.translate(TRADITIONAL),
    "full width": lambda text: text.translate(FULL),
    "half width": lambda text: text.translate(str.maketrans("，！？；：（）", ",!?;:()")),
    "bullet": lambda text: text if text[0].isdecimal() else f"- {text}",
}
NUMBERED = [text for text in SURE if not text[0].isdecimal()]


def said(orders: tuple[Order, ...]) -> list[tuple[object, ...]]:
    """Orders without their places and in one script and width."""
    texts = ("item", "person", "department", "field", "value", "reason", "source", "query", "case")
    return [
        (one.kind, one.sure, one.due, one.since, one.missing, *(WORDS.plain(getattr(one, name)) for name in texts))
        for one in orders
    ]


@pytest.mark.parametrize("name", DOUBTS)
def test_doubt_leaves_no_order_sure(name: str) -> None:
    """Every order of the samples, under every way to deny, ask, condition, report or put it off."""
    left = []
    for no, frame in enumerate(DOUBTS[name]):
        for text in SURE[no % 3 :: 3]:
            mail = frame.format(text)
            got = [one for one in read_orders(mail, TODAY) if one.sure and str(one.kind) not in ASKS]
            if name == "another time":  # a stand-in is always for another time
                got = [one for one in got if one.kind is not OrderKind.DELEGATE]
            left += [mail] if got else []
    assert left == []


@pytest.mark.parametrize("name", DRESSES)
def test_what_stands_round_an_order_changes_nothing(name: str) -> None:
    """Greetings, names, footers, another script or width."""
    dress = DRESSES[name]
    changed = [text for text in ALL if said(read_orders(dress(text), TODAY)) != said(read_orders(text, TODAY))]
    assert changed == []


@given(st.sampled_from(NUMBERED), st.sampled_from(NUMBERED))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_two_lines_are_two_orders(one: str, other: str) -> None:
    """Line by line, numbered or not, no order gains or loses an operand by its neighbour."""
    apart = {(order[0], *order[2:]) for text in (one, other) for order in said(read_orders(text, TODAY))}
    for mail in (f"{one}\n{other}", f"1. {one}\n2. {other}", f"（1）{one}\n（2）{other}"):
        assert {(order[0], *order[2:]) for order in said(read_orders(mail, TODAY))} == apart


@given(st.sampled_from(SURE), st.text(min_size=1, max_size=12))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_unknown_words_stuck_to_an_order_never_break_the_reader(text: str, words: str) -> None:
    """Whatever stands before or behind it, something is read, and a sure order lacks nothing."""
    for mail in (f"{words}{text}", f"{text}{words}", f"{text} {words}", f"{words}\n{text}"):
        assert all(not one.missing for one in read_orders(mail, TODAY) if one.sure)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_is_read(text: str) -> None:
    """A tuple of orders, each with a reason where it isn't sure, each within the text."""
    for order in read_orders(text, TODAY):
        assert order.sure or order.rule not in ("", "order")
        assert order.span is not None
        assert 0 <= order.span[0] <= order.span[1] <= len(text)


def calls(text: str) -> int:
    """How many functions are called to read it: no clock has a say."""
    counted = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_orders(text, TODAY)
    finally:
        sys.setprofile(None)
    return counted


PIECES = [
    "催",
    "催 1 ",
    "催李强，",
    "改期 ",
    "取消 原因 ",
    "代录(",
    "更正 a ",
    "1 ",
    "1、",
    "第1项",
    "(",
    "“",
    "，",
    "：",
    "12月9日",
    "a ",
    "@a",
    "3/",
    "…",
    "\n",
    "催\n",
    "我代签",
]


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_the_length_only(piece: str) -> None:
    """Twice the text takes about twice the calls; a mebibyte is refused at once."""
    read_orders(piece, TODAY)
    assert calls(piece * (8_000 // len(piece))) < 3 * calls(piece * (4_000 // len(piece))) + 5_000
    assert read_orders(piece * ((1 << 20) // len(piece)), TODAY) == ()
