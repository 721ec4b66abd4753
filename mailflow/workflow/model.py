"""The things that a case is made of: forms, records, requests, letters.

Says what they are, not what happens to them (events, case) nor how they are asked for (process).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

UNANSWERED_ROW = "unanswered"  # beside the columns of a row of a table: the person who was to fill it said nothing
Label = Mapping[str, str]  # language -> text
Value = object  # of a form's field: str | int | date | datetime | tuple[str, ...] | tuple[Mapping[str, Value], ...]
Rivals = Mapping[str, tuple[tuple[str, Value], ...]]  # field -> what files say otherwise: (file, value)


class FieldType(StrEnum):
    """What a form's field holds."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"  # with or without a time
    NUMBER = "number"
    PERCENT = "percent"
    FILE = "file"
    PERSON = "person"
    PEOPLE = "people"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a choice field can take; `also` is what people write instead of its label."""

    key: str
    label: Label
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, or one column of a table."""

    key: str
    type: FieldType
    label: Label
    also: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    required: bool = True
    default: str | None = None
    hint: Label = field(default_factory=dict)
    source: str = ""  # `from`: where its first value stands: FORM.FIELD, STEP.FACT, or row.COLUMN
    past: bool = False  # a date that may be behind us

    @property
    def is_given(self) -> bool:
        """True where the row says it, so that nobody is asked."""
        return self.source.startswith("row.")


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form: what it is called and what it asks for."""

    key: str
    title: Label
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """The field with this key; KeyError where there is none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)


class Level(StrEnum):
    """How surely a mail is known to come from its sender, weakest first (rule 4)."""

    NONE = "none"
    SENDER = "sender"
    ORIGIN = "origin"
    FRESH = "fresh"
    SMIME = "smime"

    @property
    def rank(self) -> int:
        """0 for none, rising with strength."""
        return list(Level).index(self)

    def reaches(self, wanted: Level) -> bool:
        """True where this level is at least `wanted`."""
        return self.rank >= wanted.rank


class Role(StrEnum):
    """What an outgoing mail lets its recipient do with a request."""

    SIGNER = "signer"  # may answer
    FRESH = "fresh"  # may answer, and the answer proves the address of record
    COPY = "copy"  # may read


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a record, by the digest of its bytes (SHA-256, hex)."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a case's document. `digest` is rule 9's."""

    form: str
    version: int
    fields: Mapping[str, Value]
    attachments: tuple[Attachment, ...]
    author: str  # person key
    made_at: datetime
    previous: str  # digest of the version before, or ""
    salt: str
    digest: str

    @property
    def code(self) -> str:
        """What people see of the digest: `7F3A-91C2`."""
        head = self.digest[:8].upper()
        return f"{head[:4]}-{head[4:]}"


class LetterState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    POSTED = "posted"
    MOOT = "moot"  # its question was settled before it went out
    BROKEN = "broken"  # its template could not be rendered


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be: facts, no text yet. `facts` holds what the view can't find in the case."""

    chain: str
    version: int  # of the event that caused it
    template: str
    person: str  # person key; addresses are looked up when it is rendered
    request: str = ""  # request key, or ""
    role: Role = Role.SIGNER
    not_before: datetime | None = None
    group: str = ""  # letters of one person and group may share a mail
    reply_to_mail: str = ""  # inbox digest of the mail that this answers, for threading
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Unique, and never made of time: rule 2."""
        return "/".join((self.chain, str(self.version), self.template, self.person, self.request or "-"))


@dataclass(frozen=True, slots=True)
class Timer:
    """One row of `due`: at this time this stimulus comes to its chain."""

    at: datetime
    chain: str
    key: str  # unique within the chain
    kind: str  # what is due: remind | deadline | escalate | window | clock
    subject: str  # request key, step run or clock that it concerns
    person: str = ""  # judged only when this person's mail is all read


Day = date | datetime
Rows = Sequence[Mapping[str, Value]]
