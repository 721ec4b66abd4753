"""Rows of cells, from HTML or text: label beside value, labels above values, and the rows of a repeated field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailflow.parsers.formlabels import Labels

Row = Mapping[str, str]  # column key -> as written
_RULE = re.compile(r"[\s|:\-=+—─┼]*")


@dataclass(slots=True)
class Written:
    """What stands in the fields of a form, as written; nothing is judged yet."""

    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)  # fields whose label was only likely

    def put(self, key: str, text: str, *, is_sure: bool = True) -> None:
        """Keep a field's words; the first that are more than blanks stand, and those under its own label."""
        if not self.fields.get(key, "").strip() or (is_sure and key in self.unsure and text.strip()):
            self.fields[key] = text
            (self.unsure.discard if is_sure else self.unsure.add)(key)

    def fill_from(self, other: Written) -> None:
        """Take over what isn't here."""
        for key, text in other.fields.items():
            self.put(key, text, is_sure=key not in other.unsure)
        for key, rows in other.rows.items():
            if rows and not self.rows.get(key):
                self.rows[key] = rows


def read_table(rows: Sequence[Sequence[str]], labels: Labels) -> Written:
    """One table of cells."""
    written = Written()
    head: tuple[str, Mapping[int, str]] | None = None
    above: Mapping[int, str] = {}
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or all(_RULE.fullmatch(cell) for cell in cells):
            continue
        new_head = _head(cells, labels.columns)
        if new_head:
            head, above = new_head, {}
            continue
        if head and not _is_labelled(cells, labels):
            _put_row(written, head, cells)
            continue
        head = None
        if above:
            for index, key in above.items():
                written.put(key, cells[index] if index < len(cells) else "")
            above = {}
            continue
        keys = {index: key for index, cell in enumerate(cells) if cell and (key := labels.likely(cell))}
        if keys and len(keys) == sum(1 for cell in cells if cell) and (len(cells) == 1 or len(keys) > 1):
            above = keys
            continue
        _put_pairs(written, cells, labels)
    return written


def _head(cells: Sequence[str], columns: Mapping[str, Labels]) -> tuple[str, Mapping[int, str]] | None:
    """The row that names the columns of a repeated field."""
    for key, labels in columns.items():
        named = {index: found for index, cell in enumerate(cells) if (found := labels.key(cell))}
        if len(named) >= 2 and len(set(named.values())) == len(named) and len(named) * 2 >= sum(map(bool, cells)):
            return key, named
    return None


def _is_labelled(cells: Sequence[str], labels: Labels) -> bool:
    return bool(cells and labels.key(cells[0]))


def _put_row(written: Written, head: tuple[str, Mapping[int, str]], cells: Sequence[str]) -> None:
    key, named = head
    row = {column: cells[index] for index, column in named.items() if index < len(cells) and cells[index]}
    if row:
        written.rows.setdefault(key, []).append(row)


def _put_pairs(written: Written, cells: Sequence[str], labels: Labels) -> None:
    index = 0
    while index < len(cells):
        key = labels.likely(cells[index])
        if key and index + 1 < len(cells):
            following = cells[index + 1]
            if not labels.key(following):
                written.put(key, following, is_sure=bool(labels.key(cells[index])))
                index += 2
                continue
            written.put(key, "")
        index += 1


def text_rows(lines: Sequence[str]) -> list[list[list[str]]]:
    """Runs of lines that are drawn as a table, with bars or tabs, as rows of cells."""
    tables: list[list[list[str]]] = []
    run: list[list[str]] = []
    for line in (*lines, ""):
        cells = cells_of(line)
        if cells:
            run.append(cells)
            continue
        if len(run) > 1:
            tables.append(run)
        run = []
    return tables


def cells_of(line: str) -> list[str]:
    """A line's cells, where bars or tabs divide it; else none."""
    bare = line.strip(" 　")
    if re.search(r"[|｜│]", bare):
        return [cell.strip() for cell in re.split(r"[|｜│]", bare.strip("|｜│"))]
    if "\t" in bare:
        return [cell.strip() for cell in bare.split("\t")]
    return []
