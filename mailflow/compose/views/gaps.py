"""What a form lacks, one by one: where, why, what was written, and what could be meant."""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.compose.refusal import one_line
from mailflow.compose.views.desk import Desk
from mailflow.compose.views.document import differing_rows, rows_of, several, text
from mailflow.workflow.case import Filling
from mailflow.workflow.model import Field, FieldType, Value
from mailflow.workflow.values import FILES

MISSING, TWO_PEOPLE, UNKNOWN_DEPARTMENT = "missing", "two_people", "unknown_department"
NOT_ALLOWED = "not_allowed"  # a field that was read, and may not say this
CONFLICT = "conflict"  # a field that says one thing here and another there
LONGEST = 80  # characters of a text of which only the part that differs is shown
_LEAD = 12  # of them before the difference


@dataclass(frozen=True, slots=True)
class Said:
    """What one place says of a field, or of a row of its table."""

    row: int  # of a table; 0 where it is none
    file: str  # its name; "" for the mail's own words
    text: str  # "" where it says nothing


@dataclass(frozen=True, slots=True)
class Gap:
    """A field, or a cell of a table, that is missing or can't be told for sure."""

    label: str
    row: int  # of a table; 0 where it is none
    column: str  # of a table
    problem: str  # missing | unknown_person | two_people | unknown_department | past_date | ...
    words: str  # as written; "" where nothing was
    offers: tuple[str, ...]  # what could be meant: choices, departments, people of that name with their departments
    said: tuple[Said, ...] = ()  # of a conflict: each place with what it says


def gaps_of(desk: Desk, field: Field, held: Filling) -> tuple[Gap, ...]:
    """Every gap of one field, in the order of its rows."""
    label, value = desk.label(field.label, field.key), held.values.get(field.key)
    found = [Gap(label, 0, "", MISSING, "", _offers(desk, field, MISSING, ""))] if field.key in held.missing else []
    for path, problem in held.problems.items():
        key, *rest = path.split(".")
        if key == field.key:
            is_conflict = problem == CONFLICT
            found.append(_conflict(desk, field, held) if is_conflict else _gap(desk, field, value, rest, problem))
    return tuple(found)


def gaps_of_files(held: Filling) -> tuple[Gap, ...]:
    """What is wrong with the files as a whole; such a gap has no field, and its label is the template's."""
    problem = held.problems.get(FILES)
    return (Gap("", 0, "", problem, "", ()),) if problem else ()


def _conflict(desk: Desk, field: Field, held: Filling) -> Gap:
    own, value = one_line(held.sources.get(field.key, "")), held.values.get(field.key)
    said: list[Said] = []
    for file, other in held.conflicts.get(field.key, ()):
        if field.type is FieldType.TABLE:
            for no, before, after in differing_rows(desk, field, value, other):
                said += [Said(no, own, before), Said(no, one_line(file), after)]
        else:
            before, after = _apart(text(desk, field, value), text(desk, field, other))
            said += [Said(0, own, before), Said(0, one_line(file), after)]
    label = desk.label(field.label, field.key)
    return Gap(label, 0, "", CONFLICT, "", _offers(desk, field, CONFLICT, value), tuple(dict.fromkeys(said)))


def _apart(one: str, other: str) -> tuple[str, str]:
    """Two texts, long ones from shortly before where they part."""
    same = next((no for no, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    since = max(same - _LEAD, 0) if max(len(one), len(other)) > LONGEST else 0
    return _part(one, since), _part(other, since)


def _part(whole: str, since: int) -> str:
    shown = whole[since : since + LONGEST]
    return ("…" if since else "") + shown + ("…" if since + LONGEST < len(whole) else "")


def _gap(desk: Desk, field: Field, value: Value, path: list[str], problem: str) -> Gap:
    label = desk.label(field.label, field.key)
    if field.type is FieldType.TABLE and len(path) == 2:
        no, column = int(path[0]), next(one for one in field.columns if one.key == path[1])
        rows = rows_of(value)
        cell: Value = rows[no - 1].get(column.key) if no <= len(rows) else None
        words = _words(desk, cell)
        return Gap(
            label, no, desk.label(column.label, column.key), problem, words, _offers(desk, column, problem, cell)
        )
    if path and field.type is not FieldType.TABLE:
        listed = several(value)
        value = listed[int(path[0]) - 1] if int(path[0]) <= len(listed) else ""
    words = "" if field.type is FieldType.TABLE else _words(desk, value)
    words = text(desk, field, value) if problem == NOT_ALLOWED else words
    return Gap(label, 0, "", problem, words, _offers(desk, field, problem, value))


def _words(desk: Desk, value: Value) -> str:
    return desk.day(value) if value not in (None, "", ()) else ""


def _offers(desk: Desk, field: Field, problem: str, value: Value) -> tuple[str, ...]:
    if problem == TWO_PEOPLE:
        found = desk.sheet.directory.people_named(str(value))
        return tuple(f"{desk.name(one.key)} ({desk.department(one.department)})" for one in found)
    if field.type is FieldType.CHOICE:
        return tuple(desk.label(one.label, one.key) for one in field.choices)
    if problem == UNKNOWN_DEPARTMENT:
        return tuple(desk.department(one) for one in desk.sheet.directory.departments)
    return ()
