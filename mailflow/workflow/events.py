"""What has happened: one dataclass for each kind of journal entry. `entries` writes and reads them.

A field marked `text()` holds words of people. The journal keeps only its salted digest; the words stand beside it and
can be erased without breaking the chain (rule 6). Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.workflow.answer_events import (
    Answered,
    AnswerRefused,
    AnswerUnclear,
    AutomaticSeen,
    Chosen,
    DateMoved,
    Lapsed,
    Progressed,
    Settled,
    Unanswered,
    WindowMoved,
    Withdrawn,
)
from mailflow.workflow.event import Event, kind_of, text, texts
from mailflow.workflow.model import Attachment, Level, Value
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
    "AnswerRefused",
    "AnswerUnclear",
    "Answered",
    "AutomaticSeen",
    "CaseNumbered",
    "Chosen",
    "DateMoved",
    "Event",
    "Lapsed",
    "MailNoted",
    "OpeningHeld",
    "OpeningRefused",
    "OpeningSettled",
    "Paused",
    "Progressed",
    "Resumed",
    "RulesSeen",
    "Settled",
    "Unanswered",
    "WindowMoved",
    "Withdrawn",
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
    """A run came to its end; `result` where that isn't the good one (unmet)."""

    run: str
    result: str = ""


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
    request: str  # whose answer it was, the first of them
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
    about: str = ""  # what besides the step's own question: date | condition | refusal | attendance


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
    mail: str  # "" where it was filled in before anybody was asked
    missing: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    row: str = ""
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
class Held(Event):
    """The time of a meeting is over. `present` is who had not said that they can't come."""

    run: str
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished(Event):
    """A run that the end of the case leaves behind."""

    run: str


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
    Answered, Progressed, DateMoved, Lapsed, Unanswered, Chosen, Held, Unfinished,
    AnswerUnclear, AnswerRefused, AutomaticSeen, Withdrawn, Settled, WindowMoved,
    Reminded, Overdue, Escalated, ClockPassed, Reassigned, Extended, Granted, Cancelled, CaseFinished,
)  # fmt: skip


KINDS: Mapping[str, type[Event]] = {kind_of(event): event for event in EVENTS}
