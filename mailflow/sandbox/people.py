"""How people's mail programs write: a new mail, a reply with its quote, an automatic answer. Bytes only.

The quotes' own words are those of the programs that are imitated; nothing here is read by mailflow as a vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape

from mailflow.parsers.message import Message
from mailflow.sandbox.files import File

CLIENTS = ("outlook", "iphone", "qq", "gmail", "foxmail")
ANSWER_MARKS = {"outlook": "答复: ", "qq": "回复：", "foxmail": "Re: ", "gmail": "Re: ", "iphone": "Re: "}


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody at a mail program."""

    name: str
    address: str
    client: str = "outlook"
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a mail goes, when, under which Message-ID, and with which file."""

    to: str
    at: datetime
    message_id: str
    file: File | None = None


def new_mail(writer: Writer, stamp: Stamp, subject: str, words: str) -> bytes:
    """A mail that answers nothing."""
    return _made(writer, stamp, subject, _body(writer, words), {})


def reply(writer: Writer, stamp: Stamp, words: str, answered: Message, cc: str = "") -> bytes:
    """A reply above the quote of `answered`, as the writer's program makes it."""
    marker = ANSWER_MARKS[writer.client] if writer.language == "zh" else "Re: "
    is_reply = answered.subject.lower().startswith(("re:", "答复", "回复"))
    headers = {"In-Reply-To": answered.message_id, "References": answered.message_id} | ({"Cc": cc} if cc else {})
    body = _quoting_body(writer, words, answered, stamp.at)
    return _made(writer, stamp, answered.subject if is_reply else marker + answered.subject, body, headers)


def auto_reply(writer: Writer, stamp: Stamp, words: str, answered: Message) -> bytes:
    """An absence notice."""
    headers = {
        "In-Reply-To": answered.message_id,
        "References": answered.message_id,
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
    }
    marker = "自动回复: " if writer.language == "zh" else "Automatic reply: "
    return _made(writer, stamp, marker + answered.subject, (words + "\n", ""), headers)


def calendar_reply(writer: Writer, stamp: Stamp, status: str, invited: Message) -> bytes:
    """What a program sends when somebody presses Accept or Decline: no words, a REPLY (RFC 5546 3.2.3)."""
    invitation = next(one.data for one in invited.attachments if one.name.endswith(".ics"))
    lines = invitation.replace(b"\r\n ", b"").decode().split("\r\n")
    kept = [one for one in lines if one.startswith(("UID:", "SEQUENCE:", "DTSTART", "SUMMARY:"))]
    answer = f"ATTENDEE;PARTSTAT={status.upper()};CN={writer.name}:mailto:{writer.address}"
    body = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        *kept,
        answer,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((str(Header(writer.name, "utf-8")), writer.address))
    mail["To"] = stamp.to
    mail["Subject"] = f"{status.capitalize()}: {invited.subject}"
    mail["Date"] = format_datetime(stamp.at)
    mail["Message-ID"] = stamp.message_id
    mail.set_content("\r\n".join([*body, ""]), subtype="calendar", cte="base64", params={"method": "REPLY"})
    return mail.as_bytes()


def _made(writer: Writer, stamp: Stamp, subject: str, body: tuple[str, str], headers: Mapping[str, str]) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((str(Header(writer.name, "utf-8")), writer.address))
    mail["To"] = stamp.to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(stamp.at)
    mail["Message-ID"] = stamp.message_id
    for name, value in headers.items():
        mail[name] = value
    text, html = body
    mail.set_content(text, cte="base64")
    boundary = "b" + stamp.message_id.strip("<>").replace("@", "-").replace(".", "-")
    if html:
        mail.add_alternative(html, subtype="html", cte="base64")
        mail.set_boundary(boundary)
    if stamp.file:
        maintype, _, subtype = stamp.file.media_type.partition("/")
        mail.add_attachment(stamp.file.data, maintype=maintype, subtype=subtype, filename=stamp.file.name)
        mail.set_boundary(f"m{boundary}")
    return mail.as_bytes()


def _footer(writer: Writer) -> str:
    if writer.client != "iphone":
        return ""
    return "\n\n发自我的iPhone" if writer.language == "zh" else "\n\nSent from my iPhone"


def _body(writer: Writer, words: str) -> tuple[str, str]:
    return f"{words}{_footer(writer)}\n", ""


def _quoting_body(writer: Writer, words: str, quoted: Message, at: datetime) -> tuple[str, str]:
    old = quoted.text.strip()
    lines = (_attribution_zh if writer.language == "zh" else _attribution_en)(writer, quoted, at)
    marks = "> " if writer.client in ("gmail", "iphone") else ""
    body = "\n".join(marks + line for line in old.split("\n"))
    new = words + _footer(writer)
    text = f"{new}\n\n{lines}\n\n{body}\n"
    if writer.client in ("outlook", "foxmail"):
        return text, ""
    head, shown = _lines(lines), _lines(old)
    quote = {
        "gmail": f'<div class="gmail_quote"><div class="gmail_attr">{head}<br></div>'
        f'<blockquote class="gmail_quote">{shown}</blockquote></div>',
        "iphone": f'<br><blockquote type="cite">{head}<br><br>{shown}</blockquote>',
        "qq": f'<div><br></div><div style="font-size:12px;padding:2px 0;">{head}</div><div>{shown}</div>',
    }[writer.client]
    return text, f"<html><body><div>{_lines(new)}</div>{quote}</body></html>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _attribution_zh(writer: Writer, quoted: Message, at: datetime) -> str:
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    head = (
        f"发件人: {quoted.sender}\n发送时间: {when}\n收件人: {writer.name} <{writer.address}>\n主题: {quoted.subject}"
    )
    return {
        "outlook": head,
        "foxmail": head.replace(": ", "： "),
        "qq": f"------------------ 原始邮件 ------------------\n{head}",
        "gmail": f"{quoted.sender} 于{when}写道：",
        "iphone": f"在 {when}，{quoted.sender} 写道：",
    }[writer.client]


def _attribution_en(writer: Writer, quoted: Message, at: datetime) -> str:
    head = f"From: {quoted.sender}\nSent: {at:%A, %B %d, %Y %I:%M %p}\nTo: {writer.name}\nSubject: {quoted.subject}"
    return {
        "outlook": head,
        "foxmail": head,
        "qq": f"------------------ Original ------------------\n{head}",
        "gmail": f"On {at:%a, %b %d, %Y at %I:%M %p} {quoted.sender} wrote:",
        "iphone": f"On {at:%b %d, %Y, at %I:%M %p}, {quoted.sender} wrote:",
    }[writer.client]
