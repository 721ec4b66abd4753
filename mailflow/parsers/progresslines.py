"""The lines of a reply that hold its writer's words, and where their clauses begin and end. Reads no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter import DASHES, LineRole, greeting_end, read_letter
from mailflow.parsers.words import Words

SECTION = "progress"
BREAK = re.compile(
    r"[。！!；;、…()\[\]【】|?？\n\t~]+|[,，](?!(?<=\d[,，])\d{3}(?!\d))|(?<![0-9a-z])[.:]+|[.:]+(?![0-9a-z@%])|:(?=[^0-9\s])"
    r"|(?<=[a-z]{2})\.(?=\d)|[—–]+|->|→|=>|(?<=\s)-+(?=\s)|--+|\s{2,}"
)


def read_lines(folded: Folded, words: Words) -> list[tuple[int, int]]:
    """The lines that hold the writer's words, without what stands round them, greeting included."""
    like = words.patterns[SECTION]
    lines: list[tuple[int, int]] = []
    for line in read_letter(folded, words):
        said = folded.text[line.start : line.end].strip()
        if line.role in (LineRole.BLANK, LineRole.ASIDE) or said.startswith(">") or DASHES.fullmatch(said):
            continue
        if _heads_table(said, words):
            continue
        if line.role is not LineRole.WORDS and not like["bears_like"].search(said):
            continue
        start = line.start
        if not lines:
            start += greeting_end(folded.text[start : line.end], words)
        lines.append((start, line.end))
    return lines


def cut_clauses(text: str, start: int, end: int, keep: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Each clause of a line and the break that ends it. What is in `keep` (`1、2`) is never broken."""
    place, kept = start, 0
    for found in BREAK.finditer(text, start, end):
        while kept < len(keep) and keep[kept][1] <= found.start():
            kept += 1
        if kept < len(keep) and keep[kept][0] < found.end():
            continue
        begin, stop = _trimmed(text, place, found.start())
        if begin < stop or "?" in found[0]:
            yield begin, stop, found[0]
        place = found.end()
    begin, stop = _trimmed(text, place, end)
    if begin < stop:
        yield begin, stop, "\n"


def _heads_table(said: str, words: Words) -> bool:
    """序号 | 事项 | 进度."""
    cells = [one.strip() for one in re.split(r"[|\t]|\s{2,}", said) if one.strip()]
    return len(cells) > 1 and all(one in words.lists[SECTION]["headers"] for one in cells)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "*_·-•"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_·-."):
        end -= 1
    return start, end
