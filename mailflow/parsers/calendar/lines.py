"""The components of an iCalendar object, from bytes that may come from anybody (RFC 5545 3.1-3.4).

One pass, each limit counted. No library: its reader works out a time zone's every change by the rules that the sender
wrote, without end. Knows no property's meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailflow.parsers.message.charset import decode

LARGEST = 256 * 1024  # bytes of one object; an answer has two thousand
_MOST_LINES = 10_000
_MOST_COMPONENTS = 200
_DEEPEST = 4  # VCALENDAR, VTIMEZONE, STANDARD; one to spare
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_PARAMETER = re.compile(
    r"""[ \t]*;[ \t]*([A-Za-z0-9-]{1,60})[ \t]*=[ \t]*("[^"]*"|[^";:,]*)((?:,(?:"[^"]*"|[^";:,]*))*)"""
)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_CARET = re.compile(r"\^([n'^])")
_CARETS = {"n": "\n", "'": '"', "^": "^"}


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. Values are as written; `text` is what a text value says."""

    name: str  # upper case
    parameters: tuple[tuple[str, str], ...]  # names in upper case; of several values the first
    value: str

    def parameter(self, name: str) -> str:
        """A parameter's value without its quotes (RFC 6868), or ""."""
        found = next((value for key, value in self.parameters if key == name), "")
        return _CARET.sub(lambda sign: _CARETS[sign[1]], found.strip('"'))

    @property
    def text(self) -> str:
        """The value with its escapes read (RFC 5545 3.3.11)."""
        return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], self.value)


@dataclass(slots=True)
class Part:
    """A component: its properties and the components within, both in their order."""

    name: str  # upper case
    properties: list[Property] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Every property of this name."""
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property:
        """The first property of this name, or an empty one."""
        return next((one for one in self.properties if one.name == name), Property(name, (), ""))

    def within(self, name: str) -> list[Part]:
        """Every component of this name that stands directly in this one."""
        return [one for one in self.parts if one.name == name]


def read_parts(data: bytes) -> list[Part]:
    """The whole objects in these bytes; none where they are too large, torn off or not well nested."""
    if len(data) > LARGEST:
        return []
    top = Part("")
    open_ones = [top]
    made = 0
    for line in _lines(data):
        found = _property(line)
        if found is None:
            continue  # a line that nobody can read takes nothing from the others
        word = found.value.strip().upper()
        if found.name == "BEGIN":
            made += 1
            if made > _MOST_COMPONENTS or len(open_ones) > _DEEPEST:
                return []
            open_ones.append(Part(word))
        elif found.name == "END":
            closed = open_ones.pop()
            if not open_ones or closed.name != word:
                return []
            open_ones[-1].parts.append(closed)
        else:
            open_ones[-1].properties.append(found)
    return top.parts if len(open_ones) == 1 else []


def _lines(data: bytes) -> Iterator[str]:
    """Unfolded lines. Joined as bytes: many a program folds in the middle of a character."""
    physical = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", _MOST_LINES)
    if len(physical) > _MOST_LINES:
        return
    logical: list[list[bytes]] = []
    for line in physical:
        if line[:1] in (b" ", b"\t") and logical:
            logical[-1].append(line[1:])
        elif line.strip():
            logical.append([line])
    yield from decode(b"\n".join(b"".join(pieces) for pieces in logical), "").text.split("\n")


def _property(line: str) -> Property | None:
    named = _NAME.match(line)
    if not named:
        return None
    parameters: list[tuple[str, str]] = []
    at = named.end()
    while found := _PARAMETER.match(line, at):
        parameters.append((found[1].upper(), found[2]))
        at = found.end()
    rest = line[at:].lstrip(" \t")
    return Property(named[0].upper(), tuple(parameters), rest[1:]) if rest.startswith(":") else None
