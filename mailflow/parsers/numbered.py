"""Splits an answer to several numbered requests into its parts, only where the numbers can mean nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mailflow.parsers.clauses import read_speech
from mailflow.parsers.findings import Kind, find
from mailflow.parsers.folding import Folded
from mailflow.parsers.words import Words, shipped_words

MAX_LENGTH = 20_000
MAX_COUNT = 99


def read_numbered(text: str, count: int, words: Words | None = None) -> Mapping[int, str]:
    """The words for each request by its number; empty where the answer isn't clearly numbered."""
    words = words or shipped_words()
    if not 1 <= count <= MAX_COUNT or not text.strip() or len(text) > MAX_LENGTH:
        return {}
    folded = words.fold(text)
    heads = _heads(folded.text, count, words)
    if not heads or not _only_greets(folded.text[: heads[0].start], words):
        return {}
    parts: dict[int, str] = {}
    for head, following in zip(heads, (*heads[1:], None), strict=True):
        end = following.start if following else len(folded.text)
        part = _part(folded, head.end, end)
        if not part or (following and _runs_on(folded.text, part, following, words)):
            return {}
        if following is None and _speaks_of_all(part, words):
            return {}
        for number in head.numbers:
            if number in parts:
                return {}
            parts[number] = part
    return parts


class _Head:
    """Where a part begins: its number or numbers, and the stretch that they take."""

    def __init__(self, start: int, end: int, numbers: Sequence[int]) -> None:
        self.start, self.end, self.numbers = start, end, numbers


def _heads(text: str, count: int, words: Words) -> list[_Head]:
    """Numbers at the head of a line or clause. One outside 1..count leaves none: then they may mean something else."""
    digits = words.lists["numbering"]["digits"]
    value = {one: no for no, one in enumerate(digits, 1)} | {str(no): no for no in range(1, MAX_COUNT + 1)}
    heads: list[_Head] = []
    for found in words.patterns["numbering"]["head_like"].finditer(text):
        named = re.findall(rf"\d+|{'|'.join(map(re.escape, digits)) or '(?!)'}", found[0])
        numbers = [value.get(one, 0) for one in named]
        if not numbers:
            continue
        if not all(1 <= one <= count for one in numbers):
            return []
        heads.append(_Head(found.start(), found.end(), numbers))
    return heads


def _runs_on(text: str, part: str, following: _Head, words: Words) -> bool:
    """同意的前提是 2 …: within a line, words that lead up to the number behind them."""
    starts_line = not text[: following.start].rpartition("\n")[2].strip()
    return not starts_line and bool(words.patterns["numbering"]["joins_like"].search(words.plain(part)))


def _speaks_of_all(part: str, words: Words) -> bool:
    """1. 同意 2. 同意, and below: 以上均需财务确认. Words under the last part may bear on every one."""
    first, _, below = part.partition("\n")
    if below.strip() and (below.startswith("\n") or words.patterns["numbering"]["all_like"].search(words.plain(below))):
        return not _only_greets(below, words)
    return bool(words.patterns["numbering"]["all_like"].search(words.plain(first)))


def _only_greets(text: str, words: Words) -> bool:
    """Words above the first number may bear on every part: then nothing is split."""
    speech = read_speech(words.fold(text), words, "decision")
    return all(find(one, words, is_formal=False).kind in (Kind.HARMLESS, Kind.RECEIPT) for one in speech.clauses)


def _part(folded: Folded, start: int, end: int) -> str:
    return folded.verbatim(start, end).strip(" \t\r\n\u3000,，;；、")
