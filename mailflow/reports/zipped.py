"""Zip archives whose bytes depend on their contents alone, and Office packages made so.

The only clock is the moment that is handed in. Compression is that of the zlib at hand: another build of it may give
other bytes for the same contents.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST, LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)  # noqa: DTZ001 - what zip can say, zoneless
_LEVEL = 6
_UNIX, _MODE = 3, 0o100644 << 16  # stated, since zipfile writes what the machine is
_CORE = "docProps/core.xml"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
)


def zipped(members: Iterable[tuple[str, bytes]], moment: datetime = EARLIEST) -> bytes:
    """A zip of these members in this order, all dated `moment` (its wall clock, to 2 s, within 1980-2107)."""
    stamp = min(max(moment.replace(tzinfo=None), EARLIEST), LATEST)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, data in members:
            info = ZipInfo(name, stamp.timetuple()[:6])
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, _UNIX, _MODE
            archive.writestr(info, data, compresslevel=_LEVEL)
    return packed.getvalue()


def sealed(package: bytes, *, title: str, author: str, created: datetime) -> bytes:
    """An Office package (ECMA-376) with these core properties and without the moment at which it was written.

    `created` counts as UTC where it names no zone.
    """
    utc = created.astimezone(UTC) if created.tzinfo else created
    core = _PROPERTIES.format(title=escape(title), author=escape(author), moment=f"{utc:%Y-%m-%dT%H:%M:%SZ}")
    with ZipFile(BytesIO(package)) as archive:
        members = [(one, archive.read(one)) for one in archive.namelist()]
    return zipped((name, core.encode() if name == _CORE else data) for name, data in members)
