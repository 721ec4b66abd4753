"""Which lines of a reply are our own mail coming back: re-wrapped, re-spaced, marked or not, wherever they stand.

It compares letters and digits alone, in the order in which we wrote them. A short line is ours only where it stands
beside its neighbours: a typed 同意 is no quote because our mail holds the word somewhere.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest

GRAM = 6  # characters by which a line's place in our mail is looked up
MANY = 64  # places looked at for one line: our mail may repeat itself
LONG = 18  # weight of a line that may stand anywhere: six ideographs
LABEL = 24  # characters of a field's name
MISSING = 64  # lines of ours looked at for a damaged one
SHORT = 400  # characters of a line that is remembered
COLONS = (":", "：")
_NUMBER = re.compile(r"[ \t]{0,8}(\d{1,2})[.、．)） \t]")
Span = tuple[int, int]  # where in our mail a line stands; below 0 where that isn't known
_SOMEWHERE: Span = (-1, -1)
_LINKS = ("<http://", "<https://", "<mailto:", "<tel:")


def squeeze(text: str) -> str:
    """Letters and digits in one width and case, without the addresses that programs put behind links."""
    return _squeezed(text) if len(text) <= SHORT else _squeezed.__wrapped__(text)


@lru_cache(maxsize=4096)  # a line is asked about several times: in both parts, beside our original and without it
def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", without_links(text)).casefold()))


def without_links(text: str) -> str:
    """A text without the addresses in angle brackets that programs put behind links."""
    if "<" in text:
        for link in _LINKS:
            text = _without(text, link)
    return text


def _without(text: str, link: str) -> str:
    kept: list[str] = []
    place = 0
    while True:
        at = text.find(link, place)
        end = text.find(">", at) if at >= 0 else -1
        if end < 0:
            kept.append(text[place:])
            return "".join(kept)
        kept.append(text[place:at])
        place = end + 1


def weight(squeezed: str) -> int:
    """How much a text says: an ideograph tells about as much as three letters."""
    return len(squeezed) + 2 * sum(map("\u2e7f".__lt__, squeezed))


@dataclass(frozen=True, slots=True)
class Original:
    """Our mail, ready to be found again."""

    text: str
    starts: tuple[int, ...]  # where its lines begin
    places: dict[str, list[int]]
    labels: frozenset[str]  # our lines that end in a colon: fields to be filled in
    hints: frozenset[str]  # our lines in brackets: nobody types one of them, however short

    @classmethod
    def of(cls, original: str) -> Original:
        """From the exact text that was sent."""
        pieces = [piece for line in original.split("\n") if (piece := squeeze(line))]
        text = "".join(pieces)
        starts, at = [], 0
        for piece in pieces:
            starts.append(at)
            at += len(piece)
        places: dict[str, list[int]] = {}
        for place in range(len(text) - GRAM + 1):
            places.setdefault(text[place : place + GRAM], []).append(place)
        lines = [line.strip() for line in original.split("\n")]
        labels = frozenset(squeeze(line) for line in lines if line.endswith(COLONS) and len(line) <= LABEL)
        return cls(text, (*starts, at), places, labels, frozenset(squeeze(line) for line in lines if _is_hint(line)))

    def is_start(self, place: int) -> bool:
        """Whether a line of ours begins (or the mail ends) here."""
        at = bisect_left(self.starts, place)
        return at < len(self.starts) and self.starts[at] == place

    def is_damaged(self, piece: str, start: int, end: int) -> bool:
        """Whether a piece is a line of ours between these places that lost letters on its way, not more than half."""
        first = bisect_right(self.starts, start)
        begins = (start, *self.starts[first : first + MISSING])
        for at, behind in pairwise(begins):
            if behind > end:
                break
            rest = iter(self.text[at:behind])
            if len(piece) <= behind - at <= 2 * len(piece) and all(one in rest for one in piece):
                return True
        return False

    def find(self, piece: str, after: int) -> int:
        """Where a long piece stands: next after `after` if it can, else anywhere; -1 if nowhere."""
        places = self.places.get(piece[:GRAM], [])
        first = bisect_left(places, after)
        for place in (*places[first : first + MANY], *places[:MANY]):
            if self.text.startswith(piece, place) and self._counts(piece, place):
                return place
        return -1

    def _counts(self, piece: str, place: int) -> bool:
        """A stretch out of the middle of a line may be a person's own phrase; a whole line is ours."""
        much = weight(piece)
        if self.is_start(place):
            return self.is_start(place + len(piece)) or much >= 30
        return much >= 60


def find_echo(lines: Sequence[str], original: Original) -> list[Span | None]:
    """For each line, where it stands in our mail; None for one that isn't ours."""
    squeezed = [squeeze(line) for line in lines]
    said = [index for index, piece in enumerate(squeezed) if piece]
    spans: list[Span | None] = [None] * len(lines)
    cursor = 0
    for index, following in zip_longest(said, said[1:]):
        piece = squeezed[index]
        place = _place(piece, squeezed[following] if following is not None else "", cursor, original)
        if place >= 0:
            spans[index] = (place, place + len(piece))
            cursor = place + len(piece)
    _take_neighbours(squeezed, spans, original)
    hinted = (_is_hint(line) and squeezed[at] in original.hints for at, line in enumerate(lines))
    return [span or (_SOMEWHERE if is_hint else None) for span, is_hint in zip(spans, hinted, strict=True)]


def _is_hint(line: str) -> bool:
    line = line.strip()
    return line.startswith(("（", "(")) and line.endswith(("）", ")"))


def _place(piece: str, following: str, cursor: int, original: Original) -> int:
    is_long = len(piece) >= LONG or weight(piece) >= LONG
    if original.text.startswith(piece, cursor) and (cursor or is_long):
        end = cursor + len(piece)
        # A typed 收到 may stand above our line that begins with 收到: a short piece ends with our line, or goes on.
        goes_on = bool(following) and original.text.startswith(following[:GRAM], end)
        return cursor if is_long or original.is_start(end) or goes_on else -1
    return original.find(piece, cursor) if is_long and len(piece) >= GRAM else -1


def _take_neighbours(squeezed: Sequence[str], spans: list[Span | None], original: Original) -> None:
    """Short lines just above one of ours, in our order and where no line above has taken their place, are ours."""
    above: list[Span] = []
    for span in spans:
        above.append(span or (above[-1] if above else (0, 0)))
    place = -1
    for index in range(len(squeezed) - 1, -1, -1):
        piece, span = squeezed[index], spans[index]
        start = place - len(piece)
        if span:
            place = span[0]
        elif piece:
            is_free = above[index][1] <= start or above[index][0] >= place
            if start >= 0 and is_free and original.is_start(start) and original.text.startswith(piece, start):
                spans[index] = (start, place)
                place = start
            else:
                place = -1


def is_label(line: str, original: Original) -> bool:
    """The name of a field of ours, with nothing behind it."""
    return line.rstrip().endswith(COLONS) and squeeze(line) in original.labels


def is_filled(line: str, original: Original) -> bool:
    """The name of a field of ours, with something behind it that we didn't write."""
    places = [at for colon in COLONS if 0 < (at := line.find(colon)) <= LABEL]
    if not places or not original.labels:
        return False
    return squeeze(line[: min(places)]) in original.labels and bool(squeeze(line[min(places) + 1 :]))


def number_of(line: str) -> str:
    """The number that a line begins with: `2. …`, `2 …`, `2、…`."""
    found = _NUMBER.match(line)
    return found.group(1) if found else ""
