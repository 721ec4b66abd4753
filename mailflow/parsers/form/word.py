"""A Word document as lines and tables, in the order in which they are read.

The only door to python-docx. Deleted, hidden and struck words are left out, as are placeholders of content controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from mailflow.parsers.form.blocks import MAX_COLUMNS, MAX_ROWS, NOTHING, Block, Cell, Grid

_DEPTH = 8  # tables within tables
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TICKED, _UNTICKED = "\u2611", "\u2610"
_SYMBOLS = {  # characters of symbol fonts: F0xx is xx
    ("wingdings", 0xFE): _TICKED, ("wingdings", 0xFD): _TICKED, ("wingdings", 0xFC): _TICKED,
    ("wingdings", 0xA8): _UNTICKED, ("wingdings", 0x6F): _UNTICKED, ("wingdings", 0x71): _UNTICKED,
    ("wingdings 2", 0x52): _TICKED, ("wingdings 2", 0x53): _TICKED, ("wingdings 2", 0x54): _TICKED,
    ("wingdings 2", 0x50): _TICKED, ("wingdings 2", 0xA3): _UNTICKED, ("wingdings 2", 0x2A): _UNTICKED,
}  # fmt: skip
_DROPPED = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr", "sdtPr", "instrText", "delText", "rt", "drawing"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def word_blocks(data: bytes) -> list[Block]:
    """Paragraphs and tables of the body. Raises whatever python-docx does on a file that it can't read."""
    import docx  # noqa: PLC0415 - slow to load, and few mails bring a file

    return list(_blocks(docx.Document(BytesIO(data)).element.body, _DEPTH))


def _blocks(parent: Any, depth: int) -> Iterator[Block]:
    for child in parent:
        name = _name(child)
        if name == "p":
            text, boxes = _paragraph(child)
            yield from text.split("\n")
            if depth > 1:
                for box in boxes:
                    yield from _blocks(box, depth - 1)
        elif name == "tbl" and depth > 1:
            yield _table(child, depth - 1)
        elif name == "sdt":
            if not _is_placeholder(child):
                yield from _blocks(_child(child, "sdtContent"), depth)
        elif name in ("ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
            yield from _blocks(child, depth)


def _paragraph(paragraph: Any) -> tuple[str, list[Any]]:
    """Its words, and the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        one = stack.pop()
        name = _name(one)
        if name == "txbxContent":
            boxes.append(one)
        elif name == "t":
            pieces.append((one.text or "").replace("\n", " "))
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "sym":
            pieces.append(_symbol(one))
        elif name == "ffData":
            pieces.append(_field(one))
        elif name == "sdt":
            shown = _control(one)
            if shown is None:
                stack += reversed(list(_child(one, "sdtContent")))
            else:
                pieces.append(shown)
        elif name == "drawing" or (name not in _DROPPED and not (name == "r" and _is_hidden(one))):
            stack += reversed(list(one))
    return "".join(pieces), boxes


def _control(sdt: Any) -> str | None:
    """What a content control shows: a box, or nothing while its placeholder stands there; None for its content."""
    box = _child(_child(sdt, "sdtPr"), "checkbox", _WORD14)
    if len(box) or box.tag:
        value = _child(box, "checked", _WORD14).get(f"{_WORD14}val", "0")
        return _TICKED if value in ("1", "true", "on") else _UNTICKED
    return "" if _is_placeholder(sdt) else None


def _field(data: Any) -> str:
    """What a field of an older form shows: a box or the chosen entry."""
    box, choices = _child(data, "checkBox"), _child(data, "ddList")
    if box.tag:
        checked = next((one for one in box if _name(one) == "checked"), None)
        if checked is None:
            checked = next((one for one in box if _name(one) == "default"), None)
        return _TICKED if checked is not None and _is_on(checked) else _UNTICKED
    entries = [one.get(f"{_WORD}val", "") for one in choices if _name(one) == "listEntry"]
    chosen = _child(choices, "result").get(f"{_WORD}val", "0")
    return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""


def _symbol(one: Any) -> str:
    font = (one.get(f"{_WORD}font") or "").lower()
    try:
        code = int(one.get(f"{_WORD}char") or "", 16)
    except ValueError:
        return ""
    return _SYMBOLS.get((font, code & 0xFF), "")


def _table(table: Any, depth: int) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for row in _inside(table, "tr"):
        properties = _child(row, "trPr")
        if any(_name(one) in ("hidden", "del") and _is_on(one) for one in properties):
            continue
        cells: list[Cell] = []
        for tc in _inside(row, "tc"):
            width, goes_on = _spans(tc)
            at = len(cells)
            above = rows[-1][at] if goes_on and rows and at < len(rows[-1]) else None
            cell = above if above is not None else Cell(_trimmed(list(_blocks(tc, depth))))
            cells += [cell] * min(width, MAX_COLUMNS - at)
        rows.append(tuple(cells))
        if len(rows) >= MAX_ROWS:
            break
    width = max(map(len, rows), default=0)
    return Grid(tuple(row + (NOTHING,) * (width - len(row)) for row in rows))


def _trimmed(blocks: list[Block]) -> tuple[Block, ...]:
    while blocks and isinstance(blocks[-1], str) and not blocks[-1].strip():
        blocks.pop()
    return tuple(blocks)


def _spans(tc: Any) -> tuple[int, bool]:
    """How many columns a cell covers, and whether it goes on from the row above."""
    properties = _child(tc, "tcPr")
    width = _child(properties, "gridSpan").get(f"{_WORD}val", "1")
    merge = _child(properties, "vMerge")
    goes_on = bool(merge.tag) and merge.get(f"{_WORD}val", "continue") != "restart"
    return max(1, int(width)) if width.isdigit() and len(width) < 4 else 1, goes_on


def _inside(parent: Any, wanted: str) -> Iterator[Any]:
    """Rows or cells, those in a content control or a tracked insertion too."""
    for child in parent:
        name = _name(child)
        if name == wanted:
            yield child
        elif name == "sdt":
            yield from _inside(_child(child, "sdtContent"), wanted)
        elif name in ("ins", "customXml"):
            yield from _inside(child, wanted)


def _is_hidden(run: Any) -> bool:
    return any(_name(one) in ("vanish", "strike", "dstrike") and _is_on(one) for one in _child(run, "rPr"))


def _is_placeholder(sdt: Any) -> bool:
    return any(_name(one) == "showingPlcHdr" and _is_on(one) for one in _child(sdt, "sdtPr"))


def _is_on(one: Any) -> bool:
    return (one.get(f"{_WORD}val") or "1") not in ("0", "false", "off")


class _Nothing(tuple[()]):
    """Stands where an element is missing."""

    tag = ""
    __slots__ = ()

    def get(self, _: str, default: str = "") -> str:
        return default


def _child(parent: Any, name: str, space: str = _WORD) -> Any:
    found = next((one for one in parent if one.tag == f"{space}{name}"), None)
    return _Nothing() if found is None else found


def _name(element: Any) -> str:
    """The name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
