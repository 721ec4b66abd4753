"""Moments and spans as their reader says them: in their language, zone and week. The only door to babel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location

from mailflow.workflow.process import Span

Unit = Literal["day", "hour", "minute"]
UNITS: tuple[tuple[Unit, timedelta], ...] = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
NEVER_ROUND_UP = 10**9


@dataclass(frozen=True, slots=True)
class Patterns:
    """How one language writes dates; from its `words.j2`."""

    locale: str
    day: str  # of this year: 12月4日（周五）
    day_of_year: str  # of another year
    time: str  # 16:00
    glue: str  # {day}{time}
    near: str  # the same with today or tomorrow for the day
    relative: Mapping[int, str]  # days from today -> today, tomorrow
    pause: str  # between two units: "" or a blank
    zoned: str  # {moment}（{place}）
    spans: Mapping[str, tuple[str, str]]  # unit of a span -> its words for one and for several


@dataclass(frozen=True, slots=True)
class When:
    """A moment, ready to be printed."""

    full: str  # 12月4日（周五）16:00, and the office's time where that differs
    short: str  # 今天16:00
    left: str  # 5小时; "" once it has passed
    ago: str  # how long it has been over; "" before
    clock: str  # 16:00


@dataclass(frozen=True, slots=True)
class Dates:
    """Prints moments for one reader. `zone` is theirs, `office` the office's."""

    patterns: Patterns
    zone: ZoneInfo
    office: ZoneInfo
    now: datetime

    def day(self, day: date) -> str:
        """A day with its weekday; the year only where it isn't this one."""
        this_year = day.year == self.now.astimezone(self.zone).year
        pattern = self.patterns.day if this_year else self.patterns.day_of_year
        return format_date(day, pattern, locale=self.patterns.locale)

    def local_day(self, ahead: timedelta) -> date:
        """The reader's day, so much from now."""
        return (self.now + ahead).astimezone(self.zone).date()

    def today(self) -> date:
        """The reader's day."""
        return self.local_day(timedelta())

    def when(self, at: datetime) -> When:
        """A moment in every way in which a mail prints it."""
        return When(
            full=self.moment(at),
            short=self._short(at),
            left=self.span(at - self.now) if at > self.now else "",
            ago=self.span(self.now - at) if at <= self.now else "",
            clock=self._clock(at, self.zone),
        )

    def moment(self, at: datetime) -> str:
        """Day, weekday and time where the reader is; the office's time beside it where that is another."""
        own = self._moment(at, self.zone)
        if at.astimezone(self.zone).utcoffset() == at.astimezone(self.office).utcoffset():
            return own
        same_day = at.astimezone(self.zone).date() == at.astimezone(self.office).date()
        there = self._clock(at, self.office) if same_day else self._moment(at, self.office)
        places = (self._zoned(own, self.zone), self._zoned(there, self.office))
        return " / ".join(places)

    def span(self, length: timedelta) -> str:
        """The two largest units, rounded down: 1天3小时, 5小时, 40分钟. Less than a minute counts as one."""
        left = max(length, timedelta(minutes=1))
        said: list[str] = []
        for name, unit in UNITS:
            count = left // unit
            left -= count * unit
            if count:
                said.append(self._unit(count, name))
            if said and (len(said) == 2 or count == 0 or name == "minute" or count >= 3):
                break
        return self.patterns.pause.join(said)

    def written(self, span: Span) -> str:
        """A span of the process in words: 1wd is 1个工作日."""
        one, several = self.patterns.spans[span.unit]
        return (one if span.amount == 1 else several).format(n=span.amount)

    def _unit(self, count: int, name: Unit) -> str:
        length = timedelta(**{f"{name}s": count})
        return format_timedelta(length, granularity=name, threshold=NEVER_ROUND_UP, locale=self.patterns.locale)

    def _moment(self, at: datetime, zone: ZoneInfo) -> str:
        day = self.day(at.astimezone(zone).date())
        return self.patterns.glue.format(day=day, time=self._clock(at, zone))

    def _short(self, at: datetime) -> str:
        local, today = at.astimezone(self.zone).date(), self.now.astimezone(self.zone).date()
        near = self.patterns.relative.get((local - today).days)
        time = self._clock(at, self.zone)
        if near:
            return self.patterns.near.format(day=near, time=time)
        return self.patterns.glue.format(day=self.day(local), time=time)

    def _clock(self, at: datetime, zone: ZoneInfo) -> str:
        return format_datetime(at, self.patterns.time, tzinfo=zone, locale=self.patterns.locale)

    def _zoned(self, moment: str, zone: ZoneInfo) -> str:
        place = get_timezone_location(zone, locale=Locale.parse(self.patterns.locale), return_city=True)
        return self.patterns.zoned.format(moment=moment, place=place)
