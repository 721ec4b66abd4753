"""A coordinator's mail as sentences of pieces: words of orders, items, cases, days, people. Gives no order itself."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.parsers.dates import FoundDay
from mailflow.parsers.folding import Folded
from mailflow.parsers.letter.reader import LineRole, greeting_end, read_letter
from mailflow.parsers.words import Words, one_of

SECTION = "orders"
COMMANDS = frozenset(("remind", "add", "hold", "resume", "new_owner", "change_lead", "change_recorder", "search"))
MAX_LINE = 2_000  # characters; nobody gives an order in more
DAY, ITEM, CASE, ADDRESS, QUOTED, PAREN, SEP, COUNT, COLON, ARROW, SLASH, DOTS, PERSON, DEPARTMENT = (
    "day item_no case_no address quoted paren sep count colon arrow slash dots person department".split()  # noqa: SIM905 - kinds
)
DEPARTMENTS_IN_CAPITALS = frozenset(("IT",))  # in small letters it is a word
WORD = re.compile(r"\S+")
_DAY_HEAD, _DAY_TAIL = "\ue000", "\ue001"  # stand for a day's characters, so that its digits are nothing else
_PLAIN = r"(?P<end>[。!?]+|(?<![0-9a-z])\.(?!\.)|\.(?![0-9a-z.]))"
_TYPED = (
    r"(?P<quoted>“[^“”\n]{0,200}”|「[^「」\n]{0,200}」|『[^『』\n]{0,200}』|《[^《》\n]{0,100}》"
    r'|"[^"\n]{0,200}"|(?<![a-z])\'[^\'\n]{1,200}\'(?![a-z]))'
    r"|(?P<count>(?<=[\s,;])(?:\d{1,2}[.、)]|\(\d{1,2}\))(?!\d))"
    r"|(?P<paren>\([^()\n]{0,200}\)|【[^【】\n]{0,200}】)"
    r"|(?P<fact>FACT)"
    r"|(?P<address>[\w.+\-]{1,64}@[a-z0-9.\-]{3,80})"
    rf"|(?P<day>{_DAY_HEAD}{_DAY_TAIL}*)"
    rf"|(?P<arrow>(?<={_DAY_HEAD}|{_DAY_TAIL}) ?[-–—~～] ?(?={_DAY_HEAD})|[-=—]{1, 2}>|=>|→|=|⇒)"
    r"|(?P<dots>…+|\.{2,}|~+)"
    r"|(?P<sep>[,、;]+|(?<=\s)[-–—]+(?=\s)|[–—]{1,3})"
    r"|(?P<colon>:)"
    r"|(?P<slash>[/|])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the folded text and what it may be; `kinds` is empty where nobody knows."""

    kinds: frozenset[str]
    start: int
    end: int
    text: str
    value: str = ""  # of an item or a case: its number

    def has(self, *kinds: str) -> bool:
        """True where it may be one of these."""
        return not self.kinds.isdisjoint(kinds)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Pieces up to a full stop or the end of a line. `number` is the one printed or written before it, else 0."""

    pieces: tuple[Piece, ...]
    number: int
    asks: bool  # ends in a question mark
    line: int


def read_sentences(folded: Folded, words: Words, days: Sequence[FoundDay]) -> tuple[Sentence, ...]:
    """The sentences of a mail's own words. Greetings, names, footers and marked quotes are nobody's orders."""
    shapes, masked = _shapes_of(words), _masked(folded, words, days)
    found: list[Sentence] = []
    source = _Source(folded, masked, words, shapes)
    for no, line in enumerate(read_letter(folded, words)):
        text = folded.text[line.start : line.end]
        if line.role not in (LineRole.WORDS, LineRole.NAME) or _is_marked(text):
            continue
        start = line.start + (0 if found else greeting_end(text, words))
        read = list(_sentences_of(source, start, line.end, no))
        if line.role is LineRole.WORDS or _is_order_like(read):
            found += read
    return tuple(found)


def _is_marked(line: str) -> bool:
    """Behind the mark of a quote another speaks."""
    return line.lstrip().startswith((">", "|", ":"))


def _is_order_like(line: Sequence[Sentence]) -> bool:
    """催财务部 looks like a department's name under a mail, but for its first word; every word of it is known."""
    return len(line) == 1 and line[0].pieces[0].has(*COMMANDS) and all(one.kinds for one in line[0].pieces)


@dataclass(frozen=True, slots=True)
class _Shapes:
    typed: re.Pattern[str]
    number: re.Pattern[str]
    person: re.Pattern[str]
    full_name: re.Pattern[str]
    department: re.Pattern[str]
    member: re.Pattern[str]  # 仓储部陈总
    digits: dict[str, int]


@lru_cache(maxsize=4)
def _shapes_of(words: Words) -> _Shapes:
    like, letter = words.patterns[SECTION], words.lists["letter"]
    surname, given = words.names["SURNAME"], words.names["GIVEN"]
    items, cases = (like[key].pattern.replace("(?P<no_", f"(?P<no_{key}") for key in ("item_like", "case_like"))
    posts = f"(?:{one_of(letter['titles'])})"
    name = rf"(?:{words.names['NAME']}|{surname}{given}{{1,2}})"
    digits = {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}
    return _Shapes(
        typed=re.compile(
            f"{_TYPED.replace('FACT', like['fact_like'].pattern)}|{_PLAIN}|(?P<case_no>{cases})|(?P<item_no>{items})",
            re.IGNORECASE,
        ),
        number=re.compile(r"[ \t]*(?:[(\[]?(\d{1,2})(?:[)\].:、]+|(?=[^\d.:/\-%]))|([^\d\W])、)[ \t]*"),
        person=re.compile(rf"({name}) ?{posts}?", re.IGNORECASE),
        full_name=re.compile(f"{surname}{given}{{1,2}}"),
        department=re.compile(
            f"[一-龥a-z0-9&]{{0,12}}(?:{one_of(letter['departments'])})|(?:the )?[a-z&]+ (?:dept|team|department)"
        ),
        member=re.compile(f"([一-龥]{{1,8}}?(?:{one_of(letter['departments'])}))({name} ?{posts}?)", re.IGNORECASE),
        digits=digits,
    )


def _masked(folded: Folded, words: Words, days: Sequence[FoundDay]) -> str:
    """The text with every day's characters out of reach of what looks for numbers."""
    text = list(folded.text)
    thing = words.patterns[SECTION]["thing_like"]
    for day in days:
        start, end = bisect_left(folded.at, day.start), bisect_left(folded.at, day.end)
        if start < end and not thing.match(folded.text, start):
            text[start:end] = _DAY_HEAD + _DAY_TAIL * (end - start - 1)
    return "".join(text)


@dataclass(frozen=True, slots=True)
class _Source:
    folded: Folded
    masked: str
    words: Words
    shapes: _Shapes


def _sentences_of(source: _Source, start: int, end: int, line: int) -> Iterator[Sentence]:
    number, start = _number(source, start, end)
    pieces: list[Piece] = []
    if end - start > MAX_LINE:
        yield Sentence((Piece(frozenset(), start, end, source.folded.text[start:end]),), number, asks=False, line=line)
        return
    for piece in _pieces(source, start, end):
        if piece.has("end"):
            if pieces or "?" in piece.text:
                yield Sentence(tuple(pieces), number, asks="?" in piece.text, line=line)
            pieces, number = [], 0
        else:
            pieces.append(piece)
    if pieces:
        yield Sentence(tuple(pieces), number, asks=False, line=line)


def _number(source: _Source, start: int, end: int) -> tuple[int, int]:
    """The number that a line begins with, and where its words begin. 3项 is an item, 3天 a span, and no number."""
    masked, words, shapes = source.masked, source.words, source.shapes
    bullet = words.patterns["letter"]["numbering_like"].match(masked[start:end])
    found = shapes.number.match(masked, start, end)
    if not found:
        return 0, start + (bullet.end() if bullet and bullet.end() < end - start else 0)
    item = words.patterns[SECTION]["item_like"].match(masked, found.start(1 if found[1] else 2), end)
    if found[1] and item and item.end() > found.end(1):
        return 0, start
    if words.patterns["choices"]["unit_like"].match(masked[found.end(1) if found[1] else found.end() : end].lstrip()):
        return 0, start
    value = int(found[1]) if found[1] else shapes.digits.get(found[2], 0)
    return (value, found.end()) if value else (0, start)


def _pieces(source: _Source, start: int, end: int) -> Iterator[Piece]:
    text, masked, place = source.folded.text, source.masked, start
    for found in source.shapes.typed.finditer(masked, start, end):
        kind = str(found.lastgroup)  # of nested groups, the outer one
        is_bare = kind in (ITEM, CASE) and found[0][-1].isdecimal()
        if is_bare and source.words.patterns["choices"]["unit_like"].match(masked[found.end() : end].lstrip()):
            continue
        yield from _words(text, place, found.start(), source)
        value = next((one for name, one in found.groupdict().items() if name.startswith("no_") and one), found[0])
        yield Piece(frozenset((kind,)), found.start(), found.end(), text[found.start() : found.end()], value)
        place = found.end()
    yield from _words(text, place, end, source)


def _words(text: str, start: int, end: int, source: _Source) -> Iterator[Piece]:
    """The stretch cut into known words; what is left over may be a person or a department."""
    run: list[Piece] = []
    for token in source.words.lexicons[SECTION].cut(text, start, end):
        said = text[token.start : token.end].rstrip()
        kinds = token.kinds
        raw = source.folded.verbatim(token.start, token.start + len(said))
        if unicodedata.normalize("NFKC", raw) in DEPARTMENTS_IN_CAPITALS:
            kinds = frozenset((DEPARTMENT,))
        piece = Piece(kinds, token.start, token.start + len(said), said)
        if run and (run[-1].end != piece.start or not _may_be_of_name(piece)):
            yield from _named(run, source.shapes)
            run = []
        if _may_be_of_name(piece):
            run.append(piece)
        else:
            yield piece
    yield from _named(run, source.shapes)


def _may_be_of_name(piece: Piece) -> bool:
    """Unknown, or one ideograph that may as well be a part of a name (于, 和, 成)."""
    return not piece.kinds or (
        len(piece.text) == 1 and piece.text > "\u2e7f" and piece.has("to", "link", "from", "tail")
    )


def _named(run: Sequence[Piece], shapes: _Shapes) -> Iterator[Piece]:
    whole = "".join(one.text for one in run)
    if len(run) > 1 and any(not one.kinds for one in run) and len(whole) <= 4 and shapes.full_name.fullmatch(whole):
        yield Piece(frozenset((PERSON,)), run[0].start, run[-1].end, whole)
        return
    for piece in run:
        yield from (piece,) if piece.kinds else _names(piece, shapes)


def _names(piece: Piece, shapes: _Shapes) -> Iterator[Piece]:
    """李强 王敏 are two people with a blank between; Li Qiang is one stretch that only its place makes a name."""
    member = shapes.member.fullmatch(piece.text)
    if member and not _kind_of(piece.text, shapes):
        for group, kind in ((1, DEPARTMENT), (2, PERSON)):
            first, last = member.span(group)
            yield Piece(frozenset((kind,)), piece.start + first, piece.start + last, member[group])
        return
    if not piece.text.isascii() and not _kind_of(piece.text, shapes):
        start, rest = piece.start, piece.start
        for found in WORD.finditer(piece.text):
            if kind := _kind_of(found[0], shapes):
                yield from _left_over(piece, rest, piece.start + found.start())
                yield Piece(frozenset((kind,)), start + found.start(), start + found.end(), found[0])
                rest = start + found.end()
        yield from _left_over(piece, rest, piece.end)
        return
    kind = _kind_of(piece.text, shapes)
    yield Piece(frozenset((kind,)), piece.start, piece.end, piece.text) if kind else piece


def _left_over(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    text = piece.text[start - piece.start : end - piece.start]
    if text.strip():
        start += len(text) - len(text.lstrip())
        yield Piece(frozenset(), start, start + len(text.strip()), text.strip())


def _kind_of(text: str, shapes: _Shapes) -> str:
    if text > "\u2e7f" and shapes.person.fullmatch(text):
        return PERSON
    return DEPARTMENT if shapes.department.fullmatch(text) else ""
