"""A filled form out of a mail: what each field says, as written and with dates read, and what is missing.

It knows layouts, not meaning: names are looked up and days judged by `workflow.values`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mailflow.parsers.formblocks import Block, html_blocks
from mailflow.parsers.formfilled import add_files, written_fields
from mailflow.parsers.formlabels import Labels
from mailflow.parsers.formlayout import FormReader, Written
from mailflow.parsers.formpromise import points_to_file, promises_attachment
from mailflow.parsers.formvalues import with_dates
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.model import FieldType, FormDefinition
from mailflow.workflow.reply import FormReading

MAX_LENGTH = 100_000  # characters of words; more is no form
MAX_LINES = 5_000
MAX_HTML = 2_000_000


def read_form(
    text: str,
    form: FormDefinition,
    html: str | None = None,
    attachments: Sequence[object] = (),
    *,
    today: date | None = None,
    words: Words | None = None,
) -> FormReading:
    """The form in a reply's new words and its Word and Excel files. Of `html` only tables of the new words count."""
    words = words or shipped_words()
    labels = Labels.of(form.fields, words)
    fields = written_fields(_written(text, form, html, labels, words), form, words)
    filed = add_files(fields, attachments, form, labels, words, today=today)
    for field in form.fields:
        if field.type is FieldType.FILE and attachments:
            fields[field.key] = tuple(str(getattr(one, "name", "")) for one in attachments)
    values = {key: with_dates(form.field(key), value, today, words) for key, value in fields.items()}
    missing = tuple(one.key for one in form.fields if one.required and one.default is None and one.key not in fields)
    is_open = bool(missing) or any(points_to_file(value, words) for value in fields.values())
    return FormReading(
        fields=fields,
        missing=missing,
        values=values,
        conflicts=filed.conflicts,
        sources=filed.sources,
        unread=filed.unread,
        lacks_file=is_open and not attachments and promises_attachment(text, words),
    )


def _written(text: str, form: FormDefinition, html: str | None, labels: Labels, words: Words) -> Written:
    lines = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MAX_LINES]
    written = Written()
    blocks: Sequence[Block] = lines
    if html and len(html) <= MAX_HTML:
        blocks, partly = html_blocks(lines, html, words)
        for grid in partly:
            reader = FormReader(form, labels, words)
            reader.read([grid])
            written.fill_from(reader.written)
    reader = FormReader(form, labels, words)
    reader.read(blocks)
    written.fill_from(reader.written)
    return written
