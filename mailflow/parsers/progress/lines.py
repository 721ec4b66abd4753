"""The lines of a reply that hold its writer's words, and where their clauses begin and end. Reads no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter.reader import DASHES, LineRole, greeting_end, read_letter
from mailflow.parsers.words import Words

SECTION = "progress"
BREAK = re.compile(
    r"[。！!；;、…()\[\]【】|?？\n\t~]+|[,，](?!(?<=\d[,，])\d{3}(?!\d))|(?<![0-9a-z])[.:]+|[.:]+(?![0-9a-z@%])|:(?=[^0-9\s])"
    r"|(?<=[a-z]{2})\.(?=\d)|[—–]+|->|→|=>|(?<=\s)-+(?=\s)|--+|\s{2,}"
)


CELLS = re.compile(r"[|\t]|\s{2,}")
RULE = re.compile(r"[|:+ -]*-{2,}[|:+ -]*")


def read_lines(folded: Folded, words: Words) -> list[tuple[int, int]]:
    """The lines that hold the writer's words, without what stands round them, greeting included."""
    like = words.patterns[SECTION]
    lines: list[tuple[int, int]] = []
    letter = read_letter(folded, words)
    for no, line in enumerate(letter):
        said = folded.text[line.start : line.end].strip()
        if line.role in (LineRole.BLANK, LineRole.ASIDE) or said.startswith(">") or DASHES.fullmatch(said):
            continue
        below = folded.text[letter[no + 1].start : letter[no + 1].end].strip() if no + 1 < len(letter) else ""
        if _heads_table(said, below, words):
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


def _heads_table(said: str, below: str, words: Words) -> bool:
    """序号 | 事项 | 进度, or most of it: a heading above a rule may hold one name more."""
    cells = [one.strip() for one in CELLS.split(said) if one.strip()]
    known = sum(one in words.lists[SECTION]["headers"] for one in cells)
    if len(cells) < 2 or not known:
        return False
    return known == len(cells) or (bool(RULE.fullmatch(below)) and not re.search(r"\d", said))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "*_·-•"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_·-."):
        end -= 1
    return start, end
