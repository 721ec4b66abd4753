"""Answers to several numbered requests: each part goes to its own request, or nothing is split."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.decision.numbered import MAX_LENGTH, read_numbered

DATA = YAML(typ="safe").load((Path(__file__).parent / "data" / "numbered.yaml").read_text(encoding="utf-8"))
ANSWERS = [
    "同意",
    "不同意",
    "需修改：预算改为3万",
    "改到12月9日",
    "转 李明",
    "确认无误",
    "ok",
    "not approved",
    "80%",
    "同意，2天内完成",
]
# Numbers that belong to the words of one answer.
INNER = [
    "12.9前完成",
    "12月9日",
    "2026-12-09",
    "12/9",
    "9:30",
    "2天",
    "3 天",
    "1号库",
    "第3.2条要改",
    "2,000元",
    "3万",
    "15%",
    "v2",
    "附件2",
    "方案2",
    "Q3",
    "2人",
    "3台",
    "周1",
    "1-2周",
    "13800002222",
    "phase 2",
    "Dec 2",
    "2 days",
    "no more than 5k",
    "第2条要改",
]


@pytest.mark.parametrize("sample", DATA["split"], ids=lambda one: one["text"][:40])
def test_each_request_gets_its_own_words(sample: dict[str, Any]) -> None:
    """Numbers at lines, in one line, with marks or without."""
    assert dict(read_numbered(sample["text"], sample["count"])) == sample["parts"]


@pytest.mark.parametrize("sample", DATA["whole"], ids=lambda one: one["text"][:40])
def test_a_number_that_may_mean_something_else_splits_nothing(sample: dict[str, Any]) -> None:
    """A condition on another answer, a step of a plan, a range: asked back as a whole."""
    assert dict(read_numbered(sample["text"], sample["count"])) == {}


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("form", ["{0}. {1}", "{0}、{1}", "({0}) {1}", "{0} {1}", "第{0}项：{1}", "{0}：{1}"])
def test_numbers_within_an_answer_stay_in_it(form: str, inner: str) -> None:
    """Dates, amounts, places, clauses and spans never begin a part, whichever request they stand in."""
    said = {1: "同意", 2: f"需修改，{inner}", 3: "不同意"}
    for order in ((1, 2, 3), (2, 1, 3), (1, 3, 2)):
        text = "\n".join(form.format(no, said[no]) for no in order)
        got = dict(read_numbered(text, 3))
        assert got in [said, {}] if form.startswith("第") else got == said, (
            text
        )  # 第2条 may be an answer's number there


@pytest.mark.parametrize("inner", INNER)
def test_in_one_line_a_part_is_right_or_none_is(inner: str) -> None:
    """1 同意 2 需修改 … 3 不同意: what can't be told apart is left whole, never laid to the wrong request."""
    said = {1: "同意", 2: f"需修改 {inner}", 3: "不同意"}
    for form in ("{0} {1}", "{0}. {1}", "({0}) {1}", "第{0}项{1}"):
        text = " ".join(form.format(no, words) for no, words in said.items())
        assert dict(read_numbered(text, 3)) in (said, {}), text


@given(
    st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=5),
    st.sampled_from(["{}. {}", "{}、{}", "{}) {}", "第{}项：{}"]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_lines_come_back_as_they_were_written(answers: list[str], form: str) -> None:
    """Whatever the answers are, line by line each is found under its number."""
    text = "\n".join(form.format(no, said) for no, said in enumerate(answers, 1))
    assert dict(read_numbered(text, len(answers))) == dict(enumerate(answers, 1))


@given(
    st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=4),
    st.sampled_from([" ", "，", "；", "。", ", "]),
    st.integers(0, 3),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_part_goes_to_another_request(answers: list[str], joint: str, style: int) -> None:
    """In one line, with any mark between: the parts are those that were meant, or there are none."""
    form = ("{} {}", "{}{}", "{}. {}", "({}){}")[style]
    assume(style != 1 or not any(said[0].isdecimal() for said in answers))  # 280% can't be told apart by anybody
    text = joint.join(form.format(no, said) for no, said in enumerate(answers, 1))
    got = dict(read_numbered(text, len(answers)))
    assert {no: said.strip(" ,，；。.") for no, said in got.items()} in ({}, dict(enumerate(answers, 1))), text


@given(st.text(max_size=200), st.integers(-1, 120))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_is_split_or_left(text: str, count: int) -> None:
    """No text breaks it, and every part stands in the text."""
    for no, part in read_numbered(text, count).items():
        assert 1 <= no <= count
        assert part in text.replace("\r\n", "\n") or part in text


@pytest.mark.parametrize(
    "piece", ["1 ", "1、", "第1项", "同意 2 ", "1. ok\n", "(1)", "1,1,", "一、", "#1", "1", "，", "\n"]
)
def test_work_grows_with_the_length_only(piece: str) -> None:
    """Twice the text takes about twice the calls; what is longer than any answer is left whole."""

    def calls(text: str) -> int:
        counted = 0

        def count(_frame: object, event: str, _arg: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            read_numbered(text, 9)
        finally:
            sys.setprofile(None)
        return counted

    read_numbered("1 同意", 9)
    assert calls(piece * (8_000 // len(piece))) < 3 * calls(piece * (4_000 // len(piece))) + 5_000
    assert read_numbered(piece * (MAX_LENGTH // len(piece) + 1), 9) == {}
