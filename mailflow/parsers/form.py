"""A filled form out of a mail: what each field says, as written and with dates read, and what is missing.

It knows layouts, not meaning: names are looked up and days judged by `workflow.values`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mailflow.parsers.formlabels import Labels
from mailflow.parsers.formlayout import read_text
from mailflow.parsers.formtable import Row, Written, read_table
from mailflow.parsers.formvalues import read_value, with_dates
from mailflow.parsers.html import tables
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.model import Field, FieldType, FormDefinition, Value
from mailflow.workflow.reply import FormReading

MAX_LENGTH = 100_000  # characters of words; more is no form
MAX_HTML = 2_000_000
MAX_ROWS = 200


def read_form(
    text: str,
    form: FormDefinition,
    html: str | None = None,
    attachments: Sequence[object] = (),
    *,
    today: date | None = None,
    words: Words | None = None,
) -> FormReading:
    """The form in a reply's new words. Of `html` only tables count whose cells stand in the new words."""
    words = words or shipped_words()
    labels = Labels.of(form.fields, words)
    text = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n")
    written = Written()
    if html and len(html) <= MAX_HTML:
        said = _squeezed(text, words)
        for table in tables(html):
            rows = [row for row in table if _is_said(row, said, words)]
            written.fill_from(read_table(rows, labels))
    written.fill_from(read_text(text, form, labels, words))
    fields: dict[str, Value] = {}
    for field in form.fields:
        value = _value(field, written, words)
        if value is not None:
            fields[field.key] = value
        elif field.type is FieldType.FILE and attachments:
            fields[field.key] = tuple(str(getattr(one, "name", "")) for one in attachments)
    values = {key: with_dates(form.field(key), value, today, words) for key, value in fields.items()}
    missing = tuple(one.key for one in form.fields if one.required and one.default is None and one.key not in fields)
    return FormReading(fields, missing, values)


def _value(field: Field, written: Written, words: Words) -> Value:
    if field.type is FieldType.TABLE:
        rows = [_row(field, row, words) for row in written.rows.get(field.key, [])[:MAX_ROWS]]
        return tuple(row for row in rows if row) or None
    if field.key not in written.fields or field.type is FieldType.FILE:
        return None
    return read_value(field, written.fields[field.key], words)


def _row(field: Field, row: Row, words: Words) -> Mapping[str, Value]:
    read = {column.key: read_value(column, row[column.key], words) for column in field.columns if column.key in row}
    return {key: value for key, value in read.items() if value is not None}


def _squeezed(text: str, words: Words) -> str:
    return "".join(words.plain(text).split())


def _is_said(row: Sequence[str], said: str, words: Words) -> bool:
    """True where the writer typed it: every cell stands in the new words (a quoted table doesn't)."""
    return all(_squeezed(line, words) in said for cell in row for line in cell.split("\n"))
