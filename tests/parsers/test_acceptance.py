"""Answers to matters: taken, refused, another date, another person; doubt is asked back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.acceptance import read_acceptance
from mailflow.workflow.reply import Taking

TODAY = date(2026, 11, 25)  # a Wednesday
READ = YAML(typ="safe").load((Path(__file__).parent / "data" / "short_acceptances.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("verdict", "text"), [(verdict, text) for verdict, texts in READ.items() for text in texts])
def test_an_answer_is_read(verdict: str, text: str) -> None:
    """What owners of matters and invited people write."""
    assert read_acceptance(text, TODAY).verdict == verdict


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("可以，但要到12月10日", date(2026, 12, 10)),
        ("最快下周三才能完成", date(2026, 12, 2)),
        ("12月9日太紧，延到12月15日", date(2026, 12, 15)),
        ("OK but I need until Dec 12", date(2026, 12, 12)),
        ("好的，12月10日前完成", date(2026, 12, 10)),
        ("需要延到周五18:00", datetime(2026, 11, 27, 18)),
        ("来不及，最早12月11日", date(2026, 12, 11)),
    ],
)
def test_another_date_is_a_counter(text: str, due: date) -> None:
    """The date that is wanted, not the one that is turned down."""
    read = read_acceptance(text, TODAY)
    assert (read.verdict, read.new_due) == (Taking.COUNTER, due)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("这个应该找李强", "李强"),
        ("转 李强", "李强"),
        ("这事归李强管", "李强"),
        ("不是我负责的，请找李强", "李强"),
        ("由李强代我参加", "李强"),
        ("Please ask Tom Baker", "Tom Baker"),
        ("This should go to Li Qiang", "Li Qiang"),
        ("请转给 liqiang@corp.example", "liqiang@corp.example"),
    ],
)
def test_another_person_is_named(text: str, who: str) -> None:
    """The name as written, for the directory to look up."""
    read = read_acceptance(text, TODAY)
    assert (read.verdict, read.to) == (Taking.HAND_OVER, who)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever comes is read."""
    assert read_acceptance(text, TODAY).verdict in Taking


@pytest.mark.parametrize("piece", ["12月9日 ", "收到，", "(", "转给王", "\n"])
def test_a_huge_text_is_no_answer(piece: str) -> None:
    """A mebibyte of anything is a question at most."""
    huge = piece * ((1 << 20) // len(piece))
    assert read_acceptance(huge, TODAY).verdict in (Taking.UNCLEAR, Taking.NONE)
