"""calendars/*.yaml: hours, weekends, holidays and make-up days, merged into workflow's WorkCalendar.

A calendar is one file with its hours (`cn.yaml`) and one for each year that is known (`cn-2026.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from mailflow.config.kinds import WEEKDAYS, Hours, Key, Zone, read_hours
from mailflow.config.yamlfile import Place, Section, YamlFile, did_you_mean, wrong
from mailflow.workflow.directory import Directory
from mailflow.workflow.worktime import WorkCalendar

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ALTERNATE_FOR = timedelta(days=366 * 10)  # how far ahead every second Saturday is counted


def _days(value: Any) -> tuple[date, ...]:
    """A day, `first..last`, or a list of both."""
    found: list[date] = []
    for one in value if isinstance(value, list) else [value]:
        first, dots, last = str(one).partition("..")
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat((last if dots else first).strip())
        except ValueError:
            raise wrong(f'"{one}" is no day', "write 2026-10-01, or 2026-10-01..2026-10-07") from None
        if not timedelta() <= end - start < timedelta(days=100):
            raise wrong(f'"{one}" ends before it begins, or is very long', "write first..last")
        found += [start + timedelta(days=no) for no in range((end - start).days + 1)]
    return tuple(found)


Days = Annotated[tuple[date, ...], PlainValidator(_days)]


class _Alternate(Section):
    day: Weekday
    worked: date  # one such day on which work is done; every second one from there on


class _Base(Section):
    calendar: Key
    zone: Zone
    hours: Hours
    weekend: list[Weekday] = Field(default=["sat", "sun"])
    alternate: _Alternate | None = None


class _Year(Section):
    calendar: Key
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: str = ""
    off: dict[str, Days] = Field(default_factory=dict)
    work: Days = ()


@dataclass(slots=True)
class _Found:
    bases: dict[str, tuple[YamlFile, _Base]] = field(default_factory=dict)
    years: dict[tuple[str, int], tuple[YamlFile, _Year]] = field(default_factory=dict)


def read_calendars(files: Sequence[YamlFile]) -> dict[str, WorkCalendar]:
    """The calendars of all files, by key; what is wrong stands in the files."""
    found = _Found()
    for opened in files:
        if opened.tree is not None:
            _sort(found, opened)
    for (key, _), (opened, _) in found.years.items():
        if key not in found.bases:
            text = f'there is no calendar "{key}" with zone and hours'
            opened.mistake(("calendar",), text, did_you_mean(key, found.bases))
    return {key: _calendar(base, [one for (owner, _), (_, one) in found.years.items() if owner == key])
            for key, (_, base) in found.bases.items()}  # fmt: skip


def _sort(found: _Found, opened: YamlFile) -> None:
    if "year" in opened.tree:
        year = opened.read(_Year)
        if year:
            _check_year(opened, year)
            other = found.years.setdefault((year.calendar, year.year), (opened, year))[0]
            if other is not opened:
                opened.mistake(("year",), f"{other.shown} holds the same year", "keep one of them")
        return
    base = opened.read(_Base)
    if base:
        if len(set(base.weekend)) == len(WEEKDAYS):
            opened.mistake(("weekend",), "leaves no working day", "name the days on which nobody works")
        if base.alternate and WEEKDAYS[base.alternate.worked.weekday()] != base.alternate.day:
            text = f"{base.alternate.worked} is a {WEEKDAYS[base.alternate.worked.weekday()]}"
            opened.mistake(("alternate", "worked"), text, f"name a {base.alternate.day}")
        other_base = found.bases.setdefault(base.calendar, (opened, base))[0]
        if other_base is not opened:
            opened.mistake(("calendar",), f"{other_base.shown} is the same calendar", "keep one of them")


def _check_year(opened: YamlFile, found: _Year) -> None:
    places: list[tuple[Place, date]] = [(("off", name), day) for name, days in found.off.items() for day in days]
    places += [(("work",), day) for day in found.work]
    seen: dict[date, Place] = {}
    for place, day in places:
        if day.year != found.year:
            opened.mistake(place, f"{day} is not in {found.year}", "it belongs into the file of its own year")
        if day in seen:
            opened.mistake(place, f"{day} stands twice", "a day is either off or work")
        seen[day] = place


def _calendar(base: _Base, years: Sequence[_Year]) -> WorkCalendar:
    off = frozenset(day for one in years for days in one.off.values() for day in days)
    work = frozenset(day for one in years for day in one.work)
    return WorkCalendar(
        key=base.calendar,
        zone=base.zone,
        hours=base.hours,
        weekend=frozenset(WEEKDAYS.index(day) for day in base.weekend),
        off=off,
        work=work | (_alternating(base.alternate) - off if base.alternate else frozenset()),
        years=frozenset(one.year for one in years),
    )


def _alternating(given: _Alternate) -> frozenset[date]:
    """Every second such day (大小周), from the one that is named."""
    fortnight = timedelta(days=14)
    return frozenset(given.worked + fortnight * no for no in range(ALTERNATE_FOR // fortnight))


def of_departments(
    opened: YamlFile, directory: Directory, calendars: Mapping[str, WorkCalendar], office: str
) -> dict[str, WorkCalendar]:
    """Each department's working time: its calendar, else the office's, in its own hours where it has some."""
    found: dict[str, WorkCalendar] = {}
    for key, one in directory.departments.items():
        place = ("departments", key)
        if one.calendar and one.calendar not in calendars:
            text = f'there is no calendar "{one.calendar}"'
            opened.mistake((*place, "calendar"), text, did_you_mean(one.calendar, calendars))
        if key in calendars:
            opened.mistake(place, f'a calendar is called "{key}" too', "give one of them another key")
        calendar = calendars.get(one.calendar or office)
        if calendar:
            found[key] = replace(calendar, key=key, hours=read_hours(one.hours)) if one.hours else calendar
    return found
