"""Rows of a repeated field that are written as lines: numbered sentences, dashes between, blocks of labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from mailflow.parsers.dates import find_dates
from mailflow.parsers.folding import Folded
from mailflow.parsers.form.blocks import cells_of
from mailflow.parsers.form.labels import NUMBERING, Labels
from mailflow.parsers.form.table import Row
from mailflow.parsers.words import Words
from mailflow.workflow.model import Field, FieldType

_ENDS = " \t　,，;；。、"
_DIVIDERS = (
    r"\s*(?:——+|—+|–+|--+|\s-\s|→|->|=>|=)\s*",
    r"\s*[;；]\s*",
    r"\s*[,，]\s*",
    r"[ 　]{2,}|\t+",
    r"\s*/\s*",
    r"\s*[、]\s*",
)
_WEAK_DIVIDERS = (r"\s*[-－]\s*", r"[ 　]+")  # where the first part is called as departments are
_NUMBERED = re.compile(f"^{NUMBERING}")
_WITHIN = re.compile(r"(?:^|(?<=[;；。\s）)]))[(（]?(\d{1,2})(?:[)）、．]|[.](?!\d))[ 　]*")  # numbers inside one line
_BLANK = re.compile(r"[ 　]+")
_ANY_DAY = date(2000, 1, 1)  # whether there is a date is asked, not which
_PERSON = re.compile(r"[^\W\d_]{2,4}|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}")
_LONGEST = 2_000  # characters of one row


def read_rows(lines: Sequence[str], field: Field, labels: Labels, words: Words) -> list[Row]:
    """The rows of a repeated field from the lines below its label."""
    downwards = _downwards(lines, field, labels)
    if downwards:
        return downwards
    rows: list[Row] = []
    for block in _blocks([part for line in lines for part in _counted(line)], labels):
        row = _row(block, field, labels, words)
        if row:
            rows.append(row)
    return rows


def _downwards(lines: Sequence[str], field: Field, labels: Labels) -> list[Row]:
    """A table of which each cell became a line: the columns' names, then as many lines for each row."""
    filled = [line.strip() for line in lines if line.strip()]
    head: list[str] = []
    for line in filled:
        key = labels.key(line)
        if not key or key in head:
            break
        head.append(key)
    body = filled[len(head) :]
    if len(head) < len(field.columns) or not body or len(body) % len(head):
        return []
    return [dict(zip(head, body[at : at + len(head)], strict=True)) for at in range(0, len(body), len(head))]


def _counted(line: str) -> Iterator[str]:
    """One line with several numbered rows (1. …；2. …) as several; the numbers have to rise by one from 1."""
    found = [one for one in _WITHIN.finditer(line) if one.end() < len(line)]
    places: list[int] = []
    for one in found:
        if int(one[1]) == len(places) + 1:
            places.append(one.start())
    if len(places) < 2 or line[: places[0]].strip():
        yield line
        return
    for start, end in zip(places, (*places[1:], len(line)), strict=True):
        yield line[start:end].strip(_ENDS)


def _blocks(lines: Sequence[str], labels: Labels) -> Iterator[list[str]]:
    """Lines that belong to one row: a number, a blank line or a column that comes again begins the next."""
    block: list[str] = []
    seen: set[str] = set()
    has_number = False
    for line in lines:
        bare = line.strip(" \t　")
        if not bare:
            if block:
                yield block
            block, seen, has_number = [], set(), False
            continue
        is_numbered = bool(_NUMBERED.match(bare))
        content = _NUMBERED.sub("", bare)
        key = _label_of(content, labels)
        starts = is_numbered or (key in seen if key else not seen and not has_number and bool(block))
        if starts and block:
            yield block
            block, seen, has_number = [], set(), False
        if content:
            block.append(content)
        has_number = has_number or is_numbered
        if key:
            seen.add(key)
    if block:
        yield block


def _label_of(line: str, labels: Labels) -> str:
    head, colon, _ = line.replace("：", ":").partition(":")
    return labels.key(head) if colon else ""


def _row(block: Sequence[str], field: Field, labels: Labels, words: Words) -> Row:
    whole = "\n".join(block)[:_LONGEST]
    folded = words.fold(whole)
    text = labels.meant(folded.text)
    if len(block) == 1 and not any(mark["colon"] for mark in _marks(labels.names).finditer(text)):
        row = _positional(whole, field, labels) or _by_kind(whole, field, labels, words)
        if row:
            return row
    row = {}
    rest = whole
    marks = [mark for mark in _marks(labels.names).finditer(text) if _is_mark(mark, folded, field, labels)]
    if marks:
        rest = whole[: folded.at[marks[0].start()]]
        for mark, following in zip(marks, (*marks[1:], None), strict=True):
            end = folded.at[following.start()] if following else len(whole)
            row.setdefault(labels.key(mark["label"]), _trimmed(whole[folded.at[mark.end()] : end]))
    _put_head(row, _trimmed(rest), field, labels, words)
    return {column.key: row[column.key] for column in field.columns if row.get(column.key)} if len(row) > 1 else {}


@lru_cache(maxsize=64)
def _marks(names: str) -> re.Pattern[str]:
    """A column's label within a row, with a colon or without one (due 30 Nov, 责任人赵磊)."""
    return re.compile(rf"(?:^|(?<=[\s,，;；。、(（]))(?P<label>{names})[ 　]*(?:(?P<colon>[:：])|(?=\S))", re.MULTILINE)


def _is_mark(mark: re.Match[str], folded: Folded, field: Field, labels: Labels) -> bool:
    """Without a colon only what a value of the column's kind follows: else 负责人员 and `due to` were labels."""
    if mark["colon"]:
        return True
    text = mark.string
    if mark["label"].isascii() and text[mark.end() - 1] != " ":
        return False
    column = next(one for one in field.columns if one.key == labels.key(mark["label"]))
    value = re.split(r"[,，;；。、()（）\n]", folded.raw[folded.at[mark.end()] :][:80])[0].strip()
    is_apart = not text[: mark.start()].strip() or text[: mark.start()].rstrip()[-1] in ",，;；。、(（"
    match column.type:
        case FieldType.DATE:
            return bool(re.search(r"\d", value)) or (
                is_apart and mark["label"].isascii() and not value.startswith("to ")
            )
        case FieldType.PERSON:
            return bool(_PERSON.fullmatch(value))
    return False


def _trimmed(text: str) -> str:
    """Without what divides it from its neighbours; a bracket without its partner goes."""
    text = text.strip(_ENDS + "\n")
    for opening, closing in ("（）", "()"):
        if text.endswith(opening):
            text = text[:-1]
        if text.endswith(closing) and text.count(opening) < text.count(closing):
            text = text[:-1]
        if text.startswith(opening) and text.count(opening) > text.count(closing):
            text = text[1:]
    return text.strip(_ENDS + "\n")


def _put_head(row: dict[str, str], head: str, field: Field, labels: Labels, words: Words) -> None:
    """What stands before the first label: `仓储部：补齐库存，11月27日前`, department, matter and date."""
    if not head:
        return
    free = [column for column in field.columns if column.key not in row]
    names = [column for column in free if column.type in (FieldType.DEPARTMENT, FieldType.PERSON)]
    texts = [column for column in free if column.type is FieldType.TEXT]
    days = [column for column in free if column.type is FieldType.DATE]
    parts = re.split(r"[,，;；\n]", head)
    if days and row and len(parts) > 1 and len(parts[-1]) <= 24 and find_dates(parts[-1], _ANY_DAY, words):
        row[days[0].key] = parts[-1].strip(_ENDS)
        head = head[: len(head) - len(parts[-1])].strip(_ENDS)
    found = _name_before(head, labels) if names and texts else None
    if found and len(head) > found.end():
        row[names[0].key] = _trimmed(found[1])
        row[texts[0].key] = _trimmed(head[found.end() :])
    elif texts:
        row[texts[0].key] = head
    elif names:
        row[names[0].key] = head


def _name_before(head: str, labels: Labels) -> re.Match[str] | None:
    """The name at the head of a row, up to a colon or dash; up to a comma or blank where it is called as one."""
    found = re.match(r"([^:：\n]{1,40})(?:[:：](?!\d\d)|(?<!\d)[:：])\s*", head) or re.match(
        r"(\S{1,16}?)\s*(?:——+|—|–|\s-\s|→)\s*", head
    )
    if found:
        return found
    found = re.match(r"([^\s,，、]{1,16})[\s,，、]\s*", head)
    return found if found and labels.is_department(found[1]) else None


def _positional(line: str, field: Field, labels: Labels) -> Row:
    """A line divided into as many parts as there are columns, none of them another's label.

    Optional columns at the end may be left out.
    """
    least = max(no for no, one in enumerate(field.columns, 1) if one.required or no == 1)
    for divider in ("", *_DIVIDERS, *_WEAK_DIVIDERS):
        parts = re.split(divider, line) if divider else cells_of(line)
        cells = [part.strip(_ENDS) for part in parts]
        if max(least, 2) <= len(cells) <= len(field.columns) and all(cells):
            if any(_starts_with_label(cell, labels) for cell in cells):
                return {}
            named = {
                column.key: _without_label(cell, column, labels)
                for column, cell in zip(field.columns, cells, strict=False)
            }
            return _in_order(named, field)
    return {}


def _in_order(row: Mapping[str, str], field: Field) -> Row:
    """Date and person in the order of the form; people write them the other way round, too."""
    day = next((one.key for one in field.columns if one.type is FieldType.DATE), "")
    person = next((one.key for one in field.columns if one.type is FieldType.PERSON), "")
    if day in row and person in row and re.search(r"\d", row[person]) and _PERSON.fullmatch(row[day]):
        return {**row, day: row[person], person: row[day]}
    return row


def _without_label(cell: str, column: Field, labels: Labels) -> str:
    """责任人何芳 without what names its column."""
    for name in sorted((one for one, key in labels.exact.items() if key == column.key), key=len, reverse=True):
        if not name.isascii() and len(name) >= 2 and labels.plain(cell).startswith(name) and len(cell) > len(name):
            rest = cell[len(name) :].strip(_ENDS)
            if column.type is FieldType.PERSON and _PERSON.fullmatch(rest):
                return rest
            if column.type is FieldType.DATE and re.search(r"\d", rest):
                return rest
    return cell


def _by_kind(line: str, field: Field, labels: Labels, words: Words) -> Row:
    """`设备部 更换主轴轴承 11月28日 马强`: a department, then words, one date and behind it the person."""
    kinds = [one.type for one in field.columns]
    if kinds != [FieldType.DEPARTMENT, FieldType.TEXT, FieldType.DATE, FieldType.PERSON]:
        return {}
    first = re.match(r"([^\s,，、:：]{1,16})[\s,，、:：—–-]\s*", line)
    days = find_dates(line, _ANY_DAY, words)
    if not first or not labels.is_department(first[1]) or len(days) != 1 or days[0].start < first.end():
        return {}
    if _marks(labels.names).search(labels.meant(words.plain(line))):
        return {}
    start, end = days[0].start, days[0].end
    while end < len(line) and not re.match(r"[\s,，;；、—–-]", line[end]):
        end += 1
    cells = [first[1], line[first.end() : start], line[start:end], line[end:]]
    cells = [_trimmed(cell.strip("-—– ")) for cell in cells]
    if not cells[1] or (cells[3] and not _PERSON.fullmatch(cells[3])):
        return {}
    return {column.key: cell for column, cell in zip(field.columns, cells, strict=True) if cell}


def _starts_with_label(cell: str, labels: Labels) -> bool:
    first = _BLANK.split(cell)[0]
    return " " in cell and bool(labels.key(first)) and first.isascii()
