"""Files that people attach: a form as a Word table, an Excel file of the old kind, anything else as it is named.

Bytes only, the same at every writing; nothing here is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO
from zipfile import ZipFile, ZipInfo

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)  # how a .doc or .xls begins
_MIDNIGHT = (2026, 1, 1, 0, 0, 0)
_COLON = re.compile(r"[：:]\s*")
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_AROUND = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_OFFICE}.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_LINK}" '
    'Target="word/document.xml"/></Relationships>',
}


@dataclass(frozen=True, slots=True)
class File:
    """What is attached."""

    name: str
    media_type: str
    data: bytes


def file(name: str, inside: str) -> File:
    """A file by this name. `inside` is what a .docx holds: each `label: value` a row of its table."""
    match name.rpartition(".")[2].lower():
        case "docx":
            return File(name, _OFFICE, _word(inside))
        case "doc" | "xls":
            return File(name, "application/octet-stream", _OLD + inside.encode("utf-16-le"))
    return File(name, "application/pdf", f"{name}\n".encode())


def _word(inside: str) -> bytes:
    rows = "".join(_row(_COLON.split(line, maxsplit=1)) for line in inside.split("\n"))
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:tbl>{rows}</w:tbl><w:p/></w:body></w:document>'
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        for name, part in {**_AROUND, "word/document.xml": body}.items():
            package.writestr(ZipInfo(name, _MIDNIGHT), f'<?xml version="1.0" encoding="UTF-8"?>{part}')
    return stream.getvalue()


def _row(cells: list[str]) -> str:
    shown = (f"<w:tc><w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p></w:tc>" for one in cells)
    return f"<w:tr>{''.join(shown)}</w:tr>"
