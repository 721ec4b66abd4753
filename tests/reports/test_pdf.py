"""Papers as PDF: set by Typst from data alone, the same each time, and looked at as pictures."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports.papers import LANGUAGES, form, report

from mailflow.compose.views.document import Shown, Table
from mailflow.config.data import data_root
from mailflow.reports import pdf
from mailflow.reports.charts import Figure
from mailflow.reports.pdf import PdfError, data_of, pdf_of, pictures_of

typst = pytest.importorskip("typst")
NAMES = {"serif": "Noto Serif CJK SC", "sans": "Noto Sans CJK SC"}
FONTS = set(NAMES.values()) <= set(typst.Fonts().families())
needs_fonts = pytest.mark.skipif(not FONTS, reason="no Chinese fonts: apt-get install fonts-noto-cjk")
BARE = {"facts": (), "figures": (), "changes": (), "files": (), "signatures": (), "notes": ()}


@needs_fonts
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [report, form])
def test_a_paper_is_an_archive_pdf(make, language: str) -> None:
    """PDF/A-2b with its fonts inside, title and moment of the paper; the same bytes each time."""
    paper = make(language)
    data = pdf_of(paper)
    assert data.startswith(b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert paper.title.encode() in data
    assert b"2026-12-18T10:30:00" in data
    assert b"FontFile" in data
    assert data == pdf_of(paper)


@needs_fonts
def test_pages_are_a4() -> None:
    """A report of two pages, a form of one; every page has ink on it."""
    for paper, pages in ((report("zh"), 2), (form("zh"), 1)):
        shown = pictures_of(paper, ppi=72)
        assert len(shown) == pages
        for one in shown:
            assert struct.unpack(">II", one[16:24]) in ((595, 842), (596, 842))
            assert len(one) > 5_000


@needs_fonts
def test_every_part_is_drawn() -> None:
    """The picture changes where a part does: nothing of the data is overlooked by the layout."""
    full = report("en")
    seen = {pictures_of(full, ppi=40)}
    for part in (*BARE, "fields"):
        seen.add(pictures_of(replace(full, **{part: getattr(full, part)[1:]}), ppi=40))
    seen.add(pictures_of(replace(full, title="x"), ppi=40))
    seen.add(pictures_of(replace(full, code="x"), ppi=40))
    seen.add(pictures_of(replace(full, head=replace(full.head, company="x")), ppi=40))
    seen.add(pictures_of(replace(full, head=replace(full.head, form="x")), ppi=40))
    assert len(seen) == len(BARE) + 6


HOSTILE = (
    "#panic()",
    '#read("paper.typ")',
    "$x$ *a* _b_ `c` @d <e>",
    '#import "@preview/x:1.0.0": *',
    "\\ ] ) }",
    "= x",
)


@needs_fonts
@pytest.mark.parametrize("text", HOSTILE)
def test_values_are_never_source(text: str) -> None:
    """Typst's own signs are printed: a text draws what it draws in any place."""
    paper = report("en")
    drawn = replace(
        paper,
        title=text,
        fields=(Shown(text, (text,)), Shown(text, (), Table((text,), ((text,),)))),
        figures=(Figure(text, 1, text, "after"),),
        files=(text,),
        notes=(text,),
    )
    assert pictures_of(drawn, ppi=30) != pictures_of(replace(drawn, notes=("x",)), ppi=30)


@needs_fonts
@settings(max_examples=15)
@given(st.text(max_size=40))
def test_any_text_can_be_set(text: str) -> None:
    """In a cell, in a heading, in the head of the page."""
    paper = replace(report("en"), **BARE, fields=(Shown(text, (text,)),), title=text or "x")
    assert pdf_of(replace(paper, head=replace(paper.head, company=text))).startswith(b"%PDF-")


@needs_fonts
def test_what_no_font_has_is_named() -> None:
    """A thumb in somebody's words must not keep a report from being made, nor be printed as a box."""
    paper = replace(report("zh"), **BARE)
    odd, named, thumbs = (
        replace(paper, fields=(Shown("x", (text,)),))
        for text in ("好的\U0010fffd\U0010fffc é", "好的[U+10FFFD][U+10FFFC] é", "好的👍🙏 ①")
    )
    assert pdf_of(odd) == pdf_of(named)
    assert pictures_of(odd, ppi=40) == pictures_of(named, ppi=40)
    assert pdf_of(thumbs)


@needs_fonts
def test_long_things_are_broken() -> None:
    """A table of 200 rows runs over pages, a digest breaks in its cell, a figure of nothing has no bar."""
    table = Table(("#", "SHA-256"), tuple((str(no), "9c1e" * 32) for no in range(200)))
    paper = replace(
        report("en"), **BARE | {"figures": (Figure("x", 0, "0", "after"),)}, fields=(Shown("files", (), table),)
    )
    assert 5 < len(pictures_of(paper, ppi=30)) < 20


def test_the_layout_gets_every_key_that_it_reads() -> None:
    """Each `data.x` and `labels.x` of the layout is handed in."""
    source = (data_root() / "templates" / "paper" / "paper.typ").read_text("utf-8")
    given_ = data_of(report("zh"), NAMES)
    words = source.replace("(", " ").replace(")", " ").replace(",", " ").replace("{", " ").split()
    for name, keys in (("data", given_), ("labels", given_["labels"])):
        read = {one.split(".")[1] for one in words if one.startswith(f"{name}.")}
        assert read
        assert read <= set(keys), name


def test_without_a_chinese_font_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes for characters would be worse; the operator hears which package has it."""

    class NoFonts:
        def __init__(self, **_: object) -> None:
            """As Typst's own."""

        def families(self) -> list[str]:
            return ["Noto Sans CJK SC", "Libertinus Serif"]

    monkeypatch.setattr(typst, "Fonts", NoFonts)
    with pytest.raises(PdfError, match=r"Noto Serif CJK SC: install the Debian package fonts-noto-cjk"):
        pdf_of(report("zh"))


def test_without_typst_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra of its own; the message says which."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfError, match=r"mailflow\[pdf\]"):
        pdf_of(report("zh"))


def test_what_typst_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an error that mailflow can name."""
    monkeypatch.setattr(pdf, "STANDARD", "a-99z")
    with pytest.raises((PdfError, ValueError)):
        pdf_of(report("zh"))
