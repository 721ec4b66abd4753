"""The chain's whole set of timers, read off its state; and what follows when one of them comes due."""

from __future__ import annotations

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.case import OPEN, Case, Request
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Timer
from mailflow.workflow.process import Clock, Step
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import kind

REMIND, DEADLINE, ESCALATE, WINDOW, CLOCK = "remind", "deadline", "escalate", "window", "clock"


def timers(rules: Rules, case: Case) -> tuple[Timer, ...]:
    """Every timer that this state needs. A timer with a person is judged only when that person's mail is all read."""
    if case.cancelled or case.finished_at:
        return ()
    found: list[Timer] = []
    for request in case.open_requests():
        found += _of_request(rules, case, request)
    process = rules.process_of(case)
    for clock in process.clocks:
        at = deadlines.clock_due(rules, case, clock)
        if at and clock.key not in case.clocks_passed and not _is_over(rules, case, clock):
            found.append(Timer(at, case.number, f"{CLOCK}/{clock.key}", CLOCK, clock.key))
    for run in case.runs.values():
        step = process.step(run.step)
        if run.state == OPEN and hasattr(kind(step.kind), "timers"):
            found += kind(step.kind).timers(rules, case, step, run)
    return tuple(found)


def _of_request(rules: Rules, case: Case, request: Request) -> list[Timer]:
    def timer(at: object, name: str) -> Timer:
        return Timer(at, case.number, f"{name}/{request.key}", name, request.key, request.person)  # type: ignore[arg-type]  # checked by callers

    if request.answer:
        return [timer(request.answer.until, WINDOW)]
    step = rules.process_of(case).step(request.step)
    found = []
    reminders = deadlines.reminders(rules, case, step, request)
    if request.reminded < len(reminders):
        found.append(timer(reminders[request.reminded], REMIND))
    if request.due and not request.overdue:
        found.append(timer(request.due, DEADLINE))
    raised = deadlines.escalation(rules, case, step, request)
    if raised and request.overdue:
        found.append(timer(raised, ESCALATE))
    return found


def _is_over(rules: Rules, case: Case, clock: Clock) -> bool:
    """What it waits for has come, or another deadline stands in its place."""
    replaced = bool(clock.replaced_by) and _reached(rules, case, clock.replaced_by)
    return replaced or _reached(rules, case, clock.until)


def _reached(rules: Rules, case: Case, until: str) -> bool:
    step, _, name = until.partition(".")
    run = case.latest(step)
    if run is None or run.state == "void":
        return False
    return bool(kind(rules.process_of(case).step(step).kind).fact(case, run, name or "done"))


def came(draft: Draft, timer: Timer) -> None:
    """A timer's time has come. What it meant is read off the state as it is now, so a stale timer does nothing."""
    if timer.kind == CLOCK:
        _clock(draft, timer.subject)
        return
    run = draft.case.runs.get(timer.subject)
    if run is not None:
        step = draft.process.step(run.step)
        if run.state == OPEN:
            kind(step.kind).came(draft, step, run, timer)
        return
    request = draft.case.requests.get(timer.subject)
    if request is None or request.state != OPEN:
        return
    step = draft.process.step(request.step)
    if request.answer:
        if request.answer.until <= draft.at:
            settle(draft, step, request)
        return
    if timer.kind == DEADLINE and request.due and request.due <= draft.at and not request.overdue:
        draft.record(e.Overdue(at=draft.at, request=request.key))
    elif timer.kind == REMIND:
        _remind(draft, step, request)
    elif timer.kind == ESCALATE:
        _escalate(draft, step, request)


def settle(draft: Draft, step: Step, request: Request) -> None:
    """The window of an answer has closed: it counts."""
    verdict = request.answer.verdict if request.answer else ""
    draft.record(e.Settled(at=draft.at, request=request.key, verdict=verdict))
    module = kind(step.kind)
    if hasattr(module, "settled"):
        module.settled(draft, step, draft.case.requests[request.key])


def _remind(draft: Draft, step: Step, request: Request) -> None:
    """One reminder for all the steps of the ladder that are behind us: late ones are merged."""
    reminders = deadlines.reminders(draft.rules, draft.case, step, request)
    upto = sum(at <= draft.at for at in reminders)
    if upto <= request.reminded:
        return
    draft.record(e.Reminded(at=draft.at, request=request.key, upto=upto))
    last = upto == len(reminders)
    facts = {
        "late": bool(request.due and request.due <= draft.at),
        "last": last,
        "next_to": next_above(draft.rules, draft.case, step, request) if last else "",
    }
    draft.write("reminder", request.person, request.key, facts=facts, group=f"reminder/{draft.at.isoformat()}")


def next_above(rules: Rules, case: Case, step: Step, request: Request) -> str:
    """Who hears of the silence next: the escalation's person, else the coordinator."""
    if request.escalated >= len(step.escalate):
        return ""
    found = roles.person(rules, case, step.escalate[request.escalated].to, asked=request)
    return found if found and found != request.person else roles.coordinator(rules, case)


def _escalate(draft: Draft, step: Step, request: Request) -> None:
    at = deadlines.escalation(draft.rules, draft.case, step, request)
    if at is None or at > draft.at:
        return
    coordinator = roles.coordinator(draft.rules, draft.case)
    above = next_above(draft.rules, draft.case, step, request)
    to = above if above != request.person else draft.rules.directory.process_owner
    draft.record(e.Escalated(at=draft.at, request=request.key, step=request.escalated + 1, to=to))
    facts = {"asked": request.person, "since": request.due}
    draft.write("escalation_coordinator" if to == coordinator else "escalation", to, request.key, facts=facts)


def _clock(draft: Draft, key: str) -> None:
    clock = next((one for one in draft.process.clocks if one.key == key), None)
    if clock is None or key in draft.case.clocks_passed or _is_over(draft.rules, draft.case, clock):
        return
    at = deadlines.clock_due(draft.rules, draft.case, clock)
    if at is None or at > draft.at:
        return
    draft.record(e.ClockPassed(at=draft.at, clock=key))
    for person in {one: None for who in clock.tell for one in roles.people(draft.rules, draft.case, who)}:
        draft.write("clock_passed", person, facts={"clock": key})
