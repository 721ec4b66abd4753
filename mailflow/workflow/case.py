"""The state of one case: its runs, requests and records. What events make of it stands in `fold`. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailflow.workflow import events as e
from mailflow.workflow.model import Attachment, Level, Record, Rivals, Value

SYSTEM = "system"  # who moves deadlines after a pause
OPEN, DONE, VOID, STOPPED, SKIPPED, SETTLED = "open", "done", "void", "stopped", "skipped", "settled"
UNFINISHED, UNANSWERED = "unfinished", "unanswered"
REFUSALS = ("reject", "revise", "object")
CONDITIONAL = "conditional"  # a yes that hangs on something: its coordinator settles what becomes of it
Place = tuple[str, str]  # (run, row)


@dataclass(frozen=True, slots=True)
class Filling:
    """A form as far as one person has filled it (`FormRead`)."""

    values: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    missing: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    conflicts: Rivals = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """True where something is there, nothing is missing, and nothing is in doubt."""
        return bool(self.values) and not self.missing and not self.problems


BLANK = Filling()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a step."""

    key: str  # STEP#NTH
    step: str
    round: int
    opened_at: datetime
    state: str = OPEN  # open | done | void | stopped | skipped | unfinished
    ended_at: datetime | None = None
    result: str = ""  # of a run that came to another end than the good one
    fillings: Mapping[str, Filling] = field(default_factory=dict)  # of a form, by row
    held_at: datetime | None = None  # of a meeting
    present: tuple[str, ...] = ()  # who was there, as far as was known when it was held

    def filling(self, row: str = "") -> Filling:
        """What a form holds so far."""
        return self.fillings.get(row, BLANK)


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one person about one record version."""

    key: str
    run: str
    step: str
    row: str
    person: str
    record: str
    nth: int
    requested_at: datetime
    agreed: datetime | None = None
    about: str = ""  # what besides the step's own question
    state: str = OPEN  # open | settled | void | unanswered
    asked_at: datetime | None = None
    due: datetime | None = None
    message_ids: tuple[str, ...] = ()
    reminded: int = 0  # steps of the ladder that are behind us
    overdue: bool = False
    own_date: bool = False  # its deadline was set by a person: it never moves by itself
    escalated: int = 0
    escalated_at: datetime | None = None
    answer: e.Answered | None = None
    chosen: e.Chosen | None = None
    progress: e.Progressed | None = None
    settled_at: datetime | None = None
    unclear: int = 0
    told: frozenset[tuple[str, str]] = frozenset()  # (person, reason) that were told once that their mail didn't count

    @property
    def verdict(self) -> str:
        """What was settled, or ""."""
        return self.answer.verdict if self.state == SETTLED and self.answer else ""


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a process. `version` is that of its chain."""

    number: str
    process: str
    process_digest: str
    initiator: str
    opened_at: datetime
    mail: str
    level: Level
    version: int = 1
    runs: Mapping[str, Run] = field(default_factory=dict)
    requests: Mapping[str, Request] = field(default_factory=dict)
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    completed: Mapping[str, datetime] = field(default_factory=dict)  # form -> when its first complete version arrived
    clocks_passed: frozenset[str] = frozenset()
    progress: Mapping[Place, tuple[e.Progressed, ...]] = field(default_factory=dict)  # all that was said of a row
    moved: Mapping[Place, tuple[e.DateMoved, ...]] = field(default_factory=dict)  # the new dates of a row
    told: frozenset[tuple[str, str]] = frozenset()  # (person, reason) of mails about no request, told once
    cancelled: e.Cancelled | None = None
    finished_at: datetime | None = None

    @property
    def state(self) -> str:
        """open, stopped, cancelled or finished."""
        if self.cancelled:
            return "cancelled"
        if self.finished_at:
            return "finished"
        return STOPPED if any(run.state == STOPPED for run in self.runs.values()) else OPEN

    def latest(self, step: str) -> Run | None:
        """The newest run of a step."""
        found = [run for run in self.runs.values() if run.step == step]
        return found[-1] if found else None

    def record(self, form: str) -> Record | None:
        """The newest version of a document."""
        versions = self.records.get(form, ())
        return versions[-1] if versions else None

    def record_with(self, digest: str) -> Record | None:
        """The version with this digest."""
        return next((one for versions in self.records.values() for one in versions if one.digest == digest), None)

    def asked_in(self, run: str) -> tuple[Request, ...]:
        """The requests of a run that still stand, oldest first."""
        return tuple(one for one in self.requests.values() if one.run == run and one.state != VOID)

    def newest(self, run: str, row: str, about: str = "") -> Request | None:
        """The last question of a row: it is the one that counts."""
        found = [one for one in self.asked_in(run) if (one.row, one.about) == (row, about)]
        return found[-1] if found else None

    def refusals(self, record: str) -> tuple[e.Answered, ...]:
        """The answers that sent a version back: refusals, and conditions that are to be taken into the next one."""
        asked = [one for one in self.requests.values() if one.record == record]
        changed = {one.row.rpartition(":")[2] for one in asked if one.chosen and one.chosen.choice == "change"}
        given = [one.answer for one in asked if one.answer]
        return tuple(
            one for one in given if one.verdict in REFUSALS or (one.verdict == CONDITIONAL and one.person in changed)
        )

    def last_said(self, run: str, row: str) -> e.Progressed | None:
        """How far a row is, as its owner last said: in the mail that arrived last, whichever was read first."""
        said = self.progress.get((run, row), ())
        return max(reversed(said), key=lambda one: one.received_at, default=None)

    def open_requests(self) -> tuple[Request, ...]:
        """Every request that still waits for an answer or for its window."""
        return tuple(one for one in self.requests.values() if one.state == OPEN)
