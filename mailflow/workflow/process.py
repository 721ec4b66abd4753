"""A procedure as its file defines it: forms, roles, pace, steps. Loaded by `config`, interpreted by `steps`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailflow.workflow.model import Field, FieldType, FormDefinition, Label, Level

ROWS = "rows"  # the one field of a record that was collected from several people
SPAN = re.compile(r"(-?\d+)(m|h|d|wh|wd)")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. m, h, d are clock time; wh and wd are working time of whoever is asked."""

    amount: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Span:
        """`2wh` -> Span(2, "wh"); ValueError for anything else. A bare 0 is `0m`."""
        if text in ("0", "-0"):
            return cls(0, "m")
        found = SPAN.fullmatch(text)
        if found is None:
            raise ValueError(f"not a span: {text!r}")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, slots=True)
class PaceRef:
    """`pace.sign`: the span or spans of that name in the row that fits the case."""

    name: str


@dataclass(frozen=True, slots=True)
class FieldRef:
    """`assessment.lead_department`: what a record of the case says."""

    form: str
    field: str


When = Span | PaceRef | FieldRef  # how a deadline is given; a FieldRef holds a date that a person set


@dataclass(frozen=True, slots=True)
class Who:
    """Who is meant: a name and suffixes of the closed list `.head .heads .superior .members .department .owner`.

    `lead.head` is Who("lead", ("head",)); `row.department.head` is Who("row", ("department", "head")).
    """

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.name, *self.path))


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """How a role is found. Exactly one of the first five is set."""

    key: str
    department: FieldRef | None = None
    departments: FieldRef | None = None
    person: FieldRef | None = None
    everyone: tuple[Who, ...] = ()  # `all: [...]`
    superior_of: tuple[Who, ...] = ()
    people: tuple[str | FieldRef, ...] = ()
    otherwise: Who | None = None  # `else`


@dataclass(frozen=True, slots=True)
class Pace:
    """Named spans, one row for each value of one choice field."""

    by: FieldRef
    before: str  # the row used until the field has a value
    rows: Mapping[str, Mapping[str, Span | tuple[Span, ...]]]


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline of the whole case."""

    key: str
    span: PaceRef
    start: str  # step id: runs from the completion of this step's record
    until: str  # step id or step.fact
    tell: tuple[Who, ...]
    replaced_by: str = ""  # step id: once it is done, this clock counts no more


@dataclass(frozen=True, slots=True)
class Escalation:
    """After a deadline plus this span, these people hear of it."""

    after: Span | PaceRef
    to: Who


@dataclass(frozen=True, slots=True)
class Done:
    """What goes out when a step is done."""

    tell: Who
    template: str = ""


@dataclass(frozen=True, slots=True)
class NewDate:
    """Who settles a wish for another date, from the n-th of a row on."""

    to: Who
    nth: int = 1


@dataclass(frozen=True, slots=True)
class OnReject:
    """What a refusal may lead to: back to a step, or to the end of the case with this result."""

    back_to: str
    or_close: str


@dataclass(frozen=True, slots=True)
class Test:
    """The one test of the language: a field and what it must be."""

    field: FieldRef
    op: str  # is | in | at_least | below
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Which fields count depends on `kind`; the loader refuses those that don't belong."""

    id: str
    kind: str
    ask: Who
    after: tuple[str, ...]
    title: Label = field(default_factory=dict)
    due: When | None = None
    remind: PaceRef | tuple[Span, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    correction: Span | PaceRef = Span(30, "m")
    assurance: Level = Level.ORIGIN
    cc: tuple[Who, ...] = ()
    done: Done | None = None
    when: Test | None = None
    empty: str = "stop"  # stop | skip
    form: str = ""  # form: the form that is filled
    record: str = ""  # signoff: the form whose record is signed
    quorum: str = "all"  # signoff
    four_eyes: bool = False  # signoff
    reading: str = "decision"  # signoff: what its answers are read as: decision | confirmation
    send_back: str = "first"  # signoff: first refusal at once | together, when all have answered or time is up
    on_condition: str = "revise"  # signoff: a yes with a condition goes back | keep: the coordinator settles it
    on_reject: OnReject | None = None  # signoff: the coordinator chooses what a refusal leads to
    covers: FieldRef | None = None  # signoff: each department named there has its head among the signers
    unfinished: Label = field(default_factory=dict)  # signoff: what is printed where the case ends before it
    each: FieldRef | Who | None = None  # assign, track: a table whose rows are handed out; form: that, or people
    row_due: str = ""  # assign, track: the column that holds the row's own date
    on_decline: Who | None = None  # assign, meeting: who settles a refusal
    new_date: tuple[NewDate, ...] = ()  # assign, track: who settles a wish for another date
    silence: str = "wait"  # wait | skip: no answer is printed as none, and holds nothing up
    release: bool = False  # form: shown as it was read; it goes on when its author says so
    render: tuple[str, ...] = ()  # form: the formats in which its record goes with the mails about it: docx | pdf
    every: Span | PaceRef | None = None  # track: how often it is asked how far things are
    clock: str = ""  # track: at which time of the day, HH:MM
    blocked: tuple[Who, ...] = ()  # track: who hears at once of what can't go on or is late
    deciders: Who | None = None  # meeting: without whom it makes no sense
    meet: Span | PaceRef | None = None  # meeting: how far ahead a time is proposed
    agenda: Mapping[str, int] = field(default_factory=dict)  # meeting: minutes of opening, each_department, decisions
    tell: tuple[Who, ...] = ()  # close: who gets the last mail

    @property
    def table(self) -> FieldRef | None:
        """The table whose rows it goes through."""
        return self.each if isinstance(self.each, FieldRef) else None


@dataclass(frozen=True, slots=True)
class Start:
    """Which unreferenced mail opens a case."""

    form: str
    by: Who | None  # None: everybody in the directory
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """A procedure, complete. `digest` is that of its file's bytes (SHA-256, hex)."""

    key: str
    title: Label
    number: str  # pattern, for example XC{year}-{sequence:04}
    start: Start
    forms: Mapping[str, FormDefinition]
    roles: Mapping[str, RoleDefinition]
    pace: Pace | None
    clocks: tuple[Clock, ...]
    steps: tuple[Step, ...]
    digest: str

    def step(self, key: str) -> Step:
        """The step with this id; KeyError where there is none."""
        for one in self.steps:
            if one.id == key:
                return one
        raise KeyError(key)

    def maker(self, form: str) -> Step:
        """The step that makes this form's record."""
        for one in self.steps:
            if one.kind == "form" and one.form == form:
                return one
        raise KeyError(form)

    def record_form(self, form: str) -> FormDefinition:
        """What this form's record is made of: of a form for each row, a table with a row for each answer."""
        own = self.forms[form]
        maker = next((one for one in self.steps if one.kind == "form" and one.form == form), None)
        if maker is None or maker.each is None:
            return own
        return FormDefinition(own.key, own.title, (Field(ROWS, FieldType.TABLE, own.title, columns=own.fields),))

    def behind(self, step: str) -> frozenset[str]:
        """Every step that begins only after this one, however far down."""
        found: set[str] = set()
        for one in self.steps:  # `after` names steps above
            if found.union((step,)).intersection(one.after):
                found.add(one.id)
        return frozenset(found)

    def resting_on(self, form: str) -> frozenset[str]:
        """Every step that a new version of this record begins anew: what signs it, hands out its rows, or is behind."""
        about = {one.id for one in self.steps if one.record == form or (one.table and one.table.form == form)}
        return frozenset(about).union(*(self.behind(one) for one in about))
