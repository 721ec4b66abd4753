"""A form as lines and tables in their order, wherever it comes from: text, HTML, a file. Reads no field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mailflow.parsers.page.reader import HtmlCell, HtmlTable, tables
from mailflow.parsers.words import Words

MAX_ROWS = 500
MAX_COLUMNS = 64
MAX_TABLES = 200
_BARS = re.compile(r"[|｜│┃║]")
_RULE = re.compile(r"[\s|｜│┃║:：\-=+—–_─━┄┅┈┉┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬═]*")
_FRAMED = 3  # ruled lines: above, below the head, at the end
_BOXES = re.compile("[\u2610\u2611]")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell of a table; the same object stands in each place that it covers."""

    blocks: tuple[Block, ...] = ()
    text: str = field(default="", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", flat(self.blocks).strip())

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables in it."""
        return tuple(one for one in self.blocks if isinstance(one, Grid))


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table: every row has a cell for each column. `raw` are its lines where it was drawn in text."""

    rows: tuple[tuple[Cell, ...], ...]
    raw: tuple[str, ...] = ()


Block = str | Grid


def flat(blocks: Iterable[Block]) -> str:
    """Lines and tables as text; cells of a row part by a tab."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += block.raw or ["\t".join(cell.text for _, cell in distinct(row)) for row in block.rows]
    return "\n".join(lines)


def distinct(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """The cells of a row with the column in which each begins; one that covers several comes once."""
    return [(no, cell) for no, cell in enumerate(row) if not no or cell is not row[no - 1]]


def laid_out(rows: Iterable[Iterable[tuple[Cell, int, int]]]) -> Grid:
    """Cells with the columns and rows that they cover, as a table without holes."""
    places: dict[tuple[int, int], Cell] = {}
    width = height = 0
    for no, row in enumerate(rows):
        if no >= MAX_ROWS:
            break
        at = 0
        for cell, columns, below in row:
            while (no, at) in places:
                at += 1
            if at >= MAX_COLUMNS:
                break
            for down in range(min(below, MAX_ROWS - no)):
                for right in range(min(columns, MAX_COLUMNS - at)):
                    places.setdefault((no + down, at + right), cell)
            at += columns
        height = no + 1
    width = max((column + 1 for _, column in places), default=0)
    return Grid(tuple(tuple(places.get((no, at), NOTHING) for at in range(width)) for no in range(height)))


def text_blocks(lines: Sequence[str], is_label: Callable[[str], bool]) -> list[Block]:
    """Lines, with those that draw a table by bars or tabs as one. A run of one row counts where a label leads it."""
    blocks: list[Block] = []
    run: list[str] = []
    for no, line in enumerate(lines):
        if cells_of(line) or _is_rule(lines, no, run) or _goes_on(lines, no, run, is_label):
            run.append(line)
        else:
            blocks += _table_of(run, is_label)
            run = []
            blocks.append(line)
    return blocks + _table_of(run, is_label)


def _is_rule(lines: Sequence[str], no: int, run: Sequence[str]) -> bool:
    """A ruled line below a row, or right above one."""
    if not lines[no].strip() or not _RULE.fullmatch(lines[no]):
        return False
    return bool(run) or (no + 1 < len(lines) and bool(cells_of(lines[no + 1])))


def _goes_on(lines: Sequence[str], no: int, run: Sequence[str], is_label: Callable[[str], bool]) -> bool:
    """A plain line between rows of tabs: a cell's second line, as programs write a table into plain text."""
    line = lines[no]
    if not run or not line.strip() or "\t" not in run[0] or is_label(line):
        return False
    following = next((one for one in lines[no + 1 : no + 6] if not one.strip() or "\t" in one), "")
    return "\t" in following


def _table_of(run: Sequence[str], is_label: Callable[[str], bool]) -> list[Block]:
    rows = [cells_of(line) for line in run if not _RULE.fullmatch(line)]
    if not any(rows) or (len(rows) < 2 and not is_label(rows[0][0])):
        return list(run)
    is_framed = sum(1 for line in run if _RULE.fullmatch(line)) >= _FRAMED
    table: list[list[list[str]]] = []
    lines = iter(line for line in run if not _RULE.fullmatch(line))
    for cells, line in zip(rows, lines, strict=True):
        if not cells:
            table[-1][-1].append(line.strip())
        elif is_framed and table and not cells[0] and len(cells) == len(table[-1]):
            for cell, more in zip(table[-1], cells, strict=True):
                cell.extend([more] if more else [])
        else:
            table.append([[cell] if cell else [] for cell in cells])
    width = max(map(len, table))
    made = [[Cell(tuple(cell)) for cell in row] + [NOTHING] * (width - len(row)) for row in table]
    return [Grid(tuple(map(tuple, made)), tuple(run))]


def cells_of(line: str) -> list[str]:
    """A line's cells, where bars or tabs divide it; else none. A tab in front only indents."""
    bare = line.strip(" 　").rstrip("\t")
    if _BARS.search(bare):
        bare = bare.strip("\t")
        inner = bare[bool(_BARS.match(bare)) : len(bare) - (len(bare) > 1 and bool(_BARS.match(bare[-1])))]
        return [cell.strip() for cell in _BARS.split(inner)][:MAX_COLUMNS]
    if "\t" in bare.lstrip("\t"):
        return [cell.strip() for cell in bare.split("\t")][:MAX_COLUMNS]
    return []


def html_blocks(lines: Sequence[str], html: str, words: Words) -> tuple[list[Block], list[Grid]]:
    """The words' lines with the tables of `html` in their places, and tables of which only some rows were said.

    A table of which nothing stands in the words was quoted.
    """
    said = _Said.of(list(lines), words)
    partly: list[Grid] = []
    for table in tables(html)[:MAX_TABLES]:
        _place(table, said, partly, words)
    return list(said.blocks()), partly


@dataclass(slots=True)
class _Said:
    """The words without blanks, so that a table is found again however its cells were divided."""

    lines: list[str]
    whole: str
    starts: dict[int, int]  # place in `whole` -> line
    taken: dict[int, tuple[int, Grid]] = field(default_factory=dict)  # first line -> line behind the last, table

    @classmethod
    def of(cls, lines: list[str], words: Words) -> _Said:
        starts: dict[int, int] = {}
        pieces, place = [], 0
        for no, line in enumerate(lines):
            starts.setdefault(place, no)
            pieces.append(squeezed(line, words))
            place += len(pieces[-1])
        starts[place] = len(lines)
        return cls(lines, "".join(pieces), starts)

    def take(self, text: str, grid: Grid) -> bool:
        """Put a table in the place of its words; False where they don't stand there as whole lines."""
        place = self.whole.find(text)
        for _ in range(20):
            if place < 0 or not text:
                return False
            first, end = self.starts.get(place), self.starts.get(place + len(text))
            if first is not None and end is not None and not self._overlaps(first, end):
                self.taken[first] = (end, grid)
                return True
            place = self.whole.find(text, place + 1)
        return False

    def _overlaps(self, first: int, end: int) -> bool:
        return any(first < other_end and start < end for start, (other_end, _) in self.taken.items())

    def blocks(self) -> Iterator[Block]:
        no = 0
        while no < len(self.lines):
            if no in self.taken:
                no, grid = self.taken[no]
                yield grid
            else:
                yield self.lines[no]
                no += 1


def _place(table: HtmlTable, said: _Said, partly: list[Grid], words: Words) -> None:
    grid = grid_of(table)
    if said.take(squeezed(_words_of(table), words), grid):
        return
    inner = [one for row in table for cell in row for one in cell.blocks if not isinstance(one, str)]
    if inner:
        for one in inner:
            _place(one, said, partly, words)
        return
    rows = tuple(row for row in grid.rows if _is_said(row, said.whole, words))
    if rows:
        partly.append(Grid(rows))


def _words_of(table: HtmlTable) -> str:
    """Its words in their order, each cell once."""
    return "\n".join(
        one if isinstance(one, str) else _words_of(one) for row in table for cell in row for one in cell.blocks
    )


def _is_said(row: Sequence[Cell], said: str, words: Words) -> bool:
    return all(squeezed(line, words) in said for _, cell in distinct(row) for line in cell.text.split("\n"))


def grid_of(table: HtmlTable) -> Grid:
    """A table of HTML with its merged cells in each of their places."""
    return laid_out([(_cell_of(cell), cell.columns, cell.rows) for cell in row] for row in table)


def _cell_of(cell: HtmlCell) -> Cell:
    return Cell(tuple(one if isinstance(one, str) else grid_of(one) for one in cell.blocks))


def squeezed(text: str, words: Words) -> str:
    """Words as they are compared, without blanks and boxes."""
    return _BOXES.sub("", "".join(words.plain(text).split()))


NOTHING = Cell()
