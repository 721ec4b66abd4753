"""Rows of a repeated field that are written as lines: numbered sentences, dashes between, blocks of labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailflow.parsers.formlabels import NUMBERING, Labels
from mailflow.parsers.formtable import Row, cells_of
from mailflow.parsers.words import Words, one_of
from mailflow.workflow.model import Field, FieldType

_ENDS = " \t　,，;；。、"
_DIVIDERS = (
    r"\s*(?:——+|—+|–+|--+|\s-\s)\s*",
    r"\s*[;；]\s*",
    r"\s*[,，]\s*",
    r"[ 　]{2,}|\t+",
    r"\s*/\s*",
    r"\s*[、]\s*",
)


def read_rows(lines: Sequence[str], field: Field, labels: Labels, words: Words) -> list[Row]:
    """The rows of a repeated field from the lines below its label."""
    rows: list[Row] = []
    for block in _blocks(lines, labels):
        row = _row(block, field, labels, words)
        if row:
            rows.append(row)
    return rows


def _blocks(lines: Sequence[str], labels: Labels) -> Iterator[list[str]]:
    """Lines that belong to one row: a number, a blank line or a column that comes again begins the next."""
    block: list[str] = []
    seen: set[str] = set()
    for line in lines:
        bare = line.strip(" \t　")
        if not bare:
            if block:
                yield block
            block, seen = [], set()
            continue
        is_numbered = bool(re.match(NUMBERING, bare))
        content = re.sub(f"^{NUMBERING}", "", bare)
        key = _label_of(content, labels)
        starts = is_numbered or (key in seen if key else not seen and bool(block))
        if starts and block:
            yield block
            block, seen = [], set()
        block.append(content)
        if key:
            seen.add(key)
    if block:
        yield block


def _label_of(line: str, labels: Labels) -> str:
    head, colon, _ = line.replace("：", ":").partition(":")
    return labels.key(head) if colon else ""


def _row(block: Sequence[str], field: Field, labels: Labels, words: Words) -> Row:
    whole = "\n".join(block)
    folded = words.fold(whole)
    if len(block) == 1:
        positional = _positional(block[0], field, labels)
        if positional:
            return positional
    row: dict[str, str] = {}
    rest = whole
    text = labels.meant(folded.text)
    marks = list(_marks(labels).finditer(text))
    if marks:
        rest = whole[: folded.at[marks[0].start()]]
        for mark, following in zip(marks, (*marks[1:], None), strict=True):
            end = folded.at[following.start()] if following else len(whole)
            row.setdefault(labels.key(mark["label"]), whole[folded.at[mark.end()] : end].strip(_ENDS + "\n"))
    _put_head(row, rest.strip(_ENDS + "\n"), field)
    return {column.key: row[column.key] for column in field.columns if row.get(column.key)} if len(row) > 1 else {}


def _marks(labels: Labels) -> re.Pattern[str]:
    """A column's label within a row, with a colon, or a blank after a foreign word (due 30 Nov)."""
    names = one_of(one for one in labels.exact if one)
    return re.compile(rf"(?:^|(?<=[\s,，;；。(（]))(?P<label>{names})[ 　]*(?:[:：]|(?<=[a-z])[ ](?=\S))", re.MULTILINE)


def _put_head(row: dict[str, str], head: str, field: Field) -> None:
    """What stands before the first label: `仓储部：补齐库存`, department and matter."""
    if not head:
        return
    free = [column for column in field.columns if column.key not in row]
    names = [column for column in free if column.type in (FieldType.DEPARTMENT, FieldType.PERSON)]
    texts = [column for column in free if column.type is FieldType.TEXT]
    found = re.match(r"([^:：\n]{1,40})[:：]\s*", head) or re.match(r"(\S{1,16}?)(?:——|—|\s-\s|\s+)", head)
    if found and names and texts and len(head) > found.end():
        row[names[0].key] = found[1].strip(_ENDS)
        row[texts[0].key] = head[found.end() :].strip(_ENDS)
    elif texts:
        row[texts[0].key] = head
    elif names:
        row[names[0].key] = head


def _positional(line: str, field: Field, labels: Labels) -> Row:
    """A line divided into as many parts as there are columns, none of them a label."""
    wanted = len(field.columns)
    divisions = [cells_of(line), *(re.split(divider, line) for divider in _DIVIDERS)]
    for parts in divisions:
        cells = [part.strip(_ENDS) for part in parts]
        if (
            len(cells) == wanted
            and all(cells)
            and not any(re.search("[:：]", cell) and _label_of(cell, labels) for cell in cells)
        ):
            if any(_starts_with_label(cell, labels) for cell in cells):
                return {}
            return {column.key: cell for column, cell in zip(field.columns, cells, strict=True)}
    return {}


def _starts_with_label(cell: str, labels: Labels) -> bool:
    first = cell.split(" ", maxsplit=1)[0]
    return " " in cell and bool(labels.key(first)) and first.isascii()
