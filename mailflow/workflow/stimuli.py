"""What can come to a chain: nothing else changes a case. Each carries its time and its salt (dice, hex)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailflow.workflow.model import Role, Timer
from mailflow.workflow.reply import Answer, FormReading, ReplyMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Stimulus:
    """Came at `at` (UTC); `salt` (32 hex digits) makes the digests of its texts."""

    at: datetime
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Stimulus):
    """A mail that opens a case. To the office without a number; to the new chain with the one that was given."""

    process: str
    mail: ReplyMail
    reading: FormReading
    number: str = ""
    also: tuple[str, ...] = ()  # further processes whose words and fields match: a question, never a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied(Stimulus):
    """A person's reply, with its answers to requests of this chain. No answers: a mail about nothing that is asked."""

    mail: ReplyMail
    answers: tuple[Answer, ...]
    conflict: str = ""  # carriers of the reference that disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic(Stimulus):
    """A machine's mail about requests of this chain."""

    mail: str  # inbox digest
    kind: str
    person: str
    requests: tuple[str, ...] = ()
    permanent: bool = False  # of a bounce
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Stimulus):
    """A timer's time has come, and every mail that arrived before it has been read."""

    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Stimulus):
    """A coordinator or operator tells the system to do something: cancel, reassign, extend, pause, resume."""

    order: str
    by: str
    request: str = ""
    to: str = ""  # person key
    due: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """One request that a mail asks, and what its recipient may do with it."""

    request: str
    role: Role
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted(Stimulus):
    """A mail with these requests stands in the outbox; or a letter could not be rendered."""

    state: str  # asked | unrenderable
    person: str
    message_id: str = ""
    asked: tuple[AskedFor, ...] = ()
    template: str = ""
    request: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Stimulus):
    """What became of a mail: sent, failed (refused for good) or bounced."""

    state: str
    person: str
    message_id: str
    requests: tuple[str, ...] = ()
    posted_at: datetime | None = None
    repeated: bool = False
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChanged(Stimulus):
    """Comes to every open case: the people are others than before."""

    directory: str  # digest of the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChanged(Stimulus):
    """The configuration, the directory or the rule set is another one than before."""

    config: str
    directory: str
    parsers: str
    software: str
