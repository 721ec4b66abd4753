"""What happens in a world, in lines for whoever watches: who wrote what, what was read, recorded, and goes out next.

Says nothing of its own; the words are those of the mails and of the events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.sandbox.player import Wrote
from mailflow.sandbox.world import Got, World
from mailflow.workflow import events as e
from mailflow.workflow import stimuli
from mailflow.workflow.directory import Directory
from mailflow.workflow.draft import Outcome
from mailflow.workflow.events import kind_of
from mailflow.workflow.reply import Answer, FormReading, Pick, Progress
from mailflow.workflow.stimuli import Stimulus

QUIET = (e.Asked, e.Sent, e.RulesSeen)  # said by the mails themselves
HOW = {
    "forged": "FORGED: sent from outside the company in this name",
    "auto": "automatic reply",
    "calendar": "presses a button in the calendar",
    "all": "reply to all",
    "new": "",
    "": "",
}
FACTS = (
    "run",
    "person",
    "verdict",
    "reason",
    "level",
    "form",
    "version",
    "missing",
    "to",
    "process",
    "number",
    "automatic",
)
LONGEST = 9  # lines of a mail that are shown


@dataclass(slots=True)
class Telling:
    """`line(style, text)` takes each line; style is chapter, wrote, quote, read, recorded, next or got."""

    world: World
    line: Callable[[str, str], None]
    _at: str = ""

    def chapter(self, text: str) -> None:
        """A heading of the story."""
        self.line("chapter", text)

    def wrote(self, wrote: Wrote) -> None:
        """Somebody writes to the process mailbox."""
        how = f"  ({HOW[wrote.how]})" if HOW[wrote.how] else ""
        new = f"{wrote.subject}  " if wrote.how == "new" else ""
        self.line(
            "wrote", f"{self._time(wrote.at)} {self._name(wrote.person)} writes [{wrote.client}]{how}  {new}".rstrip()
        )
        lines = wrote.words.split("\n")
        for one in lines[:LONGEST]:
            self.line("quote", f"          | {one}")
        if len(lines) > LONGEST:
            self.line("quote", f"          | ... {len(lines) - LONGEST} more lines")

    def decided(self, chain: str, _cause: str, stimulus: Stimulus, outcome: Outcome) -> None:
        """What was read from it, what was recorded, what goes out next."""
        for text in self._read(stimulus):
            self.line("read", f"      read      {text}")
        shown = [self._event(event) for event in outcome.events if not isinstance(event, QUIET)]
        for text in shown:
            self.line("recorded", f"      recorded  {chain}: {text}")
        names = [f"{one.template} to {self._name(one.person)}" for one in outcome.letters]
        for text in dict.fromkeys(names):
            self.line("next", f"      next      {text}")

    def got(self, got: Got) -> None:
        """A mail reaches somebody."""
        self.line("got", f"{self._time(got.at)} {self._name(got.person)} gets  {got.message.subject}")

    def _read(self, stimulus: Stimulus) -> list[str]:
        match stimulus:
            case stimuli.Opened():
                return [f"{stimulus.process}: {_form(stimulus.reading)}"] if not stimulus.number else []
            case stimuli.Replied():
                if not stimulus.answers:
                    return ["nothing that was asked"]
                origin = stimulus.mail.origin
                return [f"{self._answer(one)}; origin {origin.verdict} ({origin.reason})" for one in stimulus.answers]
            case stimuli.Automatic():
                return [f"automatic mail ({stimulus.kind}): no person's words"]
            case stimuli.Due():
                return [f"due: {stimulus.timer.kind} {stimulus.timer.subject}"]
            case stimuli.Ordered():
                return [f"order of {stimulus.by}: {stimulus.order}"]
        return []

    def _answer(self, answer: Answer) -> str:
        reading = answer.reading
        if isinstance(reading, FormReading):
            return _form(replace(reading, missing=()))  # what the answer lacks may have come before
        match reading:
            case Pick():
                said = f"choice {reading.no or 'none'}"
            case Progress():
                updates = ", ".join(f"{one.no} {one.status}" for one in reading.updates)
                said = f"{updates or 'no progress'} by rule {reading.rule or '-'}"
            case _:
                said = f"{reading.verdict} by rule {reading.rule or '-'}"
        return said + (" (as a copy)" if answer.role == "copy" else "")

    def _event(self, event: e.Event) -> str:
        facts = []
        for name in FACTS:
            value = getattr(event, name, "")
            if value not in ("", (), None):
                shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
                facts.append(self._name(shown) if name in ("person", "to") else f"{name} {shown}")
        return f"{kind_of(type(event))}  {' · '.join(facts)}".rstrip()

    def _name(self, person: str) -> str:
        return name_of(self.world.installation.directory, person)

    def _time(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.world.installation.settings.zone)).strftime("%a %H:%M")


def name_of(directory: Directory, person: str) -> str:
    """A person as the demo shows them; a key that is nobody's stays as it is."""
    found = directory.people.get(person)
    return next(iter(found.name.values()), person) if found else person


def _form(reading: FormReading) -> str:
    further = {
        "missing": reading.missing,
        "said otherwise in a file": reading.conflicts,
        "not read": tuple(f"{name} ({reason})" for name, reason in reading.unread),
    }
    told = "".join(f"; {name}: {', '.join(several)}" for name, several in further.items() if several)
    return f"form with {', '.join(reading.fields) or 'nothing'}{told}"
