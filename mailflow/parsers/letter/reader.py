"""What stands round the words of a mail: greeting, closing, name, signature, footer, notice. Judges no decision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter.cards import is_contact, is_department, is_name_shaped, without_honorifics
from mailflow.parsers.letter.marks import Marks, marks_of
from mailflow.parsers.letter.signatures import new_lines
from mailflow.parsers.words import Words, one_of

DASHES = re.compile(r"\s*[-–—_=*~.·]{2,}\s*")
_KISSES = re.compile(r"\s+x{1,3}$")
PIECES = re.compile(r"[\s|/·,，、()（）;；&]+")


class LineRole(StrEnum):
    """What a line is."""

    BLANK = "blank"
    WORDS = "words"
    GREETING = "greeting"
    CLOSING = "closing"
    NAME = "name"
    ASIDE = "aside"  # a signature block, a footer or a notice: nobody's words


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
    date: re.Pattern[str]
    not_department: re.Pattern[str]
    not_name: re.Pattern[str]
    given: re.Pattern[str]  # 国维 under a closing
    sign_labels: frozenset[str]
    titles: frozenset[str]
    house: re.Pattern[str]  # a company or a crew that no list knows, below a name
    dated_house: re.Pattern[str]


def read_letter(folded: Folded, words: Words) -> tuple[Line, ...]:
    """Every line with its role. Greetings are looked for at the top, names and closings below the first words."""
    shapes, marks = _shapes_of(words), marks_of(words)
    places = list(_lines(folded.text))
    typed = [folded.verbatim(*place) for place in places]
    lines: list[Line] = []
    is_signed = has_words = is_announced = False
    dated_at = {places[no][0] for no in _above_dates(typed, words, shapes)}
    for (start, end), raw, is_said in zip(places, typed, new_lines(typed, marks), strict=True):
        text = folded.text[start:end].strip()
        role, is_named = LineRole.WORDS, False
        if not text:
            role = LineRole.BLANK
        elif DASHES.fullmatch(text):
            role, is_signed = LineRole.NAME, True
        elif not is_said:
            role = LineRole.ASIDE
        elif not has_words and _is_greeting(text, shapes, ends_line=True):
            role = LineRole.GREETING
        elif _is_closing(text, shapes):
            role, is_signed = LineRole.CLOSING, True
        elif (
            (is_signed and shapes.given.fullmatch(text))
            or is_contact(raw.strip(), marks)
            or (has_words and start in dated_at)
            or _is_signature(text, raw, shapes, marks, after=is_signed, below=lines[-1:])
        ):
            role = LineRole.WORDS if is_announced else LineRole.NAME  # 同意：⏎生产部⏎质量部: it speaks of them
            is_named = True
        has_words = has_words or role is LineRole.WORDS
        if role is not LineRole.BLANK:
            is_announced = role is LineRole.WORDS and (text[-1] in ":：" or (is_announced and is_named))
        lines.append(Line(start, end, role))
    return tuple(_names_above_are_words(lines))


def _above_dates(typed: Sequence[str], words: Words, shapes: _Shapes) -> Iterator[int]:
    """资产与后勤管理处⏎二〇二五年四月十日: how a letter is signed that a department writes."""
    filled = [(no, words.plain(line).strip("* ")) for no, line in enumerate(typed) if line.strip()]
    for (no, text), (_, below) in pairwise(filled):
        if shapes.date.fullmatch(below) and shapes.dated_house.search(text) and not shapes.not_department.search(text):
            yield no


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


def _is_closing(text: str, shapes: _Shapes) -> bool:
    parts = re.split(r"[,，、 ]+", _plain(text)) if text[0] > "\u2e7f" else [_plain(text)]
    return _plain(text) in shapes.closing or all(one in shapes.closing for one in parts)


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


def _is_signature(
    text: str, raw: str, shapes: _Shapes, marks: Marks, *, after: bool, below: Sequence[Line] = ()
) -> bool:
    if len(text) > 120:
        return False
    bare = text.strip("* ")
    if shapes.date.fullmatch(bare) or _is_labelled(bare, raw, shapes, marks):
        return True
    if text.isascii() and _is_latin_name(raw.strip("* \r,.-–—"), shapes, marks, after=after):
        return True
    if text[-1] in "。!！?？:：":
        return False
    pieces = [one for one in PIECES.split(bare) if one]
    is_below_name = any(line.role is LineRole.NAME for line in below)
    known = [
        _is_piece(one, shapes, marks) or (is_below_name and shapes.house.search(one) is not None) for one in pieces
    ]
    if (
        not 0 < len(pieces) <= 8
        or text[-1] in ",，、;；"
        or not all(_with_bearers(pieces, known, shapes, marks, after=after))
    ):
        return False
    # 苏州厂, 关系到二车间: alone, under no name and no closing, only words that departments are called by make one.
    named = after or is_below_name or any(shapes.piece.fullmatch(one) for one in pieces)
    return named or all(is_contact(one, marks) or one in shapes.closing or is_department(one, marks) for one in pieces)


def _with_bearers(
    pieces: Sequence[str], known: Sequence[bool], shapes: _Shapes, marks: Marks, *, after: bool
) -> Iterator[bool]:
    """部长 韦东升, 市场部 Vivian 沈: beside a post or a department also a name that no list knows whole."""
    for no, piece in enumerate(pieces):
        before = pieces[no - 1] if no else ""
        beside = {before, *pieces[no + 1 : no + 2]}
        is_bearer = bool(beside & shapes.titles) and piece > "\u2e7f" and is_name_shaped(piece, marks)
        is_foreign = piece in shapes.first_names and (after or (before > "\u2e7f" and known[no - 1]))
        is_family = before in shapes.first_names and piece in marks.surnames
        yield known[no] or is_bearer or is_foreign or is_family


def _is_labelled(text: str, raw: str, shapes: _Shapes, marks: Marks) -> bool:
    """审批人：李强, Date: 2026-12-01. Behind its label only a name, a post, a date or a number."""
    label, colon, value = text.partition(":")
    if not colon or label.strip() not in shapes.sign_labels:
        return False
    written = raw.replace("：", ":").partition(":")[2].strip()
    if not value.strip() or re.fullmatch(r"[a-z]{0,4}[\d\-]{2,20}", value.strip()):
        return True
    return _is_signature(value.strip(), written, shapes, marks, after=True) or is_name_shaped(written, marks)


def _is_piece(piece: str, shapes: _Shapes, marks: Marks) -> bool:
    if shapes.piece.fullmatch(piece) or is_contact(piece, marks) or piece in shapes.closing:
        return True
    return bool(shapes.department.fullmatch(piece)) and not shapes.not_department.search(piece)


def _is_latin_name(raw: str, shapes: _Shapes, marks: Marks, *, after: bool) -> bool:
    """`Mark`, `Olivia Grant`, `Tom Baker | Finance`: a known first name, or any name under a closing."""
    titled, *rest = [one.strip() for one in re.split(r"[|/,·]| [-–—] ", raw) if one.strip()] or [""]
    titled = _KISSES.sub("", titled)
    name = without_honorifics(titled, marks)
    if not re.fullmatch(r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){0,2}", name):
        return False
    known = name != titled or name.split()[0].lower() in shapes.first_names
    return (known or (after and not shapes.not_name.search(name.lower()))) and all(
        _is_latin_post(one, shapes, marks) for one in rest
    )


def _is_latin_post(text: str, shapes: _Shapes, marks: Marks) -> bool:
    folded = text.lower()
    return bool(shapes.piece.fullmatch(folded) or shapes.department.fullmatch(folded)) or is_contact(text, marks)


@lru_cache(maxsize=4)
def _shapes_of(words: Words) -> _Shapes:
    letter, like = words.lists["letter"], words.patterns["letter"]
    surname, given = words.names["SURNAME"], words.names["GIVEN"]
    title, hello = f"(?:{one_of(letter['titles'])})", f"(?:{one_of(letter['hello'])})"
    nick = f"(?:{one_of(letter['nicknames'])})(?:{surname}|{given})"
    post = one_of(letter["departments"])
    person = f"{surname}[一-龥]{{0,2}}{title}|{nick}"
    dear, everyone = one_of(letter["dear"]), one_of(letter["everyone"])
    titled = f"(?:{dear})?(?:{person})|(?:{everyone})|[一-龥]{{0,6}}(?:{post}){surname}{title}"
    foreign = one_of(one for one in letter["hello"] if one.isascii())
    western = rf"{hello}(?: (?:mr|mrs|ms|dr)\.?)?(?: [a-z.'\-]{{1,16}}){{0,2}}|(?:mr|mrs|ms|dr)\.? [a-z]{{1,16}}"
    latin = rf"(?:{foreign}) ?[一-龥]{{1,4}}|{western}"
    named = rf"{surname}{given}{{1,2}}|{given}{{2}}|(?:{one_of(letter['first_names'])})(?: [a-z]{{2,16}})?"
    return _Shapes(
        greeting=re.compile(f"(?:{titled}) ?{hello}?|{hello}|{surname}[一-龥]{{1,2}} ?{hello}|{latin}"),
        greeting_with_hello=re.compile(f"(?:{titled}|{surname}[一-龥]{{1,2}}) ?{hello}|{hello}"),
        name_before_colon=re.compile(f"(?:{titled}) ?{hello}?|{named}"),
        piece=re.compile(f"{surname}{given}{{1,2}}|{title}|{person}"),
        department=re.compile(f"[一-龥a-z0-9]{{1,16}}(?:{post}){title}?|{post}"),
        closing=frozenset(letter["closing"]),
        first_names=frozenset(letter["first_names"]),
        date=like["date_like"],
        not_department=like["no_department_like"],
        not_name=like["no_name_like"],
        given=re.compile(f"{given}{{2}}"),
        sign_labels=frozenset(letter["sign_labels"]),
        titles=frozenset(one for one in letter["titles"] if len(one) > 1),
        house=like["house_name_like"],
        dated_house=like["dated_house_like"],
    )
