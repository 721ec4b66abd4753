"""The rows that a step goes through one by one: those of a record's table, or people. Asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailflow.workflow import roles
from mailflow.workflow.case import Case
from mailflow.workflow.model import FieldType, Value
from mailflow.workflow.process import FieldRef, Process, Step, Who
from mailflow.workflow.rules import Rules

PERSON, DEPARTMENT = "person", "department"  # what a row of people has instead of columns


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the journal has it, whom it is asked of ("" for nobody), and its cells."""

    no: str
    owner: str
    cells: Mapping[str, Value]


def rows(rules: Rules, case: Case, step: Step) -> tuple[Row, ...]:
    """Every row of a step that has `each`, in order, numbered from 1."""
    if step.table:
        found = [
            Row(str(no), next(iter(roles.people(rules, case, step.ask, row=cells)), ""), cells)
            for no, cells in enumerate(table(case, step.table), 1)
        ]
        return tuple(found)
    if step.each is None:
        return ()
    people = rules.directory.people
    seats = roles.seats(rules, case, step.each) if isinstance(step.each, Who) else ()
    return tuple(
        Row(str(no), key, {PERSON: key, DEPARTMENT: people[key].department} if key else {})
        for no, key in enumerate(seats, 1)
    )


def row(rules: Rules, case: Case, step: Step, no: str) -> Row | None:
    """The row of this number."""
    return next((one for one in rows(rules, case, step) if one.no == no), None)


def title_of(process: Process, step: Step, own: Row) -> str:
    """What a row is about: the first text among its columns."""
    if step.table is None:
        return ""
    columns = process.forms[step.table.form].field(step.table.field).columns
    key = next((one.key for one in columns if one.type is FieldType.TEXT), "")
    return str(own.cells.get(key) or "")


def table(case: Case, each: FieldRef) -> tuple[Mapping[str, Value], ...]:
    """The rows of a table as the newest version of its record has them."""
    record = case.record(each.form)
    found = record.fields.get(each.field) if record else None
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, tuple) else ()
