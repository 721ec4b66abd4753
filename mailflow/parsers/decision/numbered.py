"""Splits an answer to several numbered requests into its parts, only where the numbers can mean nothing else.

A number that may begin a part but need not (a count, a place, a step of a plan) leaves the whole answer unsplit: it is
asked back, for a part that is laid to the wrong request would be worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailflow.parsers.clauses import read_speech
from mailflow.parsers.decision.findings import Kind, find
from mailflow.parsers.folding import Folded
from mailflow.parsers.words import Words, one_of, shipped_words

MAX_LENGTH = 20_000
MAX_COUNT = 99
SECTION = "numbering"
# A number on its own: no part of a decimal, a time, a range, an amount or a version.
NUMBER = re.compile(r"(?<![\d.:/\-~—–a-z%$¥€#])[(\[]?(?P<no>\d{1,2})(?![\d%])(?![./~,]\d|[-–—]\d)")
MARK = re.compile(
    r"[ ]?[)\].:、](?!\d)[ \t]*|[ ]?[)\].](?= *\d)[ \t]+|[ ]?[)\]、:](?=\d{1,2}[^\d\s.,、:)])|[ ]+[-–—][ ]+"
)
NAMED_MARK = re.compile(r"[ ]?[:、.,)\-]?[ ]?")
NEXT = re.compile(r"\d{1,2}(?!\d|[.:/]\d|%)|[^\W\da-z]")
ENDING = 12  # of them, for what an answer ends in
WINDOW = 40  # characters before a number that are looked at
MAX_HEADS = 200
EDGE = "\n。；;,，、.:：!！?？…()（）[]【】"


class Style(StrEnum):
    """How a part's number is written."""

    NAMED = "named"  # 第1项, item 1
    MARKED = "marked"  # 1. or (1)
    BARE = "bare"  # 1 同意


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a part begins: its numbers, and the stretch that they take."""

    start: int
    end: int
    numbers: tuple[int, ...]
    style: Style
    is_sure: bool


def read_numbered(text: str, count: int, words: Words | None = None) -> Mapping[int, str]:
    """The words for each request by its number; empty where the answer isn't clearly numbered."""
    words = words or shipped_words()
    if not 1 <= count <= MAX_COUNT or not text.strip() or len(text) > MAX_LENGTH:
        return {}
    folded = words.fold(text)
    heads = _heads(folded.text, count, words)
    if not heads or not all(one.is_sure for one in heads) or not _only_greets(folded.text[: heads[0].start], words):
        return {}
    parts: dict[int, str] = {}
    for head, following in zip(heads, (*heads[1:], None), strict=True):
        end = following.start if following else len(folded.text)
        part = _part(folded, head.end, end)
        if not part or not all(1 <= one <= count for one in head.numbers):
            return {}
        if following and _runs_on(folded.text, part, following, words):
            return {}
        if head is not heads[0] and not _starts_line(folded.text, head.start) and _depends(part, words):
            return {}
        if following is None and _speaks_of_all(part, words):
            return {}
        for number in head.numbers:
            if number in parts:
                return {}
            parts[number] = part
    return parts


@dataclass(frozen=True, slots=True)
class _Shapes:
    named: re.Pattern[str]
    joint: re.Pattern[str]
    unit: re.Pattern[str]  # of a named number
    valued: re.Pattern[str]  # a day or a percentage
    count: re.Pattern[str]  # days, people, pieces: what makes a number a count
    opening: re.Pattern[str]  # an answer begins here
    closing: re.Pattern[str]  # an answer ends here
    counted: re.Pattern[str]
    dated: re.Pattern[str]  # Dec 2
    number: Mapping[str, int]


@lru_cache(maxsize=4)
def _shapes_of(words: Words) -> _Shapes:
    lists, like = words.lists[SECTION], words.patterns[SECTION]
    decision, acceptance = words.lists["decision"], words.lists["acceptance"]
    said = [decision[key] for key in ("yes", "can", "weak", "no", "weak_no", "received", "praise")]
    said += [acceptance["take"], acceptance["refuse"]]
    answers = {one for group in said for one in group}
    long = one_of({one for one in answers if len(one) > 1} | set(lists["answers"]))
    short = one_of({one for one in answers if len(one) == 1})
    ends = one_of({one for one in answers if len(one) > 1} | {one for one in lists["answers"] if len(one) > 1})
    digits = {one: no for no, one in enumerate(lists["digits"], 1)}
    return _Shapes(
        named=like["named_like"],
        joint=like["joint_like"],
        unit=like["unit_like"],
        valued=like["valued_like"],
        count=words.patterns["choices"]["unit_like"],
        opening=re.compile(rf"(?:{one_of(lists['also'])})?[ ]?(?:(?:{long})(?![a-z])|(?:{short})(?![^\s\W]))"),
        closing=re.compile(rf"(?:(?<![a-z])(?:{ends})|{like['closed_like'].pattern}|\d)[\s。.!?)]*$"),
        counted=re.compile(rf"(?:(?<![a-z])(?:{one_of(lists['counted'])}))[ ]?$"),
        dated=re.compile(rf"(?:{one_of(words.lists['dates']['months'] + words.lists['dates']['short_months'])})[ ]?$"),
        number=digits | {f"{no:0{width}}": no for width in (1, 2) for no in range(MAX_COUNT + 1)},  # 1 and 01
    )


def _heads(text: str, count: int, words: Words) -> list[_Head]:
    """Every number that begins a part or may begin one."""
    shapes = _shapes_of(words)
    heads: list[_Head] = []
    place = 0
    for found in sorted((*_named(text, shapes), *_plain(text, shapes)), key=lambda one: one.start):
        if found.start < place:
            continue
        head = _weighed(text, found, heads, count, shapes)
        if head:
            heads.append(head)
        if head or found.style is Style.NAMED:  # the digit of 第2条 is no number of its own
            place = found.end
        if len(heads) > MAX_HEADS:
            return []
    return heads


def _named(text: str, shapes: _Shapes) -> Iterator[_Head]:
    for found in shapes.named.finditer(text):
        name = next(key for key, value in found.groupdict().items() if value)
        numbers, end = _joined(text, found.end(), [shapes.number[found[name]]], shapes)
        unit = shapes.unit.match(text, end)
        end = unit.end() if unit else end
        mark = NAMED_MARK.match(text, end)
        yield _Head(found.start(), mark.end() if mark else end, numbers, Style.NAMED, is_sure=True)


def _plain(text: str, shapes: _Shapes) -> Iterator[_Head]:
    for found in NUMBER.finditer(text):
        numbers, end = _joined(text, found.end("no"), [int(found["no"])], shapes)
        if len(numbers) == 1 and shapes.count.match(text[end : end + 12].lstrip(" ")):
            continue
        is_clock = text[end : end + 1] == ":" and text[end + 1 : end + 2].isdecimal()
        if is_clock and not shapes.valued.match(text, end + 1):
            continue  # 1:30
        mark = MARK.match(text, end)
        style = Style.MARKED if mark else Style.BARE
        begins = mark.end() if mark else _past_blanks(text, end)
        yield _Head(found.start(), begins, numbers, style, is_sure=True)


def _past_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _joined(text: str, end: int, numbers: list[int], shapes: _Shapes) -> tuple[tuple[int, ...], int]:
    """1、3 and 第1、3项: the numbers that one part answers. 1、2天内 is one number and a span."""
    while len(numbers) < 10 and (joint := shapes.joint.match(text, end)):
        found = NEXT.match(text, joint.end())
        if not found or found[0] not in shapes.number:
            break
        if shapes.count.match(text[found.end() : found.end() + 12].lstrip(" ")) and not shapes.unit.match(
            text, found.end()
        ):
            break
        numbers.append(shapes.number[found[0]])
        end = found.end()
    return tuple(numbers), end


def _weighed(text: str, head: _Head, heads: Sequence[_Head], count: int, shapes: _Shapes) -> _Head | None:
    """The head with whether it surely begins a part; None where it begins none."""
    first = heads[0] if heads else None
    before = _clause_before(text, head.start, heads[-1].end if heads else 0)
    answers = bool(shapes.opening.match(text, head.end))
    starts_line = _starts_line(text, head.start)
    if head.style is Style.NAMED:
        if first and first.style is not Style.NAMED:
            return None  # 第2条 within an answer that is numbered otherwise is a clause of the document
        if starts_line or not before.strip() or shapes.closing.search(before[-ENDING:]):
            return head
        return _doubtful(head) if answers else None
    follows = bool(first) and head.numbers[0] == heads[-1].numbers[-1] + 1
    if shapes.counted.search(before):  # 附件2 is a name; 1号库 2 不同意 may be one, or the next answer
        same = first is not None and first.style is head.style and not shapes.dated.search(before)
        is_open = same and follows and answers and before.endswith(" ")
        return _doubtful(head) if is_open else None
    if starts_line:
        mixed = first is not None and first.style is not head.style and not answers
        return _doubtful(head) if mixed else head
    if not first and not answers:
        return None
    if not answers and head.style is Style.BARE:
        stands_alone = text[head.start - 1] in f"{EDGE} " and text[head.end - 1] == " "
        return _doubtful(head) if follows and stands_alone else None
    if not any(1 <= one <= count for one in head.numbers) and not answers:
        return None
    adjacent = text[head.start - 1] != " "
    if (
        not before.strip()
        or shapes.closing.search(before[-ENDING:])
        or (not adjacent and shapes.opening.match(before.lstrip()))
    ):
        mixed = first is not None and first.style is not head.style
        return _doubtful(head) if mixed else head
    return _doubtful(head)


def _doubtful(head: _Head) -> _Head:
    return _Head(head.start, head.end, head.numbers, head.style, is_sure=False)


def _clause_before(text: str, at: int, place: int) -> str:
    """What stands between the last stop or the last head and this place."""
    place = max(place, at - WINDOW)
    start = max(place, *(text.rfind(one, place, at) + 1 for one in EDGE))
    return text[start:at]


def _starts_line(text: str, at: int) -> bool:
    start = text.rfind("\n", max(0, at - WINDOW), at) + 1 or max(0, at - WINDOW)
    return not text[start:at].strip(" \t*•·-")


def _runs_on(text: str, part: str, following: _Head, words: Words) -> bool:
    """同意的前提是 2 …: within a line, words that lead up to the number behind them."""
    starts_line = _starts_line(text, following.start)
    return not starts_line and bool(words.patterns[SECTION]["joins_like"].search(words.plain(part)))


def _depends(part: str, words: Words) -> bool:
    """2 同意后再启动, in the line of the first answer: may be its condition."""
    return bool(words.patterns[SECTION]["depends_like"].search(words.plain(part)))


def _speaks_of_all(part: str, words: Words) -> bool:
    """1. 同意 2. 同意, and below: 以上均需财务确认. Words under the last part may bear on every one."""
    first, _, below = part.partition("\n")
    if below.strip() and (below.startswith("\n") or words.patterns[SECTION]["all_like"].search(words.plain(below))):
        return not _only_greets(below, words)
    return bool(words.patterns[SECTION]["all_like"].search(words.plain(first)))


def _only_greets(text: str, words: Words) -> bool:
    """Words above the first number may bear on every part: then nothing is split."""
    speech = read_speech(words.fold(text), words, "decision")
    return all(find(one, words, is_formal=False).kind in (Kind.HARMLESS, Kind.RECEIPT) for one in speech.clauses)


def _part(folded: Folded, start: int, end: int) -> str:
    return folded.verbatim(start, end).strip(" \t\r\n\u3000,，;；、")
