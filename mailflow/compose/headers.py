"""A rendered text and its files as one complete mail, byte for byte the same whenever it is built again.

Attachment contents are holes: they are stored once, and `assemble` puts them in. A value that would bend a header is
refused, never repaired. Written by hand because the standard library's folding differs between versions (RFC 5322,
2045-2047, 2231, 3834, 6047).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from mailflow.compose.refusal import RenderError, strict, strict_address
from mailflow.workflow.model import Attachment

CRLF = b"\r\n"
LINE = 76  # columns: RFC 2045 6.8, RFC 2047 2
LONGEST_ID = 900  # a Message-ID that still fits a line of 998 octets
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+>")
_BOUNDARY = re.compile(r"[0-9A-Za-z]{1,60}")
_METHOD = re.compile(rb"^METHOD:(REQUEST|CANCEL)\r$", re.MULTILINE)
_MEDIA_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
_INVITE = b"""Content-Type: application/ics; name="invite.ics"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="invite.ics"

""".replace(b"\n", CRLF)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template gives: a subject, and one text in two layouts."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who a mail is from and to, and what names it. `boundary` comes from the dice."""

    rcpt: str
    to: tuple[tuple[str, str], ...]  # (address, name)
    cc: tuple[tuple[str, str], ...]
    box_address: str
    box_name: str
    reply_to: str  # "" for none
    message_id: str
    in_reply_to: tuple[str, ...]  # oldest first
    at: datetime
    boundary: str


@dataclass(frozen=True, slots=True)
class Built:
    """A mail with holes: all bytes up to the first file's content; each file's digest and the bytes after it."""

    head: bytes
    parts: tuple[tuple[str, bytes], ...]


def build(rendered: Rendered, envelope: Envelope, files: Sequence[Attachment] = (), *, calendar: bytes = b"") -> Built:
    """The whole mail but for the contents of its files; RenderError where a value can't stand in a mail.

    `calendar` is an invitation's iCalendar object. It goes out twice, as Google sends it: as the last alternative,
    where Outlook, Exchange, Gmail and Apple look for an appointment to show (RFC 6047 2.4); and as invite.ics for web
    mail and phones that show nothing but files. That is no text/calendar, lest a program take it for a second meeting.
    """
    if not _BOUNDARY.fullmatch(envelope.boundary):
        raise RenderError(f"not a boundary: {envelope.boundary!a}")
    inner, outer = f"=_{envelope.boundary}_a", f"=_{envelope.boundary}_m"
    head = CRLF.join(line.encode("ascii") for line in _head(rendered, envelope)) + CRLF
    texts = _alternative(rendered, inner, calendar)
    if not files and not calendar:
        return Built(head + texts, ())
    # The alternatives stand first: Outlook looks for an invitation nowhere else in a multipart/mixed.
    head += f'Content-Type: multipart/mixed; boundary="{outer}"\r\n\r\n--{outer}\r\n'.encode() + texts
    if calendar:
        head += f"\r\n--{outer}\r\n".encode() + _INVITE + base64_lines(calendar)
    if not files:
        return Built(head + f"\r\n--{outer}--\r\n".encode(), ())
    openings = [f"\r\n--{outer}\r\n".encode() + _file_head(one) for one in files]
    after = [*openings[1:], f"\r\n--{outer}--\r\n".encode()]
    return Built(head + openings[0], tuple((one.digest, end) for one, end in zip(files, after, strict=True)))


def assemble(head: bytes, parts: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The mail with its files' contents in their places: (content, bytes after it) for each."""
    return head + b"".join(base64_lines(data) + after for data, after in parts)


def base64_lines(data: bytes) -> bytes:
    """Base64 in lines of 76 columns, parted by CRLF."""
    text = b64encode(data)
    return CRLF.join(text[at : at + LINE] for at in range(0, len(text), LINE))


def _head(rendered: Rendered, envelope: Envelope) -> list[str]:
    lines = [
        "From: " + _mailbox(envelope.box_address, envelope.box_name, len("From: ")),
        "To: " + _mailboxes(envelope.to),
    ]
    if envelope.cc:
        lines.append("Cc: " + _mailboxes(envelope.cc))
    if envelope.reply_to:
        lines.append("Reply-To: " + strict_address(envelope.reply_to))
    lines += [
        "Subject: " + _unstructured(strict(rendered.subject, "the subject"), len("Subject: ")),
        "Date: " + format_datetime(envelope.at),
        "Message-ID: " + _own_id(envelope.message_id),
    ]
    known = _references(envelope.in_reply_to)
    if known:
        lines += ["In-Reply-To: " + known[-1], "References: " + "\r\n ".join(known)]
    return [
        *lines,
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "X-Mailflow-Loop: " + strict_address(envelope.box_address),
        "MIME-Version: 1.0",
    ]


def _alternative(rendered: Rendered, boundary: str, calendar: bytes) -> bytes:
    kinds = [("plain; charset=utf-8", _canonical(rendered.text)), ("html; charset=utf-8", _canonical(rendered.html))]
    if calendar:
        kinds.append((f"calendar; charset=utf-8; method={_method(calendar)}", calendar))
    made = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
    for kind, data in kinds:
        made += f"--{boundary}\r\nContent-Type: text/{kind}\r\n".encode()
        made += b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(data) + CRLF
    return made + f"--{boundary}--\r\n".encode()


def _method(calendar: bytes) -> str:
    """What the object itself says it is: programs believe either, so both must say the same (RFC 6047 2.4)."""
    found = _METHOD.search(calendar)
    if not found:
        raise RenderError("the calendar is neither an invitation nor its end")
    return found[1].decode("ascii")


def _canonical(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\r\n".join(lines).encode()


def _own_id(message_id: str) -> str:
    strict(message_id, "the Message-ID")
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > LONGEST_ID:
        raise RenderError(f"not a Message-ID: {message_id!a}")
    return message_id


def _references(ids: Sequence[str]) -> list[str]:
    """Ids of other people's mails. One that isn't well-formed names nothing that a program could find: left out."""
    known = [strict(one, "a Message-ID of another mail") for one in ids]
    return [one for one in dict.fromkeys(known) if _MESSAGE_ID.fullmatch(one) and len(one) <= LONGEST_ID]


def _mailboxes(people: Sequence[tuple[str, str]]) -> str:
    return ",\r\n ".join(_mailbox(address, name, 4) for address, name in people)


def _mailbox(address: str, name: str, column: int) -> str:
    strict(name, "a name")
    if not name:
        return strict_address(address)
    return f"{_phrase(name, column)}\r\n <{strict_address(address)}>"


def _phrase(name: str, column: int) -> str:
    """A display name: quoted where it is short ASCII, else encoded words, in which every character is plain."""
    if name.isascii() and len(name) < LINE - 12 and "=?" not in name:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _encoded(name, column)


def _unstructured(text: str, column: int) -> str:
    if text.isascii() and "=?" not in text and column + len(text) <= LINE and text == text.strip():
        return text
    return _encoded(text, column)


def _encoded(text: str, column: int) -> str:
    """Encoded words of at most 75 columns, none of which cuts a character (RFC 2047)."""
    words: list[str] = []
    chunk = b""
    for one in text:
        piece = one.encode("utf-8")
        room = (75 - 12 - (column if not words else 1)) // 4 * 3
        if len(chunk) + len(piece) > room:
            words.append(f"=?utf-8?B?{b64encode(chunk).decode()}?=")
            chunk = b""
        chunk += piece
    words.append(f"=?utf-8?B?{b64encode(chunk).decode()}?=")
    return "\r\n ".join(words)


def _file_head(one: Attachment) -> bytes:
    name = strict(one.name, "the name of a file")
    media_type = one.media_type.lower() if _MEDIA_TYPE.fullmatch(one.media_type) else "application/octet-stream"
    lines = [
        f"Content-Type: {media_type}{_parameter('name', name)}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment{_parameter('filename', name)}",
    ]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n"


def _parameter(key: str, value: str) -> str:
    """A parameter of any length and alphabet (RFC 2231, with continuations where it needs them)."""
    if value.isascii() and len(value) <= 60 and not set(value) & set('"\\%'):
        return f';\r\n {key}="{value}"'
    pieces, piece = [], ""
    for one in value:
        escaped = quote(one.encode("utf-8"), safe="")
        if len(piece) + len(escaped) > 54:
            pieces.append(piece)
            piece = ""
        piece += escaped
    pieces.append(piece)
    if len(pieces) == 1:
        return f";\r\n {key}*=utf-8''{pieces[0]}"
    first = f";\r\n {key}*0*=utf-8''{pieces[0]}"
    return first + "".join(f";\r\n {key}*{no}*={one}" for no, one in enumerate(pieces[1:], 1))
