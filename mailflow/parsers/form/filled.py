"""What the fields of a form hold, out of the mail's words and its files, and where the two differ.

A file counts as the form where it says so or fills several fields under their own labels; no difference is settled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mailflow.parsers.form.blocks import flat
from mailflow.parsers.form.file import FormFile, read_files
from mailflow.parsers.form.labels import Labels
from mailflow.parsers.form.layout import FormReader, Written
from mailflow.parsers.form.package import Unread
from mailflow.parsers.form.promise import points_to_file
from mailflow.parsers.form.table import Row
from mailflow.parsers.form.values import read_value, with_dates
from mailflow.parsers.words import Words
from mailflow.workflow.model import Field, FieldType, FormDefinition, Value

MAX_ROWS = 200
_TITLE_WITHIN = 2_000  # characters of a file
_FIELDS_OF_A_FORM = 2  # under their own labels, in a file without the form's title


@dataclass(slots=True)
class Filed:
    """What the files brought."""

    otherwise: dict[str, tuple[tuple[str, Value], ...]] = field(default_factory=dict)  # field -> (file, its value)
    sources: dict[str, str] = field(default_factory=dict)
    unread: tuple[tuple[str, str], ...] = ()


def add_files(
    fields: dict[str, Value],
    attachments: Sequence[object],
    form: FormDefinition,
    labels: Labels,
    words: Words,
    *,
    today: date | None,
) -> Filed:
    """Fill the fields that are still empty, or only point to a file, from the files that are this form."""
    filed = Filed()
    unread: list[tuple[str, str]] = []
    takes_files = any(one.type is FieldType.FILE for one in form.fields)
    for file in read_files(attachments):
        found, is_form = _form_in(file, form, labels, words, takes_files=takes_files)
        if not is_form:
            if not takes_files:  # else the file is what the form is about
                unread.append((file.name, file.unread or Unread.NO_FIELD))
            continue
        for key, value in found.items():
            if key not in fields or points_to_file(fields[key], words):
                fields[key] = value
                filed.sources[key] = file.name
            elif _alike(form.field(key), fields[key], today, words) != _alike(form.field(key), value, today, words):
                said = with_dates(form.field(key), value, today, words)
                filed.otherwise[key] = (*filed.otherwise.get(key, ()), (file.name, said))
    filed.unread = tuple(unread)
    return filed


def _form_in(
    file: FormFile, form: FormDefinition, labels: Labels, words: Words, *, takes_files: bool
) -> tuple[dict[str, Value], bool]:
    """What a file fills, and whether it is this form."""
    if file.unread:
        return {}, False
    reader = FormReader(form, labels, words)
    reader.read(file.blocks)
    found = written_fields(reader.written, form, words)
    head = labels.plain(f"{file.name}\n{flat(file.blocks)[:_TITLE_WITHIN]}")
    is_titled = any(labels.plain(title) in head for title in form.title.values())
    sure = sum(1 for key in found if key not in reader.written.unsure)
    if takes_files:
        return found, is_titled and sure >= _FIELDS_OF_A_FORM
    return found, sure >= (1 if is_titled else _FIELDS_OF_A_FORM)


def _alike(field_: Field, value: Value, today: date | None, words: Words) -> object:
    """A value as two of them are compared: script, case, blanks, full stops and the order of a list don't count."""
    if field_.type is FieldType.TABLE and isinstance(value, tuple):
        columns = {one.key: one for one in field_.columns}
        return [
            {key: _alike(columns[key], cell, today, words) for key, cell in row.items()}
            for row in value
            if isinstance(row, Mapping)
        ]
    if isinstance(value, tuple):
        return frozenset(_plain(str(one), words) for one in value)
    dated = with_dates(field_, value, today, words)
    return _plain(str(value), words) if dated is value else dated


def _plain(text: str, words: Words) -> str:
    return "".join(one for one in words.plain(text) if one.isalnum())


def written_fields(written: Written, form: FormDefinition, words: Words) -> dict[str, Value]:
    """The fields that hold something, in the order of the form."""
    found = {field.key: _value(field, written, words) for field in form.fields}
    return {key: value for key, value in found.items() if value is not None}


def _value(field: Field, written: Written, words: Words) -> Value:
    if field.type is FieldType.TABLE:
        rows = [_row(field, row, words) for row in _without_ditto(written.rows.get(field.key, [])[:MAX_ROWS], words)]
        return tuple(row for row in rows if row) or None
    if field.key not in written.fields or field.type is FieldType.FILE:
        return None
    return read_value(field, written.fields[field.key], words)


def _without_ditto(rows: Sequence[Row], words: Words) -> list[Row]:
    """Rows in which `the same as above` says what it is."""
    made: list[Row] = []
    for row in rows:
        above = made[-1] if made else {}
        made.append(
            {
                key: above.get(key, "")
                if words.plain(text).strip(" 。.\"'”〃") in (*words.lists["form"]["ditto"], "")
                else text
                for key, text in row.items()
            }
        )
    return made


def _row(field: Field, row: Row, words: Words) -> Mapping[str, Value]:
    read = {column.key: read_value(column, row[column.key], words) for column in field.columns if column.key in row}
    return {key: value for key, value in read.items() if value is not None}
