"""How people's mail programs write: a new mail, a reply with its quote, an automatic answer, a forgery. Bytes only."""

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

CLIENTS = ("outlook", "iphone", "qq", "gmail", "foxmail")


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody at a mail program."""

    name: str
    address: str
    client: str = "outlook"
    language: str = "zh"


def new_mail(writer: Writer, box: str, subject: str, words: str, at: datetime, message_id: str) -> bytes:
    """A mail that answers nothing."""
    return _made(writer, box, subject, words, None, at, message_id, {})


def reply(writer: Writer, box: str, words: str, to: Message, at: datetime, message_id: str, cc: str = "") -> bytes:
    """A reply above the quote of `to`, as the writer's program makes it."""
    marker = {"outlook": "答复: ", "qq": "回复：", "foxmail": "Re: ", "gmail": "Re: ", "iphone": "Re: "}[writer.client]
    if writer.language != "zh":
        marker = "Re: "
    subject = to.subject if to.subject.lower().startswith(("re:", "答复", "回复")) else marker + to.subject
    headers = {"In-Reply-To": to.message_id, "References": to.message_id}
    if cc:
        headers["Cc"] = cc
    return _made(writer, box, subject, words, to, at, message_id, headers)


def auto_reply(writer: Writer, box: str, words: str, to: Message, at: datetime, message_id: str) -> bytes:
    """An absence notice."""
    headers = {
        "In-Reply-To": to.message_id,
        "References": to.message_id,
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
    }
    marker = "自动回复: " if writer.language == "zh" else "Automatic reply: "
    return _made(writer, box, marker + to.subject, words, None, at, message_id, headers)


def _made(
    writer: Writer,
    box: str,
    subject: str,
    words: str,
    quoted: Message | None,
    at: datetime,
    message_id: str,
    headers: Mapping[str, str],
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((str(Header(writer.name, "utf-8")), writer.address))
    mail["To"] = box
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name] = value
    text, html = _body(writer, words, quoted, at)
    mail.set_content(text, cte="base64")
    if html:
        mail.add_alternative(html, subtype="html", cte="base64")
        mail.set_boundary("b" + message_id.strip("<>").replace("@", "-").replace(".", "-"))
    return mail.as_bytes()


def _body(writer: Writer, words: str, quoted: Message | None, at: datetime) -> tuple[str, str]:
    footer = ("\n\n发自我的iPhone" if writer.language == "zh" else "\n\nSent from my iPhone") * (
        writer.client == "iphone"
    )
    if quoted is None:
        return words + footer + "\n", ""
    old = quoted.text.strip()
    lines = (_attribution_zh if writer.language == "zh" else _attribution_en)(writer, quoted, at)
    marks = "> " if writer.client in ("gmail", "iphone") else ""
    body = "\n".join(marks + line for line in old.split("\n"))
    text = f"{words}{footer}\n\n{lines}\n\n{body}\n"
    if writer.client in ("outlook", "foxmail"):
        return text, ""
    new = "<br>".join(escape(line) for line in (words + footer).split("\n"))
    shown = "<br>".join(escape(line) for line in old.split("\n"))
    head = escape(lines).replace("\n", "<br>")
    quote = {
        "gmail": f'<div class="gmail_quote"><div class="gmail_attr">{head}<br></div><blockquote class="gmail_quote">{shown}</blockquote></div>',
        "iphone": f'<br><blockquote type="cite">{head}<br><br>{shown}</blockquote>',
        "qq": f'<div><br></div><div style="font-size:12px;padding:2px 0;">{head}</div><div>{shown}</div>',
    }[writer.client]
    return text, f"<html><body><div>{new}</div>{quote}</body></html>"


def _attribution_zh(writer: Writer, quoted: Message, at: datetime) -> str:
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    return {
        "outlook": f"发件人: {quoted.sender}\n发送时间: {when}\n收件人: {writer.name} <{writer.address}>\n主题: {quoted.subject}",
        "foxmail": f"发件人： {quoted.sender}\n发送时间： {when}\n收件人： {writer.name}\n主题： {quoted.subject}",
        "qq": f"------------------ 原始邮件 ------------------\n发件人: {quoted.sender};\n发送时间: {when}\n主题: {quoted.subject}",
        "gmail": f"{quoted.sender} 于{when}写道：",
        "iphone": f"在 {when}，{quoted.sender} 写道：",
    }[writer.client]


def _attribution_en(writer: Writer, quoted: Message, at: datetime) -> str:
    header = f"From: {quoted.sender}\nSent: {at:%A, %B %d, %Y %I:%M %p}\nTo: {writer.name}\nSubject: {quoted.subject}"
    return {
        "outlook": header,
        "foxmail": header,
        "qq": f"------------------ Original ------------------\n{header}",
        "gmail": f"On {at:%a, %b %d, %Y at %I:%M %p} {quoted.sender} wrote:",
        "iphone": f"On {at:%b %d, %Y, at %I:%M %p}, {quoted.sender} wrote:",
    }[writer.client]
