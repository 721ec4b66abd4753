"""Days and times of day as people write them, in Chinese and English. Knows no time zones."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from mailflow.parsers.words import Words, one_of, shipped_words
from mailflow.workflow.worktime import WorkCalendar

Day = date | datetime
MAX_LENGTH = 50_000  # characters; what stands further down is no answer
MAX_FOUND = 100
HALF_YEAR = 182  # a day without its year is never further back than this
# What may stand between a day and its time of day.
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
        following = pieces[no + 1] if no + 1 < len(pieces) else None
        if following and _belong(piece, following, folded.text):
            day = piece.day or following.day or today
            clock = piece.clock if piece.clock is not None else following.clock
            piece = _Piece(piece.start, following.end, day, clock)
            no += 1
        found.append(FoundDay(_value(piece, today), *folded.span(piece.start, piece.end)))
        no += 1
    return tuple(found)


def _belong(one: _Piece, other: _Piece, text: str) -> bool:
    """A day and a time of day that stand side by side."""
    if (one.day is None) == (other.day is None) or (one.day and one.clock is not None):
        return False
    return bool(_BETWEEN.fullmatch(text[one.end : other.start]))


def _value(piece: _Piece, today: date) -> Day:
    day = piece.day or today
    return day if piece.clock is None else datetime.combine(day, time()) + piece.clock


def _pieces(text: str, today: date, words: Words, calendar: WorkCalendar | None) -> Iterator[_Piece]:
    for found in _expression(words).finditer(text):
        day = _day(found, today, words, calendar)
        clock = _clock(found, words)
        if day is not None or clock is not None:
            yield _Piece(found.start(), found.end(), day, clock)


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
        if got["dd"]:
            return _day_of_month(_number(got["dd"], words), today)
        return _named(got, today, words, calendar)
    except (ValueError, OverflowError):
        return None  # 2月30日: no day


def _named(got: dict[str, str | None], today: date, words: Words, calendar: WorkCalendar | None) -> date | None:
    lists = words.lists["dates"]
    if got["rel"]:
        return today + timedelta(days=next(no for no in range(4) if got["rel"] in lists[f"in_{no}"]))
    if got["ndays"] or got["ndays2"]:
        return today + timedelta(days=_number(got["ndays"] or str(got["ndays2"]), words))
    if got["wd"]:
        return _weekday(got, today, words)
    if got["ends"]:
        return _month_end(got, today, words)
    return date(today.year, 12, 31) if got["yearend"] else None


def _weekday(got: dict[str, str | None], today: date, words: Words) -> date:
    lists = words.lists["dates"]
    named = str(got["wd"])
    number = next(no for no, key in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")) if named in lists[key])
    monday = today - timedelta(days=today.weekday())
    which = (got["which"] or "").strip()
    if which in lists["this"]:
        return monday + timedelta(days=number)
    if which in lists["next"]:
        return monday + timedelta(days=7 + number)
    if which in lists["after_next"]:
        return monday + timedelta(days=14 + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


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
    minute = 30 if got["half"] else _number(got["mi"] or got["cmi"] or got["ami"] or "0", words)
    part = (got["part"] or got["part2"] or "").strip()
    half_day = got["ap"] or got["ap0"]
    if half_day:
        hour = hour % 12 + (12 if half_day.startswith("p") else 0)
    elif hour < {**dict.fromkeys(lists["midday"], 3), **dict.fromkeys(lists["afternoon"], 12)}.get(part, 0):
        hour += 12
    return timedelta(hours=hour, minutes=minute) if hour <= 24 and minute < 60 else None


def _digits(words: Words) -> dict[str, int]:
    return {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}


def _number(text: str, words: Words) -> int:
    """12, 十二, 二十九: up to 99."""
    if text.isdecimal():
        return int(text)
    digits = _digits(words)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return digits[text]


def _month(text: str, words: Words) -> int:
    lists = words.lists["dates"]
    full = next((no for no, name in enumerate(lists["months"], 1) if name == text), 0)
    return full or next(no for no, name in enumerate(lists["short_months"], 1) if text.startswith(name))


@lru_cache(maxsize=4)
def _expression(words: Words) -> re.Pattern[str]:
    """One expression for every way to write a day or a time; which group is filled tells which."""
    lists = words.lists["dates"]
    cn = f"[{''.join(map(re.escape, words.lists['numbering']['digits']))}]"
    num = rf"(?:\d{{1,2}}|{cn}{{1,3}})"
    any_of = {key: f"(?:{one_of(value)})" for key, value in lists.items()}
    weekday = one_of([one for key in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for one in lists[key]])
    which = one_of([*lists["this"], *lists["next"], *lists["after_next"]])
    relative = one_of([one for no in range(4) for one in lists[f"in_{no}"]])
    month, part = (
        one_of([*lists["months"], *lists["short_months"]]),
        one_of([*lists["morning"], *lists["midday"], *lists["afternoon"]]),
    )
    ordinal = any_of["ordinals"]
    ways = (
        r"(?<![\d.])(?P<y>20\d\d)(?:[-/.]|{year})\s?(?P<ym>\d{{1,2}})(?:[-/.]|{month_mark})\s?(?P<yd>\d{{1,2}})(?:{day_mark}|(?!\d))",
        r"(?<![\d.])(?:(?P<cy>20\d\d){year})?\s?(?P<cm>{num}){month_mark}\s?(?P<cd>{num})(?:{day_mark}|(?!\d))",
        r"(?<![\d/.])(?P<sm>\d{{1,2}})/(?P<sd>\d{{1,2}})(?![\d/%])",
        r"\b(?P<em>{month})\.?\s(?P<ed>\d{{1,2}}){ordinal}?(?!\d|:)(?:,?\s(?P<ey>20\d\d))?",
        r"(?<![\d.:])(?P<ed2>\d{{1,2}}){ordinal}?\s(?:of\s)?(?P<em2>{month})\b(?!\s(?:be|have|not|need))\.?(?:,?\s(?P<ey2>20\d\d))?",
        r"(?P<ends>(?P<endof>(?:{this}|{next})|{num})?\s?{month_end}|{end_of}\s(?:{the}\s)?(?P<endof2>{next_month}|{month}|{this_month}))",
        r"(?P<yearend>{year_end})",
        r"(?<![\d.])(?P<ndays>{num})\s?{days_after}",
        r"{in_days}\s(?P<ndays2>\d{{1,2}})\sdays?\b",
        r"(?<![a-z])(?P<rel>{relative})(?![a-z])",
        r"(?<![a-z])(?:(?P<which>{which})\s?)?(?P<wd>{weekday})(?![a-z])",
        r"(?<![a-z])(?P<eod>{end_of_day})(?![a-z])",
        r"(?:(?P<part>{part})\s?)?(?<![\d.])(?P<h>\d{{1,2}}):(?P<mi>\d\d)(?!\d)(?:\s?(?P<ap0>am|pm)\b)?",
        r"(?:(?P<part2>{part})\s?)?(?<![\d.])(?P<ch>{num})\s?{hour_mark}(?:(?P<half>{half})|(?P<cmi>{num}){minute_mark})?",
        r"(?<![\d.:])(?P<ah>\d{{1,2}})(?::(?P<ami>\d\d))?\s?(?P<ap>am|pm|a\.m\.|p\.m\.)(?![a-z])",
        r"(?<![a-z])(?P<noon>{noon})(?![a-z])(?!\s?\d)",
        r"(?<![\d.])(?P<dd>{num}){day_mark}",
    )
    named = {
        **any_of,
        "num": num,
        "weekday": weekday,
        "which": which,
        "relative": relative,
        "month": month,
        "part": part,
    }
    named |= {"ordinal": ordinal, "this_month": any_of["this_month"], "year": any_of["year_mark"]}
    return re.compile("|".join(f"(?:{way.format(**named)})" for way in ways))
