"""track: the owner of each row is asked how far it is, again and again until it is done. Progress counts at once."""

from __future__ import annotations

from datetime import datetime, time

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.answers import level_of, unclear
from mailflow.workflow.case import DONE, OPEN, SETTLED, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Timer
from mailflow.workflow.process import FieldRef, NewDate, Step
from mailflow.workflow.reply import Answer, ItemUpdate, Progress, ProgressStatus, ReplyMail
from mailflow.workflow.rows import Row, row, rows
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import choosing

KIND = "track"
ASK = "ask"  # the timer of the next question to one person
DATE = "date"  # what somebody above is asked about: another date


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """What replies are read as."""
    return "choice" if request.about else "progress"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """The template of its question."""
    return "choice" if request.about else "progress_ask"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Every row has its question from the start, so that its owner may answer unasked; it is asked at the rhythm."""
    table = rows(draft.rules, draft.case, step)
    if not table or not all(one.owner or instead for one in table):
        draft.stop(run, "no_signer")
        return
    for one in table:
        request = draft.ask(run, one.owner or instead, row=one.no, record=_record(draft.case, step))
        draft.write("measure", request.person, request.key, group=f"{run.key}/{request.person}")


def _record(case: Case, step: Step) -> str:
    record = case.record(step.each.form) if isinstance(step.each, FieldRef) else None
    return record.digest if record else ""


def may_change(case: Case, request: Request) -> bool:
    """What is said later counts instead, asked or unasked."""
    return request.state == SETTLED and not request.about and case.runs[request.run].state == OPEN


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """What an owner says of a row; or what somebody above settles about its date."""
    if request.about == DATE:
        _settle_date(draft, step, request, given, mail)
        return
    reading = given.reading
    if not isinstance(reading, Progress):
        raise TypeError(f"progress was read as {type(reading).__name__}")
    if reading.unclear or not reading.updates:
        unclear(draft, request, given, mail, verdict="unclear" if reading.unclear else "none", rule=reading.rule)
        return
    _say(draft, step, request, given, mail, update=reading.updates[0])


def _say(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail, *, update: ItemUpdate) -> None:
    before = draft.case.last_said(request.run, request.row)
    new_due = deadlines.in_zone(draft.rules, request.person, update.new_due) if update.new_due else None
    draft.record(
        e.Progressed(
            at=draft.at,
            request=request.key,
            run=request.run,
            row=request.row,
            person=request.person,
            mail=mail.digest,
            received_at=mail.received_at,
            status=update.status,
            level=level_of(given, mail),
            role=given.role,
            rule=given.reading.rule if isinstance(given.reading, Progress) else "",
            span=tuple(update.span or ()),
            percent=update.percent,
            new_due=new_due,
            words=given.words,
            reason=update.reason or "",
        )
    )
    draft.write("progress_receipt", request.person, request.key, group=f"receipt/{mail.digest[:16]}", at_once=True)
    if update.status in (ProgressStatus.BLOCKED, ProgressStatus.DELAYED) and _is_news(before, update):
        people = [one for who in step.blocked for one in roles.people(draft.rules, draft.case, who)]
        for person in dict.fromkeys(people):
            if person != request.person:
                draft.write("measure_late", person, request.key)
    if update.status is ProgressStatus.DONE:
        choosing.withdraw(draft, request)  # another date of what is done needs no settling
    elif new_due and not (before and before.new_due == new_due):
        _ask_date(draft, step, request)


def _is_news(before: e.Progressed | None, update: ItemUpdate) -> bool:
    """The same trouble said again is none."""
    return before is None or (before.status, before.reason) != (update.status, update.reason or "")


def _ask_date(draft: Draft, step: Step, request: Request) -> None:
    """Another date is settled by whoever the process names for the first slip, or for the n-th."""
    slips = 1 + len(draft.case.moved.get((request.run, request.row), ()))
    fitting = [one for one in step.new_date if one.nth <= slips] or [NewDate(step.ask)]
    own = row(draft.rules, draft.case, step, request.row)
    found = roles.people(draft.rules, draft.case, fitting[-1].to, row=own.cells if own else None)
    person = found[0] if found and found[0] != request.person else roles.coordinator(draft.rules, draft.case)
    choosing.withdraw(draft, request)
    choosing.offer(draft, request, DATE, person)


def _settle_date(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    picked = choosing.taken(draft, request, given, mail)
    no = request.row.partition(":")[0]
    wishes = [one for one in draft.case.progress.get((request.run, no), ()) if one.new_due]
    first = draft.case.newest(request.run, no)
    if not picked or not wishes or first is None:
        return
    said = wishes[-1]  # what the question was about: a newer wish is asked about anew
    due = deadlines.moment(draft.rules, said.person, said.new_due)
    if picked == "agree" and due:
        draft.record(e.DateMoved(at=draft.at, request=first.key, run=request.run, row=no, due=due, by=request.person))
    told = [one for who in step.blocked for one in roles.people(draft.rules, draft.case, who)]
    for person in dict.fromkeys((said.person, *told)):
        if person != request.person:
            draft.write("date_settled", person, first.key, facts={"choice": picked, "by": request.person})


def due_of(rules: Rules, case: Case, step: Step, run: str, own: Row) -> datetime | None:
    """When a row has to be done: as was agreed last, else as its record says."""
    moved = case.moved.get((run, own.no), ())
    return moved[-1].due if moved else deadlines.moment(rules, own.owner, own.cells.get(step.row_due))


def is_done(case: Case, run: str, no: str) -> bool:
    """As its owner last said."""
    said = case.last_said(run, no)
    return said is not None and said.status == ProgressStatus.DONE


def goes_on(case: Case, request: Request) -> bool:
    """True where more is to be heard of its row, although it is answered: its owner will be asked again."""
    is_newest = not request.about and case.newest(request.run, request.row) == request
    return is_newest and case.runs[request.run].state == OPEN and not is_done(case, request.run, request.row)


def timers(rules: Rules, case: Case, step: Step, run: Run) -> list[Timer]:
    """When each owner is asked next: at the rhythm, counted from when they last wrote or were asked."""
    dues: dict[str, datetime] = {}
    for one in rows(rules, case, step):
        at = _next(rules, case, step, run, one.no)
        request = case.newest(run.key, one.no)
        if at and request:
            dues[request.person] = min(at, dues.get(request.person, at))
    return [Timer(at, case.number, f"{ASK}/{run.key}/{person}", ASK, run.key, person) for person, at in dues.items()]


def _next(rules: Rules, case: Case, step: Step, run: Run, no: str) -> datetime | None:
    request, said = case.newest(run.key, no), case.last_said(run.key, no)
    length = deadlines.span(rules, case, step.every) if step.every else None
    is_waiting = request is not None and request.state == OPEN and request.nth > 1
    if request is None or length is None or is_waiting or is_done(case, run.key, no):
        return None  # an asking that isn't answered has its own ladder: reminders, and those above
    since = max(request.requested_at, said.at) if said else request.requested_at
    at = deadlines.after(rules, case, request.person, since, length)
    if step.clock:
        at = deadlines.at_clock(rules, request.person, at, time.fromisoformat(step.clock))
    return at if at > since else deadlines.after(rules, case, request.person, at, length)


def came(draft: Draft, step: Step, run: Run, timer: Timer) -> None:
    """Ask for everything of this person that is due to be asked, in one mail."""
    group = f"{run.key}/{timer.person}/{draft.at.isoformat()}"
    for one in rows(draft.rules, draft.case, step):
        at, before = _next(draft.rules, draft.case, step, run, one.no), draft.case.newest(run.key, one.no)
        if at is None or at > draft.at or before is None or before.person != timer.person:
            continue
        if before.state == OPEN:  # the first mail, which only told of it
            draft.record(e.Lapsed(at=draft.at, request=before.key))
        again = draft.ask(run, before.person, row=one.no, record=before.record, nth=before.nth + 1)
        draft.write("progress_ask", again.person, again.key, group=group)


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done when every owner has said so."""
    table = rows(draft.rules, draft.case, step)
    if not table or not all(is_done(draft.case, run.key, one.no) for one in table):
        return False
    for one in draft.case.asked_in(run.key):
        if one.state == OPEN:  # another date of what is done needs no settling
            draft.record(e.Lapsed(at=draft.at, request=one.key))
    draft.record(e.StepDone(at=draft.at, run=run.key))
    if step.done:
        for person in roles.people(draft.rules, draft.case, step.done.tell):
            draft.write(step.done.template or "tracker", person, facts={"run": run.key})
    return True


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: every row is done."""
    return name == "done" and case.runs[run.key].state == DONE
