"""A filled form out of a mail: what each field says, as written and with dates read, and what is missing.

It knows layouts, not meaning: names are looked up and days judged by `workflow.values`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mailflow.parsers.formblocks import Block, html_blocks
from mailflow.parsers.formlabels import Labels
from mailflow.parsers.formlayout import FormReader, Written
from mailflow.parsers.formtable import Row
from mailflow.parsers.formvalues import read_value, with_dates
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
    fields = _fields(_written(text, form, html, labels, words), form, words)
    for field in form.fields:
        if field.type is FieldType.FILE and attachments:
            fields[field.key] = tuple(str(getattr(one, "name", "")) for one in attachments)
    values = {key: with_dates(form.field(key), value, today, words) for key, value in fields.items()}
    missing = tuple(one.key for one in form.fields if one.required and one.default is None and one.key not in fields)
    return FormReading(fields, missing, values)


def _written(text: str, form: FormDefinition, html: str | None, labels: Labels, words: Words) -> Written:
    text = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n")
    written = Written()
    blocks: Sequence[Block] = text.split("\n")
    if html and len(html) <= MAX_HTML:
        blocks, partly = html_blocks(text, html, words)
        for grid in partly:
            reader = FormReader(form, labels, words)
            reader.read([grid])
            written.fill_from(reader.written)
    reader = FormReader(form, labels, words)
    reader.read(blocks)
    written.fill_from(reader.written)
    return written


def _fields(written: Written, form: FormDefinition, words: Words) -> dict[str, Value]:
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
