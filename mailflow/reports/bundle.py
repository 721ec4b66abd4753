"""An archive of named files with an index of sizes and SHA-256, that unpacks on every system. Chooses no contents.

Names may hold folders (`mails/1.eml`). What a system refuses or could do harm is taken out, and no two files get the
same name, in capitals or composed differently either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import PurePosixPath

from mailflow.compose.refusal import has_control
from mailflow.reports.zipped import zipped
from mailflow.workflow.digest import sha256

INDEX = "index.tsv"
_HEAD = ("name", "size", "sha256")
_LONGEST = 120  # bytes of UTF-8 of one part: folders and all stay under the 260 characters of Windows
_MOST_FOLDERS = 8
_REFUSED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE)
_HARMFUL_START = "-=+@~"  # an option for a command, a formula for a spreadsheet that opens the index, somebody's home


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a bundle: the name it got, the one it was given with, its size in bytes and hexadecimal SHA-256."""

    name: str
    given: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The archive's bytes and what stands in it, the index aside."""

    data: bytes
    entries: tuple[Entry, ...]


def bundle(files: Iterable[tuple[str, bytes]], moment: datetime) -> Bundle:
    """A zip of (name, contents) in this order, the index first, all dated `moment` (wall clock)."""
    names = _Names()
    members: list[tuple[str, bytes]] = []
    entries: list[Entry] = []
    for given, data in files:
        name = names.taken(safe_name(given))
        members.append((name, data))
        entries.append(Entry(name, given, len(data), sha256(data)))
    index = "".join(f"{line}\n" for line in _lines(entries)).encode()
    return Bundle(zipped([(INDEX, index), *members], moment), tuple(entries))


def safe_name(given: str) -> str:
    """The name as a relative path that every system can write; `file` where nothing is left of it."""
    parts = [_safe_part(one) for one in re.split(r"[/\\]", re.sub(r"^[A-Za-z]:(?=[/\\])", "", given))]
    kept = [one for one in parts if one]
    return "/".join([*kept[:-1][:_MOST_FOLDERS], kept[-1]]) if kept else "file"


class _Names:
    """The names that are taken; a folder and a file can't share one either."""

    def __init__(self) -> None:
        self._files = {_folded(INDEX)}
        self._folders: set[str] = set()

    def taken(self, path: str) -> str:
        """This path, or the first with a number that is free."""
        *folders, last = path.split("/")
        above = ""
        for one in folders:
            above = next(name for name in _numbered(above, one) if _folded(name) not in self._files)
            self._folders.add(_folded(above))
        name = next(one for one in _numbered(above, last) if _folded(one) not in self._files | self._folders)
        self._files.add(_folded(name))
        return name


def _numbered(folder: str, name: str) -> Iterable[str]:
    """`a.pdf`, `a (2).pdf`, `a (3).pdf` and so on."""
    path = PurePosixPath(name)
    for no in count(1):
        own = name if no == 1 else f"{_cut(path.stem, _LONGEST - 8 - len(path.suffix.encode()))} ({no}){path.suffix}"
        yield f"{folder}/{own}" if folder else own


def _safe_part(part: str) -> str:
    text = "".join("_" if has_control(one) or _REFUSED.match(one) else one for one in part)
    text = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Cn"))
    text = unicodedata.normalize("NFC", text)  # last: what was taken out may have stood between a letter and its accent
    text = text.strip().rstrip(". ")  # Windows drops dots and blanks at an end: `..` is nothing then, too
    if not text:
        return ""
    if text[0] in _HARMFUL_START or _RESERVED.fullmatch(text.partition(".")[0].rstrip()):
        text = f"_{text}"
    stem, dot, suffix = text.rpartition(".")
    if not stem or len(suffix.encode()) > 20:
        return _cut(text, _LONGEST)
    return _cut(stem, _LONGEST - len(suffix.encode()) - 1) + dot + suffix


def _cut(text: str, most: int) -> str:
    """As many characters as fit in so many bytes of UTF-8."""
    return text.encode()[: max(most, 1)].decode(errors="ignore").rstrip(". ")


def _folded(name: str) -> str:
    """Names that differ in capitals alone are one name on Windows and macOS."""
    return unicodedata.normalize("NFC", name.casefold())


def _lines(entries: Iterable[Entry]) -> Iterable[str]:
    yield "\t".join(_HEAD)
    for one in entries:
        yield f"{one.name}\t{one.size}\t{one.digest}"
