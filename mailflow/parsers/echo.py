"""Which lines of a reply are our own mail coming back: re-wrapped, re-spaced, marked or not, wherever they stand.

It compares letters and digits alone, in the order in which we wrote them. A short line is ours only where it stands
beside its neighbours: a typed 同意 is no quote because our mail holds the word somewhere.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

GRAM = 6  # characters by which a line's place in our mail is looked up
MANY = 64  # places looked at for one line: our mail may repeat itself
_LINKS = ("<http://", "<https://", "<mailto:", "<tel:")


def squeeze(text: str) -> str:
    """Letters and digits in one width and case, without the addresses that programs put behind links."""
    return "".join(char for char in unicodedata.normalize("NFKC", without_links(text)).casefold() if char.isalnum())


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
    return len(squeezed) + 2 * sum(1 for char in squeezed if char > "\u2e7f")


@dataclass(frozen=True, slots=True)
class Original:
    """Our mail, ready to be found again."""

    text: str
    starts: tuple[int, ...]  # where its lines begin
    places: dict[str, list[int]]

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
        return cls(text, (*starts, at), places)

    def is_start(self, place: int) -> bool:
        """Whether a line of ours begins (or the mail ends) here."""
        at = bisect_left(self.starts, place)
        return at < len(self.starts) and self.starts[at] == place

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


def find_echo(lines: Sequence[str], original: Original) -> list[bool]:
    """For each line, whether it is ours."""
    squeezed = [squeeze(line) for line in lines]
    spans: list[tuple[int, int] | None] = [None] * len(lines)
    cursor = 0
    for index, piece in enumerate(squeezed):
        if not piece:
            continue
        if original.text.startswith(piece, cursor) and (cursor or weight(piece) >= 18):
            place = cursor
        else:
            place = original.find(piece, cursor) if weight(piece) >= 18 and len(piece) >= GRAM else -1
        if place >= 0:
            spans[index] = (place, place + len(piece))
            cursor = place + len(piece)
    _take_neighbours(squeezed, spans, original)
    return [span is not None for span in spans]


def _take_neighbours(squeezed: Sequence[str], spans: list[tuple[int, int] | None], original: Original) -> None:
    """Short lines just above one of ours, in our order, are ours as well."""
    place = -1
    for index in range(len(squeezed) - 1, -1, -1):
        piece, span = squeezed[index], spans[index]
        if span:
            place = span[0]
        elif piece and place >= len(piece) and original.text.startswith(piece, place - len(piece)):
            spans[index] = (place - len(piece), place)
            place -= len(piece)
        elif piece:
            place = -1
