"""Files made to harm whoever opens them, broken ones, old ones: each ends in a reason, soon, never in a crash."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsers.formfiles import ASSESSMENT, FIELDS, Attached, packed, sheet, unpacked, with_part, word_table, word_xml

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.parsers.form import read_form
from mailflow.parsers.form.package import MAX_PARTS, Unread, kind_of

FORM = load_process(data_root() / "config" / "processes" / "cross_department.yaml").forms["assessment"]
WORD = word_table([[label, value] for label, value in ASSESSMENT.items()])
SHEET = sheet([[label, value] for label, value in ASSESSMENT.items()])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
MAIN, PAGE = "word/document.xml", "xl/worksheets/sheet1.xml"


def reason(data: bytes, name: str) -> str:
    """Why the file isn't read; nothing may have been read from it."""
    found = read_form("见附件", FORM, attachments=[Attached(name, data)])
    assert found.fields == {}
    ((told, why),) = found.unread
    assert told == name
    return why


def swapped(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = unpacked(data)
    assert old in parts[part]
    return packed({**parts, part: parts[part].replace(old, new, 1)})


def flagged(data: bytes) -> bytes:
    """A package whose parts say that they are encrypted."""
    made = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + place] |= 1
            at = made.find(mark, at + 1)
    return bytes(made)


def twice(data: bytes) -> bytes:
    """A package with two parts of one name: who reads which?"""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, part in unpacked(data).items():
            package.writestr(name, part)
        package.writestr(MAIN.upper(), b"<w/>")
    return stream.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PROLOG = b"<w:document"
DECLARED = b"encoding='UTF-8'"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (OLE, "评估表.doc", Unread.OLD_FORMAT),
        (OLE, "评估表.wps", Unread.OLD_FORMAT),
        (OLE, "评估表.XLS", Unread.OLD_FORMAT),
        (b"<html>", "评估表.xls", Unread.OLD_FORMAT),
        (b"{\\rtf1}", "评估表.rtf", Unread.OTHER_FORMAT),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", Unread.OTHER_FORMAT),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "评估表.docx", Unread.ENCRYPTED),
        (flagged(WORD), "评估表.docx", Unread.ENCRYPTED),
        (b"not a package", "评估表.docx", Unread.BROKEN),
        (WORD[: len(WORD) // 2], "评估表.docx", Unread.BROKEN),
        (packed({"hello.txt": b"x"}), "评估表.xlsx", Unread.BROKEN),
        (packed({MAIN: b"<w/>"}), "评估表.docx", Unread.BROKEN),
        (packed({"xl/workbook.xml": b"<w/>"}), "评估表.xlsx", Unread.BROKEN),
        (swapped(WORD, MAIN, b"</w:body>", b"</w:bodi>"), "a.docx", Unread.BROKEN),
        (with_part(WORD, "word/vbaProject.bin", b"x"), "评估表.docm", Unread.MACROS),
        (swapped(WORD, MAIN, PROLOG, ENTITIES + PROLOG), "a.docx", Unread.TRAP),
        (swapped(WORD, MAIN, PROLOG, OUTSIDE + PROLOG), "a.docx", Unread.TRAP),
        (with_part(WORD, MAIN, (ENTITIES + b"<x>&b;</x>").decode().encode("utf-16")), "a.docx", Unread.TRAP),
        (with_part(WORD, MAIN, b"<?xml version='1.0' encoding='utf-7'?>+ADw-x/>"), "a.docx", Unread.TRAP),
        (with_part(WORD, "word/media/a.png", OUTSIDE + b"<x>&a;</x>"), "a.docx", Unread.TRAP),
        (with_part(SHEET, "xl/sharedStrings.xml", ENTITIES + b"<sst>&b;</sst>"), "a.xlsx", Unread.TRAP),
        (twice(WORD), "a.docx", Unread.TRAP),
        (with_part(WORD, "word/bomb.bin", bytes(20_000_000)), "a.docx", Unread.TRAP),
        (packed({**unpacked(WORD), **{f"p{no}": b"" for no in range(MAX_PARTS)}}), "a.docx", Unread.TRAP),
    ],
)
def test_what_cannot_be_read_has_a_reason(data: bytes, name: str, why: Unread) -> None:
    """Old formats, other offices, passwords, macros, damage, bombs, entities in any encoding."""
    assert reason(data, name) == why


@pytest.mark.parametrize(
    "tag",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b"<mergeCells count='1'><x:mergeCell xmlns:x='u' ref = 'A1:XFD1048576'/></mergeCells>",
        b'<mergeCells><mergeCell ref="&#65;1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        b"<mergeCells>" + b'<mergeCell ref="A1:CV100"/>' * 3 + b"</mergeCells>",
    ],
)
def test_a_range_over_the_whole_sheet_is_a_trap(tag: bytes) -> None:
    """Readers make a cell for each place of it: seventeen thousand millions."""
    assert reason(swapped(SHEET, PAGE, b"</sheetData>", b"</sheetData>" + tag), "a.xlsx") == Unread.TRAP


def test_a_sheet_with_too_many_cells_is_not_opened() -> None:
    """A small package, an ordinary ratio of its parts, and hours of work."""
    cells = b"".join(b'<row r="%d">%s</row>' % (no, b"<c/>" * 200) for no in range(10, 1_200))
    noise = bytes(no * no % 251 for no in range(40_000))
    data = swapped(SHEET, PAGE, b"</sheetData>", cells + b"</sheetData><!--" + noise.hex().encode() + b"-->")
    assert reason(data, "a.xlsx") in (Unread.TOO_LARGE, Unread.TRAP)


def test_cells_far_away_cost_nothing() -> None:
    """One cell in the last corner of a sheet: the form at its head is read."""
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = swapped(SHEET, PAGE, b"</sheetData>", far)
    assert read_form("见附件", FORM, attachments=[Attached("a.xlsx", data)]).fields == FIELDS


def test_deep_nesting_ends_in_a_reason_or_a_reading() -> None:
    """Tables within tables, elements within elements."""
    deep = "<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80
    elements = "<w:smartTag>" * 5_000 + "</w:smartTag>" * 5_000
    assert reason(word_xml(deep), "a.docx") in (Unread.NO_FIELD, Unread.BROKEN)
    assert reason(word_xml(f"<w:p>{elements}</w:p>"), "a.docx") in (Unread.NO_FIELD, Unread.BROKEN)


def test_wide_spans_are_cut() -> None:
    """A cell over a thousand million columns is one cell."""
    span = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    row = "".join(span.format(width, text) for width, text in (("1", "牵头部门"), ("999999999", "物流部")))
    data = word_xml(
        f"<w:tbl><w:tr>{row}</w:tr><w:tr>{span.format('1', '发起人')}{span.format('x', '李敏')}</w:tr></w:tbl>"
    )
    found = read_form("见附件", FORM, attachments=[Attached("a.docx", data)])
    assert found.fields == {"lead_department": "物流部", "initiator": "李敏"}


@pytest.mark.parametrize("name", ["图.png", "方案.pdf", "x.zip", "", "notes.txt"])
def test_what_is_no_office_file_is_left_alone(name: str) -> None:
    """Pictures, PDF and archives are not told of: they may be what the form is about."""
    for data in (b"\x89PNG\r\n", b"%PDF-1.7", packed({"a.txt": b"x"}), OLE, b"PK\x03\x04", b""):
        assert read_form("x", FORM, attachments=[Attached(name, data)]).unread == ()


def test_an_attachment_without_bytes_is_passed_over() -> None:
    """Whoever knows only names may hand them in."""
    assert read_form("x", FORM, attachments=[object(), Attached("a.docx", b"")]).unread == ()


def test_many_files_are_not_all_opened() -> None:
    """Ten are enough for any form."""
    files = [Attached(f"{no}.xlsx", sheet([["牵头部门", f"部{no}"], ["发起人", "x"]])) for no in range(12)]
    found = read_form("见附件", FORM, attachments=files)
    assert found.unread == (("10.xlsx", "too_many"), ("11.xlsx", "too_many"))


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.xlsx", "a.doc", "a", "b.xlsm"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_have_an_answer(data: bytes, name: str) -> None:
    """Noise, with and without the head of a package."""
    for one in (data, b"PK\x03\x04" + data, OLE + data):
        found = read_form("见附件", FORM, attachments=[Attached(name, one)])
        assert found.fields == {}
        assert all(why in list(Unread) for _, why in found.unread)


@given(st.data(), st.sampled_from([WORD, SHEET]))
@settings(max_examples=150, deadline=None)
def test_a_damaged_package_has_an_answer(data: st.DataObject, whole: bytes) -> None:
    """Bytes turned, cut out and put in anywhere."""
    made = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(made) - 1))
        made[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    found = read_form("见附件", FORM, attachments=[Attached("a.docx", bytes(made))])
    assert set(found.fields) <= set(FIELDS)


@given(
    st.data(), st.sampled_from([(WORD, MAIN), (SHEET, PAGE), (SHEET, "xl/workbook.xml"), (WORD, "[Content_Types].xml")])
)
@settings(max_examples=150, deadline=None)
def test_a_sound_package_with_damaged_xml_has_an_answer(data: st.DataObject, whole: tuple[bytes, str]) -> None:
    """The package is whole, what it holds is not."""
    package, name = whole
    parts = unpacked(package)
    made = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(made) - 1))
        made[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.one_of(st.binary(max_size=30), st.just(b"999999999"))
        )
    found = read_form("见附件", FORM, attachments=[Attached("a.docx", packed({**parts, name: bytes(made)}))])
    assert set(found.fields) <= set(FIELDS)


def test_a_stored_package_is_read_like_a_packed_one() -> None:
    """Compression is no matter of content."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as package:
        for name, part in unpacked(WORD).items():
            package.writestr(name, part)
    assert kind_of("a.docx", stream.getvalue()) == "word"
    assert read_form("", FORM, attachments=[Attached("a.docx", stream.getvalue())]).fields == FIELDS
