"""The only door to Typst: a paper as PDF/A, or as pictures of its pages. Values are data, never source.

The layout is `templates/paper/paper.typ`; it reads one JSON text, which `data_of` writes, and uses no package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

from mailflow.compose.views.document import Blank, Shown, Table
from mailflow.config.data import data_root
from mailflow.reports.charts import COLOURS, shares
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
from mailflow.reports.plain import plain
from mailflow.workflow.errors import MailflowError

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
FAMILIES = {
    "serif": (SERIF, "Noto Serif SC", "Source Han Serif SC"),
    "sans": (SANS, "Noto Sans SC", "Source Han Sans SC"),
}
STANDARD = "a-2b"  # PDF/A-2b, ISO 19005-2: fonts inside, for an archive
_UNDISPLAYED = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_SCRIPTS, _PICTURES = (0x0590, 0x1F00), 0x1F000  # blocks of 256 that a Chinese font has whole or not at all
_LINE_TO_FILL, _ROOM_TO_FILL = 0.95, 1.9  # cm


class PdfError(MailflowError):
    """A PDF can't be made here; the text says what is missing."""


def pdf_of(paper: Paper, *, fonts: Sequence[Path] = ()) -> bytes:
    """The paper as PDF/A-2b; the same paper with the same fonts gives the same bytes. What no font has is named.

    `fonts` are folders looked into besides the system's. Raises PdfError where Typst or a Chinese font is missing.
    """
    return _Press(paper, fonts).pdf()


def pictures_of(paper: Paper, *, fonts: Sequence[Path] = (), ppi: float = 96) -> tuple[bytes, ...]:
    """The pages as PNG. Raises as `pdf_of` does."""
    return _Press(paper, fonts).pictures(ppi)


def data_of(paper: Paper, families: Mapping[str, str]) -> dict[str, Any]:
    """What the layout reads. `families` are the names of the serif and sans fonts."""
    labels, head = paper.labels, paper.head
    numbered = ((labels.form, head.form), (labels.edition, head.edition))
    return {
        "fonts": dict(families),
        "labels": asdict(labels),
        "head": {
            "company": plain(head.company),
            "language": head.language,
            "numbered": [{"label": label, "text": plain(text)} for label, text in numbered if text],
        },
        "title": plain(paper.title),
        "lead": plain(lead_of(paper)),
        "facts": [{"label": plain(one.label), "text": plain(one.text)} for one in paper.facts],
        "fields": _groups(paper),
        "figures": [
            {"label": plain(one.label), "text": plain(one.text), "share": share, "colour": COLOURS[one.look]}
            for one, share in zip(paper.figures, shares(paper.figures), strict=True)
        ],
        "changes": [
            [plain(one.label or labels.files), plain(one.before or labels.none), plain(one.after or labels.removed)]
            for one in paper.changes
        ],
        "files": [plain(one) for one in paper.files],
        "signatures": [_signature(one, paper, len(columns_of(paper))) for one in paper.signatures],
        "heads": list(columns_of(paper)),
        "notes": [plain(one) for one in paper.notes],
        "code": plain(paper.code),
    }


def _groups(paper: Paper) -> list[dict[str, Any]]:
    """Neighbouring fields of one line or several as one table; a field that is a table by itself."""
    groups: list[dict[str, Any]] = []
    for field in paper.fields:
        table = field.table if isinstance(field, Shown) else grid_of(field)
        if table:
            groups.append(_table(paper, field, table))
        elif groups and groups[-1]["table"] is None:
            groups[-1]["fields"].append(_field(paper, field))
        else:
            groups.append({"table": None, "fields": [_field(paper, field)]})
    return groups


def _table(paper: Paper, field: Shown | Blank, table: Table) -> dict[str, Any]:
    hints = (hint_of(field, paper.labels), example_of(field, paper.labels)) if isinstance(field, Blank) else ()
    return {
        "label": plain(label_of(field)),
        "hint": plain("\n".join(one for one in hints if one)),
        "table": {
            "columns": [plain(one) for one in table.columns],
            "rows": [[plain(one) for one in row] for row in table.rows],
            "shares": list(spread(table.columns, table.rows)),
            "blank": isinstance(field, Blank),
        },
    }


def _field(paper: Paper, field: Shown | Blank) -> dict[str, Any]:
    shown = {"label": plain(label_of(field)), "lines": [plain(one) for one in field.lines]}
    if isinstance(field, Shown):
        return {**shown, "hint": "", "boxes": [], "room": 0}
    return {
        **shown,
        "hint": plain(hint_of(field, paper.labels)),
        "boxes": [{"text": plain(text), "ticked": ticked} for text, ticked in boxes_of(field)],
        "room": _ROOM_TO_FILL if field.kind == "text" else _LINE_TO_FILL,
    }


def _signature(one: Signed | Unsigned, paper: Paper, columns: int) -> dict[str, Any]:
    labels = paper.labels
    if isinstance(one, Unsigned):
        blank = (f"{labels.sign}{labels.colon}", f"{labels.date}{labels.colon}")
        return {"signed": False, "cells": [plain(one.department), plain(one.by), *blank, ""][:columns]}
    signed = one.signature
    said = (signed.department, signed.by, signed.words, signed.at, one.how)
    return {"signed": True, "cells": [plain(text) for text in said]}


class _Press:
    """Typst with its fonts, and the text of one paper."""

    def __init__(self, paper: Paper, fonts: Sequence[Path]) -> None:
        try:
            import typst  # noqa: PLC0415 - an extra of its own, and 80 MB
        except ImportError as error:
            raise PdfError("PDF needs Typst: install mailflow[pdf]") from error
        self._typst = typst
        self._fonts = [str(one) for one in fonts]
        families = _families(typst.Fonts(font_paths=self._fonts).families())
        created = paper.head.created if paper.head.created.tzinfo else paper.head.created.replace(tzinfo=UTC)
        self._moment = int(created.timestamp())
        self._text = json.dumps(data_of(paper, families), ensure_ascii=False)
        self._layout = (data_root() / "templates" / "paper" / "paper.typ").read_bytes()

    def pdf(self) -> bytes:
        """PDF/A, which refuses a character that no font has: such are named, as [U+1F44D], and it is tried again."""
        while True:
            try:
                return b"".join(self._compiled(format="pdf", pdf_standards=[STANDARD]))
            except self._typst.TypstError as error:
                named = _named(self._text, str(error))
                if named == self._text:
                    raise PdfError(f"Typst can't set this paper: {error}") from error
                self._text = named

    def pictures(self, ppi: float) -> tuple[bytes, ...]:
        """The pages of that PDF as PNG."""
        self.pdf()
        return tuple(self._compiled(format="png", ppi=ppi))

    def _compiled(self, **how: Any) -> list[bytes]:
        data = {"data": self._text}
        made = self._typst.compile(self._layout, font_paths=self._fonts, sys_inputs=data, timestamp=self._moment, **how)
        return [made] if isinstance(made, bytes) else list(made)


def _named(text: str, error: str) -> str:
    """The text with the character named that the error is about; others of its script go with it, to save rounds."""
    found = _UNDISPLAYED.search(error)
    said = _ESCAPED.sub(lambda one: chr(int(one[1], 16)), found[1]) if found else ""
    wrong = {one for one in said if not one.isascii()}
    blocks = {ord(one) >> 8 for one in wrong if _SCRIPTS[0] <= ord(one) < _SCRIPTS[1] or ord(one) >= _PICTURES}
    return "".join(
        f"[U+{ord(one):04X}]" if one in wrong or (ord(one) >> 8 in blocks and not one.isascii()) else one
        for one in text
    )


def _families(known: Sequence[str]) -> dict[str, str]:
    """The first of each kind that is there. A PDF with boxes for characters would be worse than none."""
    found = {kind: next((one for one in names if one in known), "") for kind, names in FAMILIES.items()}
    if not all(found.values()):
        lacking = " and ".join(names[0] for kind, names in FAMILIES.items() if not found[kind])
        raise PdfError(f"PDF needs the font {lacking}: install the Debian package fonts-noto-cjk")
    return found
