"""What became of the files of a mail: which fields they gave, which of them could not be read, which isn't there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailflow.compose.refusal import one_line
from mailflow.compose.views.desk import Desk
from mailflow.workflow.model import Field, Letter

NO_FIELD = "no_field"  # it was read, and is some other file


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    name: str
    reason: str  # old_format | other_format | encrypted | macros | broken | too_large | trap | too_many | no_field


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the fields that were read from it; none named where that is every field."""

    file: str
    labels: tuple[str, ...]


def unread_of(letter: Letter) -> tuple[Unread, ...]:
    """The files that could not be read of the mail that this letter answers."""
    said = letter.facts.get("unread")
    found = said.items() if isinstance(said, Mapping) else ()
    return tuple(Unread(one_line(str(name)), str(reason)) for name, reason in found)


def lacks_file(letter: Letter) -> bool:
    """Whether that mail speaks of a file and has none."""
    return bool(letter.facts.get("lacks_file"))


def sources_of(desk: Desk, fields: tuple[Field, ...], sources: Mapping[str, str]) -> tuple[Source, ...]:
    """Where these fields were read from, file by file."""
    files = dict.fromkeys(sources[one.key] for one in fields if one.key in sources)
    found = {file: [one for one in fields if sources.get(one.key) == file] for file in files}
    return tuple(Source(one_line(file), _labels(desk, some, fields)) for file, some in found.items())


def _labels(desk: Desk, some: Sequence[Field], every: Sequence[Field]) -> tuple[str, ...]:
    return () if len(some) == len(every) else tuple(desk.label(one.label, one.key) for one in some)
