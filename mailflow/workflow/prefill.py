"""What a form holds before anybody writes: what its fields' `from` names. Fills in nothing that is said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from mailflow.workflow import deadlines, roles
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import UNANSWERED_ROW, Field, FieldType, FormDefinition, Record, Value
from mailflow.workflow.process import ROWS, Step
from mailflow.workflow.rows import Row
from mailflow.workflow.values import NOTHING

PROPOSED, MINUTES, ATTENDEES, PRESENT = "proposed", "minutes", "attendees", "present"
FACTS = (PROPOSED, MINUTES, ATTENDEES, PRESENT)  # of a meeting: when, how long, with whom; and who was there
BEGINNINGS = (time(10), time(14))  # of a meeting that is proposed


def first(draft: Draft, form: FormDefinition, row: Row | None, person: str) -> dict[str, Value]:
    """The values of every field that has a source which holds something; times are proposed where `person` is."""
    found = {one.key: _value(draft, one, row, person) for one in form.fields if one.source}
    return {key: value for key, value in found.items() if value not in NOTHING}


def given(form: FormDefinition, row: Row | None) -> dict[str, Value]:
    """What the row says, and nobody is asked."""
    cells = row.cells if row else {}
    found = {one.key: cells.get(one.source.removeprefix("row.")) for one in form.fields if one.is_given}
    return {key: value for key, value in found.items() if value not in NOTHING}


def before(record: Record, own: Mapping[str, Value]) -> dict[str, Value]:
    """What stood in the row of an earlier version that this one is about."""
    said = record.fields.get(ROWS)
    rows = [one for one in said if isinstance(one, Mapping)] if isinstance(said, tuple) else []
    same = [one for one in rows if own and all(one.get(key) == value for key, value in own.items())]
    return {key: value for key, value in same[0].items() if key != UNANSWERED_ROW} if same else {}


def _value(draft: Draft, field: Field, row: Row | None, person: str) -> Value:
    place, _, name = field.source.partition(".")
    if place == "row":
        return row.cells.get(name) if row else None
    if place in draft.process.forms:
        record = draft.case.record(place)
        value = record.fields.get(name) if record else None
        return _rows(field, value) if field.type is FieldType.TABLE else value
    step = draft.process.step(place)
    match name:
        case "present":
            held = draft.case.latest(place)
            return held.present if held else None
        case "attendees":
            return roles.people(draft.rules, draft.case, step.ask)
        case "minutes":
            return str(_minutes(draft, step))
        case "proposed":
            return _proposed(draft, step, person)
    return None


def _minutes(draft: Draft, step: Step) -> int:
    """The opening, so much for each department, and the decisions."""
    who = step.deciders or step.ask
    departments = {draft.rules.directory.people[one].department for one in roles.people(draft.rules, draft.case, who)}
    spans = step.agenda
    return spans["opening"] + spans["each_department"] * len(departments) + spans["decisions"]


def _proposed(draft: Draft, step: Step, person: str) -> datetime | None:
    """The first usual hour on a working day that is far enough ahead."""
    length = deadlines.span(draft.rules, draft.case, step.meet) if step.meet else None
    if length is None:
        return None
    earliest = deadlines.after(draft.rules, draft.case, person, draft.at, length)
    calendar = draft.rules.calendar_of(person)
    day = earliest.astimezone(draft.rules.zone_of(person)).date()
    for ahead in range(31):
        on = day + timedelta(days=ahead)
        for begins in BEGINNINGS if calendar.is_working_day(on) else ():
            at = deadlines.moment_of(draft.rules, person, on, begins)
            if at >= earliest:
                return at
    return earliest


def _rows(field: Field, value: Value) -> Value:
    """Rows of another table, as far as the columns bear the same names."""
    keys = {UNANSWERED_ROW, *(one.key for one in field.columns)}
    rows = [one for one in value if isinstance(one, Mapping)] if isinstance(value, tuple) else []
    return tuple({key: cell for key, cell in one.items() if key in keys and cell not in NOTHING} for one in rows)
