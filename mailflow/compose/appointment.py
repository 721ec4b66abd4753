"""The appointment that goes with a mail about a meeting: invited, moved, or called off. Asks nobody's calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from mailflow.compose.invitation import Attendee, Invitation, calendar_of
from mailflow.compose.views.desk import Desk
from mailflow.compose.views.meetings import agenda
from mailflow.workflow.case import Case, Run
from mailflow.workflow.model import Letter, Record
from mailflow.workflow.process import Step
from mailflow.workflow.steps import meeting

INVITED, CALLED_OFF = "invitation", "cancelled"  # the templates of the mails that carry one
_UID = re.compile(r"(?P<number>[\w.-]+)\.(?P<step>[a-z][a-z0-9_]*)@.+")


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the parts of a meeting are called in one language."""

    opening: str
    decisions: str


def uid_of(case: Case, step: Step, box: str) -> str:
    """What calendars know a meeting by, whenever it is held."""
    return f"{case.number}.{step.id}@{box.rpartition('@')[2]}"


def meeting_of(uid: str) -> tuple[str, str]:
    """The inverse: case number and step; ("", "") for a meeting that isn't ours."""
    found = _UID.fullmatch(uid)
    return (found["number"], found["step"]) if found else ("", "")


def appointment(desk: Desk, words: Agenda) -> bytes:
    """The iCalendar object of this mail; none where it is about no meeting to come."""
    letter = desk.first
    case = desk.case(letter)
    if case is None or letter.template not in (INVITED, CALLED_OFF):
        return b""
    runs = [desk.request_of(letter).run] if letter.template == INVITED else list(case.runs)
    for run in [case.runs[one] for one in runs]:
        step = desk.process(letter).step(run.step)
        record = case.record(step.record) if step.kind == meeting.KIND else None
        when = meeting.span(record) if record else None
        if record and when and _is_meant(case, run, letter, when[1], desk.sheet.now):
            return _calendar(desk, step, run, record, words)
    return b""


def _is_meant(case: Case, run: Run, letter: Letter, end: datetime, now: datetime) -> bool:
    """The meeting that the mail invites to; or one that the end of the case calls off, to whoever was invited."""
    if letter.template == INVITED:
        return True
    invited = any(one.run == run.key and one.person == letter.person for one in case.requests.values())
    is_off = case.cancelled is not None and run.ended_at == case.cancelled.at and run.held_at is None
    return invited and is_off and end > now


def _calendar(desk: Desk, step: Step, run: Run, record: Record, words: Agenda) -> bytes:
    letter, sheet = desk.first, desk.sheet
    case, when = desk.case_of(letter), meeting.span(record)
    if when is None:
        return b""
    people = [one.person for one in case.requests.values() if one.run == run.key and not one.about]
    attendees = [sheet.directory.people[one] for one in dict.fromkeys(people) if one in sheet.directory.people]
    parts = [
        {"opening": words.opening, "decisions": words.decisions}.get(one.kind, one.who)
        for one in agenda(desk, step, people)
    ]
    is_off = letter.template == CALLED_OFF
    title = desk.label(step.title, step.id)
    return calendar_of(
        Invitation(
            uid=uid_of(case, step, sheet.box_address),
            sequence=record.version - 1 + is_off,
            start=when[0],
            end=when[1],
            zone=sheet.zone,
            summary=f"{title} [{case.number}]",
            location=str(record.fields.get("place") or ""),
            description="\n".join(f"{no}. {one}" for no, one in enumerate(parts, 1)),
            url=_link(record),
            organizer=Attendee(sheet.box_address, desk.label(sheet.box_name, sheet.box_address)),
            attendees=tuple(Attendee(one.address, desk.name(one.key)) for one in attendees),
            made_at=record.made_at,
            is_cancelled=is_off,
        )
    )


def _link(record: Record) -> str:
    """Where an online meeting is, if the record holds a plain link; other words stand in the mail."""
    said = str(record.fields.get("link") or "").strip()
    return said if re.fullmatch(r"https?://[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a~]+", said) else ""
