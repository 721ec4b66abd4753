"""A paper as .docx: A4, fit to be printed, filled in by hand or on the screen, and sent back.

With `ooxml` the only door to python-docx for writing. Slow to load: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm

from mailflow.compose.views.document import Blank, Change, Shown, Table
from mailflow.reports import ooxml
from mailflow.reports.charts import COLOURS, Figure, shares
from mailflow.reports.ooxml import GREY, SANS, SERIF, SHADE, keep_whole, rule, set_widths, shade, tighten, write
from mailflow.reports.paper import (
    Paper,
    Signed,
    Unsigned,
    boxes_of,
    columns_of,
    example_of,
    grid_of,
    hint_of,
    label_of,
    lead_of,
    spread,
)
from mailflow.reports.plain import plain, width
from mailflow.reports.zipped import sealed

_WIDE = 17.0  # cm: A4 without its margins
_LABEL = 3.6
_SIGNATURES = (2.4, 2.3, 4.3, 4.2, 3.8)
_TO_SIGN = (3.2, 3.4, 6.4, 4.0)
_STEPS = 40  # of a bar
_NUMBER = 2.6  # cm for what is printed behind it
_TICKED, _UNTICKED = "\u2611", "\u2610"
_LINE_TO_FILL, _ROOM_TO_FILL, _ROOM_TO_SIGN = 0.9, 1.9, 1.3  # cm
_FEW = 6  # rows that stay on one page
_MARK = "\x00"  # stands for a page field while a pattern is split


def docx_of(paper: Paper) -> bytes:
    """The paper as .docx; the same paper gives the same bytes."""
    document = docx.Document()
    _set_up(document, paper)
    _write_title(document, paper)
    _write_facts(document, paper)
    _write_fields(document, paper)
    _write_figures(document, paper)
    _write_changes(document, paper)
    _write_files(document, paper)
    _write_signatures(document, paper)
    for note in paper.notes:
        write(tighten(document.add_paragraph(), before=4), plain(note), size=8.5, colour=GREY)
    packed = BytesIO()
    document.save(packed)
    head = paper.head
    return sealed(packed.getvalue(), title=plain(paper.title), author=plain(head.company), created=head.created)


def _set_up(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
    section.header_distance = section.footer_distance = Cm(1)
    for name in ("Normal", "Header", "Footer"):
        ooxml.set_fonts(document.styles[name], SERIF)
        document.styles[name].paragraph_format.tab_stops.clear_all()  # those for another width of paper
    ooxml.set_fonts(document.styles["Title"], SANS)
    ooxml.add_prompt_style(document)
    ooxml.set_language(document, paper.head.language)
    ooxml.be_current(document)
    ooxml.drop_thumbnail(document)
    _write_head(section, paper)
    _write_foot(section, paper)


def _write_head(section: Any, paper: Paper) -> None:
    labels, head = paper.labels, paper.head
    numbered = ((labels.form, head.form), (labels.edition, head.edition))
    right = "\u2003".join(f"{label}{labels.colon}{plain(text)}" for label, text in numbered if text)
    table = section.header.add_table(1, 2, Cm(_WIDE))
    rule(table, ("bottom",), room=0)
    set_widths(table, (_WIDE / 2, _WIDE / 2))
    left, last = table.rows[0].cells
    write(tighten(left.paragraphs[0]), plain(head.company), size=9, colour=GREY)
    write(tighten(last.paragraphs[0]), right, size=9, colour=GREY)
    last.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    spare = section.header.paragraphs[0]  # a header has to have one; below the table it takes no room
    table._tbl.addnext(spare._p)  # noqa: SLF001 - the elements have no public name
    write(tighten(spare), "", size=2)


def _write_foot(section: Any, paper: Paper) -> None:
    paragraph = tighten(section.footer.paragraphs[0])
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDE), WD_TAB_ALIGNMENT.RIGHT)
    write(paragraph, f"{plain(paper.code)}\t", size=9, colour=GREY)
    pattern = paper.labels.page.replace("{pages}", f"{_MARK}NUMPAGES{_MARK}").replace("{page}", f"{_MARK}PAGE{_MARK}")
    for no, part in enumerate(pattern.split(_MARK)):
        if no % 2:
            ooxml.add_field(paragraph, part, 9)
        elif part:
            write(paragraph, part, size=9, colour=GREY)


def _write_title(document: Any, paper: Paper) -> None:
    title = tighten(document.add_paragraph(), before=2, after=8, centred=True)
    write(title, plain(paper.title), size=18, bold=True, sans=True)
    lead = lead_of(paper)
    if lead:
        write(tighten(document.add_paragraph()), plain(lead), size=8.5, colour=GREY)


def _write_facts(document: Any, paper: Paper) -> None:
    """Two pairs in a row."""
    pairs = [(one.label, one.text) for one in paper.facts]
    if not pairs:
        return
    pairs += [("", "")] * (len(pairs) % 2)
    rows = [(*pairs[no], *pairs[no + 1]) for no in range(0, len(pairs), 2)]
    table = _table(document, len(rows), (2.2, 5.6, 2.6, 6.6))
    for row, texts in zip(table.rows, rows, strict=True):
        for no, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _fill(cell, text, label=no % 2 == 0)


def _write_fields(document: Any, paper: Paper) -> None:
    """Fields with their labels; one that is a table has its label above. Neighbours share a table."""
    rows: Any = None
    for field in paper.fields:
        table = field.table if isinstance(field, Shown) else grid_of(field)
        if table:
            rows = None
            _write_table(document, paper, field, table)
            continue
        if rows is None:
            _gap(document)
            rows = _table(document, 0, (_LABEL, _WIDE - _LABEL))
        row = rows.add_row()
        keep_whole(row)
        set_widths(rows, (_LABEL, _WIDE - _LABEL))
        _fill(row.cells[0], label_of(field), label=True)
        if isinstance(field, Shown):
            _fill(row.cells[1], "\n".join(field.lines))
        else:
            _write_blank(row, field, paper)


def _write_blank(row: Any, blank: Blank, paper: Paper) -> None:
    hint = hint_of(blank, paper.labels)
    if hint:
        write(tighten(row.cells[0].add_paragraph()), plain(hint), size=8, colour=GREY)
    _fill(row.cells[1], "" if blank.choices else "\n".join(blank.lines))
    boxes = [f"{_TICKED if ticked else _UNTICKED} {plain(one)}" for one, ticked in boxes_of(blank)]
    write(row.cells[1].paragraphs[0], "\u3000".join(boxes))
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    row.height = Cm(_ROOM_TO_FILL if blank.kind == "text" else _LINE_TO_FILL)


def _write_table(document: Any, paper: Paper, field: Shown | Blank, content: Table) -> None:
    _heading(document, label_of(field))
    blank = isinstance(field, Blank)
    if isinstance(field, Blank):
        for said in filter(None, (hint_of(field, paper.labels), example_of(field, paper.labels))):
            paragraph = tighten(document.add_paragraph(style=ooxml.PROMPT), after=2)
            write(paragraph, plain(said), size=8, colour=GREY)
            ooxml.be_prompt(paragraph)
    shares_of = spread(content.columns, content.rows)
    table = _table(document, len(content.rows) + 1, [one * _WIDE for one in shares_of])
    keep_whole(table.rows[0], head=True)
    for cell, text in zip(table.rows[0].cells, content.columns, strict=True):
        _fill(cell, text, label=True)
    for row, texts in zip(table.rows[1:], content.rows, strict=True):
        keep_whole(row)
        if blank:
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(_LINE_TO_FILL)
        for cell, text in zip(row.cells, texts, strict=True):
            _fill(cell, text, size=9.5)


def _write_figures(document: Any, paper: Paper) -> None:
    """Bars of shaded cells: every program shows and prints them."""
    if not paper.figures:
        return
    _heading(document, paper.labels.figures)
    room = min(max(width(plain(one.label)) for one in paper.figures) * 0.2 + 0.9, _WIDE / 2)
    step = (_WIDE - room - _NUMBER) / _STEPS
    table = document.add_table(len(paper.figures), _STEPS + 2)
    rule(table, ())
    set_widths(table, (room, *([step] * _STEPS), _NUMBER))
    for row, figure, share in zip(table.rows, paper.figures, shares(paper.figures), strict=True):
        _write_bar(row, figure, max(1 if share else 0, round(share * _STEPS)))


def _write_bar(row: Any, figure: Figure, full: int) -> None:
    cells = row.cells
    keep_whole(row)
    _fill(cells[0], figure.label)
    _fill(cells[-1], figure.text, bold=True)
    for first, last, fill in ((1, full, COLOURS[figure.look]), (full + 1, _STEPS, SHADE)):
        if last >= first:
            cell = cells[first].merge(cells[last])
            shade(cell, fill.removeprefix("#").upper())
            ooxml.part_rows(cell, 8)


def _write_changes(document: Any, paper: Paper) -> None:
    if not paper.changes:
        return
    labels = paper.labels
    _heading(document, labels.changes)
    rows = [_change(one, paper) for one in paper.changes]
    _write_rows(document, ("", labels.before, labels.after), rows, (_LABEL, 6.7, 6.7))


def _change(one: Change, paper: Paper) -> tuple[str, str, str]:
    labels = paper.labels
    return one.label or labels.files, one.before or labels.none, one.after or labels.removed


def _write_files(document: Any, paper: Paper) -> None:
    if not paper.files:
        return
    _heading(document, paper.labels.files)
    for no, name in enumerate(paper.files, 1):
        write(tighten(document.add_paragraph(), after=1), f"{no}. {plain(name)}")


def _write_signatures(document: Any, paper: Paper) -> None:
    if not paper.signatures:
        return
    _heading(document, paper.labels.signatures)
    heads = columns_of(paper)
    rows = [_signature(one, paper)[: len(heads)] for one in paper.signatures]
    table = _write_rows(document, heads, rows, _SIGNATURES if len(heads) == len(_SIGNATURES) else _TO_SIGN)
    for row, one in zip(table.rows[1:], paper.signatures, strict=True):
        if isinstance(one, Unsigned):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(_ROOM_TO_SIGN)


def _signature(one: Signed | Unsigned, paper: Paper) -> tuple[str, str, str, str, str]:
    labels = paper.labels
    if isinstance(one, Unsigned):
        return one.department, one.by, f"{labels.sign}{labels.colon}", f"{labels.date}{labels.colon}", ""
    signed = one.signature
    return signed.department, signed.by, signed.words, signed.at, one.how


def _write_rows(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], centimetres: Sequence[float]
) -> Any:
    table = _table(document, len(rows) + 1, centimetres)
    keep_whole(table.rows[0], head=True)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, text, label=True)
    for row, texts in zip(table.rows[1:], rows, strict=True):
        keep_whole(row)
        for cell, text in zip(row.cells, texts, strict=True):
            _fill(cell, text, size=9.5)
    if len(rows) <= _FEW:
        ooxml.keep_together(table)
    return table


def _table(document: Any, rows: int, centimetres: Sequence[float]) -> Any:
    table = document.add_table(rows, len(centimetres))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    rule(table)
    set_widths(table, centimetres)
    return table


def _fill(cell: Any, text: str, *, label: bool = False, bold: bool = False, size: float = 10.5) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    write(tighten(cell.paragraphs[0]), plain(text), size=10 if label else size, bold=label or bold, sans=label)
    if label:
        shade(cell, SHADE)


def _heading(document: Any, text: str) -> None:
    heading = tighten(document.add_paragraph(), before=10, after=4)
    heading.paragraph_format.keep_with_next = True
    write(heading, plain(text), size=11, bold=True, sans=True)


def _gap(document: Any) -> None:
    """Two tables without a paragraph between them are one to Word."""
    write(tighten(document.add_paragraph()), "", size=4)
