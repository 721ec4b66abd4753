"""What a reply can say. `parsers` fills these in; nothing here knows how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mailflow.workflow.model import Attachment, Level, Rivals, Role, Value


class Verdict(StrEnum):
    """What a person answers to a request to sign."""

    APPROVE = "approve"
    REJECT = "reject"
    REVISE = "revise"
    DELEGATE = "delegate"
    UNCLEAR = "unclear"
    NONE = "none"


class Taking(StrEnum):
    """What a person answers to a matter that is handed to them."""

    ACCEPT = "accept"
    DECLINE = "decline"
    COUNTER = "counter"
    HAND_OVER = "hand_over"
    UNCLEAR = "unclear"
    NONE = "none"


class ProgressStatus(StrEnum):
    """How far an item of somebody's list is."""

    DONE = "done"
    ON_TRACK = "on_track"
    DELAYED = "delayed"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Decision:
    """A sign-off as read. `span` counts characters of the new words: [start, end)."""

    verdict: Verdict
    condition: str = ""
    delegate_to: str = ""
    withdraws: bool = False
    span: tuple[int, int] | None = None
    rule: str = ""
    weighed: tuple[str, ...] = ()


class Confirming(StrEnum):
    """What a person answers who was asked to confirm minutes."""

    CONFIRM = "confirm"
    OBJECT = "object"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing in the minutes that somebody objects to.

    `item` is its number as the minutes print it (`3.2`), empty where none is named; `text` are the person's own words,
    which stand at `span` of the new words.
    """

    item: str
    text: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An answer to minutes as read: an objection holds at least one point, any other answer none."""

    verdict: Confirming
    points: tuple[Point, ...] = ()
    span: tuple[int, int] | None = None
    rule: str = ""
    weighed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An answer to a matter, where 收到 and 好的 do mean yes."""

    verdict: Taking
    new_due: date | datetime | None = None
    to: str = ""
    span: tuple[int, int] | None = None
    rule: str = ""
    weighed: tuple[str, ...] = ()


class OrderKind(StrEnum):
    """What a coordinator tells the system to do with a case."""

    REMIND = "remind"  # now, whoever is late or is named
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    NEW_DATE = "new_date"
    NEW_OWNER = "new_owner"
    ADD_DEPARTMENT = "add_department"
    CHANGE_LEAD = "change_lead"
    CHANGE_RECORDER = "change_recorder"
    CORRECT = "correct"
    RECORD = "record"  # what somebody said elsewhere, on their behalf
    REGISTER_SCAN = "register_scan"  # a signature on paper
    SEARCH = "search"
    LEDGER = "ledger"
    STATUS = "status"
    WHY = "why"
    DELEGATE = "delegate"  # who signs while the writer is away
    FORM = "form"  # a blank one
    CHOOSE = "choose"  # a number of a printed list: `value`


@dataclass(frozen=True, slots=True)
class Order:
    """One order as read. Only a sure one may be carried out; any other is put back as a question.

    `number` stands before it: of the list that the mail printed, or the writer's own counting. `missing` names the
    operands that it lacks.
    """

    kind: OrderKind
    item: str = ""
    person: str = ""
    department: str = ""
    due: date | datetime | None = None  # the new date; the last day of a delegation; until when a case is held
    field: str = ""
    value: str = ""
    reason: str = ""
    source: str = ""
    query: str = ""
    case: str = ""
    number: int = 0
    since: date | datetime | None = None  # the first day of a delegation
    missing: tuple[str, ...] = ()
    sure: bool = False
    span: tuple[int, int] | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form as read.

    `fields` is what the person wrote, text by text; `values` the same with dates as date or datetime where they
    could be read. `missing` are the keys of required fields that hold nothing. Of the mail's own words and its files
    the words win; where both fill a field and differ, or two files do, `otherwise` has what those files say: to be
    asked. `pointers` are fields that only say where to look (见附件), in a mail without any file.
    """

    fields: Mapping[str, Value]
    missing: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    otherwise: Rivals = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)  # field -> the file that it was read from
    unread: tuple[tuple[str, str], ...] = ()  # (file name, reason) of files that may be the form
    lacks_file: bool = False  # something is missing, the words promise a file, and none is there
    releases: bool = False  # the words say that what was shown may go on
    pointers: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The fields that are said in two ways."""
        return tuple(self.otherwise)


@dataclass(frozen=True, slots=True)
class ProgressItem:
    """One item of the list that a person was asked about."""

    no: int
    title: str
    due: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemUpdate:
    """What a reply says of one item. `new_due` without a time is a day; a time is the reader's own, without a zone."""

    no: int
    status: ProgressStatus
    percent: int | None = None
    new_due: date | datetime | None = None
    reason: str | None = None  # verbatim, without the word that leads up to it
    span: tuple[int, int] | None = None  # characters of the new words: [start, end)


@dataclass(frozen=True, slots=True)
class Progress:
    """An answer about numbered items: those that it speaks of. Nothing is read from an unclear one."""

    unclear: bool
    updates: tuple[ItemUpdate, ...] = ()
    rule: str = ""
    weighed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """Which of the printed choices was picked, counted from 1, 0 for none that is sure; and the words beside it."""

    no: int
    words: str = ""


Reading = Decision | Acceptance | FormReading | Confirmation | Progress | Pick


class OriginVerdict(StrEnum):
    """What the trusted stamps say about the sender."""

    PROVEN = "proven"
    WEAK = "weak"  # nothing trusted speaks for or against
    FAILED = "failed"  # something trusted speaks against
    TEMPORARY = "temporary"  # could not be looked up


@dataclass(frozen=True, slots=True)
class Origin:
    """Who a mail is from: the strict From and what trusted stamps say of it."""

    address: str  # "" where the From can't be trusted to name exactly one mailbox
    verdict: OriginVerdict
    reason: str  # one word for the rule that decided
    stamp: str = ""  # the Authentication-Results value it rests on, verbatim


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to one request, read as that request's kind is read."""

    request: str  # request key
    role: Role
    record_digest: str  # of the version that the mail showed, or ""
    reading: Reading
    words: str  # the new words that it stands on


@dataclass(frozen=True, slots=True)
class ReplyMail:
    """What the whole mail is, whatever it answers."""

    digest: str  # SHA-256 of its exact bytes: the key of its inbox row
    received_at: datetime
    person: str  # person key
    level: Level
    origin: Origin
    subject: str
    words: str
    attachments: tuple[Attachment, ...] = ()
    rules: str = ""  # rule set of the parsers that read it
