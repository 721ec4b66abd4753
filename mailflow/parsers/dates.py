"""Days and times of day as people write them, in Chinese and English. Knows no time zones."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from mailflow.parsers.dateshapes import WEEKDAYS, day_expression
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.worktime import WorkCalendar

Day = date | datetime
MAX_LENGTH = 50_000  # characters; what stands further down is no answer
MAX_FOUND = 100
MORNING = timedelta(hours=8)  # an hour before it, without a part of the day, is one of the afternoon as well
HALF_YEAR = 182  # a day without its year is never further back than this
# What may stand between a day and its time of day.
_ASIDE = re.compile(r"[\s,，]{0,2}\(?\s?")  # between a day and the same day again
_BETWEEN = re.compile(r"[\s,，、的]{0,3}(?:at|by|on|before|of)?\s{0,2}")


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day or moment and where it stands in the raw text."""

    value: Day
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    day: date | None
    clock: timedelta | None  # since midnight
    is_evening: bool = False  # 今晚: an hour beside it is one of the evening
    is_weak: bool = False  # 3点 may be three points: a time only beside a day
    is_vague: bool = False  # 5点 may be of the morning or of the afternoon: no time at all
    is_weekday: bool = False


def read_dates(
    text: str, today: date, words: Words | None = None, calendar: WorkCalendar | None = None
) -> tuple[Day, ...]:
    """Every date (without a time) or naive datetime in the order of the text. A time without a date is today's."""
    return tuple(one.value for one in find_dates(text, today, words, calendar))


def find_dates(
    text: str, today: date, words: Words | None = None, calendar: WorkCalendar | None = None
) -> tuple[FoundDay, ...]:
    """The same, with places. Without a calendar, Monday to Friday are the working days."""
    words = words or shipped_words()
    folded = words.fold(text[:MAX_LENGTH])
    found: list[FoundDay] = []
    pieces = list(islice(_pieces(folded.text, today, words, calendar), MAX_FOUND))
    no = 0
    while no < len(pieces):
        piece = pieces[no]
        while no + 1 < len(pieces) and (joined := _joined(piece, pieces[no + 1], folded.text)):
            piece = joined
            no += 1
        if not piece.is_weak:
            found.append(FoundDay(_value(piece, today), *folded.span(piece.start, piece.end)))
        no += 1
    return tuple(found)


def _joined(one: _Piece, other: _Piece, text: str) -> _Piece | None:
    """A day and a time of day that stand side by side, or the same day written twice (周四, 12月3日)."""
    between = text[one.end : other.start]
    if one.day and other.day and one.clock is None:
        same = one.day == other.day or (one.is_weekday != other.is_weekday and one.day.weekday() == other.day.weekday())
        if not (same and _ASIDE.fullmatch(between)):
            return None
        day = other.day if one.is_weekday else one.day
        end = other.end + (text[other.end : other.end + 1] == ")" and "(" in between)
        return _Piece(one.start, end, day, other.clock)
    if (one.day is None) == (other.day is None) or (one.day and one.clock is not None):
        return None
    if not _BETWEEN.fullmatch(between):
        return None
    clock = one.clock if one.clock is not None else other.clock
    if clock is not None and (one.is_evening or other.is_evening) and clock <= timedelta(hours=12):
        clock += timedelta(hours=12)
    elif one.is_vague or other.is_vague:
        clock = None
    return _Piece(one.start, other.end, one.day or other.day, clock, is_weekday=one.is_weekday or other.is_weekday)


def _value(piece: _Piece, today: date) -> Day:
    day = piece.day or today
    return day if piece.clock is None else datetime.combine(day, time()) + piece.clock


def _pieces(text: str, today: date, words: Words, calendar: WorkCalendar | None) -> Iterator[_Piece]:
    evenings = words.lists["dates"]["evenings"]
    for found in day_expression(words).finditer(text):
        day = _day(found, today, words, calendar)
        clock = _clock(found, words)
        if day is not None or clock is not None:
            is_evening = found["rel"] is not None and found["rel"] in evenings
            is_vague = bool(found["ch"] and not found["part2"] and clock and clock < MORNING)
            is_weak = day is None and (is_vague or _is_weak(found, text, words))
            is_weekday = found["wd"] is not None
            start = found.end() - len(found[0].lstrip())
            yield _Piece(start, found.end(), day, clock, is_evening, is_weak, is_vague, is_weekday)


def _is_weak(found: re.Match[str], text: str, words: Words) -> bool:
    """3点, without a part of the day, minutes or an end behind it, may be a count."""
    lists = words.lists["dates"]
    if not found["ch"] or found["part2"] or found["half"] or found["cmi"] or found["mark"] in lists["sharp"]:
        return False
    behind = text[found.end() : found.end() + 2].lstrip()
    if not found["ch"].isdecimal():
        return True
    return bool(behind) and behind[0].isalpha() and not behind.startswith(lists["clock_ends"])


def _day(found: re.Match[str], today: date, words: Words, calendar: WorkCalendar | None) -> date | None:
    got = found.groupdict()
    try:
        if got["y"]:
            return date(int(got["y"]), int(got["ym"]), int(got["yd"]))
        if got["cm"]:
            year = int(got["cy"]) if got["cy"] else None
            return _near(year, _number(got["cm"], words), _number(got["cd"], words), today)
        if got["sm"]:
            month, day = int(got["sm"]), int(got["sd"])
            return _near(None, day, month, today) if month > 12 else _near(None, month, day, today)
        for month_name, day_no, year_no in (("em", "ed", "ey"), ("em2", "ed2", "ey2")):
            if got[month_name]:
                year = int(got[year_no]) if got[year_no] else None
                return _near(year, _month(got[month_name], words), int(got[day_no]), today)
        if got["mrd"]:
            return _in_month(got, today, words)
        if got["dd"] or got["dd2"]:
            return _day_of_month(_number(got["dd"] or str(got["dd2"]), words), today)
        return _named(got, today, words, calendar)
    except (ValueError, OverflowError):
        return None  # 2月30日: no day


def _named(got: dict[str, str | None], today: date, words: Words, calendar: WorkCalendar | None) -> date | None:
    lists = words.lists["dates"]
    if got["rel"]:
        return today + timedelta(days=next(no for no in range(4) if got["rel"] in lists[f"in_{no}"]))
    for key, days in (("ndays", 1), ("nweeks", 7)):
        amount = got[key] or got[f"{key}2"]
        if amount:
            return today + timedelta(days=days * _number(amount, words))
    if got["nwork"] or got["nwork2"]:
        return _work_days_on(today, _number(got["nwork"] or str(got["nwork2"]), words), calendar)
    if got["wd"]:
        return _weekday(got, today, words)
    if got["ends"]:
        return _month_end(got, today, words)
    return date(today.year, 12, 31) if got["yearend"] else None


def _weekday(got: dict[str, str | None], today: date, words: Words) -> date:
    lists = words.lists["dates"]
    named = str(got["wd"])
    number = next(no for no, key in enumerate(WEEKDAYS) if named in lists[key])
    monday = today - timedelta(days=today.weekday())
    which = (got["which"] or got["which2"] or got["which3"] or "").strip()
    if which in lists["last"]:
        return monday + timedelta(days=number - 7)
    if which in lists["this"]:
        return monday + timedelta(days=number)
    if which in lists["next"]:
        return monday + timedelta(days=7 + number)
    if which in lists["after_next"]:
        return monday + timedelta(days=14 + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _in_month(got: dict[str, str | None], today: date, words: Words) -> date:
    """本月28日, 下月5号."""
    year, month = today.year, today.month
    if str(got["mrel"]) in words.lists["dates"]["next_month"]:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, _number(str(got["mrd"]), words))


def _work_days_on(today: date, count: int, calendar: WorkCalendar | None) -> date:
    """The day that many working days later; today isn't counted."""
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day) if calendar else day.weekday() < 5
    return day


def _month_end(got: dict[str, str | None], today: date, words: Words) -> date:
    lists = words.lists["dates"]
    which = (got["endof"] or got["endof2"] or "").strip()
    year, month = today.year, today.month
    if which in lists["next"] or which in lists["next_month"]:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    elif which and which not in lists["this"]:
        month = _number(which, words) if which[0].isdigit() or which in _digits(words) else _month(which, words)
        year += month < today.month
    return date(year, month, monthrange(year, month)[1])


def _near(year: int | None, month: int, day: int, today: date) -> date:
    if year is not None:
        return date(year, month, day)
    value = date(today.year, month, day)
    return date(today.year + 1, month, day) if (today - value).days > HALF_YEAR else value


def _day_of_month(day: int, today: date) -> date | None:
    """The next such day, today included; months that lack it are passed over."""
    year, month = today.year, today.month
    for _ in range(3):
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _clock(found: re.Match[str], words: Words) -> timedelta | None:
    got = found.groupdict()
    lists = words.lists["dates"]
    if got["eod"]:
        return timedelta(hours=18)
    if got["noon"]:
        return timedelta(hours=12)
    hour_text = got["h"] or got["ch"] or got["ah"]
    if not hour_text:
        return None
    hour = _number(hour_text, words)
    if hour <= 2 and not hour_text.isdecimal() and len(got["part2"] or "") == 1:
        return None  # 晚一点: later, and no time
    minute = 30 if got["half"] else _number(got["mi"] or got["cmi"] or got["ami"] or "0", words)
    part = (got["part"] or got["part2"] or "").strip()
    half_day = got["ap"] or got["ap0"]
    if hour == 12 and part in lists["nights"]:
        hour = 24
    elif half_day:
        hour = hour % 12 + (12 if half_day.startswith("p") else 0)
    elif hour < {**dict.fromkeys(lists["midday"], 3), **dict.fromkeys(lists["afternoon"], 12)}.get(part, 0):
        hour += 12
    return timedelta(hours=hour, minutes=minute) if hour <= 24 and minute < 60 else None


def _digits(words: Words) -> dict[str, int]:
    return {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}


def _number(text: str, words: Words) -> int:
    """12, 十二, 二十九: up to 99; two; a."""
    if text.isdecimal():
        return int(text)
    lists = words.lists["dates"]
    if text in lists["two"]:
        return 2
    if text.isascii():
        return lists["counts"].index(text) + 1 if text in lists["counts"] else 1
    digits = _digits(words)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return digits[text]


def _month(text: str, words: Words) -> int:
    lists = words.lists["dates"]
    full = next((no for no, name in enumerate(lists["months"], 1) if name == text), 0)
    return full or next(no for no, name in enumerate(lists["short_months"], 1) if text.startswith(name))
