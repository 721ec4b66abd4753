"""A meeting as an iCalendar object that opens as an appointment: invitation, update or cancellation (RFC 5545, 5546).

The only door to the icalendar library. It writes; answers are read elsewhere. Decides no time and asks nobody's
calendar: uid, sequence and the moment of writing come in, so that the same meeting is the same bytes each time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar import vCalAddress as CalendarAddress
from icalendar import vText as Text
from icalendar import vUri as Uri

from mailflow.compose.observances import Observance, observances_of
from mailflow.compose.refusal import RenderError, one_line, shown_lines, strict, strict_address

PRODUCT = "-//mailflow//mailflow//EN"
_UID = re.compile(r"[A-Za-z0-9@._+-]{1,200}")  # plain in every syntax: there are clients that don't unescape a UID
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")
_LINK = re.compile(r"https?://[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a~]+")
_LARGEST_SEQUENCE = 2**31 - 1  # RFC 5545 3.3.8
_LONGEST_ALARM = 4 * 7 * 24 * 60  # minutes
_OUTLOOK = {"X-MICROSOFT-CDO-ALLDAYEVENT": "FALSE", "X-MICROSOFT-CDO-IMPORTANCE": "1", "X-MICROSOFT-CDO-INSTTYPE": "0"}


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody's place in a meeting."""

    address: str
    name: str  # "" for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One meeting as it now stands. An update keeps the uid and has a higher sequence; so has the cancellation."""

    uid: str
    sequence: int
    start: datetime  # aware
    end: datetime
    zone: str  # IANA: where the clock hangs that people go by
    summary: str
    location: str
    description: str
    url: str  # of a meeting online, or ""
    organizer: Attendee  # answers come to this address
    attendees: tuple[Attendee, ...]
    made_at: datetime
    is_cancelled: bool = False
    alarm_minutes: int = 15  # 0 for none


class _Text(Text):
    """A text value. The library's own takes a backslash before a capital N, as in a path, for a line break."""

    def to_ical(self) -> bytes:
        """Escaped after RFC 5545 3.3.11."""
        escaped = re.sub(r"([\\;,])", r"\\\1", str(self))
        return escaped.replace("\n", "\\n").encode("utf-8")


def calendar_of(invitation: Invitation) -> bytes:
    """The iCalendar object: METHOD is REQUEST, or CANCEL. RenderError where a value can't stand in one."""
    zone = _checked(invitation)
    made = Calendar()
    _fill(made, VERSION="2.0", PRODID=PRODUCT, CALSCALE="GREGORIAN")
    _fill(made, METHOD="CANCEL" if invitation.is_cancelled else "REQUEST")
    rules = observances_of(zone, invitation.start)
    is_local = _is_told_by(rules, zone, invitation.start) and _is_told_by(rules, zone, invitation.end)
    if is_local:
        made.add_component(_timezone(invitation.zone, rules))
    made.add_component(_event(invitation, zone if is_local else ZoneInfo("UTC")))
    return bytes(made.to_ical())


def _checked(invitation: Invitation) -> ZoneInfo:
    """The zone, once every value may stand in a calendar."""
    moments = (invitation.start, invitation.end, invitation.made_at)
    if any(one.tzinfo is None for one in moments):
        raise RenderError("a moment of the meeting names no zone")
    if invitation.end <= invitation.start:
        raise RenderError("the meeting ends before it begins")
    if not _UID.fullmatch(strict(invitation.uid, "the meeting's uid")):
        raise RenderError(f"not a uid of a meeting: {invitation.uid!a}")
    if not 0 <= invitation.sequence <= _LARGEST_SEQUENCE:
        raise RenderError(f"not a sequence of a meeting: {invitation.sequence}")
    if not 0 <= invitation.alarm_minutes <= _LONGEST_ALARM:
        raise RenderError(f"not a time before a meeting: {invitation.alarm_minutes} minutes")
    if invitation.url and not _LINK.fullmatch(strict(invitation.url, "the meeting's link")):
        raise RenderError(f"not a link: {invitation.url!a}")
    if not invitation.attendees:
        raise RenderError("nobody is invited")
    try:
        return ZoneInfo(invitation.zone if _ZONE.fullmatch(invitation.zone) else "")
    except (KeyError, ValueError, OSError) as error:
        raise RenderError(f"not a time zone: {invitation.zone!a}") from error


def _is_told_by(rules: tuple[Observance, ...], zone: ZoneInfo, at: datetime) -> bool:
    """True where the wall clock and these rules lead back to the very moment: not where the clock is UTC's and needs no
    rule, not in the hour that it shows twice, not after a change that no rule foresees.
    """
    local = at.astimezone(zone)
    is_known = local.utcoffset() in [one.offset_to for one in rules]
    return is_known and not local.fold and any(one.offset_to for one in rules)


def _timezone(name: str, rules: tuple[Observance, ...]) -> Timezone:
    """By hand: the library's own lists every change by date, which Outlook ignores, and adds a remark in English."""
    made = Timezone()
    _fill(made, TZID=name)
    for one in rules:
        part = TimezoneDaylight() if one.offset_to > one.offset_from else TimezoneStandard()
        part.add("DTSTART", one.onset)
        part.add("TZOFFSETFROM", one.offset_from)
        part.add("TZOFFSETTO", one.offset_to)
        _fill(part, TZNAME=one.name)
        if one.rule:
            part.add("RRULE", {"FREQ": "YEARLY", "BYDAY": one.rule.by_day, "BYMONTH": one.rule.month})
        made.add_component(part)
    return made


def _event(invitation: Invitation, zone: ZoneInfo) -> Event:
    is_off = invitation.is_cancelled
    made = Event()
    _fill(made, UID=invitation.uid)
    made.add("SEQUENCE", invitation.sequence)
    made.add("DTSTAMP", _second(invitation.made_at))
    made.add("LAST-MODIFIED", _second(invitation.made_at))
    made.add("DTSTART", _second(invitation.start).astimezone(zone))
    made.add("DTEND", _second(invitation.end).astimezone(zone))
    _say(made, invitation)
    _fill(made, STATUS="CANCELLED" if is_off else "CONFIRMED", TRANSP="TRANSPARENT" if is_off else "OPAQUE")
    _fill(made, CLASS="PUBLIC", PRIORITY="5")
    made.add("ORGANIZER", _address(invitation.organizer), encode=False)
    for one in invitation.attendees:
        made.add("ATTENDEE", _attendee(one, is_off=is_off), encode=False)
    busy = "FREE" if is_off else "BUSY"
    _fill(made, **_OUTLOOK)
    _fill(made, **{f"X-MICROSOFT-CDO-{name}": busy for name in ("BUSYSTATUS", "INTENDEDSTATUS")})
    _fill(made, **{"X-MICROSOFT-CDO-APPT-SEQUENCE": str(invitation.sequence), "X-MICROSOFT-DISALLOW-COUNTER": "FALSE"})
    if invitation.alarm_minutes and not is_off:
        made.add_component(_alarm(invitation))
    return made


def _say(made: Event, invitation: Invitation) -> None:
    """The texts. Outlook knows no URL: a link that they don't hold stands as the place or below them as well."""
    place, words = one_line(invitation.location), shown_lines(invitation.description)
    if invitation.url:
        made.add("URL", Uri(invitation.url), encode=False)
        place = place or invitation.url
        if invitation.url not in words:
            words = f"{words.rstrip()}\n\n{invitation.url}" if words.strip() else invitation.url
    _fill(made, SUMMARY=one_line(invitation.summary))
    if place:
        _fill(made, LOCATION=place)
    if words:
        _fill(made, DESCRIPTION=words)


def _attendee(one: Attendee, *, is_off: bool) -> CalendarAddress:
    """An invited person, asked for an answer; nobody is asked whether a meeting may be off (RFC 5546 3.2.5)."""
    made = _address(one)
    made.params["CUTYPE"] = "INDIVIDUAL"
    made.params["ROLE"] = "REQ-PARTICIPANT"
    if not is_off:
        made.params["PARTSTAT"] = "NEEDS-ACTION"
        made.params["RSVP"] = "TRUE"
    return made


def _address(one: Attendee) -> CalendarAddress:
    """A mailto link (RFC 6068). A name's double quotes become single: how to write them (RFC 6868) few clients know."""
    made = CalendarAddress("mailto:" + quote(strict_address(one.address), safe="@.!$&'*+=_~-"))
    name = strict(one.name, "a name").replace('"', "'").strip()
    if name:
        made.params["CN"] = name
    return made


def _alarm(invitation: Invitation) -> Alarm:
    made = Alarm()
    _fill(made, ACTION="DISPLAY", DESCRIPTION=one_line(invitation.summary))
    made.add("TRIGGER", timedelta(minutes=-invitation.alarm_minutes))
    return made


def _fill(component: Component, **texts: str) -> None:
    for name, text in texts.items():
        component.add(name, _Text(text), encode=False)


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
