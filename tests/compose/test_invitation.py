"""A meeting opens as an appointment: whole, in its own zone, folded, the same bytes each time; nothing bends it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.compose.headers import Envelope, Rendered, assemble, build
from mailflow.compose.invitation import Attendee, Invitation, calendar_of
from mailflow.compose.observances import observances_of
from mailflow.compose.refusal import RenderError
from mailflow.parsers.message import read_message
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Attachment

EXPECTED = Path(__file__).parent / "expected"
MEETING = Invitation(
    uid="mf.XC2026-0007.kickoff@corp.example",
    sequence=0,
    start=datetime(2026, 12, 3, 6, 30, tzinfo=UTC),
    end=datetime(2026, 12, 3, 7, 30, tzinfo=UTC),
    zone="Asia/Shanghai",
    summary="【XC2026-0007】华东区订单延迟率：跨部门沟通会",
    location="3号楼 A301; 二层, 东侧",
    description="议程\n  1. 目标：15 % → 3 %\n  2. 措施\n\n材料：D:\\New\\方案.docx",
    url="https://meet.corp.example/j/8123?pwd=a,b;c",
    organizer=Attendee("flow@corp.example", "流程邮箱"),
    attendees=(Attendee("zhang.wei@corp.example", "张伟（仓储）"), Attendee("q+flow@corp.example", 'Li, "Q": Qiang')),
    made_at=datetime(2026, 11, 30, 1, 2, 3, 456789, tzinfo=UTC),
)
OFF = replace(MEETING, sequence=2, is_cancelled=True)
BENT = ("a\r\nX-EVIL:1", "a\nb", "a\rb", "a\x00b", "a\x0bb", "a\u2028b", "a\x85b", "a\u202eb", "a\ud800b")
ENVELOPE = Envelope(
    rcpt="zhang.wei@corp.example",
    to=(("zhang.wei@corp.example", "张伟"),),
    cc=(),
    box_address="flow@corp.example",
    box_name="流程邮箱",
    reply_to="",
    message_id="<mf.1@corp.example>",
    in_reply_to=(),
    at=datetime(2026, 12, 1, tzinfo=UTC),
    boundary="0123456789abcdef01234567",
)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Casablanca", "UTC")


def opened(invitation: Invitation) -> tuple[icalendar.Calendar, icalendar.Event]:
    whole = icalendar.Calendar.from_ical(calendar_of(invitation))
    (event,) = whole.walk("VEVENT")
    assert not whole.errors
    assert not event.errors
    return whole, event


def unfolded(raw: bytes) -> list[str]:
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def text_of(raw: bytes, name: str) -> str:
    """By hand: the library's reader, too, takes a backslash before a capital N for a line break."""
    value = next(line for line in unfolded(raw) if line.startswith(name + ":")).removeprefix(name + ":")
    pieces = value.split("\\\\")
    return "\\".join(one.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";") for one in pieces)


def test_an_invitation_comes_back_from_another_reader():
    whole, event = opened(MEETING)
    assert (whole["METHOD"], whole["VERSION"]) == ("REQUEST", "2.0")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (MEETING.uid, 0, "CONFIRMED")
    assert event["DTSTART"].dt == MEETING.start
    assert event["DTEND"].dt == MEETING.end
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].to_ical() == b"20261203T143000"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == MEETING.made_at.replace(microsecond=0)
    assert str(event["SUMMARY"]) == MEETING.summary
    assert str(event["LOCATION"]) == MEETING.location
    assert str(event["URL"]) == MEETING.url
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("mailto:flow@corp.example", "流程邮箱")
    first, second = event["ATTENDEE"]
    assert str(first) == "mailto:zhang.wei@corp.example"
    assert str(second) == "mailto:q+flow@corp.example"
    assert second.params["CN"] == "Li, 'Q': Qiang"
    for one in (first, second):
        wanted = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
        assert {name: one.params[name] for name in wanted} == wanted
    assert event["X-MICROSOFT-CDO-BUSYSTATUS"] == "BUSY"
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)


def test_texts_keep_their_lines_blanks_and_backslashes():
    raw = calendar_of(MEETING)
    assert text_of(raw, "DESCRIPTION") == f"{MEETING.description}\n\n{MEETING.url}"
    assert text_of(raw, "SUMMARY") == MEETING.summary


def test_a_link_that_outlook_would_not_show_stands_in_the_texts():
    bare = replace(MEETING, location="", description="")
    assert text_of(calendar_of(bare), "LOCATION") == MEETING.url
    assert text_of(calendar_of(bare), "DESCRIPTION") == MEETING.url
    indented = replace(MEETING, description="  一\n二")
    assert text_of(calendar_of(indented), "DESCRIPTION") == f"  一\n二\n\n{MEETING.url}"
    named = replace(MEETING, description=f"会议 {MEETING.url} 见")
    assert text_of(calendar_of(named), "DESCRIPTION") == named.description
    assert b"\r\nURL" not in calendar_of(replace(MEETING, url=""))


def test_a_cancellation_frees_the_time_and_asks_nothing():
    whole, event = opened(OFF)
    assert (whole["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert (event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == ("TRANSPARENT", "FREE")
    assert event["UID"] == MEETING.uid
    assert not event.walk("VALARM")
    assert b"RSVP" not in calendar_of(OFF)


@pytest.mark.parametrize(("name", "meeting"), [("invitation", MEETING), ("cancellation", OFF)])
def test_the_bytes_are_as_agreed(name, meeting):
    """`MAILFLOW_REWRITE=1` writes them anew."""
    path = EXPECTED / f"{name}.ics"
    if os.environ.get("MAILFLOW_REWRITE"):
        path.write_bytes(calendar_of(meeting))
    assert calendar_of(meeting) == calendar_of(meeting) == path.read_bytes()


@given(
    summary=st.text(max_size=200),
    description=st.text(st.characters() | st.sampled_from("\\;,\nNn会🀄"), max_size=400),
    name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), max_size=120),
)
def test_folding_cuts_no_character_and_no_text(summary, description, name):
    """RFC 5545 3.1: 75 octets to a line, CRLF alone, and what was folded comes back."""
    meeting = replace(MEETING, summary=summary, description=description, attendees=(Attendee("a@b.example", name),))
    raw = calendar_of(meeting)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert not {*range(9), *range(10, 32), 127} & set(line)
        line.decode("utf-8")
    lines = unfolded(raw)
    assert sum(line.startswith(("BEGIN:VEVENT", "ATTENDEE")) for line in lines) == 2
    if "\\" not in description and description.isprintable():
        assert text_of(raw, "DESCRIPTION").startswith(description.rstrip())


@pytest.mark.parametrize("bent", BENT)
def test_a_name_or_link_that_bends_a_line_is_refused(bent):
    for meeting in (
        replace(MEETING, uid=bent),
        replace(MEETING, organizer=Attendee("flow@corp.example", bent)),
        replace(MEETING, organizer=Attendee(f"{bent}@corp.example", "")),
        replace(MEETING, attendees=(Attendee("a@b.example", bent),)),
        replace(MEETING, attendees=(Attendee(f"{bent}@b.example", ""),)),
        replace(MEETING, url=f"https://x.example/{bent}"),
        replace(MEETING, zone=bent),
    ):
        with pytest.raises(RenderError):
            calendar_of(meeting)


@pytest.mark.parametrize("bent", BENT)
def test_in_a_text_it_stays_within_its_line(bent):
    raw = calendar_of(replace(MEETING, summary=bent, location=bent, description=bent))
    assert not [line for line in unfolded(raw) if line.startswith("X-EVIL")]
    assert "\u202e" not in raw.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"end": MEETING.start},
        {"start": datetime(2026, 12, 3, 6, 30)},
        {"made_at": datetime(2026, 12, 3, 6, 30)},
        {"sequence": -1},
        {"sequence": 2**31},
        {"alarm_minutes": -5},
        {"attendees": ()},
        {"uid": ""},
        {"uid": "a;b"},
        {"url": "javascript:alert(1)"},
        {"url": "https://a b"},
        *(
            {"zone": zone}
            for zone in ("", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Asia", "Asia/Shanghai\n")
        ),
    ],
)
def test_what_is_no_meeting_is_refused(change):
    with pytest.raises(RenderError):
        calendar_of(replace(MEETING, **change))


@pytest.mark.parametrize("zone", ZONES)
def test_the_moment_is_the_same_by_the_rules_that_travel(zone):
    """Read back without knowing the zone: by the VTIMEZONE alone, in the form that Outlook takes."""
    for month in range(1, 13):
        start = datetime(2026, month, 26, 23, 30, tzinfo=UTC)
        raw = calendar_of(replace(MEETING, zone=zone, start=start, end=start + timedelta(hours=1)))
        assert b"RDATE" not in raw
        assert raw.count(b"BEGIN:STANDARD") <= 1
        assert raw.count(b"BEGIN:DAYLIGHT") <= 1
        unknown = f"Nowhere/{zone}{month}"  # another each time: the library remembers what a zone's name once meant
        (event,) = icalendar.Calendar.from_ical(raw.replace(zone.encode(), unknown.encode())).walk("VEVENT")
        assert event["DTSTART"].dt.astimezone(UTC) == start
        assert event["DTEND"].dt.astimezone(UTC) == start + timedelta(hours=1)


def test_where_a_clock_shows_an_hour_twice_the_time_is_told_in_utc():
    twice = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 in Berlin, for the second time
    raw = calendar_of(replace(MEETING, zone="Europe/Berlin", start=twice, end=twice + timedelta(hours=1)))
    assert b"DTSTART:20261025T011500Z" in raw
    assert b"VTIMEZONE" not in raw


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT", "Africa/Abidjan"])
def test_where_the_clock_is_that_of_utc_no_zone_travels(zone):
    raw = calendar_of(replace(MEETING, zone=zone))
    assert b"DTSTART:20261203T063000Z" in raw
    assert b"VTIMEZONE" not in raw
    assert b"TZID=Europe/London" in calendar_of(replace(MEETING, zone="Europe/London"))  # which has a summer


def test_a_change_that_no_yearly_rule_foresees_is_told_in_utc():
    start = datetime(
        2026, 2, 14, 23, 30, tzinfo=UTC
    )  # Morocco leaves its usual time for Ramadan on the 15th, 02:00 UTC
    raw = calendar_of(replace(MEETING, zone="Africa/Casablanca", start=start, end=start + timedelta(hours=6)))
    assert b"DTSTART:20260214T233000Z" in raw


def test_a_rule_is_the_last_sunday_where_it_always_is():
    standard, daylight = observances_of(ZoneInfo("Europe/Berlin"), datetime(2026, 7, 1, tzinfo=UTC))
    assert (standard.rule.by_day, standard.rule.month) == ("-1SU", 10)
    assert (daylight.rule.by_day, daylight.rule.month) == ("-1SU", 3)
    assert daylight.offset_to == timedelta(hours=2)


def mail_of(calendar: bytes, *files: tuple[Attachment, bytes]) -> bytes:
    built = build(Rendered("会议", "请出席\n", "<p>请出席</p>"), ENVELOPE, [one for one, _ in files], calendar=calendar)
    return assemble(built.head, [(data, after) for (_, data), (_, after) in zip(files, built.parts, strict=True)])


def test_the_mail_carries_it_as_last_alternative_and_as_a_file():
    raw = calendar_of(MEETING)
    file = (Attachment("方案.pdf", "application/pdf", 4, sha256(b"%PDF")), b"%PDF")
    for files in ((), (file,)):
        mail = message_from_bytes(mail_of(raw, *files), policy=modern)
        assert not mail.defects
        assert mail.get_content_type() == "multipart/mixed"
        first, invite, *rest = mail.iter_parts()
        kinds = [one.get_content_type() for one in first.iter_parts()]
        assert kinds == ["text/plain", "text/html", "text/calendar"]
        told = list(first.iter_parts())[-1]
        assert (told.get_param("method"), told.get_param("charset")) == ("REQUEST", "utf-8")
        assert told.get_payload(decode=True) == invite.get_payload(decode=True) == raw
        assert (invite.get_content_type(), invite.get_filename()) == ("application/ics", "invite.ics")
        assert [one.get_payload(decode=True) for one in rest] == [data for _, data in files]
    assert b"method=CANCEL" in mail_of(calendar_of(OFF))


def test_our_own_reader_finds_text_and_calendar():
    seen = read_message(mail_of(calendar_of(MEETING)))
    assert seen.text.strip() == "请出席"
    assert [one.media_type for one in seen.attachments] == ["text/calendar", "application/ics"]
    assert {one.data for one in seen.attachments} == {calendar_of(MEETING)}


def test_what_is_no_invitation_goes_into_no_mail():
    for data in (b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", b"x", b"DESCRIPTION:METHOD:REQUEST\r\n"):
        with pytest.raises(RenderError, match="neither"):
            mail_of(data)
