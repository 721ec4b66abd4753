"""Working time: calendars with holidays and make-up days, hours, pauses, and when people may be written to.

Takes and gives aware UTC times; days and hours are those of the calendar's zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.workflow.process import Span

Window = tuple[datetime, datetime]
FAR = 3660  # days: no span of a procedure is longer than ten years
CLOCK = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a department works. `off` and `work` are exceptions to the weekend; `years` those that have data."""

    key: str
    zone: str
    hours: tuple[tuple[time, time], ...]
    weekend: frozenset[int] = frozenset({5, 6})  # Monday is 0
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Make-up days (调休) work, holidays don't, else the weekend decides."""
        if day in self.work:
            return True
        return day not in self.off and day.weekday() not in self.weekend

    def is_provisional(self, day: date) -> bool:
        """True for a year whose holidays aren't known yet: it is counted as if it had none."""
        return day.year not in self.years

    def windows(self, day: date) -> tuple[Window, ...]:
        """The working hours of a day, in UTC."""
        if not self.is_working_day(day):
            return ()
        zone = ZoneInfo(self.zone)
        moments = [(datetime.combine(day, a, zone), datetime.combine(day, b, zone)) for a, b in self.hours]
        return tuple((a.astimezone(UTC), b.astimezone(UTC)) for a, b in moments)


@dataclass(frozen=True, slots=True)
class ReachHours:
    """The hours in which people may be written to, on working days or on every day."""

    start: time
    end: time
    every_day: bool = False

    def is_open(self, at: datetime, calendar: WorkCalendar) -> bool:
        """True where a mail may go at this moment."""
        local = at.astimezone(ZoneInfo(calendar.zone))
        is_day = self.every_day or calendar.is_working_day(local.date())
        return is_day and self.start <= local.time() < self.end

    def next_reachable(self, at: datetime, calendar: WorkCalendar) -> datetime:
        """This moment, else the next opening."""
        if self.is_open(at, calendar):
            return at
        zone = ZoneInfo(calendar.zone)
        day = at.astimezone(zone).date()
        for _ in range(FAR):
            opening = datetime.combine(day, self.start, zone).astimezone(UTC)
            if opening >= at and self.is_open(opening, calendar):
                return opening
            day += timedelta(days=1)
        raise OverflowError(f"calendar {calendar.key} has no working day in ten years after {at}")


def add(
    calendar: WorkCalendar,
    start: datetime,
    span: Span,
    reach: ReachHours | None = None,
    paused: Sequence[Window] = (),
) -> datetime:
    """`start` plus `span` (rule 7). Working units leave pauses out; negative spans count back."""
    if span.unit in CLOCK:
        end = start + span.amount * CLOCK[span.unit]
        if span.unit == "h" and span.amount > 0 and reach and not reach.is_open(end, calendar):
            return reach.next_reachable(end, calendar) + timedelta(hours=1)
        return end
    if span.amount < 0:
        return _back(calendar, start, span)
    opening = _opening(calendar, start)
    if span.unit == "wh":
        return _forward(calendar, opening, timedelta(hours=span.amount), paused)
    day = _days_on(calendar, opening, span.amount)
    lost = _lost(calendar, opening, day, paused)
    return _forward(calendar, day, lost, paused) if lost else day


def working_between(calendar: WorkCalendar, a: datetime, b: datetime, paused: Sequence[Window] = ()) -> timedelta:
    """Working time in [a, b), without the pauses; zero where b is not after a."""
    total = timedelta()
    for start, end in _windows_from(calendar, a):
        if start >= b:
            break
        for piece in _without((max(start, a), min(end, b)), paused):
            total += piece[1] - piece[0]
    return total


def _windows_from(calendar: WorkCalendar, at: datetime) -> Iterator[Window]:
    day = at.astimezone(ZoneInfo(calendar.zone)).date() - timedelta(days=1)
    for _ in range(FAR):
        for window in calendar.windows(day):
            if window[1] > at:
                yield window
        day += timedelta(days=1)
    raise OverflowError(f"calendar {calendar.key} has no working day in ten years after {at}")


def _windows_back(calendar: WorkCalendar, at: datetime) -> Iterator[Window]:
    day = at.astimezone(ZoneInfo(calendar.zone)).date() + timedelta(days=1)
    for _ in range(FAR):
        for window in reversed(calendar.windows(day)):
            if window[0] < at:
                yield window
        day -= timedelta(days=1)
    raise OverflowError(f"calendar {calendar.key} has no working day in ten years before {at}")


def _opening(calendar: WorkCalendar, at: datetime) -> datetime:
    """This moment if work goes on, else the next opening."""
    start, _ = next(_windows_from(calendar, at))
    return max(start, at)


def _without(window: Window, paused: Sequence[Window]) -> list[Window]:
    pieces = [window] if window[0] < window[1] else []
    for start, end in paused:
        cut: list[Window] = []
        for a, b in pieces:
            cut += [(x, y) for x, y in ((a, min(b, start)), (max(a, end), b)) if x < y]
        pieces = cut
    return pieces


def _forward(calendar: WorkCalendar, start: datetime, left: timedelta, paused: Sequence[Window]) -> datetime:
    if not left:
        return start
    for window in _windows_from(calendar, start):
        for a, b in _without((max(window[0], start), window[1]), paused):
            if b - a >= left:
                return a + left
            left -= b - a
    raise AssertionError("windows never end")


def _days_on(calendar: WorkCalendar, start: datetime, count: int) -> datetime:
    """The same time of day, `count` working days later."""
    zone = ZoneInfo(calendar.zone)
    local = start.astimezone(zone)
    day = local.date()
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    return datetime.combine(day, local.time(), zone).astimezone(UTC)


def _lost(calendar: WorkCalendar, a: datetime, b: datetime, paused: Sequence[Window]) -> timedelta:
    return working_between(calendar, a, b) - working_between(calendar, a, b, paused) if paused else timedelta()


def _back(calendar: WorkCalendar, at: datetime, span: Span) -> datetime:
    if span.unit == "wd":
        zone = ZoneInfo(calendar.zone)
        local = at.astimezone(zone)
        day, count = local.date(), -span.amount
        while count:
            day -= timedelta(days=1)
            count -= calendar.is_working_day(day)
        return datetime.combine(day, local.time(), zone).astimezone(UTC)
    left = timedelta(hours=-span.amount)
    for start, end in _windows_back(calendar, at):
        a, b = start, min(end, at)
        if b - a >= left:
            return b - left
        left -= b - a
    raise AssertionError("windows never end")
