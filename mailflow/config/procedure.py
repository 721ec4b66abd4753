"""What may stand in a process file, part by part: the form of each entry, not whether its names exist."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainValidator

from mailflow.config.kinds import Key, OneOrMore, SpanText, Text
from mailflow.config.notation import (
    EachText,
    PaceText,
    Quantity,
    Reference,
    RemindText,
    RowDue,
    SpanOrPace,
    Spans,
    WhenText,
    Whos,
    WhoText,
    clock_time,
    number_pattern,
    only,
    process_key,
    value_of,
)
from mailflow.config.yamlfile import Section
from mailflow.workflow.process import Span, Who

# What the language knows and this version doesn't build: refused by name, never passed over in silence.
LATER = {
    "form": ("prefill", "due_from"),
    "signoff": ("sequence", "editorial"),
    "assign": ("stand_in",),
    "meeting": ("stand_in",),
    "track": ("new_problem",),
    "close": ("archive",),
}


class ColumnFile(Section):
    """A column of a table; or, with the two keys below, a field."""

    type: Literal["text", "choice", "date", "number", "percent", "person", "people", "department", "departments"]
    label: Text
    also: Annotated[list[str], OneOrMore] = Field(default_factory=list)
    choices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    required: bool = True
    default: str | None = None
    hint: Text | None = None
    source: str = Field(default="", alias="from")
    past: bool = False


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
    replaced_by: str = ""


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
    equals: Annotated[str | None, PlainValidator(value_of)] = Field(default=None, alias="is")
    one_of: Annotated[list[str], PlainValidator(lambda value: list(value_of(value)))] | None = Field(
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
    silence: Literal["wait", "deemed", "skip"] = "wait"
    empty: Annotated[Literal["stop", "skip"], only("stop")] = "stop"


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
    """A person fills a form; with `each` one for every row of a table, or for each of several people."""

    form: str
    each: EachText | None = None
    release: bool = False
    render: Annotated[list[Literal["docx", "pdf"]], OneOrMore] = Field(default_factory=list)


class OnRejectFile(Section):
    """What a refusal may lead to."""

    back_to: str
    or_close: Annotated[str, only("unmet")] = "unmet"


class NewDateFile(Section):
    """Who settles another date, from the n-th of a row on."""

    start: Annotated[int, Field(ge=1, alias="from")]
    to: WhoText


class BlockedFile(Section):
    """Who hears at once of what is late or can't go on."""

    tell: Whos


class SignoffStep(StepFile):
    """Persons confirm one record version."""

    record: str
    quorum: Annotated[str, only("all")] = "all"
    four_eyes: bool = False
    reading: Literal["decision", "confirmation"] = "decision"
    send_back: Literal["first", "together"] = "first"
    on_condition: Literal["revise", "keep"] = "revise"
    on_reject: OnRejectFile | None = None
    covers: Reference | None = None
    unfinished: Text | None = None


def _new_dates(value: Any) -> list[Any]:
    """One name, or several: the first settles the first date, the next from the n-th on."""
    listed = value if isinstance(value, list) else [value]
    return [one if isinstance(one, dict) else {"from": 1, "to": one} for one in listed]


NewDates = Annotated[list[NewDateFile], BeforeValidator(_new_dates)]


class AssignStep(StepFile):
    """Each row of a table goes to its owner."""

    each: Reference
    row_due: RowDue | None = None
    on_decline: WhoText | None = None
    new_date: NewDates = Field(default_factory=list)


class TrackStep(StepFile):
    """The owner of each row is asked how far it is, until it is done."""

    each: Reference
    every: SpanOrPace
    clock: Annotated[str, AfterValidator(clock_time)] = Field(default="", alias="at")
    row_due: RowDue | None = None
    new_date: NewDates = Field(default_factory=list)
    blocked: BlockedFile | None = None


class AgendaFile(Section):
    """How long the parts of a meeting take."""

    opening: SpanText = Span(5, "m")
    each_department: SpanText = Span(10, "m")
    decisions: SpanText = Span(30, "m")


class MeetingStep(StepFile):
    """People are invited to the time and place that a record names."""

    record: str
    deciders: WhoText | None = None
    on_decline: WhoText | None = None
    meet: SpanOrPace | None = Field(default=None, alias="at")
    agenda: AgendaFile = AgendaFile()


class CloseStep(StepFile):
    """The case comes to its end."""

    ask: WhoText = Who("initiator")
    tell: Whos = Field(default_factory=list)


AnyStep = FormStep | SignoffStep | AssignStep | TrackStep | MeetingStep | CloseStep
STEPS: dict[str, type[AnyStep]] = {
    "form": FormStep,
    "signoff": SignoffStep,
    "assign": AssignStep,
    "meeting": MeetingStep,
    "track": TrackStep,
    "close": CloseStep,
}
FACTS = {
    "form": ("done",),
    "signoff": ("done", "answered"),
    "assign": ("done", "answered"),
    "meeting": ("done",),
    "track": ("done",),
    "close": ("done",),
}


class ProcessFile(Section):
    """The whole file. Steps are judged one by one, each by its kind."""

    process: Annotated[str, AfterValidator(process_key)]
    title: Text
    number: Annotated[str, AfterValidator(number_pattern)]
    start: StartFile
    forms: Annotated[dict[Key, FormFile], Field(min_length=1)]
    roles: dict[Key, RoleFile] = Field(default_factory=dict)
    pace: PaceFile | None = None
    clocks: list[ClockFile] = Field(default_factory=list)
    defaults: Habits = Habits()
    steps: Annotated[list[dict[str, Any]], Field(min_length=1)]
