"""Which files a form has: those of earlier mails and those of the newest, none lost. Looks into none of them."""

from __future__ import annotations

from mailflow.workflow.directory import plain
from mailflow.workflow.model import Attachment

DOCUMENTS = frozenset(
    "pdf ofd doc docx xls xlsx ppt pptx wps et dps odt ods odp rtf txt csv zip rar 7z".split()  # noqa: SIM905 - words
)


def are_documents(files: tuple[Attachment, ...]) -> bool:
    """True where each is surely a document; a picture may be one, or the stamp or logo of whoever sends it."""
    return bool(files) and all(plain(one.name).rpartition(".")[2] in DOCUMENTS for one in files)


def merged(kept: tuple[Attachment, ...], new: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """A file takes the place of the one with its name, or with its bytes; every other stays."""
    names, digests = {plain(one.name) for one in new if one.name}, {one.digest for one in new}
    return tuple(one for one in kept if plain(one.name) not in names and one.digest not in digests) + new
