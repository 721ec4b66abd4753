"""Matters that are handed out: each with its own date, several numbered in one mail and answered in one reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.views.desk import Desk, Silence
from mailflow.compose.views.document import Cell, files, text
from mailflow.compose.views.view import View
from mailflow.workflow.case import Case, Request
from mailflow.workflow.model import Field, FieldType, FormDefinition, Letter, Record, Value
from mailflow.workflow.process import Step


@dataclass(frozen=True, slots=True)
class Item:
    """One matter."""

    no: int
    title: str
    due: str  # when it has to be done; "" where nothing is said
    owner: str
    cells: tuple[Cell, ...]  # what else its row says


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter(View):
    """The reader's own matters, to be accepted or not."""

    ASKS: ClassVar[bool] = True
    items: tuple[Item, ...]
    due: When | None  # of the answer
    silence: Silence | None
    source: str  # title of the document that they come from
    goal: tuple[Cell, ...]  # what else that document says in one line
    files: tuple[str, ...]
    seen_by: str

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letters = desk.sheet.letters
        dues = [at for one in letters if (at := desk.sheet.dues.get(one.request))]
        record = _source(desk, letters[0])
        return {
            "items": tuple(item(desk, one, no) for no, one in enumerate(letters, 1)),
            "due": desk.when(min(dues)) if dues else None,
            "silence": desk.silence(letters[0]),
            "source": desk.title(letters[0], record.form) if record else "",
            "goal": _goal(desk, letters[0], record) if record else (),
            "files": files(record) if record else (),
            "seen_by": desk.seen_by(letters[0]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterCopy(View):
    """What was handed to the reader's people. Wants no answer."""

    items: tuple[Item, ...]
    owners: str
    source: str
    due: When | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letters = desk.sheet.letters
        record = _source(desk, letters[0])
        dues = [at for one in letters if (at := desk.sheet.dues.get(one.request))]
        return {
            "items": tuple(item(desk, one, no) for no, one in enumerate(letters, 1)),
            "owners": desk.names(dict.fromkeys(desk.request_of(one).person for one in letters)),
            "source": desk.title(letters[0], record.form) if record else "",
            "due": desk.when(min(dues)) if dues else None,
        }


def item(desk: Desk, letter: Letter, no: int) -> Item:
    """The matter that a letter is about."""
    request, step, case = desk.request_of(letter), desk.step_of(letter), desk.case_of(letter)
    table = _table(desk, letter, step)
    row = row_of(case, step, request)
    what = next((one for one in table.columns if one.type is FieldType.TEXT), None)
    owner = step.ask.path[0] if step.ask.name == "row" and step.ask.path else ""
    apart = {step.row_due, owner, what.key if what else ""}
    return Item(
        no=no,
        title=text(desk, what, row.get(what.key)) if what else "",
        due=desk.day(request.agreed or _moved(case, request) or row.get(step.row_due)),
        owner=desk.name(request.row.partition(":")[2] or request.person),
        cells=tuple(
            Cell(desk.label(one.label, one.key), said)
            for one in table.columns
            if one.key not in apart and (said := text(desk, one, row.get(one.key)))
        ),
    )


def _moved(case: Case, request: Request) -> datetime | None:
    """The date of a measure that was settled last."""
    moved = case.moved.get((request.run, request.row.partition(":")[0]), ())
    return moved[-1].due if moved else None


def row_of(case: Case, step: Step, request: Request) -> Mapping[str, Value]:
    """The row that a request hands out, as it stood in the version that was asked about."""
    record = case.record_with(request.record) or (case.record(step.table.form) if step.table else None)
    table = record.fields.get(step.table.field) if record and step.table else None
    rows = [row for row in table if isinstance(row, Mapping)] if isinstance(table, tuple) else []
    row = request.row.partition(":")[0]
    no = int(row) if row.isdecimal() else 0
    return rows[no - 1] if 0 < no <= len(rows) else {}


def _table(desk: Desk, letter: Letter, step: Step) -> Field:
    form: FormDefinition = desk.process(letter).forms[step.table.form if step.table else ""]
    return form.field(step.table.field if step.table else "")


def _source(desk: Desk, letter: Letter) -> Record | None:
    return desk.record_of(letter)


def _goal(desk: Desk, letter: Letter, record: Record) -> tuple[Cell, ...]:
    """The short fields of the document that the matters come from: what they are good for."""
    fields = desk.process(letter).record_form(record.form).fields
    shown = [one for one in fields if one.type is FieldType.TEXT and record.fields.get(one.key)]
    return tuple(Cell(desk.label(one.label, one.key), text(desk, one, record.fields[one.key])) for one in shown)
