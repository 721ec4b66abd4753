"""What has happened: one dataclass for each kind of journal entry. `entries` writes and reads them.

A field marked `text()` holds words of people. The journal keeps only its salted digest; the words stand beside it and
can be erased without breaking the chain (rule 6). Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mailflow.workflow.event import Event, kind_of, text, texts
from mailflow.workflow.model import Attachment, Level, Role, Value
from mailflow.workflow.office_events import (
    CaseNumbered,
    MailNoted,
    OpeningHeld,
    OpeningRefused,
    OpeningSettled,
    Paused,
    Resumed,
    RulesSeen,
)

__all__ = [
    "EVENTS",
    "KINDS",
    "CaseNumbered",
    "Event",
    "MailNoted",
    "OpeningHeld",
    "OpeningRefused",
    "OpeningSettled",
    "Paused",
    "Resumed",
    "RulesSeen",
    "kind_of",
]  # what stands elsewhere too

# -- a case's chain -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """The first entry of a case."""

    number: str
    process: str
    process_digest: str
    initiator: str
    mail: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOpened(Event):
    """A run of a step began. `run` is STEP#NTH."""

    run: str
    step: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStopped(Event):
    """A step can't go on by itself."""

    run: str
    reason: str  # no_signer


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(Event):
    """A run came to its good end."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(Event):
    """A step did not apply: its `when` test failed, or nobody had to be asked and `empty` is skip."""

    run: str
    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack(Event):
    """A record was refused: this run and every later one is void, the maker is asked for a new version."""

    run: str
    to: str  # step id
    request: str  # whose answer it was
    voided: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded(Event):
    """Its author corrected a complete record: whatever was asked about the version before is void."""

    run: str
    voided: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(Event):
    """Somebody is to be asked. The deadline is set when the mail is rendered (`asked`)."""

    request: str
    run: str
    row: str
    person: str
    record: str  # digest of the record version, or ""
    nth: int
    agreed: datetime | None = None  # the row's own date, where another was agreed than the record says


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Event):
    """The question stands in the outbox."""

    request: str
    message_id: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Event):
    """A server took the mail. `dues` are deadlines that moved because hand-over was late (rule 7)."""

    message_id: str
    person: str
    dues: Mapping[str, datetime]
    repeated: bool = False  # an earlier try ended in doubt: the recipient may have it twice


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFailed(Event):
    """A server refused the mail for good, or it came back."""

    message_id: str
    person: str
    requests: tuple[str, ...]
    bounced: bool
    reply: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrenderable(Event):
    """A letter could not be rendered; what was decided stands."""

    template: str
    person: str
    request: str
    reason: str = text()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRead(Event):
    """A form, or a part of it, arrived. What was there before is kept.

    `sources` has the file that a field was read from; `conflicts` what files say otherwise of every field that is in
    conflict among the problems.
    """

    run: str
    person: str
    mail: str
    missing: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    values: Mapping[str, Value] = text()
    problems: Mapping[str, str] = text()
    sources: Mapping[str, str] = texts()
    conflicts: Mapping[str, tuple[tuple[str, Value], ...]] = texts()  # Rivals


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMade(Event):
    """A complete version of a document."""

    form: str
    version: int
    run: str
    author: str
    mail: str
    digest: str
    previous: str
    attachments: tuple[Attachment, ...]
    fields: Mapping[str, Value] = text()
    salt: str = text()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Event):
    """A reminder is on its way. `upto` counts the steps of the ladder that it stands for."""

    request: str
    upto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue(Event):
    """The deadline passed with no answer in any mail that had arrived."""

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Event):
    """Somebody above hears of the silence. They cannot sign."""

    request: str
    step: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPassed(Event):
    """A deadline of the whole case passed."""

    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned(Event):
    """The coordinator gave a request to somebody else."""

    request: str
    to: str
    by: str
    reason: str = text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Event):
    """The coordinator set another deadline."""

    request: str
    due: datetime
    by: str
    reason: str = text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Event):
    """The coordinator agreed to the date that an owner asked for: the matter counts as accepted with it."""

    request: str
    agreed: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Event):
    """The case was ended by order."""

    by: str
    reason: str = text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFinished(Event):
    """No run is open any more."""


EVENTS: tuple[type[Event], ...] = (
    CaseNumbered, OpeningHeld, OpeningSettled, OpeningRefused, MailNoted, RulesSeen, Paused, Resumed,
    CaseOpened, StepOpened, StepStopped, StepDone, StepSkipped, WentBack, Superseded,
    Requested, Asked, Sent, SendFailed, Unrenderable, FormRead, RecordMade,
    Answered, AnswerUnclear, AnswerRefused, AutomaticSeen, Withdrawn, Settled, WindowMoved,
    Reminded, Overdue, Escalated, ClockPassed, Reassigned, Extended, Granted, Cancelled, CaseFinished,
)  # fmt: skip


KINDS: Mapping[str, type[Event]] = {kind_of(event): event for event in EVENTS}
