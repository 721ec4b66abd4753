"""Calendars: the shipped year against an independent source, and how files become one calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import chinese_calendar
import pytest

from mailflow.config.load import load_installation
from mailflow.workflow.process import Span
from mailflow.workflow.worktime import add

# name: file, what is spoilt, what stands there instead, whose place is named, field, words of the message
SPOILT = {
    "zone": ("cn.yaml", "zone: Asia/Shanghai", "zone: Asia/Peking", "zone", "zone", "no time zone"),
    "hours": ("cn.yaml", '"09:00-12:00"', '"9 to 12"', "hours", "hours", "no pair of times"),
    "hours that overlap": ("cn.yaml", '"09:00-12:00"', '"09:00-13:30"', "hours", "hours", "don't rise"),
    "hour that isn't": ("cn.yaml", '"09:00-12:00"', '"09:00-24:00"', "hours", "hours", "not a time of day"),
    "weekend": ("cn.yaml", "[sat, sun]", "[sat, son]", "son]", "weekend.2", 'did you mean "sun"?'),
    "no day left": ("cn.yaml", "[sat, sun]", "[mon, tue, wed, thu, fri, sat, sun]", "weekend", "weekend",
        "no working day"),
    "alternate": ("cn.yaml", "# alternate: {day: sat, worked: 2026-11-28}",
        "alternate: {day: sat, worked: 2026-11-27}", "worked: 2026", "alternate.worked", "is a fri"),
    "day": ("cn-2026.yaml", "2026-01-01..2026-01-03", "2026-01-01..2026-01-33", "元旦", "off.元旦", "is no day"),
    "days that end before": ("cn-2026.yaml", "2026-01-01..2026-01-03", "2026-01-03..2026-01-01", "元旦", "off.元旦",
        "ends before"),
    "day of another year": ("cn-2026.yaml", "work: [2026-01-04", "work: [2025-01-04", "work", "work",
        "is not in 2026"),
    "day off and at work": ("cn-2026.yaml", "work: [2026-01-04", "work: [2026-01-01", "work", "work", "stands twice"),
    "year": ("cn-2026.yaml", "year: 2026", "year: twenty", "year: twenty", "year", "write a whole number"),
    "calendar": ("cn-2026.yaml", "calendar: cn\n", "calendar: cnn\n", "calendar: cnn", "calendar",
        'did you mean "cn"?'),
    "unknown key": ("cn-2026.yaml", "source:", "sauce:", "sauce", "sauce", 'did you mean "source"?'),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_each_mistake_is_named_where_it_stands(name: str, folder: Any, expect: Any) -> None:
    """File, line, column, field, what is wrong and what to do."""
    file, old, new, at, field, says = SPOILT[name]
    folder.spoil(f"calendars/{file}", old, new)
    expect(folder.read(), f"calendars/{file}", at, field, says)


@pytest.mark.parametrize("year", [2026])
def test_every_day_of_the_shipped_years_is_right(year: int, folder: Any) -> None:
    """All 365 days, make-up days among them, against the package chinese_calendar."""
    calendar = load_installation(folder.path, {}).calendars["cn"]
    days = [date(year, 1, 1) + timedelta(days=no) for no in range(365)]
    assert [day for day in days if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []
    assert not any(calendar.is_provisional(day) for day in days)
    assert calendar.is_provisional(date(year + 1, 1, 1))


def test_several_years_of_one_calendar_are_one(folder: Any) -> None:
    """A new year is a new file."""
    (folder.path / "calendars" / "cn-2027.yaml").write_text(
        "calendar: cn\nyear: 2027\nwork: [2027-02-14]\n"
        "off: {元旦: 2027-01-01, 春节: [2027-02-06..2027-02-11, 2027-02-12]}\n",
        encoding="utf-8",
    )
    calendar = load_installation(folder.path, {}).calendars["cn"]
    assert calendar.years == {2026, 2027}
    assert not calendar.is_working_day(date(2027, 2, 12))
    assert calendar.is_working_day(date(2027, 2, 14))
    assert not calendar.is_working_day(date(2026, 10, 1))


def test_the_same_year_twice_is_a_mistake(folder: Any) -> None:
    """Which of them would hold? Likewise two calendars of one key."""
    for copy, original in (("cn-26.yaml", "cn-2026.yaml"), ("cn-copy.yaml", "cn.yaml")):
        (folder.path / "calendars" / copy).write_text(folder.text(f"calendars/{original}"), encoding="utf-8")
    said = {one.field: one.wrong for one in folder.read().mistakes}
    assert said["year"].endswith("holds the same year")
    assert said["calendar"].endswith("is the same calendar")


def test_a_department_has_its_own_hours_and_calendar(folder: Any) -> None:
    """By department key: its calendar, else the office's; its hours, else the calendar's."""
    folder.spoil("directory.yaml", "head: liu_yang", 'hours: "08:00-11:30, 13:00-17:30", head: liu_yang')
    folder.spoil("directory.yaml", "head: susan_miller", "calendar: weekdays, head: susan_miller")
    found = load_installation(folder.path, {}).calendars
    assert found["warehouse"].hours == ((time(8), time(11, 30)), (time(13), time(17, 30)))
    assert found["warehouse"].off == found["cn"].off
    assert found["service"] is found["weekdays"]
    assert found["sales"] is found["cn"]
    early = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)  # Friday 08:00 in Shanghai
    assert add(found["warehouse"], early, Span(4, "wh")) == datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
    assert add(found["sales"], early, Span(4, "wh")) == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)


def test_every_second_saturday(folder: Any) -> None:
    """大小周: the Saturday that is named is worked, the next one isn't; holidays win."""
    folder.spoil(
        "calendars/cn.yaml", "# alternate: {day: sat, worked: 2026-11-28}", "alternate: {day: sat, worked: 2026-06-06}"
    )
    calendar = load_installation(folder.path, {}).calendars["cn"]
    assert calendar.is_working_day(date(2026, 6, 6))
    assert not calendar.is_working_day(date(2026, 6, 13))
    assert not calendar.is_working_day(date(2026, 6, 20))  # its turn, but 端午节
    assert calendar.is_working_day(date(2026, 7, 4))
    assert calendar.is_working_day(date(2030, 6, 1))


def test_a_single_day_of_rest(folder: Any) -> None:
    """单休."""
    folder.spoil("calendars/cn.yaml", "weekend: [sat, sun]", "weekend: [sun]")
    calendar = load_installation(folder.path, {}).calendars["cn"]
    assert calendar.is_working_day(date(2026, 11, 28))
    assert not calendar.is_working_day(date(2026, 11, 29))
