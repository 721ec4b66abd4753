"""Answers to an invitation, as calendars send them; whatever else comes is no answer and breaks nothing.

The samples in data/calendar have the shape that each program gives its answers; those of programs that publish no
example (Coremail, Tencent, DingTalk, Feishu) are made after RFC 5546 with what is known of their habits.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.parsers import read_automatic, read_calendar_answer, read_message
from mailflow.parsers.calendar import STATUSES, CalendarAnswer
from mailflow.parsers.calendar.lines import read_parts
from mailflow.parsers.calendar.moments import moment_of, span_of
from mailflow.parsers.message import Message

DATA = Path(__file__).parent / "data/calendar"
CORPUS = Path(__file__).parents[1] / "corpus"
UID = "mf.XC2026-0007.kickoff@corp.example"
ZHANG, LI = "zhang.wei@corp.example", "li.qiang@corp.example"
NINE, TEN = datetime(2026, 12, 4, 8, tzinfo=UTC), datetime(2026, 12, 4, 9, tzinfo=UTC)  # of Berlin's winter
SAMPLES = {
    "outlook_desktop_accept": {"status": "accepted"},
    "exchange_decline": {
        "status": "declined",
        "attendee": "Zhang.Wei@corp.example",
        "comment": "那天出差, 请李强代我参加。",
    },
    "exchange_wrapped_uid": {"status": "tentative"},
    "m365_counter": {"status": "counter", "new_start": NINE, "new_end": TEN, "comment": "Friday, please."},
    "google_decline": {"status": "declined", "comment": "it's a holiday"},
    "google_counter": {
        "status": "counter",
        "new_start": datetime(2026, 12, 4, 1, tzinfo=UTC),
        "new_end": datetime(2026, 12, 4, 2, tzinfo=UTC),
    },
    "apple_accept": {"status": "accepted"},
    "thunderbird_tentative": {"status": "tentative"},
    "zimbra_accept": {"status": "accepted", "comment": "准时到。"},
    "coremail_decline": {"status": "declined", "comment": "当天有客户来访"},
    "tencent_accept": {"status": "accepted"},
    "dingtalk_tentative": {"status": "tentative"},
    "feishu_accept": {"status": "accepted"},
    "delegation": {"status": "delegated", "delegated_to": "Li.Qiang@corp.example"},
    "delegate_accepts": {"status": "accepted", "attendee": LI},
}


def mail(data: bytes, kind: str = "text/calendar; method=REPLY; charset=utf-8", sender: str = ZHANG) -> Message:
    """The answer as the last alternative, as most programs send it."""
    head = f"From: =?utf-8?B?5byg5Lyf?= <{sender}>\r\nTo: flow@corp.example\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nok\r\n"
    head += f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return read_message(head.encode() + b64encode(data) + b"\r\n--b--\r\n")


def made(*lines: str, method: str = "REPLY") -> bytes:
    whole = ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{UID}", *lines, "END:VEVENT", "END:VCALENDAR")
    return "\r\n".join((*whole, "")).encode()


def read(*lines: str, method: str = "REPLY", sender: str = ZHANG) -> CalendarAnswer | None:
    return read_calendar_answer(mail(made(*lines, method=method), sender=sender))


ACCEPTED = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ZHANG}"
DECLINED = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ZHANG}"


def test_every_sample_is_looked_at():
    assert set(SAMPLES) == {path.stem for path in DATA.glob("*.ics")}


@pytest.mark.parametrize("name", SAMPLES)
def test_an_answer_is_read_as_its_program_sends_it(name):
    """As a body, as a file of whatever type beside it, and both."""
    data = (DATA / f"{name}.ics").read_bytes()
    told = {"attendee": ZHANG, **SAMPLES[name]}
    wanted = CalendarAnswer(uid=UID, sequence=1, **told)
    sender = LI if name == "delegate_accepts" else ZHANG
    for kind in (
        "text/calendar; method=REPLY; charset=utf-8",
        "text/calendar; charset=gb2312",
        'application/ics; name="invite.ics"',
        'application/octet-stream; name="=?utf-8?B?5Zue5aSNLmljcw==?="',
    ):
        message = mail(data, kind, sender)
        assert read_calendar_answer(message) == wanted, kind
        automatic = read_automatic(message)
        assert automatic
        assert automatic.kind == "calendar"


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.eml")), ids=lambda path: path.stem)
def test_the_corpus_agrees_on_what_is_an_answer(path):
    """Where a calendar answers, a machine wrote the mail; a person's mail brings no answer."""
    message = read_message(path.read_bytes())
    found, automatic = read_calendar_answer(message), read_automatic(message)
    if found:
        assert automatic
        assert automatic.kind == "calendar"
    if "calendar_" in path.name and "tentative_zh" not in path.name:  # that one has no uid
        assert found


def test_a_whole_mail_may_be_the_answer():
    raw = f"From: {ZHANG}\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n".encode() + made(ACCEPTED)
    found = read_calendar_answer(read_message(raw))
    assert found
    assert found.status == "accepted"


def test_an_answer_in_gbk_is_read_whatever_its_label():
    data = made(ACCEPTED, "COMMENT:那天我一定准时到会").decode().encode("gbk")
    found = read_calendar_answer(mail(data))
    assert found
    assert found.comment == "那天我一定准时到会"


def test_a_character_that_was_folded_apart_is_whole_again():
    data = made(ACCEPTED, "COMMENT:准时").replace("时".encode(), "时".encode()[:1] + b"\r\n " + "时".encode()[1:])
    found = read_calendar_answer(mail(data))
    assert found
    assert found.comment == "准时"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", "DECLINECOUNTER", "ADD", "", "REPLY2"])
def test_what_answers_nothing_is_no_answer(method):
    assert read(ACCEPTED, method=method) is None


@pytest.mark.parametrize(
    "line",
    [
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ZHANG}",
        f"ATTENDEE:mailto:{ZHANG}",
        f"ATTENDEE;PARTSTAT=COUNTER:mailto:{ZHANG}",
        f"ATTENDEE;PARTSTAT=MAYBE:mailto:{ZHANG}",
        "ATTENDEE;PARTSTAT=ACCEPTED:invalid:nomail",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a%0Ab@corp.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:",
        f'ATTENDEE;PARTSTAT="ACCEPTED:mailto:{ZHANG}',
        f"ATTENDEE;PARTSTAT=ACCEPTED;CN=a;b:mailto:{ZHANG}",
        f"COMMENT:{ACCEPTED}",
    ],
)
def test_an_attendee_who_says_nothing_sure_answers_nothing(line):
    assert read(line) is None


@pytest.mark.parametrize("uid", ["", "x" * 301, "a\tb", "040000008200E00074C5B7101A82E008" + "41" * 300])
def test_an_answer_without_a_sound_uid_answers_nothing(uid):
    assert read_calendar_answer(mail(made(ACCEPTED).replace(UID.encode(), uid.encode()))) is None


def test_a_wrapped_uid_that_is_no_wrapper_stays_as_it_is():
    for uid in ("040000008200E00074C5B7101A82E008ZZ", "040000008200E00074C5B7101A82E00800000000"):
        found = read_calendar_answer(mail(made(ACCEPTED).replace(UID.encode(), uid.encode())))
        assert found
        assert found.uid == uid


def test_of_several_attendees_the_one_who_wrote_answers():
    both = (ACCEPTED, f"ATTENDEE;PARTSTAT=DECLINED:mailto:{LI}")
    answers = [read(*both, sender=sender) for sender in (ZHANG, LI, "x@corp.example")]
    assert [one and (one.attendee, one.status) for one in answers] == [(ZHANG, "accepted"), (LI, "declined"), None]


def test_two_parts_that_say_two_things_say_nothing():
    assert read_calendar_answer(mail(made(ACCEPTED) + made(ACCEPTED)))
    assert read_calendar_answer(mail(made(ACCEPTED) + made(DECLINED))) is None


def test_a_sequence_is_a_number_or_none():
    given_ones = ("", "SEQUENCE:7", "SEQUENCE:-1", "SEQUENCE:x", "SEQUENCE:²", "SEQUENCE:99999999999999999999")
    answers = [read(ACCEPTED, one) for one in given_ones]
    assert [one.sequence for one in answers if one] == [0, 7, 0, 0, 0, 0]


def times(*lines: str) -> tuple[datetime | None, datetime | None]:
    found = read(f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{ZHANG}", *lines, method="COUNTER")
    assert found
    return found.new_start, found.new_end


def test_a_counter_names_sure_moments_or_none():
    six, seven = datetime(2026, 12, 4, 6, tzinfo=UTC), datetime(2026, 12, 4, 7, tzinfo=UTC)
    assert times("DTSTART:20261204T060000Z", "DTEND:20261204T070000Z") == (six, seven)
    assert times("DTSTART:20261204T060000Z", "DURATION:PT1H") == (six, seven)
    assert times("DTSTART;TZID=Asia/Shanghai:20261204T140000") == (six, None)
    assert times("DTSTART;TZID=/citadel.org/20260101_1/Asia/Shanghai:20261204T140000") == (six, None)
    assert times("DTSTART:20261204T060000Z", "DTEND:20261204T050000Z") == (six, None)
    for unsure in (
        "DTSTART:20261204T140000",
        "DTSTART;VALUE=DATE:20261204",
        "DTSTART;TZID=Mars:20261204T140000",
        "DTSTART;TZID=Asia/../../../etc/passwd:20261204T140000",
        "DTSTART;TZID=Asia/Nowhere:20261204T140000",
        "DTSTART:20261304T060000Z",
        "DTSTART:99991231T235959",
        "DTSTART;TZID=Asia/Shanghai:00010101T000000",
        "DTSTART:x",
    ):
        assert times(unsure) == (None, None), unsure
    assert times("DTSTART:99991231T235959Z", "DURATION:P9999D")[1] is None


BERLIN = (DATA / "m365_counter.ics").read_text("utf-8")


@pytest.mark.parametrize(
    ("local", "hour"),
    [
        ("20260329T015900", 0),
        ("20260329T030000", 1),
        ("20260701T120000", 10),
        ("20261025T040000", 3),
        ("20270101T120000", 11),
    ],
)
def test_a_zone_that_only_the_calendar_knows_is_read_by_its_rules(local, hour):
    """The last Sundays of March and October, in the year that is asked for alone."""
    (whole,) = read_parts(BERLIN.replace("20261204T090000", local).encode())
    start = moment_of(whole.within("VEVENT")[0].first("DTSTART"), whole)
    assert start
    assert start.hour == hour


def test_a_rule_that_nobody_should_unroll_names_no_moment():
    for rule in ("FREQ=SECONDLY", "FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=3", "FREQ=YEARLY;BYDAY=-9SU;BYMONTH=3", "x", "="):
        data = BERLIN.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", rule).encode()
        found = read_calendar_answer(mail(data))
        assert found
        assert (found.status, found.new_start) == ("counter", None), rule


def test_durations_are_read_as_the_rfc_writes_them():
    assert [str(span_of(one)) for one in ("PT1H30M", "P1W", "P1DT12H", "PT0S", "-PT1H", "P", "1H")] == [
        "1:30:00", "7 days, 0:00:00", "1 day, 12:00:00", "None", "None", "None", "None",
    ]  # fmt: skip


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 400,
    "huge": made(ACCEPTED, "DESCRIPTION:" + "x" * 600_000),
    "many lines": made(ACCEPTED, *["X:1"] * 11_000),
    "torn": made(ACCEPTED)[:-20],
    "crossed": made(ACCEPTED).replace(b"END:VEVENT", b"END:VTODO"),
    "deep": b"BEGIN:VCALENDAR\r\n" * 500 + made(ACCEPTED) + b"END:VCALENDAR\r\n" * 500,
    "ends alone": b"END:VCALENDAR\r\n" * 500,
    "breaks": b"\r\n" * 120_000,
    "folds": made(ACCEPTED) + b"\r\n " * 80_000,
    "quotes": made('ATTENDEE;CN="' + '",";' * 50_000),
    "parameters": made("ATTENDEE" + ";A=" * 80_000 + ":x"),
    "blanks": made("ATTENDEE" + " " * 200_000 + ";A=1:x"),
    "utf-16": made(ACCEPTED).decode().encode("utf-16"),
    "nul": made("ATTENDEE;PARTSTAT=ACC\x00EPTED:mailto:a@b.example"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_broken_or_too_much_is_no_answer(name):
    assert read_calendar_answer(mail(HOSTILE[name])) is None


def test_comments_are_cut_and_hold_no_controls():
    found = read(ACCEPTED, "COMMENT:a\x1b[31m\u202eb\\nc" + "x" * 9000)
    assert found
    assert found.comment.startswith("a [31m b\nc")
    assert len(found.comment) <= 3000


@given(st.lists(st.sampled_from([*made(ACCEPTED, "SEQUENCE:1").split(b"\r\n"), b" ", b":", b";=", b"DTSTART:2"])))
def test_lines_in_any_order_break_nothing(lines):
    found = read_calendar_answer(mail(b"\r\n".join(lines)))
    assert found is None or (found.status in STATUSES and found.uid and found.attendee)


@given(st.binary(max_size=300), st.integers(0, 900))
def test_damage_anywhere_breaks_nothing(noise, at):
    data = (DATA / "m365_counter.ics").read_bytes()
    found = read_calendar_answer(mail(data[:at] + noise + data[at + len(noise) :]))
    assert found is None or found.status in STATUSES
