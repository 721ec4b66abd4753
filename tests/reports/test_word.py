"""Papers as .docx: what stands in them, how they print, and that a filled one can be read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from parsers.formfiles import Attached
from reports.papers import CREATED, LANGUAGES, blank_form, form, report, texts

from mailflow.compose.views.document import Shown
from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.parsers.form import read_form
from mailflow.reports.plain import plain
from mailflow.reports.word import docx_of

PROCESSES = data_root() / "config" / "processes"
FORMS = {
    **load_process(PROCESSES / "cross_department.yaml").forms,
    **load_process(PROCESSES / "approval.yaml").forms,
}
TODAY = date(2026, 11, 24)
BOX, TICKED = "\u2610", "\u2611"


def opened(data: bytes):
    return docx.Document(BytesIO(data))


def said(document) -> list[str]:
    """Every paragraph and cell of the body, in order."""
    return ["".join(node.text or "" for node in one.iter(qn("w:t"))) for one in document.element.body.iter(qn("w:p"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_everything(language: str) -> None:
    """Title, version code, each field, figure, change, file and signature, and who is still to sign."""
    paper, wanted = report(language), texts(language)["report"]
    found = said(opened(docx_of(paper)))
    assert found[0] == wanted["title"]
    assert {"XC2026-0007", "v2 · 7F3A-91C2", wanted["author"], *paper.notes} <= set(found)
    for field in paper.fields:
        assert field.label in found
    for _, by, words, at in wanted["signed"]:
        assert {by, words, at, wanted["how"]} <= set(found)
    assert f"{paper.labels.sign}{paper.labels.colon}".strip() in [one.strip() for one in found]
    figures = found[found.index(paper.labels.figures) :]
    for label, _, text in wanted["figures"]:
        assert figures.index(label) < figures.index(text)
    for no, name in enumerate(wanted["files"], 1):
        assert f"{no}. {name}" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_a4_with_head_and_number(language: str) -> None:
    """Company and number of the form above; the version's code and fields for page and pages below."""
    paper = report(language)
    section = opened(docx_of(paper)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    left, right = (cell.text for cell in section.header.tables[0].rows[0].cells)
    assert left == paper.head.company
    assert "QP-07-06" in right
    assert "2.1" in right
    foot = section.footer._element
    assert [one.text.strip() for one in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].text.startswith("XC2026-0007 · v2 · 7F3A-91C2\t")


def test_han_characters_have_a_font_of_their_own() -> None:
    """Latin and Han, and no theme that would win."""
    fonts = opened(docx_of(report("zh"))).styles["Normal"].element.rPr.find(qn("w:rFonts"))
    assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Times New Roman", "SimSun")
    assert not [key for key in fonts.attrib if "Theme" in key]


def test_heads_of_tables_stand_on_each_page_and_rows_stay_whole() -> None:
    """The table of measures and that of signatures."""
    tables = opened(docx_of(report("zh"))).tables
    headed = [one for one in tables if one._tbl.findall(f".//{qn('w:tblHeader')}")]
    assert len(headed) == 3
    assert all(len(one._tbl.findall(f".//{qn('w:cantSplit')}")) == len(one.rows) for one in headed)


def test_bars_are_shaded_cells() -> None:
    """The largest as long as the row, the others by their share."""
    bars = next(one for one in opened(docx_of(report("zh"))).tables if len(one.columns) > 10)
    lengths = []
    for row in bars.rows:
        cells = [(one.grid_span, one.tcPr.find(qn("w:shd"))) for one in row._tr.tc_lst]
        lengths.append(next(span for span, fill in cells if fill is not None))
    assert lengths == [40, 8, 13]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_to_be_filled_has_room(language: str) -> None:
    """Boxes for choices, rows for a table, lines to sign; no column for evidence where nobody has signed by mail."""
    paper = form(language)
    document = opened(docx_of(paper))
    choice = next(one for one in said(document) if BOX in one)
    assert (choice.count(BOX), choice.count(TICKED)) == (2, 1)
    assert paper.labels.required in said(document)
    assert [len(one.rows) for one in document.tables if len(one.columns) == 4] == [5, 4]
    assert all(row.height and row.height.cm > 0.8 for row in document.tables[0].rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_holds_nothing_to_a_reader(name: str, language: str) -> None:
    """Hints, examples and boxes are no answers."""
    found = read(docx_of(blank_form(FORMS[name], language)), name)
    assert {key: value for key, value in found.fields.items() if key != "document"} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_a_filled_form_is_read_back(name: str, language: str) -> None:
    """What somebody typed into each cell of a form that we made, none missing, none elsewhere."""
    document = opened(docx_of(blank_form(FORMS[name], language)))
    for table in document.tables:
        for row in table.rows[len(table.columns) > 2 : 3 if len(table.columns) > 2 else None]:
            fill(row)
    packed = BytesIO()
    document.save(packed)
    found = read(packed.getvalue(), name)
    assert found.missing == ()
    for field in FORMS[name].fields:
        value = found.fields[field.key]
        if field.columns:
            lists = ("people", "departments")
            row = {one.key: ("A1",) if one.type in lists else "A1" for one in field.columns}
            assert value == (row, row)
        elif field.choices:
            assert value == field.choices[0].key
        elif field.key != "document":
            assert value in ("A1", ("A1",))


def fill(row) -> None:
    for cell in row.cells if len(row.cells) > 2 else row.cells[1:]:
        box = next((run for run in cell.paragraphs[0].runs if BOX in run.text), None)
        if box:
            box.text = box.text.replace(BOX, TICKED, 1)
        else:
            cell.paragraphs[0].add_run("A1")


def read(data: bytes, name: str):
    return read_form("见附件", FORMS[name], attachments=[Attached("form.docx", data)], today=TODAY)


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_any_text_is_a_text(text: str) -> None:
    """Whatever somebody wrote stands there as it is read, and Word can open it."""
    paper = replace(report("en"), title=text or "x", fields=(Shown("label", tuple(plain(text).split("\n"))),))
    assert plain(text).replace("\n", "") in said(opened(docx_of(paper)))


def test_same_paper_same_bytes() -> None:
    """Dated by the argument; no picture of an empty page, no name of a library."""
    data = docx_of(report("zh"))
    assert data == docx_of(report("zh"))
    properties = opened(data).core_properties
    assert (properties.created.replace(tzinfo=None), properties.title) == (CREATED, "问题解决报告")
    with ZipFile(BytesIO(data)) as package:
        assert {one.date_time[0] for one in package.infolist()} == {1980}
        assert not [one for one in package.namelist() if "thumbnail" in one]
        assert b"python-docx" not in package.read("docProps/core.xml")


def test_empty_parts_are_left_out() -> None:
    """A paper of a title alone has no table and no heading."""
    paper = replace(
        report("en"), facts=(), fields=(), figures=(), changes=(), files=(), signatures=(), notes=(), code=""
    )
    document = opened(docx_of(paper))
    assert document.tables == []
    assert [one for one in said(document) if one] == [paper.title]


ORDER = {  # of ECMA-376, as far as we write them: Word refuses some files that have another
    "tblPr": ("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
    "tcPr": ("tcW", "gridSpan", "tcBorders", "shd", "vAlign"),
    "rPr": ("rFonts", "b", "color", "sz"),
}


@pytest.mark.parametrize("make", [report, form])
def test_elements_stand_in_the_order_of_the_standard(make) -> None:
    """Where python-docx doesn't see to it."""
    document = opened(docx_of(make("zh")))
    for part in (document.element, document.sections[0].header._element, document.sections[0].footer._element):
        for name, order in ORDER.items():
            for one in part.iter(qn(f"w:{name}")):
                found = [child.tag.rpartition("}")[2] for child in one]
                assert found == sorted(found, key=order.index), name


def test_word_opens_it_in_todays_mode() -> None:
    settings_ = opened(docx_of(report("en"))).settings.element
    modes = [
        one.get(qn("w:val"))
        for one in settings_.iter(qn("w:compatSetting"))
        if one.get(qn("w:name")) == "compatibilityMode"
    ]
    assert modes == ["15"]
