"""Meetings: the invitation with its agenda, the minutes to be confirmed, a stand-in to be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailflow.compose.dates import When
from mailflow.compose.views.asks import Signoff
from mailflow.compose.views.desk import Desk
from mailflow.compose.views.document import NOTHING, Shown, show
from mailflow.compose.views.view import View
from mailflow.workflow.process import Step
from mailflow.workflow.steps import meeting


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part of a meeting."""

    kind: str  # opening | department | decisions
    who: str  # the department, where it is one's turn
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(View):
    """When and where, with whom, and what about. The appointment is attached."""

    title: str
    version: int
    begins: When | None
    ends: When | None
    fields: tuple[Shown, ...]  # what else the record says: place, link, chair
    attendees: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    stand_in_for: str
    is_host: bool  # the reader set it up, and is asked nothing
    due: When | None

    @classmethod
    def asks(cls, desk: Desk) -> bool:
        """Everybody but the host."""
        return desk.request_of(desk.first).person == desk.sheet.person.key

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        record, step, case = desk.needed_record(letter), desk.step_of(letter), desk.case_of(letter)
        form, when = desk.process(letter).record_form(record.form), meeting.span(record)
        others = [one for one in form.fields if one.key not in (meeting.TIME, meeting.LENGTH)]
        asked = [one for one in case.asked_in(desk.request_of(letter).run) if not one.about]
        who = str(letter.facts.get("stand_in_for", ""))
        is_host = desk.request_of(letter).person != desk.sheet.person.key
        people = dict.fromkeys((record.author, *(one.person for one in asked)))
        return {
            "title": desk.label(step.title, step.id),
            "version": record.version,
            "begins": desk.when(when[0]) if when else None,
            "ends": desk.when(when[1]) if when else None,
            "fields": tuple(
                show(desk, one, record.fields[one.key]) for one in others if record.fields.get(one.key) not in NOTHING
            ),
            "attendees": tuple(desk.name(one) for one in people),
            "agenda": agenda(desk, step, [one.person for one in asked]),
            "stand_in_for": desk.name(who) if who else "",
            "is_host": is_host,
            "due": None if is_host else desk.due(letter),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInAsk(Invitation):
    """The reader can't come: who comes in their place, with the right to decide?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Signoff):
    """Minutes to be confirmed by whoever was there, or objected to point by point."""


def agenda(desk: Desk, step: Step, people: Sequence[str]) -> tuple[AgendaItem, ...]:
    """The opening, each department's turn, the decisions."""
    known = desk.sheet.directory.people
    houses = dict.fromkeys(known[one].department for one in people if one in known)
    each = step.agenda.get("each_department", 0)
    turns = [AgendaItem("department", desk.department(one), each) for one in houses if one]
    opening, decisions = step.agenda.get("opening", 0), step.agenda.get("decisions", 0)
    return (AgendaItem("opening", "", opening), *turns, AgendaItem("decisions", "", decisions))
