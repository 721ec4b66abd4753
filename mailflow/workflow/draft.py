"""What is being decided: events and letters in the order of their making, and the case as they leave it.

The one mutable thing of `workflow`; it lives no longer than one call of `decide`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.case import VOID, Case, Request, Run
from mailflow.workflow.digest import derived
from mailflow.workflow.fold import evolve
from mailflow.workflow.model import Letter, Role, Timer, Value
from mailflow.workflow.process import Process, Step
from mailflow.workflow.rules import Rules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a stimulus. `dues` is the chain's whole set of timers."""

    events: tuple[e.Event, ...] = ()
    letters: tuple[Letter, ...] = ()
    dues: tuple[Timer, ...] = ()
    reopen: tuple[str, ...] = ()  # inbox digests of opening mails that were confirmed
    number: str = ""  # of the case that the office has just numbered


@dataclass(slots=True)
class Draft:
    """`at` is when the stimulus came, `mail` the digest of the mail behind it, or ""."""

    rules: Rules
    case: Case
    at: datetime
    salt: str
    mail: str = ""
    events: list[e.Event] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    @property
    def process(self) -> Process:
        """The definition that the case runs by."""
        return self.rules.process_of(self.case)

    def record(self, event: e.Event) -> None:
        """Make an event true."""
        self.events.append(event)
        self.case = evolve(self.case, event)

    def stop(self, run: Run, reason: str) -> None:
        """A run that can't go on by itself: the coordinator and the process owner hear of it."""
        self.record(e.StepStopped(at=self.at, run=run.key, reason=reason))
        told = (roles.coordinator(self.rules, self.case), self.rules.directory.process_owner)
        for person in dict.fromkeys(told):
            self.write("stopped", person, facts={"run": run.key, "reason": reason})

    def own_salt(self, name: str) -> str:
        """Dice for a digest that this decision makes."""
        return derived(self.salt, name)

    def write(
        self,
        template: str,
        person: str,
        request: str = "",
        *,
        role: Role = Role.SIGNER,
        facts: Mapping[str, Value] | None = None,
        group: str = "",
        at_once: bool = False,
    ) -> None:
        """A letter: at once where it answers a mail of that person, else in the hours when people are written to."""
        if person not in self.rules.directory.people:
            return
        calendar = self.rules.calendar_of(person)
        hours = deadlines.reach(self.rules, self.case)
        self.letters.append(
            Letter(
                chain=self.case.number,
                version=self.case.version,
                template=template,
                person=person,
                request=request,
                role=role,
                not_before=None if at_once else hours.next_reachable(self.at, calendar),
                group=group,
                reply_to_mail=self.mail if at_once else "",
                facts=dict(facts or {}),
            )
        )

    def ask(
        self,
        run: Run,
        person: str,
        *,
        row: str = "",
        about: str = "",
        record: str = "",
        nth: int = 1,
        agreed: datetime | None = None,
    ) -> Request:
        """One question to one person about one record version; its letter is the step's to write."""
        version = self.case.record_with(record)
        place = f"{row or '-'}.{about}" if about else row or "-"
        key = "/".join((self.case.number, run.key, place, person, str(version.version if version else 0), str(nth)))
        self.record(
            e.Requested(
                at=self.at,
                request=key,
                run=run.key,
                row=row,
                about=about,
                person=person,
                record=record,
                nth=nth,
                agreed=agreed,
            )
        )
        return self.case.requests[key]

    def open_run(self, step: Step) -> Run:
        """The next run of a step."""
        nth = 1 + sum(run.step == step.id for run in self.case.runs.values())
        key = f"{step.id}#{nth}"
        self.record(e.StepOpened(at=self.at, run=key, step=step.id, round=nth))
        return self.case.runs[key]

    def runs_of(self, steps: Collection[str]) -> tuple[str, ...]:
        """Runs of these steps that still stand."""
        return tuple(run.key for run in self.case.runs.values() if run.step in steps and run.state != VOID)
