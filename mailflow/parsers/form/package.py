"""Whether a Word or Excel file may be opened: its kind by its bytes, and the limits and traps of its package.

Opens nothing beyond that. A file that may not be opened has a reason, one word that templates can show.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

MAX_BYTES = 20 * 1024 * 1024  # of the file
MAX_PARTS = 2_000
MAX_TOTAL = 64 * 1024 * 1024  # unpacked, as the package says; zipfile unpacks no more than it says
MAX_XML = 16 * 1024 * 1024  # of all XML together: a form has a hundredth of that
MAX_RATIO = 200  # of a part above a mebibyte
MAX_COVERED = 20_000  # cells of one range: openpyxl makes each of them
MAX_CELLS = 200_000
_WORTH_A_RATIO = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FLAG_ENCRYPTED = 1
_OLD = ("doc", "wps", "xls", "et", "wpt", "ett", "dot", "xlt")
_OTHER = ("odt", "ods", "rtf", "pages", "numbers", "xlsb", "uof", "uot", "uos")
_NEW = ("docx", "xlsx", "docm", "xlsm", "dotx", "xltx")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_ENCODINGS = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16"))
_TRAPS = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_RANGED = re.compile(rb"<(?:[\w.\-]+:)?(?:mergeCell|hyperlink|comment)\s[^<>]*")
_REFERENCE = re.compile(rb"\sref\s*=\s*[\"']([^\"']*)[\"']")
_RANGE = re.compile(rb"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_CELL = re.compile(rb"<(?:[\w.\-]+:)?c[\s/>]")
_FOREIGN_XML = (b"Lo\xa7\x94", b"\x00\x00\x00<", b"<\x00\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00")


class Unread(StrEnum):
    """Why a file that may be the form could not be read."""

    OLD_FORMAT = "old_format"  # .doc, .wps, .xls
    OTHER_FORMAT = "other_format"  # of another office
    ENCRYPTED = "encrypted"
    MACROS = "macros"  # never opened
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TRAP = "trap"  # made to harm whoever opens it
    TOO_MANY = "too_many"  # files
    NO_FIELD = "no_field"  # it opens, and holds nothing of the form


class Kind(StrEnum):
    """What a package holds."""

    WORD = "word"
    SHEET = "sheet"


def kind_of(name: str, data: bytes) -> Kind | Unread | None:
    """What may be opened, or why not; None for what is no office file at all."""
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if data.startswith(b"PK\x03\x04"):
        return Unread.OTHER_FORMAT if ending in _OTHER else _package(data, is_office=ending in _NEW)
    if data.startswith(_OLE):
        is_office = ending in (*_OLD, *_NEW)
        return (Unread.ENCRYPTED if _ENCRYPTED in data else Unread.OLD_FORMAT) if is_office else None
    if ending in _OLD:
        return Unread.OLD_FORMAT
    if ending in _OTHER:
        return Unread.OTHER_FORMAT
    return Unread.BROKEN if ending in _NEW else None


def _package(data: bytes, *, is_office: bool) -> Kind | Unread | None:
    if len(data) > MAX_BYTES:
        return Unread.TOO_LARGE if is_office else None
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = [one.filename.lower() for one in parts]
            kind = Kind.WORD if "word/document.xml" in names else Kind.SHEET if "xl/workbook.xml" in names else None
            if kind is None:
                return Unread.BROKEN if is_office else None
            return _refusal(package, parts) or kind
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        return Unread.BROKEN if is_office else None


def _refusal(package: ZipFile, parts: list[ZipInfo]) -> Unread | None:
    names = [one.filename.lower() for one in parts]
    if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_TOTAL:
        return Unread.TRAP
    if any(one.file_size > _WORTH_A_RATIO and one.file_size > MAX_RATIO * max(1, one.compress_size) for one in parts):
        return Unread.TRAP
    if len(set(names)) < len(names):
        return Unread.TRAP
    if any(one.flag_bits & _FLAG_ENCRYPTED for one in parts):
        return Unread.ENCRYPTED
    if any(name.endswith(_MACROS) for name in names):
        return Unread.MACROS
    if sum(one.file_size for one in parts if _is_xml(one.filename)) > MAX_XML:
        return Unread.TOO_LARGE
    cells = 0
    for one in parts:
        if not _is_xml(one.filename):
            if _hides_xml(package, one):
                return Unread.TRAP
            continue
        text = _plain_xml(package.read(one))
        if text is None or _TRAPS.search(text) or any(size > MAX_COVERED for size in _covered(text)):
            return Unread.TRAP
        cells += len(_CELL.findall(text))
    return Unread.TOO_LARGE if cells > MAX_CELLS else None


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _hides_xml(package: ZipFile, part: ZipInfo) -> bool:
    """A picture by name that a reader could be told to take for XML."""
    if not part.file_size:
        return False
    with package.open(part) as stream:
        head = stream.read(64)
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<") or head.startswith(_FOREIGN_XML)


def _plain_xml(data: bytes) -> bytes | None:
    """XML as UTF-8, so that nothing in it can be spelled in bytes that nobody looks for; None for other encodings."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        if data.startswith(_FOREIGN_XML):
            return None
        try:
            codec = (
                "utf-16"
                if data[:2] in (b"\xff\xfe", b"\xfe\xff")
                else "utf-16-le"
                if data[1:2] == b"\x00"
                else "utf-16-be"
            )
            return data.decode(codec).encode()
        except UnicodeError:
            return None
    declared = _DECLARED.search(data[:300])
    if declared and declared[1].lower() not in _ENCODINGS:
        return None
    return data if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"") else None


def _covered(text: bytes) -> Iterator[int]:
    """How many cells each range covers that a reader of sheets walks through."""
    total = 0
    for tag in _RANGED.finditer(text):
        reference = _REFERENCE.search(tag[0])
        if reference is None:
            continue
        found = _RANGE.fullmatch(reference[1].strip())
        if found is None:
            yield MAX_COVERED + 1
            return
        if found[3]:
            total += (abs(_column(found[3]) - _column(found[1])) + 1) * (abs(int(found[4]) - int(found[2])) + 1)
            yield total


def _column(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - 64
    return number
