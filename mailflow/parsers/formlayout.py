"""A form written as lines of text: `label: value`, labels of their own with the value below, tables of bars or tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailflow.parsers.formlabels import NUMBERING, Labels, single_line
from mailflow.parsers.formrows import read_rows
from mailflow.parsers.formtable import Written, cells_of, read_table, text_rows
from mailflow.parsers.letter import LineRole, read_letter
from mailflow.parsers.words import Words
from mailflow.workflow.model import FieldType, FormDefinition

_BRACKETED = re.compile(
    rf"(?:{NUMBERING})?[*_]{{0,3}}[【\[「](?P<label>[^【】\[\]「」:：\n]{{1,40}})[】\]」][*_]{{0,3}}\s{{0,4}}[:：]?"
)
_GAP = re.compile(r"[\s　]{2}|[\t　|;；]|[ ](?![ -~])")  # what parts two labelled values on one line
_COLON = re.compile("[:：=]")
_REACH = 160  # a label with its hint ends within so many characters


@dataclass(slots=True)
class _Part:
    """A field's label and the lines that may belong to it."""

    key: str
    lines: list[str]


def read_text(text: str, form: FormDefinition, labels: Labels, words: Words) -> Written:
    """What a text says of the form's fields."""
    lines = text.split("\n")
    written = Written()
    for table in text_rows(lines):
        written.fill_from(read_table(table, labels))
    in_lines = Written()
    parts = list(_parts(lines, form, labels))
    for no, part in enumerate(parts):
        field = form.field(part.key)
        if field.type is FieldType.TABLE:
            rows = read_rows(_of_rows(part.lines), field, labels.columns[part.key], words)
            if rows:
                in_lines.rows[part.key] = rows
            in_lines.put(part.key, "\n".join(part.lines))
        elif single_line(field):
            in_lines.put(part.key, next((line for line in part.lines if line.strip()), ""))
        else:
            in_lines.put(part.key, _value(part.lines, words, is_last=no == len(parts) - 1))
    written.fill_from(in_lines)
    return written


def _parts(lines: Sequence[str], form: FormDefinition, labels: Labels) -> Iterator[_Part]:
    part: _Part | None = None
    filled: set[str] = set()
    for line in lines:
        if cells_of(line) and not (part and form.field(part.key).type is FieldType.TABLE):
            pieces = [line] if "：" in line or ":" in line else []
        else:
            pieces = list(_split(line, labels))
        if not pieces and part is None:
            continue
        for piece in pieces or [line]:
            key, rest = _label(piece, form, labels, part, filled)
            if not key:
                if part is not None:
                    part.lines.append(piece)
                continue
            if part is not None:
                yield part
            filled.add(key)
            part = _Part(key, [rest])
    if part is not None:
        yield part


def _split(line: str, labels: Labels) -> Iterator[str]:
    """One line with several labels (牵头部门：物流部　　发起人：高峰) as several."""
    folded = labels.words.fold(line)
    starts = [
        folded.at[found.start()]
        for found in labels.inline.finditer(folded.text)
        if found.start() == 0 or _GAP.match(line, folded.at[found.start()])
    ]
    places = [0, *(start for start in starts if start > 0), len(line)]
    for start, end in pairwise(places):
        yield line[start:end].strip(" \t　|") if len(places) > 2 else line


def _label(line: str, form: FormDefinition, labels: Labels, part: _Part | None, filled: set[str]) -> tuple[str, str]:
    """The field that a line names and what stands behind the name; "" for a line that names none."""
    in_table = part is not None and form.field(part.key).type is FieldType.TABLE
    label, rest = _named(line)
    if label:
        key = labels.key(label)
        if not key and not in_table and not line[:1].isspace():
            likely = labels.likely(label)
            key = likely if likely not in filled else ""
        if in_table and part is not None and key and _is_column(label, part.key, labels):
            key = ""
        if key:
            return key, rest
        return "", ""
    bare = line.strip(" \t　*_#【】[]")
    key = labels.key(bare) if 0 < len(bare) <= 60 else ""
    if key and in_table and part is not None and _is_column(bare, part.key, labels):
        return "", ""
    return key, ""


def _named(line: str) -> tuple[str, str]:
    """What stands before a line's first colon, or in brackets at its head, and what stands behind."""
    bare = line.strip(" \t　*_")
    bracketed = _BRACKETED.match(bare)
    if bracketed:
        return bracketed["label"].strip(), bare[bracketed.end() :].strip(" \t　*")
    colon = _COLON.search(bare, 0, _REACH)
    return (bare[: colon.start()].strip(), bare[colon.end() :].strip(" \t　*_")) if colon else ("", "")


def _is_column(label: str, table: str, labels: Labels) -> bool:
    """True where a row's own line begins so; a number in words (三、) belongs to the form."""
    digits = labels.words.lists["numbering"]["digits"]
    return bool(labels.columns[table].key(label)) and not label.startswith(digits)


def _of_rows(lines: Sequence[str]) -> list[str]:
    """The lines of a repeated field: up to an empty line behind which no row follows."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _value(lines: Sequence[str], words: Words, *, is_last: bool) -> str:
    """A text's lines. Behind the last field an empty line ends it; closing words never belong to it."""
    kept = [line.rstrip() for line in lines]
    if is_last:
        first = next((no for no, line in enumerate(kept) if line.strip()), len(kept))
        end = next((no for no in range(first, len(kept)) if not kept[no].strip()), len(kept))
        kept = kept[:end]
        folded = words.fold("\n".join(kept))
        roles = [line.role for line in read_letter(folded, words)]
        while len(kept) > 1 and roles and roles[len(kept) - 1] in (LineRole.CLOSING, LineRole.NAME, LineRole.BLANK):
            kept.pop()
    return "\n".join(kept).strip("\n")
