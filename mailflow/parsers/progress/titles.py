"""Which words of a text stand for which item's title: whole, in part or reworded. Guesses nothing between two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.parsers.words import Words
from mailflow.workflow.reply import ProgressItem

WORD = re.compile(r"[a-z][a-z0-9'\-]*|[0-9]+[a-z]+|[一-龥]+|[0-9]+")
HAN = re.compile(r"[一-龥]")
SECTION = "progress"
UNIQUE = 0.99  # at least one part of the title that no other title has
MARGIN = 0.45
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A stretch of the text that names an item by its title; `weight` says how surely."""

    start: int
    end: int
    number: int  # 0 where several are equally near
    weight: float
    either: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A pair of ideographs, or a word: what titles are compared by."""

    text: str
    start: int
    end: int


class Titles:
    """The titles of a list, cut into parts; a part that several titles share weighs less."""

    def __init__(self, items: Sequence[ProgressItem], words: Words) -> None:
        self._words = words
        self._folded = {item.no: words.plain(item.title) for item in items}
        self._pairs = {no: frozenset(_pairs(title)) for no, title in self._folded.items()}
        self._signs = {no: frozenset(HAN.findall(title)) for no, title in self._folded.items()}
        stop = set(words.lists[SECTION]["stop"])
        self._latin = {
            no: frozenset(one for one in re.findall(r"[a-z0-9][a-z0-9'\-]*", title) if one not in stop)
            for no, title in self._folded.items()
        }
        self._latin = {no: found or self._all_latin(no) for no, found in self._latin.items()}
        self._holders: dict[str, frozenset[int]] = {}

    def _all_latin(self, no: int) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z0-9][a-z0-9'\-]*", self._folded[no]))

    def cover(self, text: str) -> dict[int, list[bool]]:
        """For each item that the text touches: which characters its title explains."""
        covers: dict[int, list[bool]] = {}
        for part in self._parts(text):
            for no in self._who(part.text):
                covered = covers.setdefault(no, [False] * len(text))
                covered[part.start : part.end] = [True] * (part.end - part.start)
        for no, covered in covers.items():
            for found in re.finditer(r"\d+", text):
                start, end = found.span()
                leads = covered[end : end + 1] == [True] and text[start : end + 1] in self._folded[no]
                follows = start > 0 and covered[start - 1] and text[start - 1 : end] in self._folded[no]
                if leads or follows:  # the 3 of 3号电梯
                    covered[start:end] = [True] * (end - start)
        return covers

    def explains(self, text: str, start: int, end: int) -> bool:
        """True where what stands there is a title's own word (初稿 of 编写初稿)."""
        return any(all(covered[start:end]) for covered in self.cover(text).values())

    def verbatim(self, text: str) -> list[tuple[int, int]]:
        """Stretches that stand so in a title (three ideographs, two words): words of a state in them are none."""
        found: list[tuple[int, int]] = []
        for no, covered in self.cover(text).items():
            title = self._folded[no]
            for at in range(1, len(text) - 1):
                covered[at] = covered[at] or (text[at] == " " and covered[at - 1] and covered[at + 1])
            for start, end in _runs(covered):
                stretch = text[start:end]
                size = len(HAN.findall(stretch))
                if stretch in title and (size >= 3 or (not size and " " in stretch.strip())):
                    found.append((start, end))
                elif size >= 4 or (not size and " " in stretch):
                    found += _longest_common(text, start, end, title)
        return found

    def is_verb_of_title(self, word: str, *, is_passive: bool) -> bool:
        """A past form (fixed, sent) of a word in some title; one like its verb (set) only where it is passive."""
        meant = _irregular(self._words).get(word)
        if meant == word and not is_passive:
            return False
        if meant is None and not (word.endswith("ed") and len(word) > 4):
            return False
        return any(_same(word, one, self._words) or one == meant for latin in self._latin.values() for one in latin)

    def tells_of(self, verb: str, number: int) -> bool:
        """True where what was done (寄出, audited) is what that title asks for (寄送样品, Audit fire doors)."""
        if HAN.match(verb):
            return bool(set(verb) & self._signs[number])
        meant = _irregular(self._words).get(verb)
        return any(_same(verb, one, self._words) or one == meant for one in self._latin[number])

    def has_verb(self, pair: str) -> bool:
        """Two ideographs that begin or end a title: what is done stands there."""
        return any(pair in (title[:2], title[-2:]) for title in self._folded.values())

    def hits(self, text: str) -> list[TitleHit]:
        """The stretches that name exactly one item; one of weight 0 where two are equally near."""
        spots = [(part, self._who(part.text)) for part in self._parts(text)]
        spots = [(part, who) for part, who in spots if who]
        found: list[TitleHit] = []
        for group in _grouped(spots, text):
            found += self._named(group)
        return found or list(self._by_signs(text))

    def _named(self, group: Sequence[tuple[_Part, frozenset[int]]]) -> Iterator[TitleHit]:
        weights: dict[int, dict[str, float]] = {}
        for part, who in group:
            for no in who:
                weights.setdefault(no, {})[self._key(part.text, no)] = 1 / len(who)
        ranked = sorted(((sum(parts.values()), no) for no, parts in weights.items()), reverse=True)
        weight, number = ranked[0]
        start, end = group[0][0].start, max(part.end for part, _ in group)
        if weight - (ranked[1][0] if len(ranked) > 1 else 0) < MARGIN or (weight < UNIQUE and len(ranked) > 1):
            either = tuple(no for other, no in ranked if weight - other < MARGIN)
            head = self._head(group, either)
            if head:
                yield TitleHit(start, end, head, weight)
                return
            yield TitleHit(start, end, 0, weight, either)
        else:
            yield TitleHit(start, end, number, weight)

    def _head(self, group: Sequence[tuple[_Part, frozenset[int]]], either: Sequence[int]) -> int:
        """盘点 is a 年终盘点 and no 盘点报告: what is meant stands last; 0 where it isn't so."""
        if len(group) != 1 or not HAN.match(group[0][0].text):
            return 0
        said = group[0][0].text
        heads = [no for no in either if self._folded[no].endswith(said)]
        begins = [no for no in either if self._folded[no].startswith(said)]
        return heads[0] if len(heads) == 1 and len(begins) == len(either) - 1 and heads[0] not in begins else 0

    def _key(self, text: str, no: int) -> str:
        """The same word of the title counts once, however often and in whatever form it comes."""
        if HAN.match(text):
            return text
        return next((one for one in sorted(self._latin[no]) if _same(text, one, self._words)), text)

    def _by_signs(self, text: str) -> Iterator[TitleHit]:
        """拍照 for 拍摄产品照片: two ideographs side by side that both stand in one title only."""
        for found in re.finditer(r"(?=([一-龥]{2}))", text):
            holders = [{no for no, signs in self._signs.items() if sign in signs} for sign in found[1]]
            if len(holders[0]) == 1 and holders[0] == holders[1]:
                yield TitleHit(found.start(), found.start() + 2, next(iter(holders[0])), UNIQUE)

    def by_one_sign(self, text: str) -> int:
        """灯 for 更换应急灯: nothing but ideographs of one title; 0 where there is no such title."""
        signs = set(HAN.findall(text))
        found = [no for no, own in self._signs.items() if signs and signs <= own]
        return found[0] if len(found) == 1 and len(signs) == len(HAN.findall(text)) <= 3 else 0

    def _who(self, part: str) -> frozenset[int]:
        found = self._holders.get(part)
        if found is None:
            if HAN.match(part):
                found = frozenset(no for no, pairs in self._pairs.items() if part in pairs)
            else:
                found = frozenset(
                    no for no, latin in self._latin.items() if any(_same(part, one, self._words) for one in latin)
                )
            self._holders[part] = found
        return found

    def _parts(self, text: str) -> Iterator[_Part]:
        stop = self._words.lists[SECTION]["stop"]
        for found in WORD.finditer(text):
            start, end = found.span()
            if HAN.match(found[0]):
                for at in range(start, end - 1):
                    yield _Part(text[at : at + 2], at, at + 2)
            elif end - start <= LONGEST_WORD and found[0] not in stop and not found[0].isdecimal():
                yield _Part(found[0], start, end)


def _pairs(title: str) -> Iterator[str]:
    for found in re.finditer(r"(?=([一-龥]{2}))", title):
        yield found[1]


def _runs(covered: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = -1
    for at, is_covered in enumerate([*covered, False]):
        if is_covered and start < 0:
            start = at
        elif not is_covered and start >= 0:
            yield start, at
            start = -1


def _longest_common(text: str, start: int, end: int, title: str) -> list[tuple[int, int]]:
    """Where a run mixes the title's parts: each stretch of it, three and more, that the title holds as it stands."""
    found, at = [], start
    while at < end:
        size = 0
        while at + size < end and text[at : at + size + 1] in title:
            size += 1
        if size >= 3:
            found.append((at, at + size))
        at += max(size, 1)
    return found


def _grouped(spots: Sequence[tuple[_Part, frozenset[int]]], text: str) -> Iterator[list[tuple[_Part, frozenset[int]]]]:
    """Parts that stand together, with no more than little words between; those without a title in common are apart."""
    group: list[tuple[_Part, frozenset[int]]] = []
    for part, who in spots:
        if group:
            end = max(one.end for one, _ in group)
            shared = frozenset.union(*(one for _, one in group)) & who
            between = text[end : part.start] if part.start > end else ""
            if not (shared and len(between) <= 14) and not (not between and HAN.match(part.text)):
                yield group
                group = []
        group.append((part, who))
    if group:
        yield group


@lru_cache(maxsize=4096)
def _same(one: str, other: str, words: Words) -> bool:
    """migration, migrate; docs, document; repacking, repack."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short.rstrip("s")) >= 3 and long.startswith(short.rstrip("s")) and len(short.rstrip("s")) >= len(short) - 1:
        rest = long[len(short.rstrip("s")) :]
        if not rest or len(short) <= 5 or rest in _endings(words):
            return True
    size = 0
    while size < len(short) and one[size] == other[size]:
        size += 1
    endings = _endings(words)
    return (
        any(one[cut:] in endings and other[cut:] in endings for cut in range(size, max(2, size - 3), -1)) and size >= 3
    )


@lru_cache(maxsize=4)
def _irregular(words: Words) -> dict[str, str]:
    """Past form -> verb."""
    pairs = [one.split() for one in words.lists[SECTION]["irregular"]]
    return {pair[0]: pair[1] for pair in pairs}


@lru_cache(maxsize=4)
def _endings(words: Words) -> frozenset[str]:
    return frozenset((*words.lists[SECTION]["endings"], ""))
