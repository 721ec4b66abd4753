"""The offsets of a time zone around one day, as the yearly rules that calendars understand (RFC 5545 3.6.5).

Not the zone's history: Outlook ignores dates in a list (RDATE) and takes at most one standard and one daylight rule, so
a zone that has no such rule just then is told by the offset in force. Knows nothing of the calendar's syntax.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

_LONG_AGO = 1970  # the year where Google's and Apple's rules begin as well
_YEARS_ALIKE = 3  # a rule that holds so long is no accident of one year's calendar
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Yearly:
    """Every year on that weekday of a month; the ordinal is -1 for its last."""

    month: int
    ordinal: int
    weekday: int  # 0 is Monday

    @property
    def by_day(self) -> str:
        """As RRULE's BYDAY writes it: -1SU."""
        return f"{self.ordinal}{_DAYS[self.weekday]}"

    def day(self, year: int) -> int:
        """The day of the month in this year."""
        first, length = calendar.monthrange(year, self.month)
        days = range((self.weekday - first) % 7 + 1, length + 1, 7)
        return days[-1] if self.ordinal < 0 else days[self.ordinal - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observance:
    """One offset and when it comes into force: each year by a rule, or for good."""

    name: str  # CST, +03
    offset_from: timedelta
    offset_to: timedelta
    onset: datetime  # naive: by the clock that it ends
    rule: Yearly | None = None


def observances_of(zone: ZoneInfo, at: datetime) -> tuple[Observance, ...]:
    """What holds around this moment, standard time (the smaller offset) first.

    One that is for good may hold at `at` alone: a moment beyond the next change is not told rightly by it.
    """
    year = at.astimezone(zone).year
    years = [_changes(zone, one) for one in range(year, year + _YEARS_ALIKE)]
    if not years[0] or any(len(one) != 2 for one in years):
        return (_for_good(zone, at),)
    made = [_yearly(zone, alike) for alike in zip(*years, strict=True)]
    found = [one for one in made if one]
    is_whole = len(found) == 2 and all(one.offset_from == other.offset_to for one, other in (found, found[::-1]))
    return tuple(sorted(found, key=lambda one: one.offset_to)) if is_whole else (_for_good(zone, at),)


def _for_good(zone: ZoneInfo, at: datetime) -> Observance:
    offset = _offset(zone, at)
    onset = datetime(_LONG_AGO, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    return Observance(name=at.astimezone(zone).tzname() or "", offset_from=offset, offset_to=offset, onset=onset)


def _yearly(zone: ZoneInfo, changes: tuple[datetime, ...]) -> Observance | None:
    """The rule that all these changes, one a year, have in common."""
    local = [_clock_before(zone, one) for one in changes]
    if len({(one.month, one.time()) for one in local}) != 1:
        return None
    rule = next((rule for rule in _rules(local[0]) if all(rule.day(one.year) == one.day for one in local)), None)
    if rule is None:
        return None
    return Observance(
        name=changes[0].astimezone(zone).tzname() or "",
        offset_from=_offset(zone, changes[0] - timedelta(minutes=1)),
        offset_to=_offset(zone, changes[0]),
        onset=local[0].replace(year=_LONG_AGO, day=rule.day(_LONG_AGO)),
        rule=rule,
    )


def _rules(first: datetime) -> Iterator[Yearly]:
    """The rules that this day may follow; a fourth Sunday that is always the last is called the last."""
    ordinal = (first.day - 1) // 7 + 1
    if ordinal < 4:
        yield Yearly(first.month, ordinal, first.weekday())
    if first.day + 7 > calendar.monthrange(first.year, first.month)[1]:
        yield Yearly(first.month, -1, first.weekday())
    if ordinal == 4:
        yield Yearly(first.month, ordinal, first.weekday())


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The moments of this year at which the offset changes, to the minute."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=no) for no in range(367 if calendar.isleap(year) else 366)]
    return [_when(zone, one, two) for one, two in pairwise(days) if _offset(zone, one) != _offset(zone, two)]


def _when(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute of the new offset, between two moments of which it holds at the second."""
    low, high = 0, int((after - before) / timedelta(minutes=1))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, before + timedelta(minutes=middle)) == _offset(zone, before):
            low = middle
        else:
            high = middle
    return before + timedelta(minutes=high)


def _clock_before(zone: ZoneInfo, change: datetime) -> datetime:
    """What a clock that nobody puts forward or back shows at this change."""
    return (change + _offset(zone, change - timedelta(minutes=1))).replace(tzinfo=None)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
