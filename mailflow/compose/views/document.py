"""A record, or a form to be filled, as a mail shows it: labels, lines, tables, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mailflow.compose.refusal import many_lines, one_line, strict
from mailflow.compose.views.desk import Desk
from mailflow.workflow.model import UNANSWERED_ROW, Field, FieldType, FormDefinition, Letter, Record, Value

NOTHING: tuple[Value, ...] = (None, "", ())


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns; every row is as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One field with what it holds: lines of text, or a table."""

    label: str
    lines: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says otherwise than the one before. Either side may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Named:
    """A document version by name: 《title》 v2 · 7F3A-91C2."""

    title: str
    version: int
    code: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document version in full."""

    title: str
    version: int
    code: str
    author: str
    made: str
    fields: tuple[Shown, ...]
    files: tuple[str, ...]
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the version before was sent back."""

    by: str
    version: int
    verdict: str  # reject | revise | object
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A column and what stands in it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A field to be filled."""

    label: str
    lines: tuple[str, ...]  # what is there already
    rows: tuple[tuple[Cell, ...], ...]  # of a table: what is there already
    kind: str  # text | choice | date | table | ...
    hint: str
    choices: tuple[str, ...]
    example: tuple[Cell, ...]  # of a table: a row
    required: bool


def named(desk: Desk, letter: Letter, record: Record) -> Named:
    """A document version by name."""
    return Named(desk.title(letter, record.form), record.version, record.code)


def document(desk: Desk, letter: Letter, record: Record) -> Document:
    """A document version in full, with what changed and why."""
    form = desk.process(letter).record_form(record.form)
    made = desk.when(record.made_at)
    before = desk.case_of(letter).record_with(record.previous) if record.previous else None
    return Document(
        title=desk.title(letter, record.form),
        version=record.version,
        code=record.code,
        author=desk.name(record.author),
        made=made.full if made else "",
        fields=shown(desk, form, record.fields),
        files=files(record),
        changes=changes(desk, form, before, record) if before else (),
        refusals=refusals(desk, letter, before) if before else (),
    )


def draft(desk: Desk, letter: Letter, values: Mapping[str, Value], names: Sequence[str]) -> Document:
    """A form as far as it is filled: no version yet."""
    step = desk.step_of(letter)
    form = desk.process(letter).forms[step.form]
    return Document(
        title=desk.title(letter, step.form),
        version=0,
        code="",
        author=desk.name(desk.request_of(letter).person),
        made="",
        fields=shown(desk, form, values),
        files=tuple(strict(one, "the name of a file") for one in names),
        changes=(),
        refusals=(),
    )


def row_title(desk: Desk, letter: Letter) -> str:
    """What the row of a form is about, where each row has a form of its own."""
    step, request = desk.step_of(letter), desk.request_of(letter)
    given = [one for one in desk.process(letter).forms[step.form].fields if one.is_given] if request.row else []
    values = desk.case_of(letter).runs[request.run].filling(request.row).values
    return text(desk, given[0], values.get(given[0].key)) if given else ""


def files(record: Record) -> tuple[str, ...]:
    """The names of a record's files."""
    return tuple(strict(one.name, "the name of a file") for one in record.attachments)


def shown(desk: Desk, form: FormDefinition, values: Mapping[str, Value]) -> tuple[Shown, ...]:
    """Every field that holds something, in the form's order."""
    return tuple(show(desk, one, values[one.key]) for one in form.fields if values.get(one.key) not in NOTHING)


def refusals(desk: Desk, letter: Letter, record: Record) -> tuple[Refusal, ...]:
    """Who sent a version back, with their words."""
    return tuple(
        Refusal(desk.name(one.person), record.version, one.verdict, many_lines(one.words))
        for one in desk.case_of(letter).refusals(record.digest)
    )


def changes(desk: Desk, form: FormDefinition, before: Record, after: Record) -> tuple[Change, ...]:
    """Field by field; in a table, row by row; then the files."""
    found: list[Change] = []
    for field in form.fields:
        old, new = before.fields.get(field.key), after.fields.get(field.key)
        if old == new or field.type is FieldType.FILE:
            continue
        label = desk.label(field.label, field.key)
        if field.type is FieldType.TABLE:
            found += _row_changes(desk, field, label, rows_of(old), rows_of(new))
        else:
            found.append(Change(label, text(desk, field, old), text(desk, field, new)))
    gone = {one.digest: one.name for one in before.attachments}
    come = {one.digest: one.name for one in after.attachments}
    old_files = [one_line(name) for digest, name in gone.items() if digest not in come]
    new_files = [one_line(name) for digest, name in come.items() if digest not in gone]
    if old_files or new_files:
        found.append(Change("", desk.joiner.join(old_files), desk.joiner.join(new_files)))
    return tuple(found)


def blank_form(desk: Desk, letter: Letter) -> FormDefinition | None:
    """The form that a letter asks for, while nothing stands in it yet: then it goes along as a file to be filled."""
    case, request = desk.case(letter), desk.request(letter)
    process = desk.process(letter)
    if case is None or request is None:
        return process.forms[process.start.form]
    step = process.step(request.step)
    is_new = case.record(step.form) is None and not case.runs[request.run].filling(request.row).values
    return process.forms[step.form] if is_new and not request.unclear else None


def blanks(desk: Desk, form: FormDefinition, values: Mapping[str, Value]) -> tuple[Blank, ...]:
    """Every field that a person fills, with what is there already. Files are attached, not written."""
    return tuple(blank(desk, one, values.get(one.key)) for one in form.fields if one.type is not FieldType.FILE)


def text(desk: Desk, field: Field, value: Value) -> str:
    """What a field or cell holds, on one line."""
    return one_line(" ".join(_lines(desk, field, value)))


def choice(desk: Desk, field: Field, value: Value) -> str:
    """The label of a choice; other words as they are."""
    found = next((one for one in field.choices if one.key == value), None)
    return desk.label(found.label, found.key) if found else one_line(str(value))


def show(desk: Desk, field: Field, value: Value) -> Shown:
    """One field with what it holds."""
    label = desk.label(field.label, field.key)
    if field.type is FieldType.TABLE and rows_of(value):
        return Shown(label, (), table(desk, field, rows_of(value)))
    return Shown(label, _lines(desk, field, value))


def table(desk: Desk, field: Field, rows: tuple[Mapping[str, Value], ...]) -> Table:
    """A table field."""
    columns = tuple(desk.label(one.label, one.key) for one in field.columns)
    cells = [_row(desk, field, row) for row in rows]
    shown = [no for no in range(len(columns)) if any(row[no] for row in cells)]  # a phone has no room for empty columns
    return Table(tuple(columns[no] for no in shown), tuple(tuple(row[no] for no in shown) for row in cells))


def _row(desk: Desk, field: Field, row: Mapping[str, Value]) -> tuple[str, ...]:
    """The cells of a row. Where nobody answered, the first that is empty says so."""
    cells = {one.key: text(desk, one, row.get(one.key)) for one in field.columns}
    empty = [key for key, said in cells.items() if not said]
    if row.get(UNANSWERED_ROW) and empty:
        cells[empty[0]] = desk.unanswered
    return tuple(cells.values())


def rows_of(value: Value) -> tuple[Mapping[str, Value], ...]:
    """The rows of a table field; none where it holds something else."""
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, (tuple, list)) else ()


def _lines(desk: Desk, field: Field, value: Value) -> tuple[str, ...]:
    if value in NOTHING:
        return ()
    match field.type:
        case FieldType.CHOICE:
            return (choice(desk, field, value),)
        case FieldType.DATE:
            return (desk.day(value),)
        case FieldType.PERSON:
            return (desk.name(str(value)),)
        case FieldType.DEPARTMENT:
            return (desk.department(str(value)),)
        case FieldType.PEOPLE:
            return (desk.names(several(value)),)
        case FieldType.DEPARTMENTS:
            return (desk.joiner.join(desk.department(one) for one in several(value)),)
        case FieldType.FILE:
            return (desk.joiner.join(one_line(one) for one in several(value)),)
    return many_lines(str(value))


def several(value: Value) -> tuple[str, ...]:
    """The things that a field of several holds."""
    return tuple(str(one) for one in value) if isinstance(value, (tuple, list)) else (str(value),)


def _row_changes(
    desk: Desk, field: Field, label: str, old: tuple[Mapping[str, Value], ...], new: tuple[Mapping[str, Value], ...]
) -> list[Change]:
    return [Change(f"{label} {no}", before, after) for no, before, after in differing_rows(desk, field, old, new)]


def differing_rows(desk: Desk, field: Field, old: Value, new: Value) -> list[tuple[int, str, str]]:
    """The rows of two tables that aren't the same: number, and the columns that differ as one and the other say them.

    "" for a row that isn't there.
    """
    found, olds, news = [], rows_of(old), rows_of(new)
    for no in range(max(len(olds), len(news))):
        before = olds[no] if no < len(olds) else {}
        after = news[no] if no < len(news) else {}
        if before == after:
            continue
        keys = [one for one in field.columns if before.get(one.key) != after.get(one.key)]
        said = [desk.joiner.join(text(desk, one, row.get(one.key)) for one in keys) for row in (before, after)]
        found.append((no + 1, said[0] if before else "", said[1] if after else ""))
    return found


def blank(desk: Desk, field: Field, value: Value) -> Blank:
    """One field to be filled, with what is there already."""
    rows = rows_of(value) if field.type is FieldType.TABLE else ()
    cells = [[(one, text(desk, one, row.get(one.key))) for one in field.columns] for row in rows]
    example = [(one, _example(desk, one)) for one in field.columns]
    return Blank(
        label=desk.label(field.label, field.key),
        lines=() if rows else _lines(desk, field, value),
        rows=tuple(_cells(desk, row) for row in cells),
        kind=field.type.value,
        hint=desk.label(field.hint, "") if field.hint else "",
        choices=tuple(desk.label(one.label, one.key) for one in field.choices),
        example=_cells(desk, example),
        required=field.required,
    )


def _cells(desk: Desk, row: list[tuple[Field, str]]) -> tuple[Cell, ...]:
    return tuple(Cell(desk.label(field.label, field.key), said) for field, said in row)


def _example(desk: Desk, column: Field) -> str:
    """What could stand in a cell: names that the directory knows, a day to come, the first choice."""
    directory = desk.sheet.directory
    own = directory.people[desk.sheet.person.key].department
    match column.type:
        case FieldType.DEPARTMENT | FieldType.DEPARTMENTS:
            return desk.department(next((one for one in directory.departments if one != own), own))
        case FieldType.PERSON | FieldType.PEOPLE:
            other = next((one.head for one in directory.departments.values() if one.key != own and one.head), "")
            return desk.name(other or desk.sheet.person.key)
        case FieldType.DATE:
            return f"{desk.dates.local_day(timedelta(days=3)):%Y-%m-%d} 12:00"
        case FieldType.CHOICE if column.choices:
            return desk.label(column.choices[0].label, column.choices[0].key)
        case FieldType.PERCENT:
            return "80%"
        case FieldType.NUMBER:
            return "3"
    return "……"
