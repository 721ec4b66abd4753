"""Everything besides the state that a decision may rest on. Frozen; its digest stands in each journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.workflow.case import Case
from mailflow.workflow.directory import Directory
from mailflow.workflow.process import Process
from mailflow.workflow.worktime import ReachHours, WorkCalendar

REHEARSAL_PREFIX = "TEST-"  # of every number that a rehearsal gives


@dataclass(frozen=True, slots=True)
class Rules:
    """Processes by digest, people, calendars, and what the mailbox proves."""

    processes: Mapping[str, Process]
    current: Mapping[str, str]  # process key -> digest of the definition that new cases start with
    directory: Directory
    calendars: Mapping[str, WorkCalendar]  # by department key and by calendar key
    calendar: str  # key of the office's own
    reach: ReachHours
    reach_urgent: ReachHours
    digest: str
    rehearsal: bool = False  # TEST numbers; a tester answers for everybody, origin is shown and not required
    paused: tuple[tuple[datetime, datetime], ...] = ()

    def process_of(self, case: Case) -> Process:
        """The definition that this case started with."""
        return self.processes[case.process_digest]

    def calendar_of(self, person: str) -> WorkCalendar:
        """Working time of a person's department, else the office's."""
        found = self.directory.people.get(person)
        return self.calendar_of_department(found.department if found else "")

    def calendar_of_department(self, department: str) -> WorkCalendar:
        """Working time of a department, else the office's."""
        return self.calendars.get(department) or self.calendars[self.calendar]

    def zone_of(self, person: str) -> ZoneInfo:
        """Where a person's dates and times are meant."""
        found = self.directory.people.get(person)
        return ZoneInfo(found.zone if found and found.zone else self.calendar_of(person).zone)
