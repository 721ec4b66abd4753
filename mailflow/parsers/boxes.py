"""Ticked boxes of a reply (`[x] 同意 [ ] 不同意`): what is not ticked is blanked out, so that only the rest is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailflow.parsers.folding import Folded

BOX = re.compile(
    r"(?P<on>[☑☒✅✔✓√■●]|\[ {0,3}[x√✓✔v●■] {0,3}\]|\( {0,3}[√✓✔●■] {0,3}\))|(?P<off>[☐□○▢]|\[ {0,3}\]|\( {0,3}\)|_{2,})"
)

# 不同意 behind its box ends at a break or a blank: what follows was typed, and is read (☐ 不同意，但预算控制在5万).
_LABEL = re.compile(r"[ \t]*(?:[^\W\d_\u2e80-\uffff]+(?: [^\W\d_\u2e80-\uffff]+)*|[\u2e80-\u2fff\u3040-\uff00]+)")


@dataclass(frozen=True, slots=True)
class Boxes:
    """The text without its boxes and what stands unticked; whether there were any, and whether any was ticked."""

    folded: Folded
    has_boxes: bool
    has_ticked: bool


def read_boxes(folded: Folded) -> Boxes:
    """Resolve the boxes of a text line by line; a lone tick beside words stands for nothing."""
    marks = list(BOX.finditer(folded.text))
    if not marks:
        return Boxes(folded, has_boxes=False, has_ticked=False)
    letters = list(folded.text)
    place = 0
    for line in folded.text.split("\n"):
        for start, end in _blanks(line):
            letters[place + start : place + end] = " " * (end - start)
        place += len(line) + 1
    ticked = any(mark["on"] for mark in marks)
    return Boxes(replace(folded, text="".join(letters)), has_boxes=True, has_ticked=ticked)


def _blanks(line: str) -> Iterator[tuple[int, int]]:
    marks = list(BOX.finditer(line))
    if not marks:
        return
    head = line[: marks[0].start()].strip(" \t*_#")
    before_labels = not head or head.endswith((":", "："))
    # 王总，[x] 同意 [ ] 不同意: with words before the first and behind the last, nobody can tell whose box is whose.
    is_open = not before_labels and bool(line[marks[-1].end() :].strip(" \t*_#。.，,"))
    for no, mark in enumerate(marks):
        yield mark.span()
        if mark["on"] or is_open:
            continue
        if before_labels:
            end = marks[no + 1].start() if no + 1 < len(marks) else len(line)
            label = _LABEL.match(line, mark.end(), end)
            yield mark.end(), label.end() if label else end
        else:
            yield marks[no - 1].end() if no else 0, mark.start()
