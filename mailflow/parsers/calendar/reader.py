"""What a calendar answers to an invitation of ours: REPLY and COUNTER (RFC 5546 3.2.3, 3.2.7; RFC 6047).

Reads any mail's calendar parts; a person's words beside them are for others. Proves nothing: whether the meeting is
ours, its sequence the last and the attendee both invited and the one who wrote, is for others to ask. Two parts that
say two things say nothing.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from mailflow.parsers.calendar.lines import LARGEST, Part, Property, read_parts
from mailflow.parsers.calendar.moments import moment_of, span_of
from mailflow.parsers.message import Message

STATUSES = ("accepted", "declined", "tentative", "counter", "delegated")
_TYPES = ("text/calendar", "application/ics")
_MOST_FILES = 5
_MOST_ATTENDEES = 500
_LONGEST_UID = 300
_LONGEST_COMMENT = 3000
_LARGEST_SEQUENCE = 2**31 - 1
_ADDRESS = re.compile(r"[^\s<>\"'(),:;\\\[\]@]{1,64}@[^\s<>\"'(),:;\\\[\]@]{1,253}")
_SCHEME = re.compile(r"mailto:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UID = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")
_EXCHANGE = "040000008200E00074C5B7101A82E008"
_FOREIGN = b"vCal-Uid\x01\x00\x00\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAnswer:
    """One attendee's answer. Fields that its status does not have are empty."""

    uid: str  # of the invitation
    sequence: int  # of the invitation that was answered; 0 where the calendar names none
    attendee: str  # address: the domain in lower case, the local part as it stands
    status: str  # of STATUSES
    new_start: datetime | None = None  # of a counter: UTC; None where it names no sure moment
    new_end: datetime | None = None
    delegated_to: str = ""  # address
    comment: str = ""


def read_calendar_answer(message: Message) -> CalendarAnswer | None:
    """The answer that this mail brings; None where it brings none, or more than one."""
    found: dict[CalendarAnswer, None] = {}
    writers = [_plain_address(one) for one in (message.sender, message.value("Reply-To"))]
    for data in _files(message):
        for whole in read_parts(data):
            found |= dict.fromkeys(_answers(whole, writers))
    if len({(one.uid, one.attendee.lower(), one.status, one.new_start, one.delegated_to) for one in found}) != 1:
        return None
    return max(found, key=lambda one: (one.sequence, one.new_end is not None, len(one.comment)))


def _files(message: Message) -> Iterator[bytes]:
    """The calendar parts, as bodies or as files by whatever type, within bounds."""
    calendars = (
        one.data
        for one in message.attachments
        if one.media_type in _TYPES or one.name.lower().endswith(".ics")
        if len(one.data) <= LARGEST
    )
    yield from (data for _, data in zip(range(_MOST_FILES), calendars, strict=False))


def _answers(whole: Part, writers: list[str]) -> Iterator[CalendarAnswer]:
    method = whole.first("METHOD").value.strip().upper()
    if whole.name != "VCALENDAR" or method not in ("REPLY", "COUNTER"):
        return
    for event in whole.within("VEVENT"):
        uid = _own_uid(event.first("UID").text.strip())
        said = _who(event, writers, is_counter=method == "COUNTER")
        if not _UID.fullmatch(uid) or len(uid) > _LONGEST_UID or said is None:
            continue
        status = "counter" if method == "COUNTER" else _status(said)
        start, end = _times(event, whole) if status == "counter" else (None, None)
        yield CalendarAnswer(
            uid=uid,
            sequence=_sequence(event),
            attendee=_address_of(said),
            status=status,
            new_start=start,
            new_end=end,
            delegated_to=_plain_address(said.parameter("DELEGATED-TO")) if status == "delegated" else "",
            comment=_comment(event, said),
        )


def _who(event: Part, writers: list[str], *, is_counter: bool) -> Property | None:
    """The attendee who answers: the only one that says anything, else the one who wrote the mail.

    A delegation names two people; a proposal may list everybody who is invited, each with an answer given before.
    """
    known = [one for one in event.all("ATTENDEE")[:_MOST_ATTENDEES] if _address_of(one)]
    speaking = [one for one in known if _status(one)]
    if not is_counter:
        known = speaking
    written = [one for writer in writers for one in known if _address_of(one).lower() == writer.lower()]
    if len(known) == 1:
        return known[0]
    if written:
        return written[0]
    alone = [one for one in speaking if _status(one) != "delegated"] if not is_counter else speaking
    return alone[0] if len(alone) == 1 else None


def _status(one: Property) -> str:
    """What PARTSTAT says; "" for no answer yet."""
    said = one.parameter("PARTSTAT").strip().lower()
    return said if said in STATUSES and said != "counter" else ""


def _times(event: Part, whole: Part) -> tuple[datetime | None, datetime | None]:
    start = moment_of(event.first("DTSTART"), whole)
    end = moment_of(event.first("DTEND"), whole)
    span = span_of(event.first("DURATION").value)
    if start and end is None and span:
        try:
            end = start + span
        except OverflowError:
            end = None
    return start, end if start and end and end > start else None


def _sequence(event: Part) -> int:
    written = event.first("SEQUENCE").value.strip()
    is_number = written.isascii() and written.isdigit() and len(written) <= 10
    return min(int(written), _LARGEST_SEQUENCE) if is_number else 0


def _own_uid(uid: str) -> str:
    """The uid that we gave, where Exchange has wrapped it in one of its own ([MS-OXCICAL] 2.1.3.1.1.20.26)."""
    if not uid.upper().startswith(_EXCHANGE) or len(uid) > 2 * _LONGEST_UID + len(_EXCHANGE) + 100:
        return uid
    try:
        _, is_foreign, ours = bytes.fromhex(uid).partition(_FOREIGN)
        return ours.rstrip(b"\0").decode("utf-8") if is_foreign else uid
    except (ValueError, binascii.Error):
        return uid


def _address_of(one: Property) -> str:
    """The attendee's address: a mailto link, bare, or beside a link that names a calendar server's account."""
    return _plain_address(one.value) or _plain_address(one.parameter("EMAIL"))


def _plain_address(text: str) -> str:
    """The last address in a text, its link's escapes read (RFC 6068); "" for none."""
    found = _ADDRESS.findall(_SCHEME.sub(" ", text[:2000]))
    address = unquote(found[-1]) if found else ""
    if not _ADDRESS.fullmatch(address) or _CONTROLS.search(address):
        return ""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _comment(event: Part, said: Property) -> str:
    """The words of COMMENT, else those that Google puts beside the attendee, escaped for a page and for a text."""
    told = [one.text.strip() for one in event.all("COMMENT")[:20]]
    beside = Property("", (), said.parameter("X-RESPONSE-COMMENT")[:_LONGEST_COMMENT]).text
    text = "\n".join(one for one in told if one) or unescape(beside)
    return _CONTROLS.sub(" ", text[:_LONGEST_COMMENT]).strip()
