"""A document as people print and sign it: a form to be filled, a sign-off sheet, a report. Facts only.

`word` writes it as .docx and `pdf` as PDF; both print the same things in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.compose.views.course import Signature
from mailflow.compose.views.document import Blank, Change, Document, Shown, Table
from mailflow.reports.charts import Figure
from mailflow.reports.plain import plain, width

_CAPACITY, _PADDING = 100, 4  # half-width characters of a line of text, and of the room within a cell
_EMPTY_ROWS = 4


@dataclass(frozen=True, slots=True)
class Labels:
    """Every word that a paper prints by itself. In patterns {text}, {page} and {pages} are filled in."""

    form: str
    edition: str
    case: str
    version: str
    author: str
    made: str
    figures: str
    changes: str
    before: str
    after: str
    none: str
    removed: str
    files: str
    signatures: str
    department: str
    who: str
    words: str
    at: str
    how: str
    sign: str
    date: str
    hint: str  # pattern: {text}
    example: str  # pattern: {text}
    required: str
    colon: str
    separator: str
    page: str  # pattern: {page} and {pages}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page, and who made the file when."""

    company: str  # or the mailbox
    form: str  # number of the form in the company's own register, "" for none
    edition: str
    language: str  # zh | en: how lines are broken
    created: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A confirmation and what proves it: the mail, when it came, how its sender was verified."""

    signature: Signature
    how: str


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Somebody whose signature is still to come: a line to sign by hand. Either name may be empty."""

    department: str
    by: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A short thing about the document: label and text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is printed, in its order. Empty parts are left out."""

    head: Head
    labels: Labels
    title: str
    facts: tuple[Fact, ...]
    fields: tuple[Shown | Blank, ...]
    figures: tuple[Figure, ...] = ()
    changes: tuple[Change, ...] = ()
    files: tuple[str, ...] = ()
    signatures: tuple[Signed | Unsigned, ...] = ()
    notes: tuple[str, ...] = ()  # small, below all
    code: str = ""  # at the foot of every page: case, version and its code


def of_document(
    document: Document,
    head: Head,
    labels: Labels,
    *,
    case: str = "",
    signatures: Sequence[Signed | Unsigned] = (),
    figures: Sequence[Figure] = (),
    notes: Sequence[str] = (),
) -> Paper:
    """A document version with who signed it and who hasn't yet."""
    version = f"v{document.version}"
    facts = (
        Fact(labels.case, case),
        Fact(labels.version, " \u00b7 ".join(one for one in (version, document.code) if one)),
        Fact(labels.author, document.author),
        Fact(labels.made, document.made),
    )
    return Paper(
        head=head,
        labels=labels,
        title=document.title,
        facts=tuple(one for one in facts if one.text),
        fields=document.fields,
        figures=tuple(figures),
        changes=document.changes,
        files=document.files,
        signatures=tuple(signatures),
        notes=tuple(notes),
        code=" \u00b7 ".join(one for one in (case, version, document.code) if one),
    )


def of_blanks(
    title: str,
    blanks: Sequence[Blank],
    head: Head,
    labels: Labels,
    *,
    signatures: Sequence[Unsigned] = (),
    notes: Sequence[str] = (),
) -> Paper:
    """A form to be filled, on paper or on the screen."""
    return Paper(head, labels, title, (), tuple(blanks), signatures=tuple(signatures), notes=tuple(notes))


def spread(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """How wide each column is, as parts of 1: narrow ones get what they need, wide ones share what is left."""
    needs = [
        max(width(plain(one)) for one in (label, *(row[no] for row in rows))) + _PADDING
        for no, label in enumerate(columns)
    ]
    got: dict[int, float] = {}
    left = float(_CAPACITY)
    for no in sorted(range(len(needs)), key=lambda no: needs[no]):
        got[no] = min(needs[no], left / (len(needs) - len(got)))
        left -= got[no]
    return tuple(got[no] / sum(got.values()) for no in range(len(needs)))


def boxes_of(blank: Blank) -> tuple[tuple[str, bool], ...]:
    """The choices of a field and whether each is the one that it holds already."""
    return tuple((one, one in blank.lines) for one in blank.choices)


def grid_of(blank: Blank) -> Table | None:
    """The table of a field to be filled: what is there, then empty rows; None for a field that isn't one."""
    if not blank.example:
        return None
    columns = tuple(one.label for one in blank.example)
    rows = [tuple(one.text for one in row) for row in blank.rows]
    rows += [("",) * len(columns)] * max(_EMPTY_ROWS - len(rows), 1)
    return Table(columns, tuple(rows))


def hint_of(blank: Blank, labels: Labels) -> str:
    """What stands small below the label of a field to be filled; "" for nothing."""
    return labels.hint.replace("{text}", blank.hint) if blank.hint else ""


def label_of(field: Shown | Blank) -> str:
    """The label of a field, with a star where it must be filled: readers of forms know the star as no part of it."""
    return f"{field.label} *" if isinstance(field, Blank) and field.required else field.label


def lead_of(paper: Paper) -> str:
    """What the star means; "" where none is printed."""
    stars = any(isinstance(one, Blank) and one.required for one in paper.fields)
    return paper.labels.required if stars else ""


def columns_of(paper: Paper) -> tuple[str, ...]:
    """The heads of the signature table: how is asked only where somebody has signed by mail."""
    labels = paper.labels
    heads = (labels.department, labels.who, labels.words, labels.at)
    return (*heads, labels.how) if any(isinstance(one, Signed) for one in paper.signatures) else heads


def example_of(blank: Blank, labels: Labels) -> str:
    """A row of a table to be filled, as an example; "" for none."""
    cells = [f"{one.label}{labels.colon}{one.text}" for one in blank.example]
    said = labels.example.replace("{text}", labels.separator.join(cells))
    return labels.hint.replace("{text}", said) if cells else ""
