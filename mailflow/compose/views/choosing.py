"""What the coordinator settles by a number, and what the others of a question hear meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.answers import Subject, subject
from mailflow.compose.views.desk import Contact, Desk
from mailflow.compose.views.document import Named, named
from mailflow.compose.views.view import View
from mailflow.workflow.answer_events import Progressed
from mailflow.workflow.case import Request
from mailflow.workflow.model import Letter
from mailflow.workflow.steps import choosing


@dataclass(frozen=True, slots=True)
class Option:
    """One of the printed choices."""

    no: int
    key: str  # its words are the template's


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(View):
    """Somebody's answer leaves something to settle: what they said, and what may follow."""

    ASKS: ClassVar[bool] = True
    about: str  # condition | refusal | date | attendance
    subject: Subject
    by: Contact | None
    words: tuple[str, ...]
    condition: str
    new_due: str
    old_due: str
    options: tuple[Option, ...]
    due: When | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter, request = desk.first, desk.request_of(desk.first)
        first = choosing.first_of(desk.case_of(letter), request)
        about = _about(letter, first) if first else letter
        said, progress = (first.answer, _progress(desk, letter, first)) if first else (None, None)
        wanted = progress.new_due if progress else said.new_due if said else None
        shown = subject(desk, about)
        words = progress.words if progress else said.words if said else ""
        return {
            "about": request.about,
            "subject": shown,
            "by": desk.contact(first.person) if first else None,
            "words": many_lines(words),
            "condition": one_line(said.condition) if said else "",
            "new_due": desk.day(wanted) if wanted else "",
            "old_due": shown.item.due if shown.item else "",
            "options": tuple(Option(no, key) for no, key in enumerate(choosing.OFFERS[request.about], 1)),
            "due": desk.due(letter),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen(View):
    """What was picked, and counts. Wants no answer."""

    about: str
    choice: str  # its words are the template's
    subject: Subject
    by: str

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter, request = desk.first, desk.request_of(desk.first)
        first = desk.case_of(letter).requests.get(str(letter.facts["first"]))
        return {
            "about": request.about,
            "choice": str(letter.facts["choice"]),
            "subject": subject(desk, _about(letter, first) if first else letter),
            "by": desk.name(first.person) if first else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTold(View):
    """Somebody has objections to what the reader is asked about too: it is time to say one's own."""

    ASKS: ClassVar[bool] = True
    document: Named
    by: str
    words: tuple[str, ...]
    due: When | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        other = desk.case_of(letter).requests[str(letter.facts["about"])]
        return {
            "document": named(desk, letter, desk.needed_record(letter)),
            "by": desk.name(str(letter.facts["by"])),
            "words": many_lines(other.answer.words) if other.answer else (),
            "due": desk.due(letter),
        }


def _progress(desk: Desk, letter: Letter, first: Request) -> Progressed | None:
    """The wish for another date that is to be settled."""
    said = desk.case_of(letter).progress.get((first.run, first.row), ())
    return next((one for one in reversed(said) if one.new_due), None)


def _about(letter: Letter, request: Request) -> Letter:
    return Letter(
        chain=letter.chain, version=letter.version, template=letter.template, person=letter.person, request=request.key
    )
