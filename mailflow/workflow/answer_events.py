"""What people have answered, and what became of each answer. Lists no other events; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailflow.workflow.event import Event, text
from mailflow.workflow.model import Level, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """A person's answer, as read. It counts when its window closes (`settled`)."""

    request: str
    person: str
    mail: str
    received_at: datetime
    verdict: str
    level: Level
    role: Role
    rule: str
    span: tuple[int, ...]
    late: bool
    until: datetime
    new_due: datetime | date | None = None
    to: str = ""  # person key handed to, where it could be resolved
    words: str = text()
    condition: str = text("")
    to_words: str = text("")
    points: tuple[tuple[str, str], ...] = text(())  # of an objection to minutes: (item, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed(Event):
    """How far a row is, by its owner. It counts at once; what is said later counts instead."""

    request: str
    run: str
    row: str
    person: str
    mail: str
    received_at: datetime
    status: str  # done | on_track | delayed | blocked | not_started
    level: Level
    role: Role
    rule: str
    span: tuple[int, ...]
    percent: int | None = None
    new_due: datetime | date | None = None
    words: str = text()
    reason: str = text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMoved(Event):
    """A row has another date now: whoever may settle that has agreed."""

    request: str
    run: str
    row: str
    due: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Event):
    """A question that is asked again, or that nobody has to answer any more."""

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered(Event):
    """A question whose silence holds nothing up ended without an answer, and is printed so."""

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen(Event):
    """One of the printed choices was picked. It counts at once."""

    request: str
    person: str
    mail: str
    received_at: datetime
    choice: str
    level: Level
    role: Role
    span: tuple[int, ...]
    words: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnclear(Event):
    """An answer that can't be read as one of the choices."""

    request: str
    person: str
    mail: str
    verdict: str
    rule: str
    suspends: bool = False  # an answer whose window was open counts no longer: its giver is in doubt
    words: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRefused(Event):
    """A mail that answers a request and decides nothing, and why."""

    request: str
    person: str
    mail: str
    reason: str  # copy | closed | old_version | superseded | not_proven | forged | not_asked | no_request | conflict
    level: Level
    words: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticSeen(Event):
    """A machine answered: it decides nothing."""

    person: str
    mail: str
    automatic: str
    requests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    """An answer taken back: inside its window it is gone; later it is dated, told, and undoes nothing by itself."""

    request: str
    person: str
    mail: str
    verdict: str
    in_window: bool
    words: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Event):
    """The window of an answer closed: it counts."""

    request: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMoved(Event):
    """The window of an answer stays open longer: its receipt waited in a pause."""

    request: str
    until: datetime
