"""A filled form out of a mail: what each field says, as written and with dates read, and what is missing.

It knows layouts, not meaning: names are looked up and days judged by `workflow.values`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mailflow.parsers.form.blocks import Block, html_blocks
from mailflow.parsers.form.filled import add_files, written_fields
from mailflow.parsers.form.labels import Labels
from mailflow.parsers.form.layout import FormReader, Written
from mailflow.parsers.form.promise import points_to_file, promises_attachment
from mailflow.parsers.form.values import with_dates
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
    files = [one for one in attachments if not _is_ornament(one)]
    for field in form.fields:
        if field.type is FieldType.FILE and files:
            fields[field.key] = tuple(str(getattr(one, "name", "")) for one in files)
    values = {key: with_dates(form.field(key), value, today, words) for key, value in fields.items()}
    missing = tuple(one.key for one in form.fields if one.required and one.default is None and one.key not in fields)
    lacks_file = not files and promises_attachment(text, words)
    pointers = tuple(key for key, value in fields.items() if points_to_file(value, words)) if lacks_file else ()
    return FormReading(
        fields=fields,
        missing=missing,
        values=values,
        otherwise=filed.otherwise,
        sources=filed.sources,
        unread=filed.unread,
        lacks_file=lacks_file and bool(missing or pointers),
        pointers=pointers,
    )


def _is_ornament(attached: object) -> bool:
    """A picture within the mail's page: the logo of a signature is no file that its words promise."""
    is_picture = str(getattr(attached, "media_type", "")).startswith("image/")
    return is_picture and bool(getattr(attached, "inline", False))


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
