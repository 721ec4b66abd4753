"""From the bytes of a mail to what a person sees of it: subject, sender, words, files. Never fails, whatever comes.

mail-parser reads the head, of a message that was repaired first (charsets, encoded words). Structure and bodies come
from `mime`, because an attached message's text must never count as this mail's. Judges nothing: not who wrote it
(origin), not whether a person did (automatic), not which words are new (quoting).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import Message as Compat32

import mailparser
from mailparser.exceptions import MailParserError

from mailflow.parsers.message.charset import decode, decode_field, decode_words, repair_words
from mailflow.parsers.message.flowed import unflow
from mailflow.parsers.message.mime import MAX_BYTES, Head, Leaf, read_structure
from mailflow.parsers.message.parameters import safe_name
from mailflow.parsers.message.transfer import decode_transfer
from mailflow.workflow.digest import sha256

_BODIES = ("text/plain", "text/html")
_ID = re.compile(r"<[^<>\s]+>")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HEAD = ("From", "Subject", "Date", "Message-ID")  # what mail-parser is asked
_FOREIGN = (
    *(ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError, AssertionError),
    *(MessageError, MailParserError),
)  # what a foreign parser may raise on bytes that nobody foresaw: the head is then read without it
_LONGEST = 2000  # characters of a field that mail-parser gets
_NESTED = 20  # parentheses


@dataclass(frozen=True, slots=True)
class Attached:
    """A part that is no body. `name` is data for people, never a path; `inline` ones were meant to be looked at."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    digest: str  # SHA-256 of `data`, hex
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as read.

    `text` holds the text/plain bodies, `html` the HTML ones; a mail with HTML alone has an empty `text`. `headers` keep
    order and repetition, unfolded, encoded words unread. `defects` name what makes the words doubtful, `notes` what is
    odd and harms nothing. A `refusal` names the limit or trap that ended the reading: then rely on nothing else.
    """

    subject: str = ""
    text: str = ""
    html: str | None = None
    sender: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    defects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()
    refusal: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a header field, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def value(self, name: str) -> str:
        """The first value of a header field, or ""."""
        return next(iter(self.values(name)), "")


def read_message(raw: bytes, largest: int = MAX_BYTES) -> Message:
    """A mail as read; a limit (`largest` in bytes) or trap ends in `.refusal`."""
    structure = read_structure(raw, largest)
    seen = _read_head(structure.head)
    if structure.refusal:
        return Message(
            seen.subject, "", None, seen.sender, seen.sent_at, seen.message_id, seen.headers, notes=seen.notes,
            refusal=structure.refusal,
        )  # fmt: skip
    bodies, attached, notes = _Bodies(), [], dict.fromkeys(seen.notes)
    for leaf in structure.leaves:
        if leaf.kind.value in _BODIES and not leaf.is_attached and not _name(leaf):
            bodies.take(leaf)
        else:
            one, problem = _attached(leaf)
            attached.append(one)
            notes |= dict.fromkeys([problem] if problem else [])
    return Message(
        subject=seen.subject,
        text=bodies.text(),
        html="\n".join(bodies.html) if bodies.html else None,
        sender=seen.sender,
        sent_at=seen.sent_at,
        message_id=seen.message_id,
        headers=seen.headers,
        defects=tuple(dict.fromkeys((*structure.defects, *bodies.defects))),
        notes=tuple(dict.fromkeys((*notes, *bodies.notes))),
        attachments=tuple(attached),
    )


@dataclass(slots=True)
class _Bodies:
    """The bodies as they are found, and what is wrong with them."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, leaf: Leaf) -> None:
        data, problem = decode_transfer(leaf.body, leaf.encoding)
        found = decode(data, leaf.kind.word("charset"))
        self.defects += [problem] if problem else []
        self.defects += found.defects
        self.notes += found.notes
        if leaf.kind.value == "text/html":
            self.html.append(found.text)
        elif leaf.kind.word("format") == "flowed":
            self.plain.append(unflow(found.text, deletes_space=leaf.kind.word("delsp") == "yes"))
        else:
            self.plain.append(found.text)

    def text(self) -> str:
        """Several bodies one below the other, each beginning on a line of its own."""
        return "\n".join(self.plain)


def _name(leaf: Leaf) -> str:
    return safe_name(leaf.disposition.text("filename") or leaf.kind.text("name"))


def _attached(leaf: Leaf) -> tuple[Attached, str]:
    data, problem = decode_transfer(leaf.body, leaf.encoding)
    inline = leaf.disposition.value == "inline" or leaf.within in ("multipart/related", "multipart/alternative")
    one = Attached(_name(leaf), leaf.kind.value, data, sha256(data), inline and not leaf.is_attached)
    return one, "damaged_attachment" if problem else ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The head, as people see it."""

    subject: str
    sender: str
    sent_at: datetime | None
    message_id: str
    headers: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def _read_head(head: Head) -> _Seen:
    headers = tuple((name, decode_field(value)) for name, value in head.fields)
    repaired = Compat32()
    for name in _HEAD:
        value = next((value for key, value in headers if key.lower() == name.lower()), None)
        if value is not None:
            repaired[name] = _tame(repair_words(value[:_LONGEST]))
    notes: tuple[str, ...] = ()
    try:
        mail = mailparser.MailParser(repaired)
        subject, people, sent_at = str(mail.subject), list(mail.from_), mail.date
        notes = tuple(sorted(mail.defects_categories))
    except _FOREIGN:
        subject, people, sent_at, notes = decode_words(str(repaired["Subject"] or "")), [], None, ("unread_head",)
    sender = ", ".join(_shown(name, address) for name, address in people) or decode_words(str(repaired["From"] or ""))
    return _Seen(_one_line(subject), _one_line(sender), _aware(sent_at), _message_id(headers), headers, notes)


def _tame(value: str) -> str:
    """Controls become blanks; nested parentheses, which make address parsers recurse, go."""
    value = _CONTROLS.sub(" ", value)
    return value if value.count("(") <= _NESTED else value.replace("(", " ").replace(")", " ")


def _shown(name: str, address: str) -> str:
    name = decode_words(name)
    return f"{name} <{address}>" if name else address


def _one_line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _aware(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:  # the year 1 or 9999, in a zone that pushes it over the edge
        return None


def _message_id(headers: Sequence[tuple[str, str]]) -> str:
    value = next((value for name, value in headers if name.lower() == "message-id"), "")
    found = _ID.search(value)
    if found:
        return found[0]
    bare = value.strip()
    return f"<{bare}>" if "@" in bare and not re.search(r"[\s<>]", bare) else ""
