"""Which items a clause names: by number, by title, all of them, the rest, or all but some. Reads no state of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from mailflow.parsers.folding import Folded
from mailflow.parsers.progress.shares import read_digits
from mailflow.parsers.progress.titles import Titles
from mailflow.parsers.words import Words, one_of
from mailflow.workflow.reply import ProgressItem

SECTION = "progress"
CIRCLED = re.compile(r"[\u2460-\u2473\u2474-\u2487\u2488-\u249b\u2776-\u277f\u24f5-\u24fe]|\d\ufe0f?\u20e3")


class Way(StrEnum):
    """How items are named."""

    NUMBER = "number"
    TITLE = "title"
    ALL = "all"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Ref:
    """A stretch of the folded text that names items. `numbers` is empty for all and the rest.

    `count` is the number beside all or the rest (两项都); `is_bare` a number without any mark, which may be a count.
    `is_wrong`: it names an item that isn't there, or could be either of two.
    """

    start: int
    end: int
    way: Way
    numbers: tuple[int, ...] = ()
    count: int | None = None
    is_bare: bool = False
    is_wrong: bool = False
    is_excluded: bool = False
    either: tuple[int, ...] = ()  # the items that are equally near
    weight: float = 0.0


class Namer:
    """Finds the items that clauses name; one for each reply."""

    def __init__(self, folded: Folded, items: Sequence[ProgressItem], titles: Titles, words: Words) -> None:
        self._folded, self._titles, self._words = folded, titles, words
        self._known = tuple(item.no for item in items)
        self._like = words.patterns[SECTION]
        self._value = {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}
        self._ordinal = {one: no for no, one in enumerate(words.lists[SECTION]["ordinals"], 1)}
        self._counts = self._value | {one: no for no, one in enumerate(_english_counts(words), 1)}
        self._shapes = _shapes_of(words)

    def numbered(self, start: int, end: int) -> list[Ref]:
        """The numbers of a line. Those without any mark count only before a state, which the reader must check."""
        text = self._folded.text[start:end]
        found = [*self._circled(start, end), *self._explicit(text), *self._ordinals(text), *self._ends_of_list(text)]
        found += self._at_head(text)
        found += self._bare(text)
        taken: list[Ref] = []
        held = bytearray(len(text))
        for ref in sorted(found, key=lambda one: (one.is_bare, one.start, -one.end)):
            if not any(held[ref.start : ref.end]):
                held[ref.start : ref.end] = b"\1" * (ref.end - ref.start)
                taken.append(ref)
        return [_moved(one, start) for one in sorted(taken, key=lambda one: one.start)]

    def titled(self, start: int, end: int, blanked: str) -> list[Ref]:
        """The titles that a stretch names; `blanked` is its text without what can't be a title."""
        refs = []
        for hit in self._titles.hits(blanked):
            numbers = (hit.number,) if hit.number else ()
            ref = Ref(
                start + hit.start, start + hit.end, Way.TITLE, numbers, is_wrong=not hit.number, weight=hit.weight
            )
            refs.append(replace(ref, either=hit.either))
        return [one for one in refs if one.end <= end]

    def sweeping(self, start: int, end: int) -> Ref | None:
        """All, or the rest, with the number that stands beside it."""
        text = self._folded.text[start:end]
        for way, name in ((Way.REST, "rest_like"), (Way.ALL, "all_like")):
            found = self._like[name].search(text)
            if found and found.end() > found.start():
                named = next((value for value in found.groupdict().values() if value), None)
                count = self._count(named) if named else None
                return Ref(start + found.start(), start + found.end(), way, count=count)
            if found:
                return Ref(start, start, way)
        return None

    def begins_title(self, ref: Ref, end: int) -> bool:
        """True where words of that item's own title stand right behind its number."""
        stretch = self._folded.text[ref.end : min(end, ref.end + 60)]
        lead = len(stretch) - len(stretch.lstrip())
        return any(hit.number in ref.numbers and hit.start <= lead for hit in self._titles.hits(stretch))

    def one_sign(self, start: int, end: int) -> int:
        """The item whose title alone holds the few ideographs of this stretch."""
        text = self._folded.text[start:end]
        left = [
            text[token.start : token.end]
            for token in self._words.lexicons[SECTION].cut(text, 0, len(text))
            if "small" not in token.kinds
        ]
        return self._titles.by_one_sign("".join(left).strip())

    def _count(self, text: str) -> int | None:
        return int(text) if text.isdecimal() else self._counts.get(text, 2 if text in _twos(self._words) else None)

    def _ref(self, start: int, end: int, numbers: Sequence[int], *, is_bare: bool = False) -> Ref:
        wrong = any(one not in self._known for one in numbers)
        return Ref(start, end, Way.NUMBER, tuple(dict.fromkeys(numbers)), is_bare=is_bare, is_wrong=wrong)

    def _circled(self, start: int, end: int) -> Iterator[Ref]:
        at = self._folded.at
        raw = self._folded.raw
        for found in CIRCLED.finditer(raw, at[start], at[end] if end < len(at) else len(raw)):
            first = bisect_left(at, found.start(), start, end)
            behind = bisect_left(at, found.end(), start, end)
            digits = re.search(r"\d+", self._folded.text[first:behind])
            if digits:
                yield self._ref(first - start, behind - start, [int(digits[0])])

    def _explicit(self, text: str) -> Iterator[Ref]:
        for found in self._shapes.explicit.finditer(text):
            yield self._ref(found.start(), found.end(), self._numbers(found[0]))
        if self._shapes.listed.search(text):
            for found in self._shapes.counted.finditer(
                text
            ):  # 3项 is the third behind 1、2项, and three where it stands alone
                yield self._ref(found.start(), found.end(), self._numbers(found[0]))

    def _at_head(self, text: str) -> Iterator[Ref]:
        found = self._shapes.head.match(text)
        if found:
            yield self._ref(found.start(1), found.end(), self._numbers(found[1]))
        for inner in self._shapes.bracketed.finditer(text):
            yield self._ref(inner.start(), inner.end(), self._numbers(inner[0]))

    def _bare(self, text: str) -> Iterator[Ref]:
        for found in self._shapes.bare.finditer(text):
            yield self._ref(found.start(), found.end(), self._numbers(found[0]), is_bare=True)

    def _ordinals(self, text: str) -> Iterator[Ref]:
        for found in self._shapes.ordinal.finditer(text):
            named = re.findall(self._shapes.ordinal_word, found[0])
            numbers = [self._ordinal.get(one) or int(re.sub(r"\D", "", one) or 0) for one in named]
            yield self._ref(found.start(), found.end(), numbers)

    def _ends_of_list(self, text: str) -> Iterator[Ref]:
        for found in self._like["last_like"].finditer(text):
            yield self._ref(found.start(), found.end(), self._known[-1:])
        for name in ("first_some_like", "last_some_like"):
            for found in self._like[name].finditer(text):
                count = self._count(next(value for value in found.groupdict().values() if value)) or 0
                numbers = self._known[:count] if name.startswith("first") else self._known[-count:]
                yield self._ref(found.start(), found.end(), numbers if 0 < count <= len(self._known) else (0,))

    def _numbers(self, text: str) -> list[int]:
        """1、2和4; 1-3."""
        numbers: list[int] = []
        place = 0
        for found in re.finditer(self._shapes.number, text):
            value = int(found[0]) if found[0].isdecimal() else self._chinese(found[0])
            if numbers and self._shapes.to.fullmatch(text[place : found.start()]):
                numbers += range(numbers[-1] + 1, min(value, numbers[-1] + 200) + 1) if value > numbers[-1] else (0,)
            else:
                numbers.append(value)
            place = found.end()
        return numbers

    def _chinese(self, text: str) -> int:
        return read_digits(text, self._words) or 0


@dataclass(frozen=True, slots=True)
class _Shapes:
    number: str
    to: re.Pattern[str]
    explicit: re.Pattern[str]
    listed: re.Pattern[str]
    counted: re.Pattern[str]
    head: re.Pattern[str]
    bracketed: re.Pattern[str]
    bare: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_word: str


def _moved(ref: Ref, by: int) -> Ref:
    return replace(ref, start=ref.start + by, end=ref.end + by)


def _english_counts(words: Words) -> tuple[str, ...]:
    return words.lists[SECTION]["counts"]


def _twos(words: Words) -> tuple[str, ...]:
    return words.lists[SECTION]["two"]


@lru_cache(maxsize=4)
def _shapes_of(words: Words) -> _Shapes:
    lists = words.lists[SECTION]
    any_of = {key: one_of(lists[key]) for key in lists if not key.startswith("share")}
    cn = f"[{''.join(words.lists['numbering']['digits'])}]"
    digits, number = r"\d{1,3}", rf"(?:\d{{1,3}}|{cn}{{1,3}}(?!{any_of['no_number_after']}))"
    before = f"(?:{any_of['before_number']})"
    after = f"(?:{any_of['after_number']})"
    noun = f"(?:{any_of['ordinal_nouns']})"
    # 5月, 3天 and 80% are no items.
    end = rf"(?![\d%]|[.]\d|:\d\d(?![\d%])| ?(?:{any_of['measures']})(?![a-z]))"
    to = rf" ?(?:[-~–]|\b(?:{any_of['number_ranges']})\b|(?<![a-z])(?:{any_of['number_ranges']})(?![a-z])) ?"
    joint = rf"(?: ?(?:[、,&+]|(?:{any_of['number_joins']})(?![a-z])) ?|, ?(?:{any_of['number_joins']}) |{to})"
    several = rf"{number}(?:{joint}(?:{before}|#)? ?{number}{end}){{0,20}}"
    several_digits = several.replace(number, digits)
    plain = rf"{number}(?:{joint}(?:{before}|#)? ?{number}){{0,20}}"
    weak_end = rf"(?=\s|[,:、。;!?.]|$|{one_of(lists['before_state'])})"
    apart = "".join(f"(?<!{re.escape(one)})" for one in lists["before_number"])
    listed = rf"(?<!\d){apart}{digits}(?:{joint}{digits}){{1,20}} ?{after}"
    explicit = (
        rf"(?<!\d){digits}(?:{joint}{digits}){{0,20}} ?(?:{any_of['numbered_by']})\s?{noun}",
        listed,
        rf"{before} ?{plain} ?(?:{after}{noun}?|(?:{any_of['after_number_weak']}){noun}?{weak_end})",
        rf"{before} ?{number}{weak_end}",
        rf"(?<![a-z])(?:{any_of['number_words']}) ?#? ?{several}{end}",
        rf"(?<=[\s,;。；、]){digits}[)](?=\s*[^\s)])",
        rf"(?<=[\s,;。；]){digits}[.](?=\s?[^\d\s]|\s\d{{1,3}} ?%)",
    )
    ordinal_word = rf"(?:{any_of['ordinals']}|\d{{1,2}}(?:st|nd|rd|th))(?![a-z])"
    follows = rf"(?= ?(?:[:,;.\-–—]|$|(?:{any_of['before_state']})(?![a-z])))"
    ordinals = (
        rf"(?:the )?{ordinal_word}(?:(?:, | and |, and | & ){ordinal_word})* {noun}s?(?![a-z])"
        rf"|(?:(?:^|(?<=[,.;] )|(?<=and ))|\bthe ){ordinal_word}"
        rf"(?:(?:, | and |, and | & )(?:the )?{ordinal_word})*{follows}"
    )
    return _Shapes(
        number=number,
        to=re.compile(rf"{to}(?:{before}|#)?"),
        explicit=re.compile("|".join(f"(?:{one})" for one in explicit)),
        listed=re.compile(listed),
        counted=re.compile(rf"(?:^|(?<=[\s,;。])){digits} ?{after}"),
        head=re.compile(
            rf"\s{{0,40}}[*•·●\-]?\s{{0,6}}[(\[]?({several})\s{{0,12}}(?:[)\]]\s*[.:、]?|[、.](?!\d)|:(?!\d\d(?!\d|%))|(?=\s{{0,12}}\|))\s*"
        ),
        bracketed=re.compile(rf"(?:(?<=[\s,;。.、;:])|(?<=[一-龥])|^)[(\[]{digits}[)\]](?=\s*[^\s,;。.])"),
        bare=re.compile(rf"(?<!\d:)(?<![\d./%$#+\-a-z]){several_digits}{end}"),
        ordinal=re.compile(ordinals),
        ordinal_word=ordinal_word,
    )
