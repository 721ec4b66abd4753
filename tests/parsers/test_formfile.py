"""Forms in Word and Excel files: every layout, what wins against the mail's own words, and what is told of the rest."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from openpyxl.styles import Font
from parsers.formfiles import (
    ASSESSMENT,
    FIELDS,
    ITEMS,
    ROWS,
    Attached,
    saved,
    sheet,
    word_lines,
    word_table,
    word_xml,
)

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.parsers.form import read_form
from mailflow.parsers.form.promise import promises_attachment

PROCESSES = data_root() / "config" / "processes"
FORMS = load_process(PROCESSES / "cross_department.yaml").forms
APPROVAL = load_process(PROCESSES / "approval.yaml").forms["request"]
TODAY = date(2026, 11, 24)
PAIRS = [[label, value] for label, value in ASSESSMENT.items()]
ON_TOP = [list(ASSESSMENT)[:4], list(ASSESSMENT.values())[:4], list(ASSESSMENT)[4:], list(ASSESSMENT.values())[4:]]
FOUR = [[*PAIRS[0], *PAIRS[1]], [*PAIRS[2], *PAIRS[3]], [*PAIRS[4], *PAIRS[5]], [*PAIRS[6], "填表日期", "2026-11-20"]]


def read(data: bytes, name: str, text: str = "见附件", form: str = "assessment"):
    return read_form(text, FORMS[form], attachments=[Attached(name, data)], today=TODAY)


@pytest.mark.parametrize(
    "rows", [PAIRS, ON_TOP, FOUR, [["问题初步评估表", ""], *PAIRS]], ids=["left", "top", "four", "titled"]
)
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_tables_of_both_kinds_are_read(rows: list[list[str]], kind: str) -> None:
    """Labels beside their values, above them, two pairs a row."""
    found = read(word_table(rows) if kind == "docx" else sheet(rows), f"评估表.{kind}")
    assert found.fields == FIELDS
    assert (found.missing, found.conflicts, found.unread) == ((), (), ())
    assert set(found.sources.values()) == {f"评估表.{kind}"}


def test_paragraphs_of_a_document_are_read() -> None:
    """Lines with labels, a table of matters between them."""
    lines = [f"{label}：{value}" for label, value in ASSESSMENT.items()]
    assert read(word_lines(["问题初步评估表", "", *lines]), "a.docx").fields == FIELDS


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_matters_are_read_as_rows(kind: str) -> None:
    """The head of the matters within a table of labels and values."""
    rows = [["协作目标", "零差错"], ["协作事项"], *ITEMS, ["所需资源支持", "无"]]
    data = word_table(rows) if kind == "docx" else sheet(rows)
    found = read(data, f"申请单.{kind}", form="application")
    assert found.fields == {"goal": "零差错", "items": ROWS, "resources": "无"}


def test_merged_cells_of_a_document() -> None:
    """A label over two rows, a department over two matters, a heading over the width."""
    document = docx.Document()
    table = document.add_table(rows=7, cols=5)
    table.cell(0, 0).merge(table.cell(0, 4)).text = "跨部门协作申请单"
    for at, text in enumerate(["协作目标", "零差错"]):
        table.cell(1, at).text = text
    table.cell(1, 1).merge(table.cell(1, 4))
    table.cell(2, 0).merge(table.cell(5, 0)).text = "协作事项"
    for no, row in enumerate([*ITEMS, ["", "写监控", "12月3日", "刘洋"]]):
        for at, text in enumerate(row):
            table.cell(2 + no, 1 + at).text = text
    table.cell(4, 1).merge(table.cell(5, 1))
    table.cell(6, 0).text = "所需资源支持"
    table.cell(6, 1).merge(table.cell(6, 4)).text = "测试环境"
    found = read(saved(document), "申请.docx", form="application").fields
    more = {"department": "技术部", "matter": "写监控", "due": "12月3日", "owner": "刘洋"}
    assert found == {"goal": "零差错", "items": (*ROWS, more), "resources": "测试环境"}


def test_merged_cells_of_a_sheet() -> None:
    """The same in Excel, where a merged range holds one value."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [
        ["跨部门协作申请单"],
        ["协作目标", "零差错"],
        *ITEMS,
        [None, "写监控", "12月3日", "刘洋"],
        ["所需资源支持", "无"],
    ]:
        page.append(row)
    for area in ("A1:D1", "B2:D2", "A5:A6", "B7:D7"):
        page.merge_cells(area)
    found = read(saved(book), "申请.xlsx", form="application").fields
    assert [row["department"] for row in found["items"]] == ["仓储部", "技术部", "技术部"]
    assert (found["goal"], found["resources"]) == ("零差错", "无")


def test_only_what_a_sheet_shows_is_read() -> None:
    """Hidden sheets, rows and columns are no answer, nor are struck cells and errors; dates look as they do there."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [*PAIRS, ["牵头部门", "旧部门"]]:
        page.append(row)
    page["B2"].font = Font(strike=True)
    page["B4"] = "#REF!"
    page["B4"].data_type = "e"
    page.row_dimensions[7].hidden = True
    page["C1"] = "发起人"
    page["D1"] = "不该读"
    page.column_dimensions["C"].hidden = page.column_dimensions["D"].hidden = True
    other = book.create_sheet("隐藏")
    other.append(["发起人", "隐藏的人"])
    other.sheet_state = "hidden"
    found = read(saved(book), "评估.xlsx")
    assert set(found.missing) == {"initiator", "impact", "cause"}
    assert found.fields["lead_department"] == "物流部"


def test_values_of_a_sheet_look_as_in_the_sheet() -> None:
    """Dates, times, percentages and thousands; several sheets; a formula's last result, never the formula."""
    book = openpyxl.Workbook()
    book.active.append(["协作目标", 0.05])
    book.active["B1"].number_format = "0%"
    book.active.append(["所需资源支持", 8000])
    book.active["B2"].number_format = "#,##0"
    page = book.create_sheet("事项")
    page.append(ITEMS[0])
    page.append(["仓储部", "补货", datetime(2026, 11, 27, 18, 0), "赵磊"])
    page.append(["技术部", '=CONCAT("a","b")', date(2026, 12, 1), "刘洋"])
    found = read(saved(book), "申请.xlsx", form="application")
    assert (found.fields["goal"], found.fields["resources"]) == ("5%", "8,000")
    assert found.fields["items"] == (
        {"department": "仓储部", "matter": "补货", "due": "2026-11-27 18:00", "owner": "赵磊"},
        {"department": "技术部", "due": "2026-12-01", "owner": "刘洋"},
    )
    assert [row["due"] for row in found.values["items"]] == [datetime(2026, 11, 27, 18), date(2026, 12, 1)]


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_what_word_hides_is_no_answer() -> None:
    """Deleted, hidden and struck words, placeholders of controls; tracked insertions and chosen entries are."""
    body = (
        '<w:p><w:r><w:t>牵头部门：</w:t></w:r><w:del w:id="1"><w:r><w:delText>旧部</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>物流部</w:t></w:r></w:ins></w:p>'
        + paragraph("发起人：旧人", "<w:vanish/>")
        + paragraph("影响范围：旧", "<w:strike/>")
        + "<w:p><w:r><w:t>初步原因分析：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r>"
        "<w:t>单击此处</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:p><w:r><w:t>关联部门：</w:t></w:r><w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent><w:r>"
        "<w:t>质量部</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    found = read(word_xml(body), "a.docx")
    assert found.fields == {"lead_department": "物流部", "related_departments": ("质量部",)}


def box(checked: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
    )


def old_box(checked: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
        f'<w:checked w:val="{checked}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    )


def symbol(code: str) -> str:
    return f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("off", "on"), [(box("0"), box("1")), (old_box("0"), old_box("1")), (symbol("F0A8"), symbol("F0FE"))]
)
def test_boxes_of_word_are_ticked_or_not(off: str, on: str) -> None:
    """Content controls, fields of older forms and characters of symbol fonts."""
    words = [f"<w:r><w:t>{one} </w:t></w:r>" for one in ("紧急", "重要", "常规")]
    body = (
        paragraph("牵头部门：物流部")
        + f"<w:p><w:r><w:t>紧急程度：</w:t></w:r>{off}{words[0]}{on}{words[1]}{off}{words[2]}</w:p>"
    )
    assert read(word_xml(body), "a.docx").fields == {"lead_department": "物流部", "urgency": "important"}


def test_a_nested_table_and_a_text_box_are_read() -> None:
    """A table of matters in the cell beside its label; words in a box that hangs on a paragraph, once."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "协作目标", "零差错"
    table.cell(1, 0).text = "协作事项"
    inner = table.cell(1, 1).add_table(rows=3, cols=4)
    for row, cells in zip(inner.rows, ITEMS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    assert read(saved(document), "a.docx", form="application").fields == {"goal": "零差错", "items": ROWS}
    hung = f"<w:txbxContent>{paragraph('协作目标：零差错')}{paragraph('所需资源支持：无')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{hung}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{hung}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read(word_xml(body), "a.docx", form="application").fields == {"goal": "零差错", "resources": "无"}


def test_the_mails_own_words_win_and_a_difference_is_told() -> None:
    """What the person signs is the mail; the same said twice, in another script or order, is no difference."""
    text = "牵头部门：仓储部\n發起人：李敏。\n关联部门：质量部，包装部\n紧急程度：重要\n问题描述：详见附件"
    found = read(word_table(PAIRS), "评估表.docx", text)
    assert found.fields["lead_department"] == "仓储部"
    assert found.otherwise == {"lead_department": (("评估表.docx", "物流部"),)}
    assert found.conflicts == ("lead_department",)
    assert found.fields["description"] == "西南线破损率 1.9%"
    assert set(found.sources) == {"description", "impact", "cause"}


def test_two_files_that_differ_are_told() -> None:
    """Neither is chosen in silence; a file attached twice is one."""
    one, other = (
        word_table(PAIRS),
        sheet([[label, "质量部" if label == "牵头部门" else value] for label, value in PAIRS]),
    )
    both = [Attached("a.docx", one), Attached("b.xlsx", other), Attached("a(1).docx", one)]
    found = read_form("见附件", FORMS["assessment"], attachments=both, today=TODAY)
    assert found.conflicts == ("lead_department",)


def test_dates_of_both_are_compared_as_dates() -> None:
    """11月27日 and a sheet's 2026-11-27 are the same day."""
    text = "协作事项：\n1. 仓储部：补货，响应时限：11月27日，责任人：赵磊"
    day = sheet([["协作目标", "零差错"], ITEMS[0], ["仓储部", "补货", date(2026, 11, 27), "赵磊"]])
    assert read(day, "a.xlsx", text, form="application").conflicts == ()
    day = sheet([["协作目标", "零差错"], ITEMS[0], ["仓储部", "补货", date(2026, 11, 28), "赵磊"]])
    assert read(day, "a.xlsx", text, form="application").conflicts == ("items",)


def test_another_file_is_not_the_form() -> None:
    """One label by chance fills nothing; what a form is about is never read as the form itself."""
    minutes = word_lines(["会议纪要", "影响范围：讨论了很久", "结论：下周再议"])
    found = read(minutes, "纪要.docx")
    assert (found.fields, found.unread) == ({}, (("纪要.docx", "no_field"),))
    contract = word_table([["审批人", "李明"], ["期限", "2027-01-01"], ["标题", "供货合同"]])
    approval = read_form("审批事项：供货合同", APPROVAL, attachments=[Attached("合同.docx", contract)], today=TODAY)
    assert approval.fields == {"subject": "供货合同", "document": ("合同.docx",)}
    assert (approval.unread, approval.conflicts) == ((), ())


def test_a_blank_form_that_came_back_fills_nothing() -> None:
    """The form as it was sent, attached again."""
    found = read(word_table([[label, ""] for label in ASSESSMENT]), "问题初步评估表.docx", "牵头部门：物流部")
    assert found.fields == {"lead_department": "物流部"}
    assert (found.conflicts, found.unread) == ((), (("问题初步评估表.docx", "no_field"),))


@pytest.mark.parametrize(
    ("said", "promised"),
    [
        ("详见附件", True),
        ("评估表见附件，请查收。", True),
        ("附上填好的表", True),
        ("随信附上评估表", True),
        ("請見附件", True),
        ("内容都写在附件里了", True),
        ("Please find attached the filled form.", True),
        ("See attachment", True),
        ("I have attached the form.", True),
        ("The form is attached.", True),
        ("您好 附件是评估表，请您查收附件", True),
        ("As you asked, the form is attached", True),
        ("初步原因分析：见附件", True),
        ("没有附件", False),
        ("您上次发的附件我看了", False),
        ("I'll send the attachment tomorrow", False),
        ("你的附件打不开", False),
        ("附件稍后补发", False),
        ("不附件也可以", False),
        ("I can't open the attachment", False),
        ("your attachment is missing", False),
        ("I will send the attachment later", False),
        ("附近的门店都受影响", False),
        ("牵头部门：物流部", False),
    ],
)
def test_a_promise_is_told_from_talk_about_files(said: str, *, promised: bool) -> None:
    """A file that comes with this mail, not one that is missing, was sent by others, or will follow."""
    assert promises_attachment(said) is promised


def test_a_promised_file_that_is_not_there() -> None:
    """Flagged where something is missing, or a field only points to the file."""
    form = FORMS["assessment"]
    whole = "\n".join(f"{label}：{value}" for label, value in ASSESSMENT.items())
    assert read_form("表格见附件。", form).lacks_file
    assert not read_form(f"表格见附件，正文再写一遍。\n\n{whole}", form).lacks_file
    assert read_form(whole.replace("新纸箱克重不足", "见附件"), form).lacks_file
    assert not read_form("表格见附件。", form, attachments=[Attached("x.pdf", b"%PDF-1.7")]).lacks_file
    assert not read_form("牵头部门：物流部", form).lacks_file


def test_fields_that_only_point_to_a_file_are_named_where_none_is_there() -> None:
    """The logo of a signature is no file; one name of a list may be the pointer; a file fills them."""
    form = FORMS["assessment"]
    whole = {**ASSESSMENT, "初步原因分析": "见附件", "关联部门": "详见附件", "影响范围": "以附件为准"}
    text = "\n".join(f"{label}：{value}" for label, value in whole.items())
    logo = Attached("logo.png", b"\x89PNG", "image/png", inline=True)
    for files in ([], [logo]):
        assert set(read_form(text, form, attachments=files).pointers) == {"cause", "related_departments", "impact"}
    found = read_form(text, form, attachments=[Attached("评估表.docx", word_table(PAIRS)), logo])
    assert (found.pointers, found.conflicts, set(found.sources)) == ((), (), {"cause", "related_departments", "impact"})


def test_the_reading_can_still_be_made_of_fields_alone() -> None:
    """Its files are an addition: whoever knows only fields and what is missing makes it as before."""
    found = read_form("牵头部门：物流部", FORMS["assessment"])
    assert type(found)(found.fields, found.missing, found.values) == found


def test_a_stream_of_bytes_is_enough() -> None:
    """A document of a program that isn't Word: what counts is the package."""
    data = word_table(PAIRS)
    assert docx.Document(BytesIO(data)).tables
    assert read(data, "评估表").fields == FIELDS
