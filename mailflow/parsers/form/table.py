"""Tables of a form: label beside value, labels above values, merged cells, and the rows of a repeated field.

What stands in a cell is judged elsewhere; a table without any label is no part of the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mailflow.parsers.form.blocks import Block, Cell, Grid, distinct
from mailflow.parsers.form.labels import NUMBERING, Labels
from mailflow.workflow.model import Field, FieldType, FormDefinition

Row = Mapping[str, str]  # column key -> as written
_RULE = re.compile(r"[\s|:\-=+—–_─┼]*")
_NUMBER = re.compile(rf"(?:{NUMBERING})|[(（]?\d{{1,3}}[)）.、]?")


class Reader(Protocol):
    """Who takes what a table says."""

    form: FormDefinition
    labels: Labels

    def take(self, key: str, blocks: Sequence[Block], *, is_sure: bool = True) -> None:
        """What stands in a field."""

    def take_row(self, key: str, row: Row) -> None:
        """One more row of a repeated field."""

    def read(self, blocks: Sequence[Block]) -> None:
        """A part of the form that stands in a cell, laid out in its own way."""


def read_grid(grid: Grid, reader: Reader) -> None:
    """Everything that a table says of the form."""
    _Walk(grid, reader).run()


def read_rows_of(grid: Grid, field_: Field, labels: Labels) -> list[Row] | None:
    """The rows of a table that stands under its label, with or without a head; None where it isn't one of rows."""
    head: Mapping[int, str] | None = None
    rows: list[Row] = []
    for row in grid.rows:
        named = head_of(row, labels)
        if named:
            head = named
        elif head:
            rows.append(_by_column(row, head))
        else:
            cells = [cell.text for _, cell in distinct(row) if not _RULE.fullmatch(cell.text)]
            if len(cells) == len(field_.columns) + 1 and _NUMBER.fullmatch(cells[0]):
                cells = cells[1:]
            if len(cells) == len(field_.columns):
                cells[0] = re.sub(f"^{NUMBERING}", "", cells[0])
                rows.append({column.key: cell for column, cell in zip(field_.columns, cells, strict=True)})
            elif cells:
                return None
    return [row for row in rows if row]


def head_of(row: Sequence[Cell], labels: Labels, table: str = "", form: Labels | None = None) -> Mapping[int, str]:
    """Place -> column, for the row that names the columns of a repeated field; else empty."""
    cells = distinct(row)
    named = {no: key for no, cell in cells if (key := labels.key(cell.text))}
    if len(set(named.values())) < len(named) and form:  # its label stands beside the head, and is a column's name too
        named = {no: key for no, key in named.items() if form.key(row[no].text) != table}
    if len(set(named.values())) < len(named) or len(named) < 2:
        return {}
    for no, cell in cells:
        likely = "" if no in named else labels.likely(cell.text)
        if likely and likely not in named.values():
            named[no] = likely
    if len(named) * 2 < sum(1 for _, cell in cells if cell.text):
        return {}
    return {**named, **_left_over(cells, named, labels)}


def _left_over(cells: Sequence[tuple[int, Cell]], named: Mapping[int, str], labels: Labels) -> Mapping[int, str]:
    """The one column that is called otherwise, where only one name is left for it."""
    missing = set(labels.exact.values()) - set(named.values())
    others = [
        no for no, cell in cells if no not in named and labels.plain(cell.text) and not labels.is_foreign(cell.text)
    ]
    return {others[0]: missing.pop()} if len(missing) == 1 and len(others) == 1 and len(named) > 2 else {}


def _by_column(row: Sequence[Cell], head: Mapping[int, str]) -> Row:
    if len(distinct(row)) == 1 and len(row) > 1:  # a note over the whole width
        return {}
    return {column: row[no].text for no, column in head.items() if row[no].text and not _RULE.fullmatch(row[no].text)}


@dataclass(slots=True)
class _Pair:
    """A label's cell and what stands beside it, over as many rows as the label covers."""

    key: str
    label: Cell
    is_sure: bool
    place: int
    values: list[Cell] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        if cell.text and cell not in self.values:
            self.values.append(cell)


@dataclass(slots=True)
class _Walk:
    """Goes down the rows of one table."""

    grid: Grid
    reader: Reader
    table: str = ""  # the repeated field whose head was seen last
    head: Mapping[int, str] = field(default_factory=dict)
    left: Cell | None = None  # the first cell of the head's row
    above: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    pairs: list[_Pair] = field(default_factory=list)
    loose: dict[str, dict[str, str]] = field(default_factory=dict)  # rows that stand as label beside value

    @property
    def labels(self) -> Labels:
        return self.reader.labels

    def run(self) -> None:
        for no, row in enumerate(self.grid.rows):
            self._row(no, row)
        for pair in self.pairs:
            self.reader.take(pair.key, [block for cell in pair.values for block in cell.blocks], is_sure=pair.is_sure)
        for key in list(self.loose):
            self._end_loose(key)

    def _row(self, no: int, row: Sequence[Cell]) -> None:
        filled = [(at, cell) for at, cell in distinct(row) if cell.text and not _RULE.fullmatch(cell.text)]
        if not filled:
            return
        if self._is_head(row):
            return
        if self.head and not self._ends_rows(filled[0][1]):
            self.reader.take_row(self.table, _by_column(row, self.head))
            return
        self.head = {}
        if self.above and not any(self._names(cell) for _, cell in filled):
            for at, (key, is_sure) in self.above.items():
                self.reader.take(key, row[at].blocks, is_sure=is_sure)
            self.above = {}
            return
        self.above = self._labels_above(no, row, filled)
        if not self.above and not self._goes_on(row, filled):
            self._pairs(row)

    def _is_head(self, row: Sequence[Cell]) -> bool:
        for key, columns in self.labels.columns.items():
            named = head_of(row, columns, key, self.labels)
            if named:
                self.table, self.head, self.left, self.above = key, named, row[0], {}
                return True
        return False

    def _ends_rows(self, first: Cell) -> bool:
        return first is not self.left and bool(self.labels.key(first.text) or self.labels.opens(first.text))

    def _names(self, cell: Cell) -> bool:
        return bool(self.labels.key(cell.text)) or self.labels.is_foreign(cell.text)

    def _labels_above(
        self, no: int, row: Sequence[Cell], filled: Sequence[tuple[int, Cell]]
    ) -> Mapping[int, tuple[str, bool]]:
        """The labels of a row that holds nothing else, where values stand below."""
        found = {
            at: (key, bool(self.labels.key(cell.text))) for at, cell in filled if (key := self.labels.likely(cell.text))
        }
        foreign = sum(1 for at, cell in filled if at not in found and self.labels.is_foreign(cell.text))
        if not found or len(found) + foreign < len(filled):
            return {}
        below = self.grid.rows[no + 1] if no + 1 < len(self.grid.rows) else ()
        if len(filled) == 1:
            is_alone_below = [at for at, cell in distinct(below) if cell.text] == [filled[0][0]] == [0]
            is_value_below = is_alone_below and not self._names(below[0])
            return found if len(distinct(row)) == 1 or is_value_below else {}
        is_free = any(cell.text for cell in below) and not any(self._names(cell) for cell in below)
        return found if is_free else {}

    def _goes_on(self, row: Sequence[Cell], filled: Sequence[tuple[int, Cell]]) -> bool:
        """More of the value above, as sheets have it in the next row: nothing else stands in the row."""
        last = self.pairs[-1] if self.pairs else None
        at, cell = filled[0]
        if last is None or len(filled) > 1 or at != last.place or not last.values or at == 0 or row[0].text:
            return False
        if self._names(cell) or cell.grids:
            return False
        last.add(cell)
        return True

    def _pairs(self, row: Sequence[Cell]) -> None:
        cells = distinct(row)
        no = 0
        while no < len(cells):
            at, cell = cells[no]
            no += 1
            if cell.grids or self.labels.opens(cell.text):
                self.reader.read(cell.blocks)
                continue
            following = cells[no] if no < len(cells) else None
            has_value = (
                following is not None and not self._names(following[1]) and not self.labels.opens(following[1].text)
            )
            value = following[1] if following and has_value else Cell()
            if self._is_loose(cell, value):
                no += has_value
                continue
            key = self.labels.likely(cell.text)
            if not key:
                continue
            pair = self._pair(key, cell, following[0] if following else at)
            pair.add(value)
            no += has_value
            while has_value and no < len(cells) and self._is_more(key, cells[no][1]):
                pair.add(cells[no][1])
                no += 1

    def _pair(self, key: str, label: Cell, place: int) -> _Pair:
        if not self.pairs or not any(one.label is label for one in self.pairs[-4:]):
            self.pairs.append(_Pair(key, label, bool(self.labels.key(label.text)), place))
        return next(one for one in reversed(self.pairs) if one.label is label)

    def _is_more(self, key: str, cell: Cell) -> bool:
        """Several cells beside one label: boxes, or names of departments."""
        match self.reader.form.field(key).type:
            case FieldType.CHOICE:
                return self.labels.has_box(cell.text)
            case FieldType.DEPARTMENTS:
                return self.labels.is_department(cell.text)
        return False

    def _is_loose(self, cell: Cell, value: Cell) -> bool:
        """A column's label with its value beside it: a row of a repeated field, written downwards."""
        for table, columns in self.labels.columns.items():
            key = columns.key(cell.text)
            row = self.loose.setdefault(table, {})
            if not key or (self.labels.key(cell.text) and not row):
                continue
            if key in row:
                self._end_loose(table)
                row = self.loose.setdefault(table, {})
            row[key] = value.text
            return True
        return False

    def _end_loose(self, table: str) -> None:
        row = self.loose.pop(table)
        if len(row) > 1:
            self.reader.take_row(table, {key: text for key, text in row.items() if text})
