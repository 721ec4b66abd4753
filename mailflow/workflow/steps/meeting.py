"""meeting: people are invited to the time and place that a record names; it is held when that time is over.

The record has the fields `time`, `length` (minutes), and what else the invitation tells. Another time is a new version.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import DONE, OPEN, SETTLED, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Record, Role, Timer
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Acceptance, Answer, ReplyMail, Taking
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import choosing

KIND = "meeting"
HELD = "held"  # the timer of a meeting's end
ATTENDANCE = "attendance"
TIME, LENGTH = "time", "length"
ABSENT = (Taking.DECLINE, Taking.COUNTER, Taking.HAND_OVER)


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """What replies are read as."""
    return "choice" if request.about else "acceptance"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """The template of its question."""
    return "choice" if request.about else "invitation"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Invite everybody. Whoever set the meeting up isn't asked whether they come; they get the appointment."""
    record = draft.case.record(step.record)
    people = roles.people(draft.rules, draft.case, step.ask) or ((instead,) if instead else ())
    guests = [one for one in people if record and one != record.author]
    if record is None or span(record) is None or not guests:
        draft.stop(run, "no_signer")
        return
    asked = [draft.ask(run, person, record=record.digest) for person in guests]
    for request in asked:
        draft.write("invitation", request.person, request.key)
    if record.author in people:
        draft.write("invitation", record.author, asked[0].key, role=Role.COPY)


def span(record: Record) -> tuple[datetime, datetime] | None:
    """From when to when; None where the record has no time of the day."""
    begins, minutes = record.fields.get(TIME), record.fields.get(LENGTH)
    if not isinstance(begins, datetime) or not str(minutes).isdecimal():
        return None
    return begins, begins + timedelta(minutes=int(str(minutes)))


def may_change(case: Case, request: Request) -> bool:
    """Who has said that they come may still say that they don't."""
    return request.state == SETTLED and not request.about and case.runs[request.run].state == OPEN


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """Who comes and who doesn't; it counts at once, and gets no receipt."""
    if request.about:
        _settle(draft, step, request, given, mail)
        return
    reading = given.reading
    if not isinstance(reading, Acceptance):
        raise TypeError(f"attendance was read as {type(reading).__name__}")
    named = draft.rules.directory.people_named(reading.to) if reading.to else ()
    match reading.verdict:
        case Taking.ACCEPT | Taking.DECLINE | Taking.COUNTER:
            counted(draft, step, request, given, mail, verdict=reading.verdict, at_once=True)
        case Taking.HAND_OVER if len(named) == 1:
            to = named[0].key
            counted(
                draft, step, request, given, mail, verdict=reading.verdict, to=to, to_words=reading.to, at_once=True
            )
        case _:
            unclear(draft, request, given, mail, verdict=reading.verdict, rule=reading.rule)


def settled(draft: Draft, step: Step, request: Request) -> None:
    """A stand-in is invited. Without a decider the coordinator settles what becomes of the meeting."""
    given, run = request.answer, draft.case.runs[request.run]
    choosing.withdraw(draft, request)
    if request.verdict == Taking.HAND_OVER and given:
        if not any(one.person == given.to for one in draft.case.asked_in(run.key)):
            again = draft.ask(run, given.to, record=request.record)
            draft.write("invitation", given.to, again.key, facts={"stand_in_for": request.person})
    elif request.verdict in ABSENT and request.person in deciders(draft, step):
        settles = roles.people(draft.rules, draft.case, step.on_decline) if step.on_decline else ()
        choosing.offer(draft, request, ATTENDANCE, next(iter(settles), ""))


def deciders(draft: Draft, step: Step) -> tuple[str, ...]:
    """Without whom it makes no sense."""
    return roles.people(draft.rules, draft.case, step.deciders) if step.deciders else ()


def _settle(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """1 another time, 2 a stand-in, 3 go on as it is."""
    first = choosing.first_of(draft.case, request)
    picked = choosing.taken(draft, request, given, mail)
    run = draft.case.runs[request.run]
    if first is None or not picked:
        return
    if picked == "another_time":
        maker = draft.process.maker(step.record)
        made = draft.case.latest(maker.id)
        voided = (made.key,) if made else ()
        draft.record(e.WentBack(at=draft.at, run=run.key, to=maker.id, request=first.key, voided=voided))
    elif picked == "stand_in":
        draft.record(e.Lapsed(at=draft.at, request=first.key))
        again = draft.ask(run, first.person, record=first.record, nth=first.nth + 1)
        draft.write("stand_in_ask", first.person, again.key, facts={"by": request.person})


def timers(rules: Rules, case: Case, step: Step, run: Run) -> list[Timer]:  # noqa: ARG001 - as every kind
    """The end of the meeting."""
    record = case.record(step.record)
    when = span(record) if record else None
    return [Timer(when[1], case.number, f"{HELD}/{run.key}", HELD, run.key)] if when and not run.held_at else []


def came(draft: Draft, step: Step, run: Run, timer: Timer) -> None:
    """Its time is over: whoever hasn't said otherwise was there, as far as is known."""
    record = draft.case.record(step.record)
    when = span(record) if record else None
    if timer.kind != HELD or when is None or when[1] > draft.at or run.held_at:
        return
    asked = [one for one in draft.case.asked_in(run.key) if not one.about]
    host = [record.author] if record and record.author in roles.people(draft.rules, draft.case, step.ask) else []
    present = dict.fromkeys([*host, *(one.person for one in asked if one.verdict not in ABSENT)])
    for one in draft.case.asked_in(run.key):
        if one.state == OPEN:
            draft.record(e.Lapsed(at=draft.at, request=one.key))
    draft.record(e.Held(at=draft.at, run=run.key, present=tuple(present)))


def move(draft: Draft, step: Step, run: Run) -> bool:  # noqa: ARG001 - as every kind
    """Done when it was held."""
    if draft.case.runs[run.key].held_at is None:
        return False
    draft.record(e.StepDone(at=draft.at, run=run.key))
    return True


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: it was held."""
    return name == "done" and case.runs[run.key].state == DONE
