"""assign: each row of a table goes to its owner, who accepts, declines, wants another date or names another."""

from __future__ import annotations

from datetime import datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import DONE, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Role, Value
from mailflow.workflow.process import FieldRef, Step
from mailflow.workflow.reply import Acceptance, Answer, ReplyMail, Taking
from mailflow.workflow.rows import rows

KIND = "assign"


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """What replies are read as."""
    return "acceptance"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """The template of its question."""
    return "matter"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Everybody gets their own matters, numbered in one mail; the heads get a copy."""
    record = draft.case.record(step.each.form) if isinstance(step.each, FieldRef) else None
    heads: dict[str, str] = {}
    table = rows(draft.rules, draft.case, step)
    if not table or not all(row.owner or instead for row in table):
        draft.stop(run, "no_signer")
        return
    for row in table:
        owner = row.owner or instead
        request = draft.ask(run, owner, row=row.no, record=record.digest if record else "")
        draft.write("matter", owner, request.key, group=f"{run.key}/{owner}")
        for who in step.cc:
            for head in roles.people(draft.rules, draft.case, who, row=row.cells):
                if head != owner:
                    heads.setdefault(f"{head}/{request.key}", head)
    for key, head in heads.items():
        request_key = key.removeprefix(f"{head}/")
        draft.write("matter_copy", head, request_key, role=Role.COPY, group=f"{run.key}/copy/{head}")


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """What the owner says of one matter."""
    reading = given.reading
    if not isinstance(reading, Acceptance):
        raise TypeError(f"a matter was read as {type(reading).__name__}")
    match reading.verdict:
        case Taking.ACCEPT | Taking.DECLINE:
            counted(draft, step, request, given, mail, verdict=reading.verdict)
        case Taking.COUNTER if reading.new_due:
            new_due = deadlines.in_zone(draft.rules, request.person, reading.new_due)
            counted(draft, step, request, given, mail, verdict=reading.verdict, new_due=new_due)
        case Taking.HAND_OVER if reading.to:
            named = draft.rules.directory.people_named(reading.to)
            to = named[0].key if len(named) == 1 else ""
            counted(draft, step, request, given, mail, verdict=reading.verdict, to=to, to_words=reading.to)
        case _:
            unclear(draft, request, given, mail, verdict=reading.verdict, rule=reading.rule)


def settled(draft: Draft, step: Step, request: Request) -> None:
    """What isn't a yes goes to the coordinator, with the owner's words."""
    given = request.answer
    if given is None or given.verdict == Taking.ACCEPT:
        return
    wanted = tuple(one.to for one in step.new_date[:1]) if given.verdict == Taking.COUNTER else (step.on_decline,)
    people = [one for who in wanted if who for one in roles.people(draft.rules, draft.case, who)]
    facts: dict[str, Value] = {
        "asked": request.person,
        "verdict": given.verdict,
        "words": given.words,
        "new_due": given.new_due,
        "to_words": given.to_words,
        "row": request.row,
    }
    for person in people or (roles.coordinator(draft.rules, draft.case),):
        draft.write("row_open", person, request.key, facts=facts)


def agrees(draft: Draft, request: Request, due: datetime) -> bool:
    """True where this is the very date that the owner asked for: granting it settles the matter."""
    given = request.answer
    if given is None or given.verdict != Taking.COUNTER or given.new_due is None:
        return False
    return deadlines.moment(draft.rules, request.person, given.new_due) == due


def newest(case: Case, run: str) -> dict[str, Request]:
    """The request of each row that counts: its last."""
    return {one.row: one for one in case.asked_in(run)}


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done when every row has an owner who accepted it."""
    standing = newest(draft.case, run.key)
    if standing and all(one.verdict == Taking.ACCEPT for one in standing.values()):
        draft.record(e.StepDone(at=draft.at, run=run.key))
        if step.done:
            for person in roles.people(draft.rules, draft.case, step.done.tell):
                draft.write(step.done.template or "signed", person, next(iter(standing.values())).key)
        return True
    return False


def fact(case: Case, run: Run, name: str) -> bool:
    """`answered`: every owner has accepted or answered; `done`: every matter is accepted."""
    if name == "answered":
        return all(one.answer for one in case.asked_in(run.key))
    return name == "done" and case.runs[run.key].state == DONE
