"""assign: each row of a table goes to its owner, who accepts, declines, wants another date or names another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import DONE, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Role, Value
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Acceptance, Answer, ReplyMail, Taking

KIND = "assign"
READS = "acceptance"
ASKS = "matter"


def rows(case: Case, step: Step) -> tuple[Mapping[str, Value], ...]:
    """The rows that are handed out."""
    record = case.record(step.each.form) if step.each else None
    table = record.fields.get(step.each.field) if record and step.each else None
    return tuple(row for row in table if isinstance(row, Mapping)) if isinstance(table, tuple) else ()


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Everybody gets their own matters, numbered in one mail; the heads get a copy."""
    record = draft.case.record(step.each.form) if step.each else None
    heads: dict[str, str] = {}
    table = rows(draft.case, step)
    owners = [next(iter(roles.people(draft.rules, draft.case, step.ask, row=row)), instead) for row in table]
    if not owners or not all(owners):
        draft.record(e.StepStopped(at=draft.at, run=run.key, reason="no_signer"))
        facts = {"run": run.key, "reason": "no_signer"}
        for person in dict.fromkeys((roles.coordinator(draft.rules, draft.case), draft.rules.directory.process_owner)):
            draft.write("stopped", person, facts=facts)
        return
    for no, (row, owner) in enumerate(zip(table, owners, strict=True), 1):
        request = draft.ask(run, owner, row=str(no), record=record.digest if record else "")
        draft.write("matter", owner, request.key, group=f"{run.key}/{owner}")
        for who in step.cc:
            for head in roles.people(draft.rules, draft.case, who, row=row):
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
            new_due = in_zone(draft, request.person, reading.new_due)
            counted(draft, step, request, given, mail, verdict=reading.verdict, new_due=new_due)
        case Taking.HAND_OVER if reading.to:
            named = draft.rules.directory.people_named(reading.to)
            to = named[0].key if len(named) == 1 else ""
            counted(draft, step, request, given, mail, verdict=reading.verdict, to=to, to_words=reading.to)
        case _:
            unclear(draft, request, given, mail, verdict=reading.verdict, rule=reading.rule)


def in_zone(draft: Draft, person: str, day: date | datetime) -> date | datetime:
    """A date as written stays a date; a time as written is meant where its writer is."""
    if isinstance(day, datetime) and day.tzinfo is None:
        return day.replace(tzinfo=draft.rules.zone_of(person)).astimezone(UTC)
    return day


def settled(draft: Draft, step: Step, request: Request) -> None:
    """What isn't a yes goes to the coordinator, with the owner's words."""
    given = request.answer
    if given is None or given.verdict == Taking.ACCEPT:
        return
    who = step.new_date if given.verdict == Taking.COUNTER else step.on_decline
    people = roles.people(draft.rules, draft.case, who) if who else ()
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
