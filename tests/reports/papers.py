"""Samples of every report: the delayed orders of the eastern region, 15 % to 3 %, in Chinese and English."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from mailflow.compose.views.course import Signature
from mailflow.compose.views.document import Blank, Cell, Change, Document, Shown, Table
from mailflow.reports.charts import Figure
from mailflow.reports.ledger import Entry, Ledger
from mailflow.reports.paper import Head, Paper, Signed, Unsigned, of_blanks, of_document
from mailflow.reports.tracker import Measure, Tracker
from mailflow.reports.words import report_words
from mailflow.workflow.model import FieldType, FormDefinition

LANGUAGES = ("zh", "en")
CREATED = datetime(2026, 12, 18, 10, 30)
LOOKS = ("before", "after", "target")
STANDS = (  # of the measures, in their order
    (datetime(2026, 12, 5, 12, 0), "delayed", 60, datetime(2026, 12, 8, 12, 0), datetime(2026, 12, 11, 9, 12)),
    (date(2026, 12, 8), "on_track", 80, None, datetime(2026, 12, 10, 16, 40)),
    (date(2026, 12, 7), "blocked", 33, None, datetime(2026, 12, 10, 17, 5)),
    (datetime(2026, 12, 7, 8, 0), "done", 100, None, datetime(2026, 12, 7, 7, 40)),
    (date(2026, 12, 7), "done", 100, None, datetime(2026, 12, 7, 15, 0)),
    (date(2026, 12, 9), "silent", None, None, None),
)
SPANS = (  # of the ledger's entries, in their order
    (date(2026, 12, 1), date(2026, 12, 18), 13),
    (date(2026, 11, 20), date(2026, 12, 10), 16),
    (date(2026, 12, 21), None, 8),
    (date(2026, 12, 3), date(2026, 12, 4), 1),
)


@cache
def texts(language: str) -> Any:
    """What people wrote, from `samples/`."""
    return YAML(typ="safe").load((Path(__file__).parent / "samples" / f"{language}.yaml").read_text("utf-8"))


def head(language: str, form: str = "QP-07-06") -> Head:
    return Head(texts(language)["company"], form, "2.1", language, CREATED)


def report(language: str) -> Paper:
    """A closing report with figures, a table, changes, signatures given and still to come."""
    said = texts(language)["report"]
    document = Document(
        title=said["title"],
        version=2,
        code="7F3A-91C2",
        author=said["author"],
        made=said["made"],
        fields=tuple(_shown(one) for one in said["fields"]),
        files=tuple(said["files"]),
        changes=tuple(Change(*one) for one in said["changes"]),
        refusals=(),
    )
    signed = [
        Signed(Signature(by=by, department=department, at=at, words=words), said["how"])
        for department, by, words, at in said["signed"]
    ]
    return of_document(
        document,
        head(language),
        report_words(language).paper,
        case="XC2026-0007",
        signatures=[*signed, *(Unsigned(*one) for one in said["unsigned"])],
        figures=[Figure(*one, look) for one, look in zip(said["figures"], LOOKS, strict=True)],  # type: ignore[arg-type]
        notes=said["notes"],
    )


def _shown(said: dict[str, Any]) -> Shown:
    rows = tuple(tuple(row) for row in said.get("rows", ()))
    table = Table(tuple(said["columns"]), rows) if "columns" in said else None
    return Shown(said["label"], tuple(said.get("lines", ())), table)


def form(language: str) -> Paper:
    """A form to be filled by hand, with lines to sign."""
    said = texts(language)["form"]
    unsigned = [Unsigned(*one) for one in texts(language)["report"]["unsigned"]]
    return of_blanks(
        said["title"],
        [_blank(one) for one in said["fields"]],
        head(language, "QP-07-02"),
        report_words(language).paper,
        signatures=[*unsigned, Unsigned("", "")],
    )


def _blank(said: dict[str, Any]) -> Blank:
    return Blank(
        label=said["label"],
        lines=tuple(said["lines"]),
        rows=tuple(_cells(one) for one in said["rows"]),
        kind=said["kind"],
        hint=said["hint"],
        choices=tuple(said["choices"]),
        example=_cells(said["example"]),
        required=said["required"],
    )


def _cells(said: dict[str, str]) -> tuple[Cell, ...]:
    return tuple(Cell(label, str(text)) for label, text in said.items())


def blank_form(definition: FormDefinition, language: str) -> Paper:
    """A process's own form as a paper to be filled."""
    blanks = [
        Blank(
            label=one.label[language],
            lines=(),
            rows=(),
            kind=one.type.value,
            hint=one.hint[language] if one.hint else "",
            choices=tuple(choice.label[language] for choice in one.choices),
            example=tuple(
                Cell(column.label[language], texts(language)["examples"].get(column.type.value, "……"))
                for column in one.columns
            ),
            required=one.required,
        )
        for one in definition.fields
        if one.type is not FieldType.FILE
    ]
    return of_blanks(definition.title[language], blanks, head(language, "QP-07-01"), report_words(language).paper)


def tracker(language: str) -> Tracker:
    """Six measures, one of each status but not started."""
    said, words = texts(language)["tracker"], report_words(language)
    rows = zip(said["measures"], STANDS, strict=True)
    return Tracker(
        title=words.tracker_title,
        number="XC2026-0007",
        lines=tuple(said["lines"]),
        columns=words.tracker,
        measures=tuple(
            Measure(no, what, who, where, due, status, percent, new, reason, updated)  # type: ignore[arg-type]
            for no, ((what, who, where, reason), (due, status, percent, new, updated)) in enumerate(rows, 1)
        ),
        legend=words.statuses,
        printed=said["printed"],
        author=texts(language)["company"],
        created=CREATED,
    )


def ledger(language: str) -> Ledger:
    """Four cases, one of each result."""
    said, words = texts(language)["ledger"], report_words(language)
    rows = zip(said["entries"], SPANS, strict=True)
    return Ledger(
        name=said["name"],
        title=said["title"],
        lines=(texts(language)["company"],),
        columns=words.ledger,
        entries=tuple(
            Entry(f"XC2026-{no:04}", what, lead, opened, closed, result, days, effect)
            for no, ((what, lead, result, effect), (opened, closed, days)) in enumerate(rows, 7)
        ),
        legend=words.results,
        sums=tuple(said["sums"]),
        printed=said["printed"],
        author=texts(language)["company"],
        created=CREATED,
    )
