"""The tracker and the ledger, as they are read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports.papers import CREATED, LANGUAGES, ledger, tracker

from mailflow.parsers.form.sheet import sheet_blocks
from mailflow.reports.ledger import ledger_xlsx
from mailflow.reports.plain import plain, width
from mailflow.reports.tracker import Tracker, tracker_xlsx
from mailflow.reports.workbook import LONGEST, letter

HEAD = 5  # title, two lines, room


def sheet(data: bytes):
    return openpyxl.load_workbook(BytesIO(data)).active


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tracker_says_what_is_known(language: str) -> None:
    """Head, values and their kinds: days are days, a percent is a number, nothing is nothing."""
    given_, read = tracker(language), sheet(tracker_xlsx(tracker(language)))
    assert read["A1"].value == given_.title
    assert [one.value for one in read[HEAD]] == [
        getattr(given_.columns, name) for name in given_.columns.__dataclass_fields__
    ]
    first, silent = ([one.value for one in read[HEAD + no]] for no in (1, 6))
    assert first[4] == datetime(2026, 12, 5, 12, 0)
    assert (first[6], read.cell(HEAD + 1, 7).number_format) == (0.6, "0%")
    assert read.cell(HEAD + 2, 5).number_format == "yyyy-mm-dd"
    assert first[5] == {one.status: one.label for one in given_.legend}["delayed"]
    assert (silent[6], silent[9]) == (None, None)
    assert read.max_row == HEAD + 6 + 1 + len(given_.legend)


@pytest.mark.parametrize("make", [tracker, ledger])
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_print_on_a4(make, language: str) -> None:
    """Landscape, as wide as the page, the head on each page and always in sight, pages numbered."""
    given_ = make(language)
    read = sheet(tracker_xlsx(given_) if isinstance(given_, Tracker) else ledger_xlsx(given_))
    head = HEAD if isinstance(given_, Tracker) else 4
    assert (read.page_setup.paperSize, read.page_setup.orientation) == (9, "landscape")
    assert (read.page_setup.fitToWidth, read.page_setup.fitToHeight) == (1, 0)
    assert read.sheet_properties.pageSetUpPr.fitToPage
    assert read.print_title_rows == f"${head}:${head}"
    assert read.freeze_panes == f"A{head + 1}"
    assert "&P" in read.oddFooter.center.text
    assert read.oddFooter.right.text == given_.printed


def test_columns_are_as_wide_as_chinese_needs() -> None:
    """A short word is on one line; what is longer than a column may be gets the height of its lines."""
    given_ = tracker("zh")
    long = replace(given_.measures[0], owner="欧阳娜娜", reason="测试环境与库存系统升级冲突" * 5)
    read = sheet(tracker_xlsx(replace(given_, measures=(long, *given_.measures[1:]))))
    assert read.column_dimensions["C"].width >= width("欧阳娜娜") + 2
    assert read.column_dimensions["I"].width <= 44
    assert read.row_dimensions[HEAD + 1].height > 3 * 16
    assert read.row_dimensions[HEAD + 2].height < 2 * 16


def test_status_colours_follow_the_word() -> None:
    """A rule for each status over its column, and a bar over the percents."""
    given_ = tracker("zh")
    rules = {
        (str(place.sqref), rule.type, *rule.formula)
        for place, found in sheet(tracker_xlsx(given_)).conditional_formatting._cf_rules.items()
        for rule in found
    }
    for one in given_.legend:
        assert ("F6:F11", "expression", f'$F6="{one.label}"') in rules
    assert ("G6:G11", "dataBar") in rules


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "#N/A", "1.5", "TRUE"])
def test_a_text_is_never_a_formula(text: str) -> None:
    """Neither when the file is opened nor when somebody edits the cell."""
    given_ = tracker("zh")
    read = sheet(tracker_xlsx(replace(given_, measures=(replace(given_.measures[0], reason=text),), title=text)))
    for cell in (read.cell(HEAD + 1, 9), read["A1"]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == (text[0] in "=+-@")
    assert b"<f>" not in ZipFile(BytesIO(tracker_xlsx(given_))).read("xl/worksheets/sheet1.xml")


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_comes_back(measure: str, reason: str) -> None:
    """Control characters, halves of pairs, right-to-left marks: as one reads them, never a file that Excel refuses."""
    given_ = tracker("en")
    row = replace(given_.measures[0], measure=measure, reason=reason)
    read = sheet(tracker_xlsx(replace(given_, measures=(row,), number=measure, printed=reason)))
    assert [read.cell(HEAD + 1, no).value or "" for no in (2, 9)] == [plain(measure), plain(reason)]


def test_what_excel_would_decode_or_cut_is_kept_apart() -> None:
    """_x000A_ is a line break to Excel; a cell ends at 32,767 characters."""
    given_ = tracker("en")
    row = replace(given_.measures[0], measure="_x000A_", reason="a" * 40_000)
    read = sheet(tracker_xlsx(replace(given_, measures=(row,))))
    assert read.cell(HEAD + 1, 2).value == "_x005F_x000A_"
    assert read.cell(HEAD + 1, 9).value == "a" * (LONGEST - 1) + "…"


def test_odd_days_are_shown_too() -> None:
    """Before Excel's time, with a zone, as somebody wrote it."""
    given_ = tracker("en")
    row = replace(
        given_.measures[0],
        due=date(1899, 12, 31),
        new_date="after the holiday",
        updated=datetime(2026, 12, 7, 9, 0, tzinfo=UTC),
    )
    read = sheet(tracker_xlsx(replace(given_, measures=(row,))))
    assert [read.cell(HEAD + 1, no).value for no in (5, 8, 10)] == [
        "1899-12-31",
        "after the holiday",
        datetime(2026, 12, 7, 9, 0),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_facts_same_bytes(language: str) -> None:
    """Dated by the argument, by nothing else."""
    data = tracker_xlsx(tracker(language))
    assert data == tracker_xlsx(tracker(language))
    assert ledger_xlsx(ledger(language)) == ledger_xlsx(ledger(language))
    with ZipFile(BytesIO(data)) as package:
        assert b"2026-12-18T10:30:00Z" in package.read("docProps/core.xml")
        assert {one.date_time[0] for one in package.infolist()} == {1980}
    book = openpyxl.load_workbook(BytesIO(data))
    assert (book.properties.created, book.properties.creator) == (CREATED, tracker(language).author)


def test_the_ledger_has_a_row_for_each_case() -> None:
    """With its days as days, its sum below; our own reader sees the same."""
    given_ = ledger("zh")
    data = ledger_xlsx(given_)
    read = sheet(data)
    assert [one.value for one in read[5]][:6] == [
        "XC2026-0007", "华东区订单延迟率偏高", "物流部", datetime(2026, 12, 1), datetime(2026, 12, 18), "达标",
    ]  # fmt: skip
    assert read.cell(7, 5).value is None
    assert read.cell(10, 1).value == given_.sums[0]
    (grid, _) = sheet_blocks(data)
    assert [cell.text for cell in grid.rows[4]][:2] == ["XC2026-0007", "华东区订单延迟率偏高"]


def test_an_empty_month_is_a_sheet_too() -> None:
    """Head, sums and legend, no row."""
    assert sheet(ledger_xlsx(replace(ledger("en"), entries=(), lines=()))).cell(3, 1).value == "Case"


def test_a_percent_beyond_its_ends_is_refused() -> None:
    """A bar of 180 % would be drawn."""
    given_ = tracker("zh")
    with pytest.raises(ValueError, match="180"):
        tracker_xlsx(replace(given_, measures=(replace(given_.measures[0], percent=180),)))


def test_footers_hold_what_excel_would_read_as_codes() -> None:
    """An ampersand is one, and a tab's name has no sign that Excel refuses."""
    read = sheet(tracker_xlsx(replace(tracker("en"), number="R&D [7]/*?", printed="&P & more")))
    assert read.title == "R&D  7"
    assert "R&&D" in read.oddFooter.left.text
    assert read.oddFooter.right.text == "&&P && more"


@pytest.mark.parametrize(("no", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_have_the_names_of_excel(no: int, name: str) -> None:
    assert letter(no) == name
