"""How names, fields, spans, times and numbers are written in a process file. Knows no entry of it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator

from mailflow.config.kinds import OneOrMore
from mailflow.config.yamlfile import wrong
from mailflow.workflow.process import FieldRef, PaceRef, Span, Who

WHO = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
REFERENCE = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)")
PACE = re.compile(r"pace\.([a-z][a-z0-9_]*)")
NUMBER = re.compile(r"[\w.-]*\{year\}[\w.-]*\{sequence(:0\d)?\}[\w.-]*")
PROCESS_KEY = re.compile(r"[a-z][a-z0-9_-]*")
REMINDERS = 3  # at most; the last announces the escalation


def not_built(what: str) -> Any:
    """The mistake of asking for something that the language has and this version hasn't."""
    return wrong(f"{what} is not built into this version", "leave it out")


def _who(value: Any) -> Who:
    text = str(value).strip()
    if WHO.fullmatch(text) is None:
        raise wrong(f'"{text}" names nobody', "write a role, with .head or another suffix after it")
    if text.startswith("asked_by."):
        raise not_built("asked_by")
    name, *path = text.split(".")
    return Who(name, tuple(path))


def _reference(value: Any) -> FieldRef:
    found = REFERENCE.fullmatch(str(value).strip())
    if found is None:
        raise wrong(f'"{value}" names no field', "write FORM.FIELD, or FORM.TABLE.COLUMN")
    return FieldRef(found[1], found[2])


def _pace(value: Any) -> PaceRef:
    found = PACE.fullmatch(str(value).strip())
    if found is None:
        raise wrong(f'"{value}" is no named span', "write pace.NAME")
    return PaceRef(found[1])


def _span_or_pace(value: Any) -> Span | PaceRef:
    text = str(value).strip()
    if text.startswith("pace."):
        return _pace(text)
    try:
        return Span.parse(text)
    except ValueError:
        fix = "write pace.NAME, or for example 30m, 4h, 1d (clock) or 4wh, 2wd (working)"
        raise wrong(f'"{value}" is no span', fix) from None


def _when(value: Any) -> Span | PaceRef | FieldRef:
    text = str(value).strip()
    if not text.startswith("pace.") and REFERENCE.fullmatch(text):
        return _reference(text)
    return _span_or_pace(text)


def _spans(value: Any) -> Span | tuple[Span, ...]:
    """A cell of the pace: one span, or a list of reminders."""
    if not isinstance(value, list):
        return _span(value)
    if len(value) > REMINDERS:
        raise wrong(f"has {len(value)} reminders", f"{REMINDERS} at most; the last announces the escalation")
    return tuple(_span(one) for one in value)


def _span(value: Any) -> Span:
    found = _span_or_pace(value)
    if isinstance(found, PaceRef):
        raise wrong(f'"{value}" is no span', "a named span can't stand here: write the span itself")
    return found


def _remind(value: Any) -> PaceRef | tuple[Span, ...]:
    if isinstance(value, str) and value.startswith("pace."):
        return _pace(value)
    found = _spans(value if isinstance(value, list) else [value])
    return found if isinstance(found, tuple) else (found,)


def _each(value: Any) -> FieldRef | Who:
    """A table of a form, or people: which of the two is told by whether there is such a form (`process`)."""
    text = str(value).strip()
    suffix = text.rpartition(".")[2]
    if suffix in ("head", "heads", "superior", "members") or "." not in text:
        return _who(text)
    return _reference(text)


def _row_due(value: Any) -> str:
    found = re.fullmatch(r"row\.([a-z][a-z0-9_]*)", str(value).strip())
    if found is None:
        raise wrong(f'"{value}" is no column of the row', "write row.COLUMN")
    return found[1]


def clock_time(text: str) -> str:
    """A time of the day, HH:MM."""
    if CLOCK.fullmatch(text) is None:
        raise wrong(f'"{text}" is no time of the day', 'write "14:00", in quotes')
    return text


def number_pattern(text: str) -> str:
    """A pattern for case numbers."""
    if NUMBER.fullmatch(text) is None or not 3 <= len(text.format(year=2026, sequence=1)) <= 30:
        raise wrong(f'"{text}" is no pattern for numbers', 'write for example "XC{year}-{sequence:04}", without blanks')
    return text


def process_key(text: str) -> str:
    """What a process is called in files and commands."""
    if PROCESS_KEY.fullmatch(text) is None:
        raise wrong(f'"{text}" is no key', "small letters a-z, digits, - and _, a letter first")
    return text


def value_of(value: Any) -> str | tuple[str, ...]:
    """What a test compares with."""
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return str(value)


def _quantity(value: Any) -> str:
    if isinstance(value, bool) or re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is None:
        raise wrong(f'"{value}" is no number', "write digits, with a point for decimals")
    return str(value)


def only(built: str) -> AfterValidator:
    """Of these values this version has one."""

    def check(text: str) -> str:
        if text != built:
            raise not_built(f'"{text}"')
        return text

    return AfterValidator(check)


WhoText = Annotated[Who, PlainValidator(_who)]
EachText = Annotated[FieldRef | Who, PlainValidator(_each)]
Whos = Annotated[list[WhoText], OneOrMore]
Reference = Annotated[FieldRef, PlainValidator(_reference)]
PaceText = Annotated[PaceRef, PlainValidator(_pace)]
SpanOrPace = Annotated[Span | PaceRef, PlainValidator(_span_or_pace)]
WhenText = Annotated[Span | PaceRef | FieldRef, PlainValidator(_when)]
Spans = Annotated[Span | tuple[Span, ...], PlainValidator(_spans)]
RemindText = Annotated[PaceRef | tuple[Span, ...], PlainValidator(_remind)]
RowDue = Annotated[str, PlainValidator(_row_due)]
Quantity = Annotated[str, PlainValidator(_quantity)]
