"""Moments and spans as people say them, in both languages, across days, years, zones and summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.compose.dates import Dates, Patterns
from mailflow.workflow.process import Span

NOW = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)  # Friday, 11:00 in Shanghai
OFFICE = ZoneInfo("Asia/Shanghai")


def dates(templates, language: str, zone: str = "Asia/Shanghai", now: datetime = NOW) -> Dates:
    return Dates(Patterns(**templates.words(language)["patterns"]), ZoneInfo(zone), OFFICE, now)


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (timedelta(seconds=10), "1分钟", "1 minute"),
        (timedelta(minutes=40), "40分钟", "40 minutes"),
        (timedelta(minutes=90), "1小时30分钟", "1 hour 30 minutes"),
        (timedelta(hours=2), "2小时", "2 hours"),
        (timedelta(hours=5, minutes=59), "5小时", "5 hours"),
        (timedelta(days=1, hours=3, minutes=20), "1天3小时", "1 day 3 hours"),
        (timedelta(days=1, minutes=20), "1天", "1 day"),
        (timedelta(days=12, hours=23), "12天", "12 days"),
    ],
)
def test_what_is_left_is_never_more_than_there_is(templates, ahead, zh, en):
    assert dates(templates, "zh").when(NOW + ahead).left == zh
    assert dates(templates, "en").when(NOW + ahead).left == en
    assert dates(templates, "zh").when(NOW - ahead).ago == zh
    assert dates(templates, "zh").when(NOW - ahead).left == ""


def test_a_deadline_in_full_and_short(templates):
    due = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    assert dates(templates, "zh").when(due).full == "12月4日（周五）16:00"
    assert dates(templates, "zh").when(due).short == "今天16:00"
    assert dates(templates, "en").when(due).full == "Fri 4 Dec, 16:00"
    assert dates(templates, "en").when(due).short == "today 16:00"
    assert dates(templates, "zh").when(due + timedelta(days=1)).short == "明天16:00"
    assert dates(templates, "en").when(due + timedelta(days=3)).short == "Mon 7 Dec, 16:00"
    assert dates(templates, "zh").when(due + timedelta(days=60)).full == "2027年2月2日（周二）16:00"


def test_today_is_the_readers_day(templates):
    late = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)  # tomorrow in Shanghai, today in New York
    assert dates(templates, "zh").when(late).short == "明天04:00"
    night = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
    there = dates(templates, "en", "America/New_York", night)
    assert there.when(datetime(2026, 12, 4, 4, 0, tzinfo=UTC)).short == "today 23:00"


def test_both_zones_where_they_differ(templates):
    due = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    assert dates(templates, "en", "Europe/Berlin").moment(due) == "Fri 4 Dec, 09:00 (Berlin) / 16:00 (Shanghai)"
    far = dates(templates, "zh", "America/New_York").moment(datetime(2026, 12, 4, 0, 30, tzinfo=UTC))
    assert far == "12月3日（周四）19:30（纽约） / 12月4日（周五）08:30（上海）"
    assert dates(templates, "zh", "Asia/Taipei").moment(due) == "12月4日（周五）16:00"


def test_summer_time_is_that_of_the_moment(templates):
    summer = dates(templates, "en", "Europe/Berlin", datetime(2026, 7, 1, tzinfo=UTC))
    assert summer.moment(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)).startswith("Wed 1 Jul, 10:00 (Berlin)")


def test_a_day_without_time_is_no_moment(templates):
    assert dates(templates, "zh", "America/New_York").day(date(2026, 12, 8)) == "12月8日（周二）"
    assert dates(templates, "en").day(date(2027, 1, 8)) == "Fri 8 Jan 2027"


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [("1wd", "1个工作日", "1 working day"), ("4wh", "4个工作小时", "4 working hours"), ("2h", "2小时", "2 hours"),
     ("30m", "30分钟", "30 minutes"), ("2d", "2天", "2 days")],
)  # fmt: skip
def test_spans_of_a_process_in_words(templates, span, zh, en):
    assert dates(templates, "zh").written(Span.parse(span)) == zh
    assert dates(templates, "en").written(Span.parse(span)) == en
