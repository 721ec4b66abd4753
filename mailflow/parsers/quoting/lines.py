"""The lines of a mail's two parts, and what programs say about them. What each turns out to be is for sorting."""

from __future__ import annotations

import html as entities
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from mailflow.parsers.letter.quotes import is_quote_marked
from mailflow.parsers.page.reader import read_lines
from mailflow.parsers.quoting.echo import without_links

MAX_LINES = 10_000
MAX_LENGTH = 400_000  # characters: no person types more; what stands behind is not looked at


class Kind(Enum):
    """What a line of a mail is."""

    NEW = "new"
    ASIDE = "aside"  # footer, signature, disclaimer: typed or added, but not said
    QUOTED = "quoted"


NEW, ASIDE, QUOTED = Kind  # a name is found faster than a member, and each line asks several times


@dataclass(slots=True)
class Line:
    """One line, what its program says about it, and what it turns out to be."""

    text: str
    quoted: bool = False
    aside: bool = False
    head: bool = False
    hidden: bool = False
    signed: bool = False
    drawn: bool = False
    kind: Kind = NEW
    depth: int = 0  # how many elements of an HTML part quote it


def plain_lines(text: str) -> list[Line]:
    """The lines of a text part, with the marks that a program put on them."""
    text = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if "&nbsp;" in text or "&gt;" in text:  # some web editors leave entities in the plain part
        text = entities.unescape(text)
    lines = [Line(line.replace("\xa0", " ")) for line in text.split("\n", MAX_LINES)[:MAX_LINES]]
    for line in lines:
        line.quoted = is_quote_marked(line.text)
        line.aside = "<mailto:" in line.text and "?" in line.text and "@" not in without_links(line.text)
    _mark_wrapped(lines)
    return lines


def _mark_wrapped(lines: Sequence[Line]) -> None:
    """A quoted line that was too long goes on without its mark in the next: between two marked lines, no blank.

    A line that is nothing but a link is the program's work too.
    """
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.quoted or not line.text.strip() or not before.quoted or not after.quoted:
            continue
        width = sum(2 if char > "\u2e7f" else 1 for char in before.text)
        is_link = line.text.strip(" (<[").startswith(("http://", "https://", "mailto:"))
        if is_link or (60 <= width <= 100 and len(line.text) < 60):
            line.quoted = True


def html_lines(html: str | None) -> list[Line] | None:
    """The lines of an HTML part as a reader sees them; None where there is none that can be read."""
    if not html or not html.strip():
        return None
    read = read_lines(html)
    if read is None:
        return None
    return [
        Line(one.text, one.depth > 0, one.aside, one.head, one.hidden, one.signed, one.drawn, depth=one.depth)
        for one in read[:MAX_LINES]
    ]
