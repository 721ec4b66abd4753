"""How a case goes on: a document was signed, a step can't go on, everything is done. None of these wants an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.desk import Contact, Desk
from mailflow.compose.views.document import Document, Named, document, named
from mailflow.compose.views.matters import Item, item
from mailflow.compose.views.view import View
from mailflow.workflow.case import DONE, UNFINISHED, Case, Request
from mailflow.workflow.model import Letter
from mailflow.workflow.steps.signoff import YES


@dataclass(frozen=True, slots=True)
class Signature:
    """A written confirmation of a document version."""

    by: str
    department: str
    at: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(View):
    """A document with all its confirmations; or matters that all found their owners."""

    document: Document | None
    signatures: tuple[Signature, ...]
    items: tuple[Item, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        step, asked = desk.step_of(letter), desk.case_of(letter).asked_in(desk.request_of(letter).run)
        record = desk.record_of(letter)
        if step.kind == "assign":
            newest = {one.row: one for one in asked}
            letters = [_letter(letter, one) for one in newest.values()]
            items = tuple(item(desk, one, no) for no, one in enumerate(letters, 1))
            return {"document": None, "signatures": (), "items": items}
        return {
            "document": document(desk, letter, record) if record else None,
            "signatures": tuple(signature(desk, one) for one in asked if one.verdict in YES),
            "items": (),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentShared(Signed):
    """The assessment goes to the heads of all departments that it concerns: what it says and what comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(View):
    """A step that can't go on by itself."""

    step: str
    reason: str  # no_signer | uncovered | left
    who: str  # that has left: as the directory called them
    owner: Contact | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        step = desk.process(letter).step(str(letter.facts["run"]).partition("#")[0])
        return {
            "step": desk.step_title(letter, step),
            "reason": str(letter.facts["reason"]),
            "who": desk.name(str(letter.facts.get("person", ""))),
            "owner": desk.process_owner(),
        }


@dataclass(frozen=True, slots=True)
class Milestone:
    """A document of the case in its last version, and who confirmed it."""

    document: Named
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDone(View):
    """Everything is done: the documents of the case and who confirmed them."""

    opened: When | None
    finished: When | None
    took: str
    documents: tuple[Milestone, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        case = desk.case_of(letter)
        end = case.finished_at or desk.sheet.now
        return {
            "opened": desk.when(case.opened_at),
            "finished": desk.when(end),
            "took": desk.dates.span(end - case.opened_at),
            "documents": tuple(
                Milestone(named(desk, letter, versions[-1]), desk.names(_signers(desk, letter, versions[-1].digest)))
                for versions in case.records.values()
                if versions
            ),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseDone):
    """The last mail to everybody: the result, what was left unfinished, the documents. Wants no answer."""

    result: str  # unmet, or "" for the good end
    reason: tuple[str, ...]  # of whoever closed it as unmet
    unfinished: tuple[str, ...]  # what is printed for each run that the end left behind

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        case, process = desk.case_of(letter), desk.process(letter)
        runs = [one for one in case.runs.values() if one.state == UNFINISHED]
        steps = [process.step(one.step) for one in runs]
        return {
            **CaseDone.facts(desk),
            "result": next((one.result for one in case.runs.values() if one.state == DONE and one.result), ""),
            "reason": many_lines(_reason(case)),
            "unfinished": tuple(
                f"{desk.step_title(letter, one)}{desk.colon}{desk.label(one.unfinished, '') or desk.unanswered}"
                for one in steps
            ),
        }


def _reason(case: Case) -> str:
    """What stood beside the number that closed it; nothing where it was the number alone."""
    said = [one.chosen for one in case.requests.values() if one.chosen and one.chosen.choice == "close_unmet"]
    words = said[-1].words.strip() if said else ""
    return "" if words.isdecimal() else words


def _signers(desk: Desk, letter: Letter, digest: str) -> tuple[str, ...]:
    process = desk.process(letter)
    return tuple(
        one.person
        for one in desk.case_of(letter).requests.values()
        if one.record == digest and one.verdict in YES and process.step(one.step).kind == "signoff"
    )


def _letter(letter: Letter, request: Request) -> Letter:
    return Letter(
        chain=letter.chain, version=letter.version, template=letter.template, person=letter.person, request=request.key
    )


def signature(desk: Desk, request: Request) -> Signature:
    """A confirmation as it is printed."""
    given = request.answer
    person = desk.sheet.directory.people.get(request.person)
    return Signature(
        by=desk.name(request.person),
        department=desk.department(person.department) if person and person.department else "",
        at=desk.dates.moment(given.received_at) if given else "",
        words=one_line(given.words) if given else "",
    )
