"""What stands round the words of a mail: greeting, closing, name, signature, footer, notice. Judges no decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailflow.parsers.folding import Folded
from mailflow.parsers.words import Words, one_of

DASHES = re.compile(r"\s*[-–—_=*~.·]{2,}\s*")
PIECES = re.compile(r"[\s|/·,，、()（）;；&]+")


class LineRole(StrEnum):
    """What a line is."""

    BLANK = "blank"
    WORDS = "words"
    GREETING = "greeting"
    CLOSING = "closing"
    NAME = "name"  # a name, a signature, a footer or a notice: nobody's words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the folded text and what it is."""

    start: int
    end: int
    role: LineRole


@dataclass(frozen=True, slots=True)
class _Shapes:
    greeting: re.Pattern[str]
    greeting_with_hello: re.Pattern[str]
    name_before_colon: re.Pattern[str]
    piece: re.Pattern[str]
    department: re.Pattern[str]
    closing: frozenset[str]
    first_names: frozenset[str]
    footer: re.Pattern[str]
    notice: re.Pattern[str]
    contact: re.Pattern[str]
    not_department: re.Pattern[str]


def read_letter(folded: Folded, words: Words) -> tuple[Line, ...]:
    """Every line with its role. Greetings are looked for at the top, names and closings below the first words."""
    shapes = _shapes_of(words)
    lines: list[Line] = []
    in_notice = in_signature = has_words = after_closing = False
    for start, end in _lines(folded.text):
        text = folded.text[start:end].strip()
        role = LineRole.WORDS
        if not text:
            role, in_notice = LineRole.BLANK, False
        elif DASHES.fullmatch(text):
            role, in_signature = LineRole.NAME, True
        elif in_notice or shapes.footer.match(text):
            role = LineRole.NAME
        elif shapes.notice.match(text):
            role, in_notice = LineRole.NAME, True
        elif not has_words and _is_greeting(text, shapes, ends_line=True):
            role = LineRole.GREETING
        elif _plain(text) in shapes.closing:
            role, after_closing = LineRole.CLOSING, True
        elif _is_signature(text, folded.verbatim(start, end), shapes, after=after_closing or in_signature):
            role = LineRole.NAME
        has_words = has_words or role is LineRole.WORDS
        lines.append(Line(start, end, role))
    return tuple(_names_above_are_words(lines))


def greeting_end(text: str, words: Words) -> int:
    """How far the greeting clauses at the head of a line reach (刘工，…; 王总、李总：…): 0 where there are none."""
    shapes, place = _shapes_of(words), 0
    for found in re.finditer(r"[,，、:：!！]", text[:60]):
        clause = text[place : found.start()].strip()
        colon = found[0] in ":："
        if not clause or not _is_greeting(clause, shapes, ends_line=False, colon=colon):
            break
        place = found.end()
    return place


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _names_above_are_words(lines: list[Line]) -> Iterator[Line]:
    """A name above the words may be whose words they are; only below them is it surely the writer's."""
    first = next((no for no, line in enumerate(lines) if line.role is LineRole.WORDS), -1)
    for no, line in enumerate(lines):
        above = no < first and line.role is LineRole.NAME
        yield Line(line.start, line.end, LineRole.WORDS) if above else line


def _plain(text: str) -> str:
    return text.strip(" ,，.。!！~;；:：、")


def _is_greeting(text: str, shapes: _Shapes, *, ends_line: bool, colon: bool = False) -> bool:
    if len(text) > 40:
        return False
    clean = _plain(text)
    if colon:
        return bool(shapes.greeting_with_hello.fullmatch(clean))
    if not ends_line:
        return bool(shapes.greeting.fullmatch(clean))
    if text[-1] in ":：" and shapes.name_before_colon.fullmatch(clean):
        return True
    parts = [one for one in re.split(r"[,，、]", clean) if one.strip()]
    return bool(parts) and all(shapes.greeting.fullmatch(one.strip()) for one in parts)


def _is_signature(text: str, raw: str, shapes: _Shapes, *, after: bool) -> bool:
    if len(text) > 120:
        return False
    bare = text.strip("* ")
    if shapes.contact.match(bare):
        return True
    if re.fullmatch(r"[ -~]+", text) and _is_latin_name(raw.strip("* \r,.-–—"), shapes, after=after):
        return True
    if text[-1] in "。!！?？:：":
        return False
    pieces = [one for one in PIECES.split(bare) if one]
    return 0 < len(pieces) <= 8 and text[-1] not in ",，、;；" and all(_is_piece(one, shapes) for one in pieces)


def _is_piece(piece: str, shapes: _Shapes) -> bool:
    if shapes.piece.fullmatch(piece) or shapes.contact.match(piece):
        return True
    return bool(shapes.department.fullmatch(piece)) and not shapes.not_department.search(piece)


def _is_latin_name(raw: str, shapes: _Shapes, *, after: bool) -> bool:
    """`Mark`, `Olivia Grant`, `Tom Baker | Finance`: a known first name, or any name under a closing."""
    name, *rest = [one.strip() for one in re.split(r"\s*[|/,·]\s*| [-–—] ", raw) if one.strip()] or [""]
    if not re.fullmatch(r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){0,2}", name):
        return False
    known = name.split()[0].lower() in shapes.first_names or after
    return known and all(_is_latin_post(one.lower(), shapes) for one in rest)


def _is_latin_post(text: str, shapes: _Shapes) -> bool:
    return bool(shapes.piece.fullmatch(text) or shapes.department.fullmatch(text) or shapes.contact.match(text))


@lru_cache(maxsize=4)
def _shapes_of(words: Words) -> _Shapes:
    letter, like = words.lists["letter"], words.patterns["letter"]
    surname, given = words.names["SURNAME"], words.names["GIVEN"]
    title, hello = f"(?:{one_of(letter['titles'])})", f"(?:{one_of(letter['hello'])})"
    nick = f"(?:{one_of(letter['nicknames'])}){surname}"
    post = one_of(letter["departments"])
    person = f"{surname}[一-龥]{{0,2}}{title}|{nick}"
    titled = f"{person}|(?:{one_of(letter['everyone'])})|[一-龥]{{0,6}}(?:{post}){surname}{title}"
    latin = rf"{hello}(?: (?:mr|mrs|ms|dr)\.?)?(?: [a-z.'\-]{{1,16}}){{0,2}}|(?:mr|mrs|ms|dr)\.? [a-z]{{1,16}}"
    named = rf"{surname}{given}{{1,2}}|[a-z]{{2,16}}(?: [a-z]{{2,16}})?"
    return _Shapes(
        greeting=re.compile(f"(?:{titled}) ?{hello}?|{hello}|{surname}[一-龥]{{1,2}} ?{hello}|{latin}"),
        greeting_with_hello=re.compile(f"(?:{titled}|{surname}[一-龥]{{1,2}}) ?{hello}|{hello}"),
        name_before_colon=re.compile(f"(?:{titled}) ?{hello}?|{named}"),
        piece=re.compile(f"{surname}{given}{{1,2}}|{title}|{person}"),
        department=re.compile(f"[一-龥a-z0-9]{{1,16}}(?:{post}){title}?|{post}"),
        closing=frozenset(letter["closing"]),
        first_names=frozenset(letter["first_names"]),
        footer=like["footer_like"],
        notice=like["notice_like"],
        contact=like["contact_like"],
        not_department=like["no_department_like"],
    )
