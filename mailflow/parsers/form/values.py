"""What was written in a field, as its type wants it: nothing, a choice's key, several names, dates. Looks nobody up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from mailflow.parsers.dates import read_dates
from mailflow.parsers.form.ticks import BOXES, ticked
from mailflow.parsers.words import Words, one_of
from mailflow.workflow.model import Field, FieldType, Value

_LINE = re.compile(r"[\s_\-—–.…/／\\*·~=]*")
_ENDS = " \t　\r\n,，;；。.、_"
_PARTS = re.compile(r"[、,，;；/／\n|｜+＋→]|[ 　]{2,}|\s&\s|\s[-–—]+\s")
_BRACKETS = re.compile(r"[(（\[【<][^()（）\[\]【】<>\n]{0,120}[)）\]】>]")
_LONGEST_NAMES = 300  # characters of names with nothing but blanks between; more is a text
_COUNTED = re.compile(r"^(?:[(（]?\d{1,2}[)）.、．]|[-*•·●①-⑳])\s*")
_NAMED = (
    FieldType.PERSON,
    FieldType.PEOPLE,
    FieldType.DEPARTMENT,
    FieldType.DEPARTMENTS,
    FieldType.DATE,
    FieldType.CHOICE,
)


def read_value(field: Field, written: str, words: Words) -> Value:
    """What a field's words say, None where nobody has filled it."""
    text = "\n".join(line.strip() for line in written.strip().split("\n")).strip()
    text = _without_hints(field, text, words)
    if is_empty(field, text, words):
        return None
    match field.type:
        case FieldType.CHOICE:
            return _choice(field, text, words)
        case FieldType.PEOPLE | FieldType.DEPARTMENTS:
            return _several(text, words) or None
        case FieldType.TEXT:
            return text.strip("_").strip() or None
    line = text.split("\n")[0].strip(_ENDS)
    return line or None


def is_empty(field: Field, text: str, words: Words) -> bool:
    """True for nothing, a line to write on, a placeholder or the form's own hint."""
    if _LINE.fullmatch(text):
        return True
    plain = words.plain(text).strip()
    bare = plain.strip("()（）[]【】<>《》 。.…_")
    lists = words.lists["form"]
    if bare in lists["empty"] or words.patterns["form"]["empty_like"].search(plain):
        return True
    if field.type in _NAMED and bare in lists["none"]:
        return True
    hints = {words.plain(hint).strip("()（）[]【】 。.…") for hint in field.hint.values()}
    return bare in hints


def _without_hints(field: Field, text: str, words: Words) -> str:
    """Without a placeholder in brackets that was left standing before or behind what was filled in."""
    for _ in range(2):
        for found in (_BRACKETS.match(text), _last_brackets(text)):
            if found and len(found[0]) < len(text) and is_empty(field, found[0], words) and found[0][1:-1].strip():
                text = (text[: found.start()] + text[found.end() :]).strip()
                break
    return text


def _last_brackets(text: str) -> re.Match[str] | None:
    place = max(text.rfind(one, max(0, len(text) - 122)) for one in "(（[【<")
    return _BRACKETS.fullmatch(text, place) if place >= 0 else None


def _choice(field: Field, text: str, words: Words) -> Value:
    known = _choices(field, words)
    plain = words.plain(text)
    if BOXES.search(plain):
        keys = ticked(plain, known)
        if keys is not None:
            return keys[0] if len(keys) == 1 else (text if keys else None)
    whole = known.get(_squeezed(plain, words))
    if whole:
        return whole
    parts = [
        known.get(_squeezed(one, words), "") for one in re.split(r"[,，、;；/|()（）\n:：。\s-]+", plain) if one.strip()
    ]
    found = [one for one in parts if one]
    if len(set(found)) == 1 and parts[0]:
        return found[0]
    return None if len(set(found)) == len(field.choices) and all(parts) else text


def _choices(field: Field, words: Words) -> Mapping[str, str]:
    """What a choice is called -> its key."""
    known = {
        _squeezed(label, words): choice.key
        for choice in field.choices
        for label in (*choice.label.values(), *choice.also, choice.key)
    }
    for pair in words.lists["form"]["same_choice"]:
        written, _, meant = pair.partition(" ")
        if meant in known:
            known.setdefault(written, known[meant])
    return known


def _squeezed(text: str, words: Words) -> str:
    return "".join(words.plain(text).split()).strip("。.!！,，*_()（）[]【】")


def _several(text: str, words: Words) -> tuple[str, ...]:
    ends = one_of(words.lists["letter"]["departments"])
    ands = one_of(words.lists["form"]["and"])
    text = re.sub(rf"(?<=[a-zA-Z0-9)])\s+(?:{ands})\s+(?=\S)", "、", text, flags=re.IGNORECASE)
    parts = [_without_unit(_COUNTED.sub("", one.strip(_ENDS)), words) for one in _PARTS.split(text)]
    names = [name for one in parts if one for name in _apart(_without_and(one, ands, words), ends, ands, words)]
    return tuple(dict.fromkeys(one for one in names if one and not is_none(one, words)))


def is_none(text: str, words: Words) -> bool:
    """True for the words that say that there is none."""
    return words.plain(text).strip(_ENDS) in words.lists["form"]["none"]


def _without_unit(text: str, words: Words) -> str:
    found = re.search(rf"(?:{one_of(words.lists['form']['unit'])})$", words.plain(text))
    return text[: len(text) - len(found[0])].strip(_ENDS) if found and found.start() > 0 else text


def _without_and(text: str, ands: str, words: Words) -> str:
    """The last of a list without the word before it (采购部，及质量部); a name that begins so keeps it."""
    found = re.match(rf"(?:{ands})(?:(?<=[a-z&])\s+|(?<![a-z&])\s*(?=\S{{2}}))", words.plain(text))
    return text[found.end() :] if found else text


def _apart(text: str, ends: str, ands: str, words: Words) -> Iterator[str]:
    """生产部 质量部 and 财务部与生产部 as two, where each is called as departments are."""
    if len(text) > _LONGEST_NAMES:
        yield text
        return
    folded = words.fold(text)
    place = 0
    for found in re.finditer(rf"(?<=[^\x00-\x7f])(?:\s*(?:{ands})\s*|\s+)(?=[^\s])", folded.text):
        before, after = folded.text[: found.start()], folded.text[found.end() :]
        if re.search(rf"(?:{ends})[)）]?$", before) and re.search(rf"(?:{ends})", after):
            yield text[place : folded.at[found.start()]].strip(_ENDS)
            place = folded.at[found.end()]
    yield text[place:].strip(_ENDS)


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
