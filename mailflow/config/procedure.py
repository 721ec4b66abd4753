"""What may stand in a process file, part by part: the form of each entry, not whether its names exist."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, PlainValidator

from mailflow.config.kinds import Key, OneOrMore, Text
from mailflow.config.yamlfile import Section, wrong
from mailflow.workflow.process import FieldRef, PaceRef, Span, Who

WHO = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
REFERENCE = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)")
PACE = re.compile(r"pace\.([a-z][a-z0-9_]*)")
NUMBER = re.compile(r"[\w.-]*\{year\}[\w.-]*\{sequence(:0\d)?\}[\w.-]*")
PROCESS_KEY = re.compile(r"[a-z][a-z0-9_-]*")
REMINDERS = 3  # at most; the last announces the escalation

# What the language knows and this version doesn't build: refused by name, never passed over in silence.
LATER_KINDS = ("meeting", "track", "close")
LATER = {
    "form": ("each", "prefill", "render", "due_from"),
    "signoff": ("sequence", "covers", "on_condition", "on_reject", "reading", "send_back", "editorial", "unfinished"),
    "assign": ("stand_in", "every", "blocked", "new_problem"),
}


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


def _row_due(value: Any) -> str:
    found = re.fullmatch(r"row\.([a-z][a-z0-9_]*)", str(value).strip())
    if found is None:
        raise wrong(f'"{value}" is no column of the row', "write row.COLUMN")
    return found[1]


def _number(text: str) -> str:
    if NUMBER.fullmatch(text) is None or not 3 <= len(text.format(year=2026, sequence=1)) <= 30:
        raise wrong(f'"{text}" is no pattern for numbers', 'write for example "XC{year}-{sequence:04}", without blanks')
    return text


def _process_key(text: str) -> str:
    if PROCESS_KEY.fullmatch(text) is None:
        raise wrong(f'"{text}" is no key', "small letters a-z, digits, - and _, a letter first")
    return text


def _value(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return str(value)


def _quantity(value: Any) -> str:
    if isinstance(value, bool) or re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is None:
        raise wrong(f'"{value}" is no number', "write digits, with a point for decimals")
    return str(value)


def _only(built: str) -> AfterValidator:
    """Of these values this version has one."""

    def check(text: str) -> str:
        if text != built:
            raise not_built(f'"{text}"')
        return text

    return AfterValidator(check)


WhoText = Annotated[Who, PlainValidator(_who)]
Whos = Annotated[list[WhoText], OneOrMore]
Reference = Annotated[FieldRef, PlainValidator(_reference)]
PaceText = Annotated[PaceRef, PlainValidator(_pace)]
SpanOrPace = Annotated[Span | PaceRef, PlainValidator(_span_or_pace)]
WhenText = Annotated[Span | PaceRef | FieldRef, PlainValidator(_when)]
Spans = Annotated[Span | tuple[Span, ...], PlainValidator(_spans)]
RemindText = Annotated[PaceRef | tuple[Span, ...], PlainValidator(_remind)]
RowDue = Annotated[str, PlainValidator(_row_due)]
Quantity = Annotated[str, PlainValidator(_quantity)]


class ColumnFile(Section):
    """A column of a table; or, with the two keys below, a field."""

    type: Literal["text", "choice", "date", "number", "percent", "person", "people", "department", "departments"]
    label: Text
    also: Annotated[list[str], OneOrMore] = Field(default_factory=list)
    choices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    required: bool = True
    default: str | None = None
    hint: Text | None = None


class FieldFile(ColumnFile):
    """A field of a form."""

    type: Literal[  # type: ignore[assignment]  # a field may be all that a column is, and two more
        "text", "choice", "date", "number", "percent", "person", "people", "department", "departments", "file", "table"
    ]
    columns: dict[Key, ColumnFile] = Field(default_factory=dict)


class FormFile(Section):
    """A form."""

    title: Text
    fields: Annotated[dict[Key, FieldFile], Field(min_length=1)]


class RoleFile(Section):
    """How a role is found: one of the first six, and what stands in for nobody."""

    department: Reference | None = None
    departments: Reference | None = None
    person: Reference | None = None
    everyone: Whos = Field(default_factory=list, alias="all")
    superior_of: Whos = Field(default_factory=list)
    people: Annotated[list[str], OneOrMore] = Field(default_factory=list)
    otherwise: WhoText | None = Field(default=None, alias="else")


class PaceFile(Section):
    """Named spans; each further key is a row."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Spans]]

    by: Reference
    before: str = ""


class ClockFile(Section):
    """A deadline of the whole case."""

    id: Key
    span: PaceText
    start: str = Field(alias="from")
    until: str
    tell: Whos


class StartFile(Section):
    """Which mail opens a case."""

    form: str
    by: WhoText | None = None
    words: Annotated[list[str], OneOrMore, Field(min_length=1)]


class EscalationFile(Section):
    """One step of the ladder."""

    after: SpanOrPace
    to: WhoText


class DoneFile(Section):
    """What goes out when a step is done."""

    tell: WhoText
    template: str = ""


class WhenFile(Section):
    """The one test: a field, and exactly one of the four."""

    field: Reference
    equals: Annotated[str | None, PlainValidator(_value)] = Field(default=None, alias="is")
    one_of: Annotated[list[str], PlainValidator(lambda value: list(_value(value)))] | None = Field(
        default=None, alias="in"
    )
    at_least: Quantity | None = None
    below: Quantity | None = None


class Habits(Section):
    """What `defaults` and every step may say."""

    remind: RemindText | None = None
    escalate: Annotated[list[EscalationFile], OneOrMore] | None = None
    correction: SpanOrPace | None = None
    assurance: Literal["sender", "origin", "fresh", "smime"] | None = None
    silence: Annotated[Literal["wait", "deemed", "skip"], _only("wait")] = "wait"
    empty: Annotated[Literal["stop", "skip"], _only("stop")] = "stop"


class StepFile(Habits):
    """What every kind of step may say."""

    id: Key
    kind: str
    title: Text | None = None
    ask: WhoText
    after: Annotated[list[str], OneOrMore] | None = None
    due: WhenText | None = None
    cc: Whos = Field(default_factory=list)
    done: DoneFile | None = None
    when: WhenFile | None = None


class FormStep(StepFile):
    """A person fills a form."""

    form: str


class SignoffStep(StepFile):
    """Persons confirm one record version."""

    record: str
    quorum: Annotated[str, _only("all")] = "all"
    four_eyes: bool = False


class AssignStep(StepFile):
    """Each row of a table goes to its owner."""

    each: Reference
    row_due: RowDue | None = None
    on_decline: WhoText | None = None
    new_date: WhoText | None = None


STEPS: dict[str, type[FormStep | SignoffStep | AssignStep]] = {
    "form": FormStep,
    "signoff": SignoffStep,
    "assign": AssignStep,
}
FACTS = {"form": ("done",), "signoff": ("done", "answered"), "assign": ("done", "answered")}


class ProcessFile(Section):
    """The whole file. Steps are judged one by one, each by its kind."""

    process: Annotated[str, AfterValidator(_process_key)]
    title: Text
    number: Annotated[str, AfterValidator(_number)]
    start: StartFile
    forms: Annotated[dict[Key, FormFile], Field(min_length=1)]
    roles: dict[Key, RoleFile] = Field(default_factory=dict)
    pace: PaceFile | None = None
    clocks: list[ClockFile] = Field(default_factory=list)
    defaults: Habits = Habits()
    steps: Annotated[list[dict[str, Any]], Field(min_length=1)]
