"""What follows when nobody answers: reminders, those above, the clocks of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.refusal import RenderError
from mailflow.compose.views.answers import Subject, subject
from mailflow.compose.views.desk import Contact, Desk, Silence
from mailflow.compose.views.view import View
from mailflow.workflow.model import Letter


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question that waits for the reader."""

    no: int
    number: str  # of its case
    subject: Subject
    due: When | None
    is_late: bool
    nth: int  # this is the n-th reminder of it
    is_last: bool
    next_to: str  # who hears next, where this is the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(View):
    """Everything that waits for the reader, answered in one reply."""

    ASKS: ClassVar[bool] = True
    items: tuple[Waiting, ...]
    late: int  # how many are overdue
    is_last: bool  # of at least one it is the last reminder
    next_to: str  # who hears next of those
    silence: Silence | None  # of the first, while it isn't the last
    asked: When | None  # when the first was asked for

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        items = tuple(_waiting(desk, one, no) for no, one in enumerate(desk.sheet.letters, 1))
        last = [one for one in items if one.is_last]
        return {
            "items": items,
            "late": sum(one.is_late for one in items),
            "is_last": bool(last),
            "next_to": desk.joiner.join(dict.fromkeys(one.next_to for one in last if one.next_to)),
            "silence": desk.silence(desk.first),
            "asked": desk.when(desk.request_of(desk.first).asked_at),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(View):
    """Somebody below the reader hasn't answered. The reader can't answer for them. Wants no answer."""

    subject: Subject
    asked: Contact | None
    since: When | None  # the deadline that passed
    reminded: int
    owner: Contact | None  # the process owner, who can reassign or extend

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        request = desk.request_of(letter)
        return {
            "subject": subject(desk, letter),
            "asked": desk.contact(request.person),
            "since": desk.when(request.due),
            "reminded": request.reminded,
            "owner": desk.process_owner(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationCoordinator(Escalation):
    """The same for the coordinator, who speaks with them and settles what happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPassed(View):
    """A deadline of the whole case passed. Wants no answer."""

    clock: str  # its key; the template knows its words, or prints it
    until: str  # the step that should have been reached
    waiting: tuple[str, ...]  # who hasn't answered yet

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        case, process = desk.case_of(letter), desk.process(letter)
        clock = next((one for one in process.clocks if one.key == letter.facts["clock"]), None)
        if clock is None:
            raise RenderError(f"{process.key} has no clock {letter.facts['clock']}")
        step = process.step(clock.until.partition(".")[0])
        people = dict.fromkeys(one.person for one in case.open_requests())
        return {
            "clock": clock.key,
            "until": desk.step_title(letter, step),
            "waiting": tuple(desk.name(one) for one in people),
        }


def _waiting(desk: Desk, letter: Letter, no: int) -> Waiting:
    request, facts = desk.request_of(letter), letter.facts
    next_to = str(facts["next_to"])
    return Waiting(
        no=no,
        number=letter.chain,
        subject=subject(desk, letter),
        due=desk.when(request.due),
        is_late=bool(facts["late"]),
        nth=max(request.reminded, 1),
        is_last=bool(facts["last"]),
        next_to=desk.name(next_to) if next_to else "",
    )
