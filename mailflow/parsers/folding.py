"""Text as it is compared: one width, one case, one script, with the way back to the raw characters.

For matching only; what a person wrote is never replaced by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
FOREIGN_LETTER = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff]")
_ONE_FOR_MANY = str.maketrans({"’": "'", "‘": "'", "＇": "'", "`": "'", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` for matching; `at[i]` is where its i-th character stands in the raw text; the last is its end."""

    text: str
    at: Sequence[int]
    raw: str
    is_disguised: bool  # something invisible stands inside a word, or turns the order of characters

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the folded text as one of the raw text."""
        if start >= end:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1

    def verbatim(self, start: int, end: int) -> str:
        """What stands there, as written."""
        first, last = self.span(start, end)
        return self.raw[first:last]


def fold(raw: str, scripts: Mapping[str, str], *, keeps_case: bool = False) -> Folded:
    """NFKC, lower case, `scripts` (a traditional character -> the simplified one), invisible characters dropped."""
    table = _table_of(scripts, keeps_case=keeps_case)
    text = raw.translate(table)
    if table.uneven.isdisjoint(raw):
        return Folded(text, range(len(raw) + 1), raw, _is_disguised(raw))
    at = [index for index, one in enumerate(raw) for _ in table[ord(one)]]
    return Folded(text, (*at, len(raw)), raw, _is_disguised(raw))


def fold_text(raw: str, scripts: Mapping[str, str]) -> str:
    """The folded text alone, for words and labels."""
    return raw.translate(_table_of(scripts, keeps_case=False))


class _Table(dict[int, str]):
    """What each character is folded to, worked out when it is first met: `str.translate` looks the rest up in C."""

    def __init__(self, scripts: Mapping[str, str], *, keeps_case: bool) -> None:
        super().__init__()
        self.scripts, self.keeps_case = scripts, keeps_case
        self.uneven: set[str] = set()  # characters that are folded to none or to several

    def __missing__(self, code: int) -> str:
        one = chr(code)
        found = _folded(one, self.scripts)
        if len(found) != 1:
            self.uneven.add(one)
        elif self.keeps_case and one.isupper():
            found = found.upper()
        self[code] = found
        return found


_TABLES: dict[tuple[int, bool], _Table] = {}  # by the identity of the mapping, which the table keeps alive


def _table_of(scripts: Mapping[str, str], *, keeps_case: bool) -> _Table:
    found = _TABLES.get((id(scripts), keeps_case))
    if found is None:
        found = _TABLES[id(scripts), keeps_case] = _Table(scripts, keeps_case=keeps_case)
    return found


def _folded(one: str, scripts: Mapping[str, str]) -> str:
    if one.isascii():
        return (
            "" if one == "\r" else (one if one == "\n" or not one.isspace() else " ").lower().translate(_ONE_FOR_MANY)
        )
    if INVISIBLE.match(one):
        return ""
    one = one.translate(_ONE_FOR_MANY)
    if one == "…":  # NFKC would make three full stops of it
        return one
    plain = unicodedata.normalize("NFKC", one).casefold()
    if plain.isspace() and plain != "\n":
        return " "
    return "".join(scripts.get(char, char) for char in plain)


def _is_disguised(raw: str) -> bool:
    if REORDERING.search(raw):
        return True
    return any(
        raw[found.start() - 1 : found.start()].isalnum() and raw[found.end() : found.end() + 1].isalnum()
        for found in re.finditer(f"{INVISIBLE.pattern}+", raw)
    )
