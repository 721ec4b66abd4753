"""Texts as a cell or a page can hold them, and how much room they take. Knows no file format."""

from __future__ import annotations

import unicodedata

from mailflow.compose.refusal import many_lines

_WIDE = frozenset("WFA")  # A: quotation marks, blocks, circled numbers: as wide as Han characters in Chinese fonts


def plain(text: str) -> str:
    """What a person wrote, line by line: no control characters, nothing that XML can't hold, no blank ends."""
    return "\n".join(many_lines("".join(map(_kept, text))))


def width(text: str) -> int:
    """How many half-width columns the longest line takes; a Han character takes two."""
    return max((sum(map(_columns, line)) for line in text.split("\n")), default=0)


def height(text: str, columns: int) -> int:
    """How many lines a text takes when it is wrapped at so many half-width columns; at least 1.

    Latin words stay whole where they fit, as spreadsheets and word processors keep them.
    """
    return sum(_wrapped(line, max(columns, 2)) for line in text.split("\n")) or 1


def _kept(one: str) -> str:
    """U+FFFE and its like are named: they are no characters, and XML refuses them."""
    return f"[U+{ord(one):04X}]" if ord(one) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(one) <= 0xFDEF else one


def _columns(one: str) -> int:
    if unicodedata.category(one) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in _WIDE else 1


def _wrapped(line: str, columns: int) -> int:
    lines, used = 1, 0
    for word in _words(line):
        size = width(word)
        if used + size > columns and used:
            lines, used = lines + 1, 0
        while size > columns:  # a word longer than the line is cut
            lines, size = lines + 1, size - columns
        used += size
    return lines


def _words(line: str) -> list[str]:
    """Runs of half-width characters up to their blank; every wide one is a word of its own."""
    found: list[str] = []
    for one in line:
        joins = found and _columns(one) < 2 and _columns(found[-1][-1]) < 2 and found[-1][-1] != " "
        if joins:
            found[-1] += one
        else:
            found.append(one)
    return found
