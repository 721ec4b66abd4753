"""What an order is about: items, people, departments, days, cases, as they stand in its pieces. Judges no order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mailflow.parsers.dates import FoundDay
from mailflow.parsers.folding import Folded
from mailflow.parsers.orders.vocabulary import (
    ADDRESS,
    ARROW,
    CASE,
    COLON,
    DAY,
    DEPARTMENT,
    ITEM,
    PAREN,
    PERSON,
    QUOTED,
    SECTION,
    SEP,
    Piece,
)
from mailflow.parsers.words import Token, Words

# What makes a clause doubtful, the gravest first; the name is the rule that the one who asks back sees.
DOUBTS = ("question", "condition", "waiting", "reported", "retract", "negation", "past", "later", "hedge", "self")
NAMES = frozenset((PERSON, ADDRESS))
VALUE_DOUBTS = ("question", "condition", "retract", "prohibition", "waiting")  # even of words that are copied


@dataclass(frozen=True, slots=True)
class Segment:
    """The pieces of one order: the clause with its head, and the clauses behind it that have none."""

    pieces: tuple[Piece, ...]
    head: int
    number: int
    asks: bool
    ground: tuple[Piece, ...] = ()  # its reason, where that stands before it

    @property
    def before(self) -> tuple[Piece, ...]:
        """What stands before the head."""
        return self.pieces[: self.head]

    @property
    def behind(self) -> tuple[Piece, ...]:
        """What stands behind it."""
        return self.pieces[self.head + 1 :]

    @property
    def kinds(self) -> frozenset[str]:
        """Everything that any of its pieces may be."""
        return frozenset(kind for piece in self.pieces for kind in piece.kinds)


@dataclass(frozen=True, slots=True)
class Mail:
    """What all orders of a mail are read with. `days` are by where they begin in the raw text."""

    folded: Folded
    words: Words
    days: Mapping[int, FoundDay]
    today: date | None

    def day(self, piece: Piece) -> FoundDay | None:
        """The day that a piece is."""
        return self.days.get(self.folded.at[piece.start])

    def days_within(self, piece: Piece) -> list[FoundDay]:
        """The days inside parentheses."""
        first, last = self.folded.span(piece.start, piece.end)
        return [one for one in self.days.values() if first <= one.start and one.end <= last]

    def verbatim(self, start: int, end: int) -> str:
        """The raw words of a stretch, without the marks round them."""
        return self.folded.verbatim(start, end).strip(" \t\u3000,，、。.．;；:：()（）【】")


@dataclass
class Operands:
    """What was found in a segment; `doubts` are the rules for which it isn't sure."""

    items: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    days: list[FoundDay] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # field of the order -> words


def scope(pieces: Iterable[Piece], names: Sequence[str]) -> str:
    """The first of these scopes that a piece opens."""
    held = {kind for piece in pieces for kind in piece.kinds}
    return next((name for name in names if name in held), "")


def take(pieces: Sequence[Piece], got: Operands, mail: Mail, *, unknown: str = PERSON) -> None:
    """Put what the pieces name where it belongs; `unknown` is what a word is that only its place shows."""
    for piece in pieces:
        said = mail.folded.verbatim(piece.start, piece.end)
        found = mail.day(piece) if piece.has(DAY) else None
        if piece.has(ITEM):
            got.items += _numbers(piece.value, mail.words)
        elif piece.has(QUOTED, "occasion") or (not piece.kinds and unknown == ITEM):
            got.items.append(said.strip("“”「」『』《》＂＇\"'"))
        elif piece.has(CASE):
            got.cases.append(piece.value.upper())
        elif found:
            got.days.append(found)
        elif piece.has("pronoun"):
            got.doubts.append("pronoun")
        elif piece.has(DEPARTMENT) or (not piece.kinds and unknown == DEPARTMENT):
            got.departments.append(said)
        elif piece.has(*NAMES) or (not piece.kinds and is_latin_name(piece, mail)):
            got.persons.append(_without_post(said, mail.words) if piece.has(PERSON) else said)


def _without_post(name: str, words: Words) -> str:
    """李强经理 is 李强; 李总 stays, for there is nothing else to find them by."""
    plain = words.plain(name)
    posts = sorted(words.lists["letter"]["titles"], key=len, reverse=True)
    post = next((one for one in posts if plain.endswith(one) and len(plain) - len(one) >= 2), "")
    return name[: len(name) - len(post)].strip() if post and len(plain) == len(name) else name


def _numbers(value: str, words: Words) -> list[str]:
    """1、3 and 第三 as numbers; 3.2 stays one."""
    digits = {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}
    found = []
    for part in re.findall(r"[\d.]+|[^\W\da-z]+", value):
        parts = [part] if part[0].isdecimal() else re.findall(f"[{''.join(digits)}]+", part)
        found += [one if one[0].isdecimal() else str(_spelt(one, digits)) for one in parts]
    return list(dict.fromkeys(found))


def _spelt(text: str, digits: Mapping[str, int]) -> int:
    """十二 is twelve."""
    value = 0
    for one in text:
        value = (value or 1) * 10 if digits[one] == 10 else value + digits[one]
    return value


def within(pieces: Sequence[Piece], words: Words) -> list[Piece]:
    """The words inside parentheses, for what they may turn."""
    return [
        Piece(token.kinds, piece.start + token.start + 1, piece.start + token.end + 1, _cut(piece, token))
        for piece in pieces
        if piece.has(PAREN)
        for token in words.lexicons[SECTION].cut(piece.text[1:-1], 0, len(piece.text) - 2)
    ]


def _cut(piece: Piece, token: Token) -> str:
    return piece.text[token.start + 1 : token.end + 1]


def is_latin_name(piece: Piece, mail: Mail) -> bool:
    """Li Qiang, Tom: one to three words with capitals, or a first name that everybody knows."""
    if piece.kinds:
        return False
    raw = mail.words.fold(mail.folded.verbatim(piece.start, piece.end), keeps_case=True).text
    parts = raw.split()
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"[A-Za-z][A-Za-z.'\-]{0,20}", one) for one in parts):
        return False
    lists = mail.words.lists
    if parts[0].lower() in lists["decision"]["no_name"] or parts[0].lower() in lists["letter"]["departments"]:
        return False
    return all(one[0].isupper() for one in parts) or parts[0].lower() in lists["letter"]["first_names"]


def chunks(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces cut at commas and colons; each cut-off part begins with its mark."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.has(SEP, COLON):
            found.append([])
        found[-1].append(piece)
    return found


def without_old(segment: Segment, mail: Mail) -> Segment:
    """从12月7日改到12月9日, 由王敏改为李明: what it was before is no operand."""
    pieces, old = segment.pieces, set()
    days = [no for no, piece in enumerate(pieces) if piece.has(DAY)]
    names = [no for no, piece in enumerate(pieces) if piece.has(*NAMES) or is_latin_name(piece, mail)]
    for at in (days, names):
        if len(at) != 2:
            continue
        first, last = at
        if pieces[last - 1].has("instead"):
            old |= {last, last - 1}
        elif _was_before(segment, first, last):
            old |= {first, first - 1} if first and pieces[first - 1].has("from") else {first}
    kept = tuple(piece for no, piece in enumerate(pieces) if no not in old)
    return replace(segment, pieces=kept, head=segment.head - sum(no < segment.head for no in old))


def _was_before(segment: Segment, first: int, last: int) -> bool:
    """明天改期到12月9日 says when to do it; 第3项12月7日改到12月9日 what was to be."""
    pieces = segment.pieces
    if pieces[first + 1].has(ARROW):
        return True
    if not first < segment.head < last:
        return bool(first) and pieces[first - 1].has("from")
    is_day, before = pieces[first].has(DAY), pieces[first - 1] if first else None
    named = before is not None and before.has("from", "owner_noun", "date_noun", *((ITEM,) if is_day else ()))
    return named and (is_day or (first == segment.head - 1 and pieces[segment.head].has("change")))
