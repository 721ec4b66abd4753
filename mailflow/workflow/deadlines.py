"""When an answer is due, when it is asked for again, and when the silence goes up. Pure arithmetic on the state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from mailflow.workflow import roles, worktime
from mailflow.workflow.case import Case, Request
from mailflow.workflow.process import Clock, FieldRef, PaceRef, Span, Step
from mailflow.workflow.rules import Rules
from mailflow.workflow.worktime import ReachHours

URGENT = "urgent"  # the row of `pace` whose asks reach people 07-22 h on every day


def pace_row(rules: Rules, case: Case) -> str:
    """The row of `pace` that fits this case; "" where the process has none."""
    pace = rules.process_of(case).pace
    if pace is None:
        return ""
    record = case.record(pace.by.form)
    value = record.fields.get(pace.by.field) if record else None
    return value if isinstance(value, str) and value in pace.rows else pace.before


def reach(rules: Rules, case: Case) -> ReachHours:
    """The hours in which this case may write to people who have not just written themselves."""
    return rules.reach_urgent if pace_row(rules, case) == URGENT else rules.reach


def span(rules: Rules, case: Case, wanted: Span | PaceRef) -> Span | None:
    """A span, looked up in the pace where it is a name; None where the pace's row lacks it."""
    if isinstance(wanted, Span):
        return wanted
    found = _paced(rules, case, wanted)
    return found if isinstance(found, Span) else None


def ladder(rules: Rules, case: Case, step: Step) -> tuple[Span, ...]:
    """The reminders of a step, as spans from the deadline, earliest first."""
    if isinstance(step.remind, tuple):
        return step.remind
    found = _paced(rules, case, step.remind)
    return found if isinstance(found, tuple) else ()


def _paced(rules: Rules, case: Case, wanted: PaceRef) -> Span | tuple[Span, ...] | None:
    pace = rules.process_of(case).pace
    return pace.rows[pace_row(rules, case)].get(wanted.name) if pace else None


def after(rules: Rules, case: Case, person: str, start: datetime, length: Span) -> datetime:
    """`start` plus `length` in the working time of this person."""
    calendar = rules.calendar_of(person)
    return worktime.add(calendar, start, length, reach(rules, case), rules.paused)


def due(rules: Rules, case: Case, step: Step, request: Request, asked_at: datetime) -> datetime | None:
    """The deadline of a request that is asked at `asked_at`; None where the step sets none.

    The first mail about a row that is tracked tells its owner of it; only from the next on it asks.
    """
    only_tells = step.kind == "track" and request.nth == 1 and not request.about
    if step.due is None or only_tells:
        return None
    if isinstance(step.due, FieldRef):
        return written(rules, case, step.due, request.person)
    length = span(rules, case, step.due)
    return after(rules, case, request.person, asked_at, length) if length else None


def written(rules: Rules, case: Case, reference: FieldRef, person: str) -> datetime | None:
    """A deadline that a person wrote down: it is never shifted. A bare date ends with that person's working day."""
    record = case.record(reference.form)
    return moment(rules, person, record.fields.get(reference.field)) if record else None


def moment(rules: Rules, person: str, value: object) -> datetime | None:
    """A day or time as a moment: a day ends when this person's working hours end."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        end = rules.calendar_of(person).hours[-1][1]
        return datetime.combine(value, end, rules.zone_of(person)).astimezone(UTC)
    return None


def in_zone(rules: Rules, person: str, day: date | datetime) -> date | datetime:
    """A date as written stays a date; a time as written is meant where its writer is."""
    if isinstance(day, datetime) and day.tzinfo is None:
        return day.replace(tzinfo=rules.zone_of(person)).astimezone(UTC)
    return day


def at_clock(rules: Rules, person: str, at: datetime, clock: time) -> datetime:
    """This time of the day where the person is, on the day of `at`."""
    return moment_of(rules, person, at.astimezone(rules.zone_of(person)).date(), clock)


def moment_of(rules: Rules, person: str, day: date, clock: time) -> datetime:
    """This day and time of the day where the person is."""
    return datetime.combine(day, clock, rules.zone_of(person)).astimezone(UTC)


def is_own_date(step: Step) -> bool:
    """True where the deadline was set by a person."""
    return isinstance(step.due, FieldRef)


def reminders(rules: Rules, case: Case, step: Step, request: Request) -> tuple[datetime, ...]:
    """When a request is asked for again. None goes before its ask: what would is left out."""
    if request.due is None or request.asked_at is None:
        return ()
    moments = [after(rules, case, request.person, request.due, length) for length in ladder(rules, case, step)]
    return tuple(sorted(at for at in moments if at > request.asked_at))


def escalation(rules: Rules, case: Case, step: Step, request: Request) -> datetime | None:
    """When the next step of the escalation is due: counted from the deadline, later ones from the one before."""
    if request.due is None or request.escalated >= len(step.escalate):
        return None
    length = span(rules, case, step.escalate[request.escalated].after)
    if length is None:
        return None
    return after(rules, case, request.person, request.escalated_at or request.due, length)


def clock_due(rules: Rules, case: Case, clock: Clock) -> datetime | None:
    """When a clock of the case runs out; None while it has not begun, or where the pace sets no span."""
    start = case.completed.get(rules.process_of(case).step(clock.start).form)
    length = span(rules, case, clock.span)
    if start is None or length is None:
        return None
    calendar = rules.calendar_of_department(roles.lead_department(rules, case))
    return worktime.add(calendar, start, length, reach(rules, case), rules.paused)


def delayed(rules: Rules, case: Case, request: Request, late: timedelta) -> datetime | None:
    """The deadline of a mail that was handed over late: a computed one moves by the delay, a written one never."""
    step = rules.process_of(case).step(request.step)
    if request.due is None or is_own_date(step):
        return None
    return request.due + late
