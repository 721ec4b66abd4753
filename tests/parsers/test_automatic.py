"""read_automatic: a machine's mail is named, a person's never is. Whole mails stand in tests/corpus/structure."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.parsers.automatic.reader import KINDS, Automatic, read_automatic
from mailflow.parsers.message import read_message


def read(subject: str, body: str, *more: str, sender: str = "Li Min <li.min@corp.example>") -> Automatic | None:
    """A plain mail with these fields, as read."""
    lines = [f"From: {sender}", "Date: Mon, 23 Nov 2026 10:30:00 +0800", f"Subject: {subject}", *more, "", body]
    return read_automatic(read_message("\r\n".join(lines).encode()))


HEADERS = [
    ("X-Mailflow-Loop: 1", "loop"),
    ("Auto-Submitted: auto-replied", "auto_reply"),
    ("Auto-Submitted: auto-replied; owner-email=x", "auto_reply"),
    ("Auto-Submitted: auto-generated (cron)", "auto_reply"),
    ("X-Autoreply: yes", "auto_reply"),
    ("X-Autorespond: x", "auto_reply"),
    ("Precedence: auto_reply", "auto_reply"),
    ("Return-Path: <>", "auto_reply"),
    ("Precedence: bulk", "list"),
    ("List-Id: <a.example>", "list"),
    ("List-Unsubscribe: <mailto:x@a.example>", "list"),
    ("Mailing-List: contact a@a.example", "list"),
]


@pytest.mark.parametrize(("header", "kind"), HEADERS)
def test_a_header_tells(header: str, kind: str) -> None:
    """RFC 3834, RFC 2369 and what programs set beside them."""
    found = read("Re: x", "hello", header)
    assert found is not None
    assert found.kind == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: All",
        "Precedence: first-class",
        "X-Priority: 1",
        "Return-Path: <a@b.example>",
    ],
)
def test_a_persons_header_does_not(header: str) -> None:
    """A rule on a company's server may set X-Auto-Response-Suppress on everybody's mail."""
    assert read("Re: x", "同意", header) is None


SUBJECTS = [
    "自动回复: 协作申请单",
    "自动回复：协作申请单",
    "自動回覆: 協作申請單",
    "自动答复: Re: x",
    "[自动回复] x",
    "【自动回复】",
    "Re: x (自动回复)",
    "Automatic reply: x",
    "Auto-Reply: x",
    "AutoReply: x",
    "Auto reply: Nyaan",
    "Out of Office AutoReply: x",
    "Réponse automatique : x",
    "Automatische Antwort: x",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_that_only_programs_begin_so(subject: str) -> None:
    """Enough without any header, as QQ and others send it."""
    found = read(subject, "您好，我会尽快回复。")
    assert found is not None
    assert found.kind == "auto_reply"


PERSONS = [
    ("答复: 自动回复: 协作申请单", "同意"),
    ("转发: 系统退信", "请看，地址是不是错了？"),
    ("Fwd: Undelivered Mail Returned to Sender", "please check"),
    ("Re: Automatic reply: x", "I am back, approved."),
    ("自动回复系统采购申请", "同意采购。"),
    ("Out of office next week", "I will be out of the office next week, approved."),
    ("休假申请", "我下周休假，请批准。"),
    ("退信率统计", "本月退信率 2%。"),
    ("Delivery failed again?", "The courier's delivery failed, user unknown at the door."),
    ("Undeliverable: parcel", "The courier could not deliver the parcel."),
    ("已读: 制度修订", "已读，同意。"),
    ("Confirmation required", "I confirm the minutes."),
    ("", ""),
    ("Re: x", "王芳对您的邮件作出了批示：同意"),
]


@pytest.mark.parametrize(("subject", "body"), PERSONS)
def test_a_person_who_writes_about_such_mail_is_a_person(subject: str, body: str) -> None:
    """The words alone, in a reply, a forward or a talk, are no machine's."""
    assert read(subject, body) is None


BOUNCES = [
    ("系统退信", "抱歉，您的邮件被退回。nobody@qq.com", "PostMaster@qq.com", "bounce"),
    ("系统退信/Systems bounce", "收件人 nobody@163.com 不存在", "Postmaster@163.com", "bounce"),
    ("未送达: 协作申请单", "无法将邮件传递给 nobody@b.example。550 5.1.1", "postmaster@corp.example", "bounce"),
    (
        "Undelivered Mail Returned to Sender",
        "<nobody@b.example>: 550 5.1.1 unknown",
        "MAILER-DAEMON@corp.example",
        "bounce",
    ),
    ("failure notice", "Hi. <nobody@b.example>: no mailbox here", "MAILER-DAEMON@b.example", "bounce"),
    (
        "Delivery Status Notification (Failure)",
        "nobody@b.example",
        "Mail Delivery Subsystem <mailer-daemon@b.example>",
        "bounce",
    ),
    ("Warning: message 1 delayed 24 hours", "nobody@b.example", "Mailer-Daemon@b.example", "delay"),
]


@pytest.mark.parametrize(("subject", "body", "sender", "kind"), BOUNCES)
def test_a_bounce_in_prose(subject: str, body: str, sender: str, kind: str) -> None:
    """A mail system's name and its words; the address that failed is neither ours nor its own."""
    found = read(subject, body, "To: flow@corp.example", sender=sender)
    assert found is not None
    assert found.kind == kind
    assert found.address.startswith("nobody@") or "nobody@" not in body
    assert found.permanent is (kind == "bounce")


def report(action: str, status: str) -> Automatic | None:
    """A delivery report of RFC 3464 with the returned head."""
    lines = [
        "From: MAILER-DAEMON@corp.example",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "",
        "see below: 同意",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; corp.example",
        "",
        "Final-Recipient: rfc822; other@b.example",
        "Action: delivered",
        "Status: 2.0.0",
        "",
        "Final-Recipient: rfc822; nobody@b.example",
        f"Action: {action}",
        f"Status: {status} (x)",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        "Subject: ask",
        "Message-ID: <req-1@corp.example>",
        "",
        "--b--",
        "",
    ]
    return read_automatic(read_message("\r\n".join(lines).encode()))


@pytest.mark.parametrize(
    ("action", "status", "kind", "permanent"),
    [
        ("failed", "5.1.1", "bounce", True),
        ("failed", "4.4.7", "bounce", False),
        ("delayed", "4.0.0", "delay", False),
        ("Failed (no such user)", "5.1.1", "bounce", True),
    ],
)
def test_a_delivery_report(action: str, status: str, kind: str, *, permanent: bool) -> None:
    """Of several recipients the one that fared worst; the mail is known by its Message-ID, never by text."""
    found = report(action, status)
    assert found is not None
    assert (found.kind, found.permanent, found.status) == (kind, permanent, status)
    assert (found.address, found.original_message_id) == ("nobody@b.example", "<req-1@corp.example>")


def test_a_report_of_success_kills_no_address() -> None:
    """Delivered or relayed: nobody is told that an address is dead."""
    found = report("relayed", "2.0.0")
    assert found is not None
    assert (found.kind, found.permanent) == ("delay", False)


@pytest.mark.parametrize(
    ("method", "kind"), [("REPLY", "calendar"), ("COUNTER", "calendar"), ("REQUEST", None), ("CANCEL", None)]
)
def test_only_an_answer_to_an_invitation_is_attendance(method: str, kind: str | None) -> None:
    """An invitation is a person's mail."""
    body = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n"
    mail = f"From: a@b.example\r\nContent-Type: text/calendar; method={method}\r\n\r\n{body}"
    found = read_automatic(read_message(mail.encode()))
    assert (found.kind if found else None) == kind


ABSENCES = [
    ("我11月20日至12月3日休假。", date(2026, 12, 3), ""),
    ("本人将于2026年12月8日返回公司。急事请联系张伟。", date(2026, 12, 8), "张伟"),
    ("我休假到2027-01-04，期间由王芳代理。", date(2027, 1, 4), "王芳"),
    ("出差至1月5日，请联系同事李四（li.si@corp.example）。", date(2027, 1, 5), "li.si@corp.example"),
    ("I am on leave until 5 January. Please contact Emily Carter.", date(2027, 1, 5), "Emily Carter"),
    (
        "Back on December 7th, 2026. In urgent cases call my colleague tom@corp.example.",
        date(2026, 12, 7),
        "tom@corp.example",
    ),
    ("I will return on Monday, 30 November 2026.", date(2026, 11, 30), ""),
    ("我不在办公室，项目12月31日截止。", None, ""),
    ("Out until 31 February.", None, ""),
    ("您的邮件已收到。", None, ""),
]


@pytest.mark.parametrize(("body", "returns_on", "stand_in"), ABSENCES)
def test_an_absence_names_its_end_and_its_stand_in(body: str, returns_on: date | None, stand_in: str) -> None:
    """As written: the day with the year that it must mean, the stand-in by address or by name."""
    found = read("自动回复: x", body)
    assert found is not None
    assert (found.returns_on, found.stand_in) == (returns_on, stand_in)
    assert found.text == body


def test_a_quoted_ask_is_no_part_of_the_notice() -> None:
    """QQ's answers quote our mail, with its dates and names."""
    head = "------------------ 原始邮件 ------------------\n发件人: 流程 <flow@corp.example>"
    quote = f"{head}\n宽限至2026年12月9日，请联系王五。"
    found = read("自动回复: x", f"您好，我休假至12月3日。\n\n{quote}")
    assert found is not None
    assert (found.returns_on, found.stand_in, found.text) == (date(2026, 12, 3), "", "您好，我休假至12月3日。")


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_gives_a_kind_or_nothing(subject: str, body: str) -> None:
    """No subject or body makes it fail; without a header only the listed kinds can come of words."""
    clean = subject.replace("\r", " ").replace("\n", " ").encode("utf-8", "ignore").decode()
    found = read(clean, body.encode("utf-8", "ignore").decode())
    assert found is None or found.kind in KINDS


def test_what_a_kind_does_not_have_is_empty() -> None:
    """Every field but the kind has an empty default."""
    blank = Automatic("list")
    assert not any(getattr(blank, one.name) for one in fields(blank) if one.name != "kind")
