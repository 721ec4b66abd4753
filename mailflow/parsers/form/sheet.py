"""An Excel file as tables, one for each sheet that is shown: cells as they look, hidden rows and columns left out.

The only door to openpyxl. Formulas are never computed: what was computed last is read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from mailflow.parsers.form.blocks import MAX_COLUMNS, MAX_ROWS, NOTHING, Block, Cell, Grid

MAX_SHEETS = 20
_PERCENT, _GROUPED = re.compile("%"), re.compile("#,##")
_DECIMALS = re.compile(r"0\.(0+)")


def sheet_blocks(data: bytes) -> list[Block]:
    """The sheets' tables. Raises whatever openpyxl does on a file that it can't read."""
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load, and few mails bring a file

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl would lose on saving; nothing is saved
        book = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [block for sheet in shown[:MAX_SHEETS] for block in (_grid(sheet), "")]


def _grid(sheet: Any) -> Grid:
    merged = dict(_merged(sheet))
    hidden = {no for one in sheet.column_dimensions.values() if one.hidden for no in _columns(one)}
    height, width = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
    rows = []
    for number, row in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1):
        dimension = sheet.row_dimensions.get(number)
        if dimension is not None and dimension.hidden:
            continue
        cells = [(number, column, cell) for column, cell in enumerate(row, 1) if column not in hidden]
        rows.append(tuple(merged.get((line, column)) or _cell(cell) for line, column, cell in cells))
    return Grid(tuple(rows))


def _columns(dimension: Any) -> range:
    return range(dimension.min or 0, min(dimension.max or 0, MAX_COLUMNS) + 1)


def _merged(sheet: Any) -> Iterator[tuple[tuple[int, int], Cell]]:
    """Each place of a merged range with the one cell that it shows."""
    for one in sheet.merged_cells.ranges:
        if one.min_row > MAX_ROWS or one.min_col > MAX_COLUMNS:
            continue
        cell = _cell(sheet.cell(one.min_row, one.min_col))
        for line in range(one.min_row, min(one.max_row, MAX_ROWS) + 1):
            for column in range(one.min_col, min(one.max_col, MAX_COLUMNS) + 1):
                yield (line, column), cell


def _cell(cell: Any) -> Cell:
    if cell.value is None or cell.data_type == "e" or (cell.font and cell.font.strike):
        return Cell() if cell.value is not None else NOTHING
    text = _shown(cell.value, cell.number_format or "")
    return Cell(tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _shown(value: object, shape: str) -> str:
    """A value as people see it in its cell, near enough to be read like words."""
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return str(value)
        case int() | float():
            return _number(value, shape.split(";", maxsplit=1)[0])
    return str(value)


def _number(value: float, shape: str) -> str:
    is_percent = bool(_PERCENT.search(shape))
    number = value * 100 if is_percent else value
    decimals = _DECIMALS.search(shape)
    group = "," if _GROUPED.search(shape) else ""
    if decimals:
        text = f"{number:{group}.{len(decimals[1])}f}"
    elif float(number).is_integer() or is_percent or group:
        text = f"{number:{group}.0f}"
    else:
        text = f"{number:.12g}"
    return f"{text}%" if is_percent else text
