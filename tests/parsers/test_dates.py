"""Days and times of day: both languages, with and without year, weekday and clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.dates import find_dates, read_dates

TODAY = date(2026, 11, 25)  # a Wednesday
PROGRESS = YAML(typ="safe").load((Path(__file__).parent / "data" / "progress.yaml").read_text(encoding="utf-8"))
ONE = YAML(typ="safe").load((Path(__file__).parent / "data" / "days.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "value"), ONE.items())
def test_one_day_is_read(text: str, value: str) -> None:
    """A date without a time stays a date; a time without a date is today's."""
    wanted = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    assert read_dates(text, TODAY) == (wanted,)


NO_DAYS = [
    "2月30日",
    "3.2 改成 4",
    "进度 80%",
    "4 may be",
    "三月排产",
    "25:70",
    "0日",
    "13/32",
    "晚一点",
    "有3点建议",
    "5点前",
    "1号楼",
    "3号电梯维修",
    "2号事项已完成",
    "二号产线",
]


@pytest.mark.parametrize("text", NO_DAYS)
def test_other_numbers_are_no_days(text: str) -> None:
    """Impossible days, versions, shares, counts, and hours of the morning or the afternoon."""
    assert read_dates(text, TODAY) == ()


def test_several_days_keep_their_order_and_place() -> None:
    """Two days are two days, each where it stands in the raw text."""
    text = "原定１２月９日，改到12月11日 10:00"
    found = find_dates(text, TODAY)
    assert [text[one.start : one.end] for one in found] == ["１２月９日", "12月11日 10:00"]


def test_the_dates_of_progress_replies_are_found() -> None:
    """Every new date of the labelled replies is among those read."""
    for reply in PROGRESS:
        read = [one.isoformat()[:16] for one in read_dates(reply["text"], date.fromisoformat(reply["today"]))]
        for update in reply.get("updates", ()):
            assert update["new_due"] is None or update["new_due"] in read, reply["id"]


@given(st.text(max_size=200), st.dates())
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str, today: date) -> None:
    """Whatever comes is read, on any day."""
    assert isinstance(read_dates(text, today), tuple)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_no_day_breaks_relative_words(today: date) -> None:
    """The first and the last day of the calendar too."""
    assert isinstance(read_dates("明天 下下周三 月底 9日 1月15日 三天后 24:00 周五", today), tuple)
