"""The only door to openpyxl for writing: one table as an Excel sheet that prints well and reads well on a phone.

Values are values: a text is never a formula, a day is a day, a percent a number. Every label is the caller's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from io import BytesIO
from typing import Any

from mailflow.reports.plain import height, plain, width
from mailflow.reports.zipped import sealed

Value = str | int | float | date | datetime | None
FONT = "DengXian"  # Office's own for Chinese since 2016; where it lacks, each program takes its own sans
LONGEST = 32_767  # characters that a cell of Excel holds
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_ROOM = 3  # of a cell, at its sides
_HAN = 1.06  # two digits, by which widths are measured, are a little narrower than a Han character
_FIRST_YEAR = 1900  # Excel knows no day before
_LINE, _GREY, _HEAD_FILL, _INK = 16.5, "6B7280", "1F3A5F", "1F2933"
_MOST_HEIGHT = 400.0  # points: Excel allows 409
_RULED = "C9D1DB"
_MOST_FOOTER = 80  # characters of each part: Excel allows 255 for all three together
_FORMULA = tuple("=+-@\t\r")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x000A_ as a line break
_NO_TAB = re.compile(r"[\[\]:*?/\\]")


class Look(Enum):
    """How a coloured cell looks: its fill and its ink. The word in it says the same without colour."""

    GOOD = ("DDF3E4", "1E6B3A")
    PLAIN = ("E3EEF9", "1F4E79")
    WARN = ("FFF0CC", "8A5A00")
    BAD = ("FBDCDC", "9B1C1C")
    QUIET = ("ECEFF3", "52606D")


class Kind(Enum):
    """What a column holds: decides number format and alignment."""

    TEXT = "text"
    SHORT = "short"  # a word or two, centred
    DATE = "date"
    NUMBER = "number"
    PERCENT = "percent"  # 0 to 1, shown with a bar


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label and between how many half-width characters its width may lie."""

    label: str
    kind: Kind = Kind.TEXT
    least: int = 8
    most: int = 36
    coloured: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table. Every row is as long as `columns`."""

    name: str  # on the tab
    title: str
    lines: tuple[str, ...]  # below the title
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    looks: Mapping[str, Look]  # the text of a coloured cell -> how it looks
    closing: tuple[str, ...]  # below the table: sums
    legend: tuple[tuple[str, str], ...]  # below all: a text of a coloured cell, and what it means
    footer: tuple[str, str]  # of each printed page: left and right; its number stands between
    author: str
    created: datetime


def workbook(grid: Grid) -> bytes:
    """The sheet as .xlsx. The same grid gives the same bytes. Raises ValueError for a row of another length.

    Days print as yyyy-mm-dd; a moment with a zone prints the wall clock of that zone, since Excel knows none.
    """
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load

    if any(len(row) != len(grid.columns) for row in grid.rows):
        raise ValueError("a row has more or fewer cells than the table has columns")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _NO_TAB.sub(" ", plain(grid.name)).strip("' ")[:31] or "1"
    sheet.sheet_view.showGridLines = False
    widths = [_width(column, [row[no] for row in grid.rows]) for no, column in enumerate(grid.columns)]
    head = _write_title(sheet, grid, widths)
    _write_head(sheet, grid, widths, head)
    for no, row in enumerate(grid.rows, head + 1):
        _write_row(sheet, grid, widths, no, row)
    last = head + len(grid.rows)
    _colour(sheet, grid, head + 1, max(last, head + 1))
    _write_end(sheet, grid, widths, last + 2)
    _set_up(sheet, grid, widths, (head, last))
    packed = BytesIO()
    book.save(packed)
    return sealed(packed.getvalue(), title=plain(grid.title), author=plain(grid.author), created=grid.created)


def letter(column: int) -> str:
    """The name of a column, from 1: A, B, … Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _write_title(sheet: Any, grid: Grid, widths: Sequence[int]) -> int:
    """Title and lines over the whole width, and a little room; the number of the row below."""
    _write_wide(sheet, 1, grid.title, widths, size=16, bold=True)
    for no, line in enumerate(grid.lines, 2):
        _write_wide(sheet, no, line, widths, colour=_GREY)
    sheet.row_dimensions[len(grid.lines) + 2].height = 6
    return len(grid.lines) + 3


def _write_head(sheet: Any, grid: Grid, widths: Sequence[int], row: int) -> None:
    for no, column in enumerate(grid.columns, 1):
        cell = sheet.cell(row, no)
        _put(cell, column.label)
        _dress(cell, bold=True, colour="FFFFFF", fill=_HEAD_FILL, across="center")
    tallest = max(height(plain(one.label), wide - _ROOM) for one, wide in zip(grid.columns, widths, strict=True))
    sheet.row_dimensions[row].height = tallest * _LINE + 8  # beside the arrow of the filter


def _write_row(sheet: Any, grid: Grid, widths: Sequence[int], no: int, row: Sequence[Value]) -> None:
    tallest = 1
    for at, (column, value, wide) in enumerate(zip(grid.columns, row, widths, strict=True), 1):
        cell = sheet.cell(no, at)
        _put(cell, value)
        across = "left" if column.kind is Kind.TEXT else "center"
        _dress(cell, across=across, ruled=True, indent=int(across == "left"))
        if column.kind is Kind.PERCENT and isinstance(value, int | float):
            cell.number_format = "0%"
        tallest = max(tallest, height(_shown(value), _columns(wide)))
    sheet.row_dimensions[no].height = min(tallest * _LINE + 6, _MOST_HEIGHT)


def _write_end(sheet: Any, grid: Grid, widths: Sequence[int], row: int) -> None:
    """The closing lines, then the legend: each word below the column that it stands in, its meaning beside it."""
    for no, line in enumerate(grid.closing, row):
        _write_wide(sheet, no, line, widths, bold=True)
    at = next((no for no, one in enumerate(grid.columns, 1) if one.coloured), 1)
    for no, (text, meaning) in enumerate(grid.legend, row + len(grid.closing) + bool(grid.closing)):
        cell = sheet.cell(no, at)
        _put(cell, text)
        look = grid.looks.get(text)
        fill, ink = look.value if look else ("FFFFFF", _INK)
        _write_wide(sheet, no, meaning, widths, first=at + 1, size=10, colour=_GREY, indent=1)
        _dress(cell, size=10, fill=fill, colour=ink, across="center")


def _write_wide(
    sheet: Any, row: int, text: str, widths: Sequence[int], *, first: int = 1, size: int = 11, **dress: Any
) -> None:
    cell = sheet.cell(row, first)
    _put(cell, text)
    _dress(cell, size=size, **dress)
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=len(widths))
    lines = height(plain(text), _columns(sum(widths[first - 1 :])) * 11 // size)
    sheet.row_dimensions[row].height = min(lines * _LINE * size / 11 + 4, _MOST_HEIGHT)


def _put(cell: Any, value: Value) -> None:
    """A value in its cell: a text stays a text whatever it begins with, today and when somebody edits it."""
    if isinstance(value, datetime) and value.year >= _FIRST_YEAR:
        cell.value, cell.number_format = value.replace(tzinfo=None), _MOMENT
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= _FIRST_YEAR:
        cell.value, cell.number_format = value, _DAY
    elif isinstance(value, int | float) and math.isfinite(value):
        cell.value = value
    elif value is not None:
        text = _ESCAPE.sub("_x005F_", _shown(value))
        cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.number_format, cell.quotePrefix = "@", True


def _dress(
    cell: Any,
    *,
    size: int = 11,
    bold: bool = False,
    colour: str = _INK,
    fill: str = "",
    across: str = "left",
    ruled: bool = False,
    indent: int = 0,
) -> None:
    from openpyxl.styles import (  # type: ignore[import-untyped]  # noqa: PLC0415 - see `workbook`
        Alignment,
        Border,
        Font,
        PatternFill,
        Side,
    )

    cell.font = Font(name=FONT, size=size, bold=bold, color=colour)
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True, indent=indent)
    if fill:
        cell.fill = PatternFill("solid", start_color=fill, end_color=fill)
    if ruled:
        side = Side(style="thin", color=_RULED)
        cell.border = Border(left=side, right=side, top=side, bottom=side)


def _colour(sheet: Any, grid: Grid, first: int, last: int) -> None:
    """Rules, not paint: the colour follows where somebody changes the word or the number."""
    from openpyxl.formatting.rule import (  # type: ignore[import-untyped]  # noqa: PLC0415 - see `workbook`
        DataBarRule,
        FormulaRule,
    )
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - see `workbook`

    for no, column in enumerate(grid.columns, 1):
        place = f"{letter(no)}{first}:{letter(no)}{last}"
        for text, look in grid.looks.items() if column.coloured else ():
            fill, ink = look.value
            said = plain(text).replace('"', '""')
            rule = FormulaRule(
                formula=[f'${letter(no)}{first}="{said}"'],
                fill=PatternFill("solid", start_color=fill, end_color=fill),
                font=Font(color=ink, bold=look is Look.BAD),
            )
            sheet.conditional_formatting.add(place, rule)
        if column.kind is Kind.PERCENT:
            bar = DataBarRule("num", 0, "num", 1, color="7FB2E5", showValue=True, minLength=0, maxLength=100)
            sheet.conditional_formatting.add(place, bar)


def _set_up(sheet: Any, grid: Grid, widths: Sequence[int], rows: tuple[int, int]) -> None:
    """A4 landscape, as wide as the page, head row on each page and always in sight. `rows`: the head, the last."""
    head, last = rows
    for no, wide in enumerate(widths, 1):
        sheet.column_dimensions[letter(no)].width = wide
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{letter(len(grid.columns))}{max(last, head + 1)}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.3
    left, right = (plain(one).replace("\n", " ")[:_MOST_FOOTER].replace("&", "&&") for one in grid.footer)
    footer = sheet.oddFooter
    footer.left.text, footer.center.text, footer.right.text = left, "&P / &N", right
    for part in (footer.left, footer.center, footer.right):
        part.size = 9


def _width(column: Column, values: Sequence[Value]) -> int:
    """Half-width characters: as the widest value needs, within the column's bounds; the head has room for its arrow."""
    widest = max((width(_shown(one)) for one in values), default=0)
    wanted = max(math.ceil(widest * _HAN) + _ROOM, min(width(plain(column.label)) + 4, column.most))
    return min(max(wanted, column.least), column.most)


def _columns(wide: int) -> int:
    """How many half-width characters stand in a column of this width."""
    return int((wide - _ROOM) / _HAN)


def _shown(value: Value) -> str:
    """A value as its cell shows it, for its size."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else plain(str(value))
