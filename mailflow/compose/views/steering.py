"""What the coordinator has to settle, and what was settled: another owner, another date, the end of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.answers import Subject, subject
from mailflow.compose.views.desk import Contact, Desk
from mailflow.compose.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOpen(View):
    """A matter that its owner didn't accept as it is: what they say, and what could follow. Wants no answer."""

    subject: Subject
    asked: Contact | None
    verdict: str  # decline | counter | hand_over
    words: tuple[str, ...]
    new_due: str
    to: str
    owner: Contact | None  # the process owner, who enters what was settled

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {
            "subject": subject(desk, desk.first),
            "asked": desk.contact(str(facts["asked"])),
            "verdict": str(facts["verdict"]),
            "words": many_lines(str(facts["words"])),
            "new_due": desk.day(facts["new_due"]),
            "to": one_line(str(facts["to_words"])),
            "owner": desk.process_owner(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationAsked(View):
    """A signer names somebody else. Nobody signs for another by a reply alone. Wants no answer."""

    subject: Subject
    asked: Contact | None
    to: str
    words: tuple[str, ...]
    owner: Contact | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {
            "subject": subject(desk, desk.first),
            "asked": desk.contact(str(facts["asked"])),
            "to": one_line(str(facts["to_words"])),
            "words": many_lines(str(facts["words"])),
            "owner": desk.process_owner(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(View):
    """Another deadline than before. Wants no answer of its own."""

    subject: Subject
    due: When | None
    is_granted: bool  # the date that the reader asked for: nothing more to answer

    @classmethod
    def asks(cls, desk: Desk) -> bool:
        """What was granted needs no answer."""
        return desk.request_of(desk.first).answer is None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        due, request = desk.first.facts["due"], desk.request_of(desk.first)
        return {
            "subject": subject(desk, desk.first),
            "due": desk.when(due) if isinstance(due, datetime) else None,
            "is_granted": request.answer is not None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Extended):
    """After a pause: the deadline moved by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned(View):
    """Somebody else is asked now. Wants no answer."""

    subject: Subject
    to: str

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        return {"subject": subject(desk, desk.first), "to": desk.name(str(desk.first.facts["to"]))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(View):
    """The case was ended by order. Wants no answer."""

    by: str
    reason: tuple[str, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {"by": desk.name(str(facts["by"])), "reason": many_lines(str(facts["reason"]))}
