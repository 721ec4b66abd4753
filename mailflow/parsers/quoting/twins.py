"""Whether the text part and the HTML part of a mail say the same: breaks, marks and footers may differ, words may not.

It compares sorted lines; which lines are new is decided before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from mailflow.parsers.quoting.echo import squeeze, weight
from mailflow.parsers.quoting.lines import NEW, Line


def differ(plain: Sequence[Line], rich: Sequence[Line], pictures: Callable[[], AbstractSet[str]]) -> bool:
    """Whether the two parts say different things. `pictures` are what the HTML part shows and can't be read."""
    if not _differ(plain, rich):
        return False
    # A picture in a signature, [Approved partner] in the text part, is nobody's word.
    said = [line for line in plain if not _is_bracketed(line.text)]
    if len(said) == len(plain) or not (shown := pictures()):
        return True
    return _differ([line for line in plain if not _is_picture(line.text, shown)], rich)


def _differ(plain: Sequence[Line], rich: Sequence[Line]) -> bool:
    typed = "".join(squeeze(line.text) for line in plain if line.kind is NEW)
    shown = "".join(squeeze(line.text) for line in rich if line.kind is NEW and not line.hidden)
    return typed != shown and (_says_more(plain, rich) or _says_more(rich, plain))


def _is_bracketed(text: str) -> bool:
    core = text.strip()
    return core.startswith("[") and core.endswith("]")


def _is_picture(text: str, pictures: AbstractSet[str]) -> bool:
    """[Approved partner], [image: Approved partner], [cid:image001.png@01DD5C2B.7A3E9F10]."""
    inner = " ".join(text.strip()[1:-1].split())
    return _is_bracketed(text) and (inner in pictures or inner.partition(": ")[2] in pictures)


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
