"""Which points of a document somebody speaks of: `第3.2点`, `3.1和3.3的`, `point 4`. Judges nothing said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailflow.parsers.folding import Folded
from mailflow.parsers.words import Words, one_of

SECTION = "confirmation"
UNIT = 12  # characters of a number's unit
LARGEST = 60  # a bare number above it counts something
# Points that stand in a list (1、3), whose comma would part them; not the comma of 12,000.
_LISTED = re.compile(
    r"(?<![\d.,])(\d{1,2}(?:\.\d{1,2}){0,3})(?:[ ]?、[ ]?|,[ ]?)"
    r"(?=[^\W\d_]?(?P<next>\d{1,2}(?:\.\d{1,2}){0,3})(?![\d%]|,\d{3}))"
)
_SLASHED = re.compile(r"(?<=\d\.\d)/(?=\d\.\d)")
_BARE = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){0,3}(?:[ ]?(?:&|and\b)[ ]?\d{1,2}(?:\.\d{1,2}){0,3}){0,8})(?![\d.%/:\-])")
_LEAD = re.compile(r"\s*[(\[]?(\d{1,2})[)\]、.:]\s*$")
_DASH = re.compile(r"(?<=\d)[~–—](?=\d)")
_RANGE = re.compile(r"(\d{1,2})\D{1,9}(\d{1,2})")
MOST = 20  # points of a range
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2}){0,3}")


@dataclass(frozen=True, slots=True)
class Named:
    """Points as their numbers, and where they stand in the folded text."""

    numbers: tuple[str, ...]
    start: int
    end: int


def with_lists_joined(folded: Folded, words: Words) -> Folded:
    """The same text, in which no comma or full stop within the number of a point ends a clause."""
    units = words.patterns[SECTION]["unit_like"]

    def joined(found: re.Match[str]) -> str:
        if units.match(found.string[found.end("next") :][:UNIT]):
            return found[0]
        is_lead = not found.string[: found.start()].rpartition("\n")[2].strip()
        if is_lead and found.end() < found.start("next"):
            return found[0]  # 1、第2点…: the writer's own counting
        return found[1] + "&".ljust(found.end() - found.end(1))

    text = _DASH.sub("-", _SLASHED.sub("&", _LISTED.sub(joined, folded.text)))
    one = one_of(words.lists["numbering"]["digits"])
    text = re.sub(rf"({one})、(?=[^\W\d_]?(?:{one}))", r"\1&", text)
    text = re.sub(r"\b(nos?)\.(?= ?\d)", r"\1 ", text)
    return replace(folded, text=text)


def named_in(text: str, start: int, end: int, words: Words) -> tuple[Named, ...]:
    """The points that a stretch names in plain words."""
    return tuple(_named(text, start, end, words))


def _named(text: str, start: int, end: int, words: Words) -> Iterator[Named]:
    for found in words.patterns[SECTION]["item_like"].finditer(text, start, end):
        listed = next((value for name, value in found.groupdict().items() if value and name.startswith("no")), "")
        numbers = _range(listed, words) or _numbers(listed, words)
        if numbers:
            yield Named(numbers, found.start(), found.end())


def bare_head(text: str, start: int, end: int, words: Words) -> Named | None:
    """A number with nothing before it, where it is no count, date or amount: `3 wrong`, `2.1 should be Friday`."""
    found = _BARE.match(text, start, end)
    if not found or words.patterns[SECTION]["unit_like"].match(text[found.end() : end][:UNIT]):
        return None
    numbers = _numbers(found[1], words)
    if any(int(one.partition(".")[0]) > LARGEST for one in numbers):
        return None
    return Named(numbers, found.start(1), found.end(1))


def lead_number(text: str, start: int, end: int, words: Words) -> Named | None:
    """The number that a line begins with, apart from its words: `3、`, `(2)`, `一、`."""
    found = _LEAD.match(text, start, end)
    if found:
        return Named((found[1],), found.start(), end)
    number = _written(re.sub(r"[()\[\]、.: \t]", "", text[start:end]), words)
    return Named((str(number),), start, end) if number else None


def _range(listed: str, words: Words) -> tuple[str, ...]:
    """`1-3` names three points."""
    found = _RANGE.fullmatch(listed)
    if not found or not words.patterns[SECTION]["range_like"].search(listed):
        return ()
    first, last = int(found[1]), int(found[2])
    return tuple(str(no) for no in range(first, last + 1)) if first < last < first + MOST else ()


def _numbers(listed: str, words: Words) -> tuple[str, ...]:
    digits = words.lists["numbering"]["digits"]
    ordinals = words.lists[SECTION]["ordinals"]
    spelt = "|".join(re.escape(one) for one in sorted((*ordinals, *words.lists[SECTION]["numerals"]), key=len))
    written = f"[{''.join(map(re.escape, digits))}]+" if digits else "(?!)"
    parts = re.findall(rf"{_NUMBER.pattern}|{written}|{spelt or '(?!)'}", listed)
    found = (one if one[0].isdigit() else str(_written(one, words) or "") for one in parts)
    return tuple(dict.fromkeys(one for one in found if one))


def _written(word: str, words: Words) -> int:
    """十二 is 12, third is 3; 0 for what is no number."""
    section = words.lists[SECTION]
    for name in ("ordinals", "numerals"):
        if word in section[name]:
            return section[name].index(word) + 1
    value = {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}
    if not word or any(one not in value for one in word):
        return 0
    tens, ten, ones = word.rpartition(next((one for one, no in value.items() if no == len(value)), "?"))
    if not ten:
        return value[word] if len(word) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (value[tens] if tens else 1) * len(value) + (value[ones] if ones else 0)
