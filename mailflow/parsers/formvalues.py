"""What was written in a field, as its type wants it: nothing, a choice's key, several names, dates. Looks nobody up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from mailflow.parsers.boxes import read_boxes
from mailflow.parsers.dates import read_dates
from mailflow.parsers.words import Words, one_of
from mailflow.workflow.model import Field, FieldType, Value

_LINE = re.compile(r"[\s_\-—–.…/\\*·~=]*")
_ENDS = " \t　\r\n,，;；。.、"
_PARTS = re.compile(r"[、,，;；/\n|]|[ 　]{2,}")


def read_value(field: Field, written: str, words: Words) -> Value:
    """What a field's words say, None where nobody has filled it."""
    text = "\n".join(line.strip() for line in written.strip().split("\n")).strip()
    if is_empty(field, text, words):
        return None
    match field.type:
        case FieldType.CHOICE:
            return _choice(field, text, words)
        case FieldType.PEOPLE | FieldType.DEPARTMENTS:
            return _several(text, words) or None
        case FieldType.TEXT:
            return text
    line = text.split("\n")[0].strip(_ENDS)
    return line or None


def is_empty(field: Field, text: str, words: Words) -> bool:
    """True for nothing, a line to write on, a placeholder or the form's own hint."""
    if _LINE.fullmatch(text):
        return True
    plain = words.plain(text).strip()
    bare = plain.strip("()（）[]【】<>《》 。.…_")
    if bare in words.lists["form"]["empty"] or words.patterns["form"]["empty_like"].search(plain):
        return True
    hints = {words.plain(hint).strip("()（）[]【】 。.…") for hint in field.hint.values()}
    return bare in hints


def _choice(field: Field, text: str, words: Words) -> Value:
    known = {
        _squeezed(label, words): choice.key
        for choice in field.choices
        for label in (*choice.label.values(), *choice.also, choice.key)
    }
    boxes = read_boxes(words.fold(text))
    if boxes.has_boxes and not boxes.has_ticked:
        return None
    said = boxes.folded.text if boxes.has_boxes else words.plain(text)
    whole = known.get(_squeezed(said, words))
    if whole:
        return whole
    parts = [
        known.get(_squeezed(one, words), "") for one in re.split(r"[,，、;；/|()（）\n:：。\s]+", said) if one.strip()
    ]
    found = [one for one in parts if one]
    if len(set(found)) == 1 and parts[0]:
        return found[0]
    return None if len(set(found)) == len(field.choices) and all(parts) else text


def _squeezed(text: str, words: Words) -> str:
    return "".join(words.plain(text).split()).strip("。.!！,，*_()（）[]【】")


def _several(text: str, words: Words) -> tuple[str, ...]:
    ends = one_of(words.lists["letter"]["departments"])
    ands = one_of(words.lists["form"]["and"])
    text = re.sub(rf"(?<=[a-z0-9)])\s+(?:{ands})\s+(?=\S)", "、", text, flags=re.IGNORECASE)
    text = re.sub(rf"({ends})(?:{ands})(?=\S)", r"\1、", text)
    parts = [re.sub(rf"(?:{one_of(words.lists['form']['unit'])})$", "", one.strip(_ENDS)) for one in _PARTS.split(text)]
    return tuple(dict.fromkeys(one for one in parts if one))


def with_dates(field: Field, value: Value, today: date | None, words: Words) -> Value:
    """The value with its dates read, where it holds exactly one; else as written."""
    if field.type is FieldType.TABLE and isinstance(value, tuple):
        columns = {one.key: one for one in field.columns}
        return tuple(
            {key: with_dates(columns[key], cell, today, words) for key, cell in row.items()}
            for row in value
            if isinstance(row, Mapping)
        )
    if field.type is not FieldType.DATE or today is None or not isinstance(value, str):
        return value
    found = read_dates(value, today, words)
    return found[0] if len(found) == 1 else value
