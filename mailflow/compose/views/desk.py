"""Where views are made: looks up in a sheet what a mail says, and puts names and dates into its reader's language.

Decides nothing. Names of people, departments and documents must be plain lines, since they stand in subjects too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mailflow.compose.dates import Dates, Patterns, When
from mailflow.compose.refusal import RenderError, one_line, strict
from mailflow.compose.sheet import Sheet
from mailflow.workflow import deadlines, roles
from mailflow.workflow.case import Case, Request
from mailflow.workflow.model import Label, Letter, Record
from mailflow.workflow.process import Process, Span, Step
from mailflow.workflow.rules import Rules
from mailflow.workflow.worktime import ReachHours

OPERATOR = "operator:"
_NO_HOURS = ReachHours(time(0), time(0))


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Who hears when no answer comes, and how long after the deadline."""

    after: str
    to: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A sheet on which one mail is worked out."""

    sheet: Sheet
    patterns: Patterns
    joiner: str  # between the things of a list
    unanswered: str  # printed where nobody answered
    colon: str

    @property
    def language(self) -> str:
        """The reader's."""
        return self.sheet.person.language

    @property
    def dates(self) -> Dates:
        """Prints moments where the reader is."""
        zone = self.sheet.zones.get(self.sheet.person.key) or self.sheet.zone
        return Dates(self.patterns, ZoneInfo(zone), ZoneInfo(self.sheet.zone), self.sheet.now)

    @property
    def first(self) -> Letter:
        """The letter that stands for all of a sheet that has but one."""
        return self.sheet.letters[0]

    # -- words -------------------------------------------------------------------------------------------------

    def label(self, label: Label, otherwise: str) -> str:
        """A label in the reader's language, else in any."""
        found = label.get(self.language) or next(iter(label.values()), "") or otherwise
        return strict(found, "a label")

    def name(self, key: str) -> str:
        """Somebody's name; an operator's login name; any other text as it is."""
        person = self.sheet.directory.people.get(key)
        if person is None:
            return one_line(key.removeprefix(OPERATOR))
        return self.label(person.name, person.key)

    def names(self, keys: Iterable[str]) -> str:
        """Several names as one list."""
        return self.joiner.join(self.name(one) for one in keys)

    def department(self, key: str) -> str:
        """A department's name."""
        found = self.sheet.directory.departments.get(key)
        return self.label(found.name, key) if found else one_line(key)

    def contact(self, key: str) -> Contact | None:
        """A person to ask, with their address; None for nobody, and for the reader."""
        person = self.sheet.directory.people.get(key)
        if person is None or key == self.sheet.person.key:
            return None
        return Contact(self.name(key), strict(person.address, "an address"))

    def process_owner(self) -> Contact | None:
        """Who keeps the installation."""
        return self.contact(self.sheet.directory.process_owner)

    def when(self, at: datetime | None) -> When | None:
        """A moment, ready to be printed."""
        return self.dates.when(at) if at else None

    def day(self, value: object) -> str:
        """A date or a moment of a form; other words as they are."""
        if isinstance(value, datetime):
            return self.dates.moment(value)
        if isinstance(value, date):
            return self.dates.day(value)
        return one_line(str(value or ""))

    # -- the case ----------------------------------------------------------------------------------------------

    def case(self, letter: Letter) -> Case | None:
        """The case that a letter belongs to; None for the office's."""
        return self.sheet.cases.get(letter.chain)

    def case_of(self, letter: Letter) -> Case:
        """The same for a letter that needs one."""
        found = self.case(letter)
        if found is None:
            raise RenderError(f"{letter.template} belongs to a case, and {letter.chain} is none")
        return found

    def process(self, letter: Letter) -> Process:
        """The definition that the case runs by."""
        return self.sheet.processes[letter.chain]

    def request(self, letter: Letter) -> Request | None:
        """The question that a letter is about, if any."""
        case = self.case(letter)
        return case.requests.get(letter.request) if case else None

    def request_of(self, letter: Letter) -> Request:
        """The same for a letter that needs one."""
        found = self.request(letter)
        if found is None:
            raise RenderError(f"{letter.template} is about a request, and {letter.request or 'none'} isn't in its case")
        return found

    def step_of(self, letter: Letter) -> Step:
        """The step that a letter's request belongs to."""
        return self.process(letter).step(self.request_of(letter).step)

    def record_of(self, letter: Letter) -> Record | None:
        """The document version that a letter is about: the request's, else the newest of its step's form."""
        request = self.request(letter)
        if request is None:
            return None
        case = self.case_of(letter)
        if request.record:
            return case.record_with(request.record)
        return case.record(self.process(letter).step(request.step).form)

    def needed_record(self, letter: Letter) -> Record:
        """The same for a letter that shows one."""
        found = self.record_of(letter)
        if found is None:
            raise RenderError(f"{letter.template} shows a document, and {letter.request} has none")
        return found

    def due(self, letter: Letter) -> When | None:
        """The deadline that is printed."""
        return self.when(self.sheet.dues.get(letter.request))

    def seen_by(self, letter: Letter) -> str:
        """Who else sees the answer."""
        return self.names(self.sheet.seen_by.get(letter.request, ()))

    def rules(self, letter: Letter) -> Rules:
        """As much of the rules as tells who is meant by a name of the process."""
        case = self.case_of(letter)
        return Rules(
            processes={case.process_digest: self.process(letter)},
            current={},
            directory=self.sheet.directory,
            calendars={},
            calendar="",
            reach=_NO_HOURS,
            reach_urgent=_NO_HOURS,
            digest="",
        )

    def silence(self, letter: Letter) -> Silence | None:
        """What silence leads to, if the step says so."""
        step, request = self.step_of(letter), self.request_of(letter)
        if request.escalated >= len(step.escalate):
            return None
        raised = step.escalate[request.escalated]
        case, rules = self.case_of(letter), self.rules(letter)
        span = deadlines.span(rules, case, raised.after)
        to = roles.person(rules, case, raised.to, asked=request)
        if not to or to == request.person:
            to = self.sheet.coordinators.get(letter.chain, "")
        if not span or not to or to == request.person:
            return None
        return Silence(self.span(span), self.name(to))

    def span(self, span: Span) -> str:
        """A span of the process in words."""
        return self.dates.written(span)

    def every(self, letter: Letter, step: Step) -> Span | None:
        """How often a step asks."""
        return deadlines.span(self.rules(letter), self.case_of(letter), step.every) if step.every else None

    def title(self, letter: Letter, form: str) -> str:
        """What a document is called."""
        return self.label(self.process(letter).forms[form].title, form)

    def step_title(self, letter: Letter, step: Step) -> str:
        """What a step is called: its title, else that of its document, else its id."""
        form = self.process(letter).forms.get(step.form or step.record)
        return self.label(step.title or (form.title if form else {}), step.id)
