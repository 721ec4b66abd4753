"""Word and Excel forms for tests: written with the libraries, and packages by hand for what no library writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl

ASSESSMENT = {
    "牵头部门": "物流部",
    "发起人": "李敏",
    "问题描述": "西南线破损率 1.9%",
    "影响范围": "成都 31 家门店",
    "关联部门": "包装部、质量部",
    "紧急程度": "☐紧急 ☑重要 ☐常规",
    "初步原因分析": "新纸箱克重不足",
}
FIELDS = {
    "lead_department": "物流部",
    "initiator": "李敏",
    "description": "西南线破损率 1.9%",
    "impact": "成都 31 家门店",
    "related_departments": ("包装部", "质量部"),
    "urgency": "important",
    "cause": "新纸箱克重不足",
}
ITEMS = [
    ["部门", "事项", "响应时限", "责任人"],
    ["仓储部", "补货", "11月27日", "赵磊"],
    ["技术部", "修接口", "12月1日", "刘洋"],
]
ROWS = (
    {"department": "仓储部", "matter": "补货", "due": "11月27日", "owner": "赵磊"},
    {"department": "技术部", "matter": "修接口", "due": "12月1日", "owner": "刘洋"},
)
WORD_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Attached:
    """As a mail's parser gives it."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"
    inline: bool = False


def saved(document: object) -> bytes:
    stream = BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def word_table(rows: Sequence[Sequence[str]], *, head: str = "") -> bytes:
    document = docx.Document()
    if head:
        document.add_paragraph(head)
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text
    return saved(document)


def word_lines(lines: Sequence[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def word_xml(body: str) -> bytes:
    """A document whose body is written by hand."""
    document = docx.Document()
    parts = unpacked(saved(document))
    whole = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{WORD_XML}" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return packed({**parts, "word/document.xml": whole.encode()})


def sheet(rows: Sequence[Sequence[object]], title: str = "表") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {one: package.read(one) for one in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    return packed({**unpacked(data), name: part})
