"""The forms among a mail's files: Word and Excel, each as lines and tables, or the reason why it isn't read.

It trusts no file: kind, limits and traps are looked at first, and whatever a foreign reader raises ends in a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailflow.parsers.form.blocks import Block
from mailflow.parsers.form.package import Kind, Unread, kind_of
from mailflow.parsers.form.sheet import sheet_blocks
from mailflow.parsers.form.word import word_blocks

MAX_FILES = 10  # opened of one mail


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file that may be the form: its lines and tables, or why there are none."""

    name: str
    blocks: tuple[Block, ...] = ()
    unread: Unread | None = None


def read_files(attachments: Iterable[object]) -> list[FormFile]:
    """Every Word or Excel file, in order; what is neither is left out. Attachments have `name` and `data`."""
    found: list[FormFile] = []
    opened: set[bytes] = set()
    for one in attachments:
        name, data = str(getattr(one, "name", "")), getattr(one, "data", b"")
        if not isinstance(data, bytes) or not data or data in opened:
            continue
        opened.add(data)
        kind = kind_of(name, data)
        if kind is None:
            continue
        if isinstance(kind, Unread):
            found.append(FormFile(name, unread=kind))
        elif sum(1 for other in found if not other.unread) >= MAX_FILES:
            found.append(FormFile(name, unread=Unread.TOO_MANY))
        else:
            found.append(_opened(name, data, kind))
    return found


def _opened(name: str, data: bytes, kind: Kind) -> FormFile:
    try:
        blocks = word_blocks(data) if kind is Kind.WORD else sheet_blocks(data)
    except Exception:  # a foreign reader on bytes that nobody foresaw may raise anything: the file is then not read
        return FormFile(name, unread=Unread.BROKEN)
    return FormFile(name, tuple(blocks))
