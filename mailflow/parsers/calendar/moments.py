"""A calendar's date and time as a moment in UTC, where it is sure which moment it is (RFC 5545 3.3.5, 3.6.5).

A zone is known by its IANA name, else by what the object itself says of it; a rule is asked for the one year that
matters and never unrolled. Whole days and times without a zone are no moments: a guess would be an hour or a day off.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.parsers.calendar.lines import Part, Property

_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.ASCII)
_SPAN = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?", re.ASCII)
_IANA = re.compile(
    r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:/[A-Za-z0-9_+-]{1,30}){1,2}\Z"
)
_UTC = ("UTC", "GMT", "Etc/UTC", "Etc/GMT")
_BY_DAY = re.compile(r"([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_OBSERVANCES = 40  # of a zone
_MOST_DATES = 200  # on one line


def moment_of(one: Property, whole: Part) -> datetime | None:
    """The moment that a property of this calendar names, in UTC."""
    local = _local(one.value)
    if local is None:
        return None
    if one.value.strip().upper().endswith("Z"):
        return local.replace(tzinfo=UTC)
    offset = _offset_at(local, one.parameter("TZID"), whole)
    if offset is None:
        return None
    try:
        return (local - offset).replace(tzinfo=UTC)
    except OverflowError:
        return None


def span_of(value: str) -> timedelta | None:
    """A duration that is more than nothing (RFC 5545 3.3.6)."""
    found = _SPAN.fullmatch(value.strip().upper())
    if not found:
        return None
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) or None


def _local(value: str) -> datetime | None:
    found = _MOMENT.fullmatch(value.strip().upper())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(one) for one in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).replace(tzinfo=None)
    except ValueError:
        return None


def _offset_at(local: datetime, name: str, whole: Part) -> timedelta | None:
    """What the zone's clock is ahead of UTC when it shows this time."""
    name = name.strip()
    if name in _UTC:
        return timedelta()
    iana = _IANA.search(name)  # at its end: there are programs that put their own path before it
    if iana:
        try:
            return local.replace(tzinfo=ZoneInfo(iana[0])).utcoffset()
        except (KeyError, ValueError, OSError, OverflowError):
            pass
    told = next((one for one in whole.within("VTIMEZONE") if name and one.first("TZID").text.strip() == name), None)
    return _told_offset(local, told) if told else None


def _told_offset(local: datetime, told: Part) -> timedelta | None:
    """What the calendar's own description of the zone says: the observance that came into force last."""
    parts = [*told.within("STANDARD"), *told.within("DAYLIGHT")]
    offsets = [_read_offset(one.first("TZOFFSETTO").value) for one in parts]
    if not parts or len(parts) > _MOST_OBSERVANCES or None in offsets:
        return None
    if len(set(offsets)) == 1:
        return offsets[0]
    begun: list[tuple[datetime, timedelta]] = []
    for part, offset in zip(parts, offsets, strict=True):
        onsets = _onsets(part, local.year)
        if onsets is None or offset is None:
            return None
        begun += [(one, offset) for one in onsets if one <= local]
    return max(begun)[1] if begun else None


def _onsets(part: Part, year: int) -> list[datetime] | None:
    """When this observance begins: by its dates, and by its rule in this year and the last. None where unread."""
    start = _local(part.first("DTSTART").value)
    if start is None:
        return None
    found = [start]
    for one in part.all("RDATE"):
        dates = one.value.split(",", _MOST_DATES)[:_MOST_DATES]
        found += [date for date in map(_local, dates) if date]
    rules = part.all("RRULE")
    if not rules:
        return found
    fields = dict(field.split("=", 1) for field in rules[0].value.strip().upper().split(";") if "=" in field)
    day = _BY_DAY.fullmatch(fields.pop("BYDAY", ""))
    month = fields.pop("BYMONTH", "")
    until = _local(fields.pop("UNTIL", "99991231T000000"))
    is_plain = (
        fields.pop("FREQ", "") == "YEARLY" and fields.pop("INTERVAL", "1") == "1" and not fields.keys() - {"WKST"}
    )
    if not (is_plain and day and until and len(rules) == 1 and month in map(str, range(1, 13))):
        return None
    for around in (year, year - 1):
        onset = _nth(around, int(month), int(day[1]), _DAYS.index(day[2]), start)
        # UNTIL is in UTC, an onset on the wall: a day between them is no year
        is_in_force = onset and until and start <= onset and onset.toordinal() - 1 <= until.toordinal()
        found += [onset] if onset and is_in_force else []
    return found


def _nth(year: int, month: int, ordinal: int, weekday: int, clock: datetime) -> datetime | None:
    """The first, second … or last such weekday of a month, at the hour that `clock` shows."""
    if not 1 <= year <= 9999:
        return None
    first, length = calendar.monthrange(year, month)
    days = range((weekday - first) % 7 + 1, length + 1, 7)
    place = ordinal - 1 if ordinal > 0 else len(days) + ordinal
    return clock.replace(year=year, month=month, day=days[place]) if 0 <= place < len(days) else None


def _read_offset(value: str) -> timedelta | None:
    found = _OFFSET.fullmatch(value.strip())
    if not found:
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -span if found[1] == "-" else span
