"""What a bounce says: which address, for good or not yet, about which of our mails (RFC 3464, else its prose).

Only reads mails that are known to be bounces; whether one is, is for `automatic` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.parsers.message import Attached, Message
from mailflow.parsers.message.charset import decode_field
from mailflow.parsers.message.mime import read_head

STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_ID = re.compile(r"<[^<>\s]{1,250}>")
_ID_IN_PROSE = re.compile(r"^[ \t>]*Message-I[Dd]:[ \t]*(?:\n[ \t]+)?(<[^<>\s]{1,250}>)", re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])(?:[0-5]\d)(?=[ -])")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_LOOK_AT = 32 * 1024  # characters of prose
_RANK = {"failed": 0, "delayed": 1}
_ALSO_FAILED = frozenset({"failure", "expired", "error", "undeliverable", "undelivered"})  # what careless systems write


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a mail. `action` is RFC 3464's word: failed, delayed, delivered, relayed, expanded."""

    action: str
    address: str
    status: str


def read_report(message: Message) -> Delivery | None:
    """The machine-readable report: of several recipients the one that fared worst. None where there is none."""
    found = [one for part in message.attachments if part.media_type in STATUS_PARTS for one in _recipients(part)]
    return min(found, key=lambda one: _RANK.get(one.action, 2), default=None)


def _recipients(part: Attached) -> Iterator[Delivery]:
    for block in _BLANK_LINE.split(part.data[:_LOOK_AT]):
        head, _ = read_head(block.strip(b"\r\n") + b"\n\n")
        action = decode_field(head.first("action")).partition("(")[0].strip().lower()
        who = head.first("original-recipient") or head.first("final-recipient")
        if not action and not who:
            continue
        status = _STATUS.search(decode_field(head.first("status") or head.first("diagnostic-code")))
        found = _ADDRESS.search(decode_field(who).partition(";")[2])  # the original one: it is what we wrote to
        shown = status[1] if status else ""
        action = "failed" if action in _ALSO_FAILED else action
        yield Delivery(action or ("failed" if shown.startswith("5") else "delayed"), found[0] if found else "", shown)


def read_prose(message: Message, prose: str, *, is_delay: bool) -> Delivery:
    """The same from the words for people."""
    prose = prose[:_LOOK_AT]
    status = _STATUS.search(prose)
    code = _REPLY_CODE.search(prose)
    own = {found.lower() for name in ("To", "From") for found in _ADDRESS.findall(message.value(name))}
    named = _ADDRESS.findall(message.value("X-Failed-Recipients")) or _ADDRESS.findall(prose)
    address = next((one for one in named if one.lower() not in own and not is_daemon(one)), "")
    shown = status[1] if status else f"{code[1]}.0.0" if code else ""
    return Delivery("delayed" if is_delay else "failed", address, shown)


_DAEMON = re.compile(
    r"(?:^|[<\s\"])(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|mail[-_.]?delivery[-_.a-z]*|double-bounce)"
    r"(?=[@>\s\"+]|$)",
    re.IGNORECASE,
)


_POSTMASTER = re.compile(r"postmaster", re.IGNORECASE)


def is_daemon(sender: str) -> bool:
    """True for the names under which mail systems write (RFC 5321, 4.5.1, and custom)."""
    return bool(_DAEMON.search(sender[:1000]))


def is_mailer(sender: str) -> bool:
    """True for those of them that nobody answers from: a postmaster is a person as well (RFC 2142)."""
    return is_daemon(_POSTMASTER.sub("", sender[:1000]))


def original_id(message: Message, prose: str) -> str:
    """Message-ID of the mail that is spoken of: from the returned head, or from a head printed in the prose."""
    for part in message.attachments:
        if part.media_type in _ORIGINALS:
            head, _ = read_head(_BLANK_LINE.split(part.data[: 64 * 1024], maxsplit=1)[0] + b"\n\n")
            found = _ID.search(decode_field(head.first("message-id")))
            if found:
                return found[0]
    printed = _ID_IN_PROSE.search(prose[:_LOOK_AT])
    return printed[1] if printed else ""
