"""Working time: rule 7 as a table, and its laws."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.workflow.process import Span
from mailflow.workflow.worktime import ReachHours, WorkCalendar, add, working_between

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    "cn",
    "Asia/Shanghai",
    ((time(8, 30), time(12)), (time(13, 30), time(18))),
    off=frozenset({date(2026, 10, day) for day in range(1, 8)}),
    work=frozenset({date(2026, 10, 10)}),  # a Saturday that makes up for the holiday
    years=frozenset({2026}),
)
URGENT = ReachHours(time(7), time(22), every_day=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-11-26 09:00", "2wh", "2026-11-26 11:00"),
        ("2026-11-26 11:00", "2wh", "2026-11-26 14:30"),  # over lunch
        ("2026-11-26 17:00", "2wh", "2026-11-27 09:30"),  # over night
        ("2026-11-27 17:00", "2wh", "2026-11-30 09:30"),  # over a weekend
        ("2026-11-28 10:00", "1wh", "2026-11-30 09:30"),  # outside hours counts from the next opening
        ("2026-11-26 15:00", "1wd", "2026-11-27 15:00"),  # the same time of day
        ("2026-11-27 15:00", "1wd", "2026-11-30 15:00"),
        ("2026-09-30 15:00", "1wd", "2026-10-08 15:00"),  # a week of holidays
        ("2026-10-09 15:00", "1wd", "2026-10-10 15:00"),  # a Saturday that is worked
        ("2026-11-26 15:00", "4h", "2026-11-26 19:00"),
        ("2026-11-26 20:00", "4h", "2026-11-27 08:00"),  # falls into the night: one hour after it ends
        ("2026-11-26 15:00", "10m", "2026-11-26 15:10"),
        ("2026-11-26 23:00", "2d", "2026-11-28 23:00"),
        ("2026-11-26 14:30", "-2wh", "2026-11-26 11:00"),
        ("2026-11-30 09:30", "-1wd", "2026-11-27 09:30"),
    ],
)
def test_add(start: str, span: str, end: str) -> None:
    """Each line is one rule of how a deadline is counted."""
    assert add(OFFICE, at(start), Span.parse(span), URGENT) == at(end)


def test_a_pause_is_left_out_of_working_time() -> None:
    """Two hours of pause inside the span move the end by two hours of working time."""
    pause = (at("2026-11-26 10:00"), at("2026-11-26 12:00"))
    assert add(OFFICE, at("2026-11-26 09:00"), Span(2, "wh"), paused=[pause]) == at("2026-11-26 14:30")
    assert add(OFFICE, at("2026-11-26 09:00"), Span(1, "wd"), paused=[pause]) == at("2026-11-27 11:00")


def test_provisional_years_are_known() -> None:
    """A year without data says so."""
    assert OFFICE.is_provisional(date(2027, 1, 4))
    assert not OFFICE.is_provisional(date(2026, 1, 5))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(moments, st.integers(0, 60), st.integers(1, 60))
def test_working_hours_add_up(start: datetime, a: int, b: int) -> None:
    """Hours add up. (None at all, from the end of a day, is the next opening.)"""
    once = add(OFFICE, start, Span(a + b, "wh"))
    assert add(OFFICE, add(OFFICE, start, Span(a, "wh")), Span(b, "wh")) == once


@given(moments, st.integers(1, 80))
def test_the_working_time_of_a_span_is_the_span(start: datetime, hours: int) -> None:
    """`working_between` is the inverse of `add`."""
    assert working_between(OFFICE, start, add(OFFICE, start, Span(hours, "wh"))) == timedelta(hours=hours)


@given(moments)
def test_the_next_reachable_moment_is_reachable(start: datetime) -> None:
    """Quiet hours end, and nobody is written to before they do."""
    hours = ReachHours(time(8, 30), time(19))
    reachable = hours.next_reachable(start, OFFICE)
    assert reachable >= start
    assert hours.is_open(reachable, OFFICE)
