"""What became of an answer: counted, asked back, asked anew at the address of record, not counted, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.desk import Contact, Desk
from mailflow.compose.views.document import Document, Named, document, named, row_title
from mailflow.compose.views.matters import Item, item
from mailflow.compose.views.view import View
from mailflow.workflow.model import Letter


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question was about: a document to sign, a matter, a form to fill; or nothing that is known."""

    kind: str  # signoff | minutes | assign | meeting | track | choice | form | ""
    document: Named | None
    item: Item | None
    form: str  # title of a form that isn't filled yet, or of a meeting
    row: str = ""  # which of several forms of one kind it is


@dataclass(frozen=True, slots=True)
class ObjectedPoint:
    """One objection to minutes, as it was read."""

    item: str  # "" where no number was named
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer as it was read."""

    no: int
    verdict: str  # approve | reject | revise | conditional | confirm | object | accept | decline | counter | hand_over
    subject: Subject
    words: tuple[str, ...]
    condition: str
    new_due: str
    to: str
    until: When | None  # until when another answer replaces it
    is_late: bool
    replaced: bool  # an earlier answer
    points: tuple[ObjectedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(View):
    """What was read, what it counts as, and how to correct it."""

    ASKS: ClassVar[bool] = True
    words: tuple[str, ...]  # of the whole mail, where they aren't one line for each answer
    answers: tuple[Counted, ...]
    until: When | None  # the first window to close

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letters = desk.sheet.letters
        ends = [at for one in letters if isinstance(at := one.facts.get("until"), datetime)]
        said = list(dict.fromkeys(many_lines(str(one.facts["words"])) for one in letters))
        return {
            "words": said[0] if len(said) == 1 and (len(said[0]) > 1 or len(letters) > 1) else (),
            "answers": tuple(_counted(desk, one, no) for no, one in enumerate(letters, 1)),
            "until": desk.when(min(ends)) if ends else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBack(View):
    """An answer that could not be read as one of the words: asked once more, kindly."""

    ASKS: ClassVar[bool] = True
    subject: Subject
    words: tuple[str, ...]
    due: When | None
    is_suspended: bool  # an answer that was given before counts no longer

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        return {**_about(desk), "due": desk.due(desk.first), "is_suspended": bool(desk.first.facts.get("suspended"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshAsk(View):
    """An answer whose sender isn't proven: asked at the address of record, which proves it."""

    ASKS: ClassVar[bool] = True
    subject: Subject
    document: Document | None  # in full, so that it can be signed here
    words: tuple[str, ...]
    reason: str  # forged | not_proven | unlisted
    due: When | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        about, record = _about(desk), desk.record_of(letter)
        shows = about["subject"].kind == "signoff" and record
        return {
            **about,
            "document": document(desk, letter, record) if shows and record else None,
            "reason": str(letter.facts["reason"]),
            "due": desk.due(letter),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted(View):
    """An answer that decides nothing, and why. Wants no answer."""

    subject: Subject
    words: tuple[str, ...]
    reason: str  # copy | closed | old_version | not_asked | no_request | conflict
    asked: str  # who is asked, where it is another

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        request = desk.request(letter)
        return {
            **_about(desk),
            "reason": str(letter.facts["reason"]),
            "asked": desk.name(request.person) if request and request.person != desk.sheet.person.key else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(View):
    """An answer taken back. In its window it is gone; later it is told, and undoes nothing by itself."""

    subject: Subject
    words: tuple[str, ...]
    by: str
    is_own: bool
    in_window: bool

    @classmethod
    def asks(cls, desk: Desk) -> bool:
        """In the window the question waits for its signer again."""
        facts = desk.first.facts
        return bool(facts["in_window"]) and facts["asked"] == desk.sheet.person.key

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {
            **_about(desk),
            "by": desk.name(str(facts["asked"])),
            "is_own": facts["asked"] == desk.sheet.person.key,
            "in_window": bool(facts["in_window"]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearTwice(View):
    """Somebody's answer could not be read twice: the coordinator speaks with them. Wants no answer."""

    subject: Subject
    words: tuple[str, ...]
    asked: Contact | None
    owner: Contact | None  # the process owner, who can reassign or extend

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        return {
            **_about(desk),
            "asked": desk.contact(str(desk.first.facts["asked"])),
            "owner": desk.process_owner(),
        }


def subject(desk: Desk, letter: Letter) -> Subject:
    """What a letter's request is about."""
    request = desk.request(letter)
    if request is None:
        return Subject("", None, None, "")
    step, record = desk.step_of(letter), desk.record_of(letter)
    kind = "choice" if request.about else "minutes" if step.reading == "confirmation" else step.kind
    if step.table and step.kind != "form":
        return Subject(kind, None, item(desk, letter, 1), "")
    if kind == "meeting":
        return Subject(kind, None, None, desk.step_title(letter, step))
    shown = named(desk, letter, record) if record else None
    own = row_title(desk, letter) if step.form and step.each is not None else ""
    return Subject(kind, shown, None, desk.title(letter, step.form or step.record), own)


def _about(desk: Desk) -> dict[str, Any]:
    letter = desk.first
    return {"subject": subject(desk, letter), "words": many_lines(str(letter.facts.get("words", "")))}


def _counted(desk: Desk, letter: Letter, no: int) -> Counted:
    facts = letter.facts
    until = facts["until"]
    return Counted(
        no=no,
        verdict=str(facts["verdict"]),
        subject=subject(desk, letter),
        words=many_lines(str(facts["words"])),
        condition=one_line(str(facts["condition"])),
        new_due=desk.day(facts["new_due"]),
        to=one_line(str(facts["to_words"])),
        until=desk.when(until) if isinstance(until, datetime) else None,
        is_late=bool(facts["late"]),
        replaced=bool(facts["replaced"]),
        points=tuple(_points(facts.get("points"))),
    )


def _points(said: object) -> Iterator[ObjectedPoint]:
    for one in said if isinstance(said, (tuple, list)) else ():
        number, words = one
        yield ObjectedPoint(one_line(str(number)), one_line(str(words)))
