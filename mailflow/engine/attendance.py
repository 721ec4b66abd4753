"""A calendar's answer as an answer to our invitation. Says who comes; whether that may count is decided elsewhere."""

from __future__ import annotations

from mailflow.compose.appointment import meeting_of
from mailflow.parsers.calendar import CalendarAnswer
from mailflow.workflow.case import Case
from mailflow.workflow.directory import Person
from mailflow.workflow.model import Role
from mailflow.workflow.reply import Acceptance, Answer, Taking
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import meeting

SAYS = {
    "accepted": Taking.ACCEPT,
    "declined": Taking.DECLINE,
    "counter": Taking.COUNTER,
    "delegated": Taking.HAND_OVER,
    "tentative": Taking.NONE,  # neither yes nor no: nothing is recorded as either
}


def attendance(rules: Rules, case: Case, person: Person, said: CalendarAnswer) -> Answer | None:
    """The answer to this person's newest invitation; None where they have none, or answer in somebody else's name."""
    _, step = meeting_of(said.uid)
    attendee = rules.directory.person_at(said.attendee)
    run = case.latest(step)
    is_ours = any(one.id == step and one.kind == meeting.KIND for one in rules.process_of(case).steps)
    if not is_ours or run is None or attendee is None or attendee.key != person.key:
        return None
    own = [one for one in case.asked_in(run.key) if one.person == person.key and not one.about]
    if not own:
        return None
    request = own[-1]
    record = case.record_with(request.record)
    versions = case.records.get(record.form, ()) if record else ()
    answered = versions[said.sequence].digest if said.sequence < len(versions) else request.record
    to = rules.directory.person_at(said.delegated_to)
    reading = Acceptance(
        SAYS[said.status],
        new_due=said.new_start,
        to=to.key if to else said.delegated_to,
        rule=f"calendar-{said.status}",
    )
    return Answer(request.key, Role.SIGNER, answered, reading, said.comment)
