"""Why a mail can't be made, and which characters may stand in one. Repairs nothing quietly."""

from __future__ import annotations

import re
import unicodedata

from mailflow.workflow.errors import MailflowError

LINE_BREAKS = frozenset("\u2028\u2029")
BENDS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # bidirectional overrides and isolates
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")


class RenderError(MailflowError):
    """A letter that can't become a mail; the text says why, for the process owner."""


def has_control(text: str) -> bool:
    """True where a text holds a character that could end, break or bend a line."""
    return any(unicodedata.category(one) in ("Cc", "Cs") or one in LINE_BREAKS or one in BENDS for one in text)


def strict(text: str, what: str) -> str:
    """A text that stands in a header or a subject: refused where it isn't one plain line."""
    if has_control(text):
        raise RenderError(f"{what} holds a control character: {text[:60]!a}")
    return text


def strict_address(address: str) -> str:
    """An address that stands in a header or a calendar: refused where it isn't one plain mailbox."""
    strict(address, "an address")
    if not _ADDRESS.fullmatch(address):
        raise RenderError(f"not an address that can stand in a header: {address!a}")
    return address


def one_line(text: str) -> str:
    """What a person wrote, on one line, for a sentence that quotes it."""
    return " ".join("".join(map(_shown, text)).split())


def many_lines(text: str) -> tuple[str, ...]:
    """What a person wrote, line by line, without blank lines at its ends."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def shown_lines(text: str) -> str:
    """The same text with LF for every line end and its blanks as they stand; no other control character is left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(map(_shown, line)) for line in lines)


def _shown(one: str) -> str:
    """A blank for what breaks lines; what would bend a line or can't be sent is named, so that its reader sees it."""
    if one in BENDS or unicodedata.category(one) == "Cs":
        return f"[U+{ord(one):04X}]"
    return " " if has_control(one) else one
