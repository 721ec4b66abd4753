"""Whether the text part and the HTML part of a mail say the same: breaks, marks and footers may differ, words may not.

It compares sorted lines; which lines are new is decided before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailflow.parsers.echo import squeeze, weight
from mailflow.parsers.lines import NEW, Line


def differ(plain: Sequence[Line], rich: Sequence[Line]) -> bool:
    """Whether the two parts say different things."""
    typed = "".join(squeeze(line.text) for line in plain if line.kind is NEW)
    shown = "".join(squeeze(line.text) for line in rich if line.kind is NEW and not line.hidden)
    return typed != shown and (_says_more(plain, rich) or _says_more(rich, plain))


def _says_more(these: Sequence[Line], those: Sequence[Line]) -> bool:
    """Whether something new in these lines stands nowhere in those, but as a quote."""
    # In a quote without marks an answer may be lost that the other part shows to be one: there it may stand.
    others = [line for line in those if not line.hidden and not line.quoted]
    known = {squeeze(line.text) for line in others} | {squeeze("".join(one)) for one in _paragraphs(others)}
    whole = "".join(squeeze(line.text) for line in others)
    for paragraph in _paragraphs([line for line in these if line.kind is NEW and not line.hidden]):
        if not _is_known(squeeze("".join(paragraph)), known, whole) and not all(
            _is_known(squeeze(line), known, whole) for line in paragraph
        ):
            return True
    return False


def _is_known(piece: str, known: set[str], whole: str) -> bool:
    """Short pieces must be whole lines of the other part (同意 stands in 不同意); long ones may be broken otherwise."""
    return not piece or piece in known or (weight(piece) >= 40 and piece in whole)


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if line.text.strip():
            paragraph.append(line.text)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph
