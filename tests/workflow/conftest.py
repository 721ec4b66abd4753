"""The sample company and the shipped processes as rules, without store or network."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import mailflow.sandbox
from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.workflow.case import OPEN, Case
from mailflow.workflow.decide import decide
from mailflow.workflow.event import Event
from mailflow.workflow.fold import fold
from mailflow.workflow.model import Attachment, Letter, Level, Role, Timer, Value
from mailflow.workflow.reply import Answer, FormReading, Origin, OriginVerdict, Reading, ReplyMail
from mailflow.workflow.rules import Rules
from mailflow.workflow.stimuli import Due, Opened, Ordered, Replied, Stimulus


def _rules(folder: Path) -> Rules:
    config = data_root() / "config"
    shutil.copy(Path(mailflow.sandbox.__file__).parent / "mailflow.yaml", folder)
    shutil.copy(config / "directory.yaml", folder)
    for part in ("processes", "calendars"):
        shutil.copytree(config / part, folder / part)
    found = load_installation(folder)
    processes = found.processes.values()
    return Rules(
        processes={one.digest: one for one in processes},
        current={one.key: one.digest for one in processes},
        directory=found.directory,
        calendars=found.calendars,
        calendar=found.settings.calendar,
        reach=found.settings.reach,
        reach_urgent=found.settings.reach_urgent,
        digest=found.digest,
    )


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """What decisions rest on, with the sample directory."""
    return _rules(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """`at("2026-11-26 09:00")`: that local time in Shanghai, in UTC."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Shanghai")
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@dataclass
class Scene:
    """One case, moved by hand: what is said to it, and the letters that it writes."""

    rules: Rules
    now: datetime
    case: Case | None = None
    letters: list[Letter] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    count: int = 0

    def salt(self) -> str:
        """Another one each time."""
        self.count += 1
        return f"{self.count:032x}"

    def give(self, stimulus: Stimulus) -> list[Letter]:
        """The letters that follow from it."""
        outcome = decide(self.rules, self.case, stimulus, stimulus.at)
        self.case = fold(outcome.events, self.case)
        self.letters += outcome.letters
        self.events += outcome.events
        return list(outcome.letters)

    def mail(self, person: str, files: Sequence[Attachment] = ()) -> ReplyMail:
        """A mail that is proven to be from this person."""
        origin = Origin(f"{person}@corp.example", OriginVerdict.PROVEN, "dmarc")
        return ReplyMail(self.salt() * 2, self.now, person, Level.ORIGIN, origin, "s", "w", tuple(files))

    def open(
        self, process: str, person: str, form: Mapping[str, Value] | FormReading, files: Sequence[Attachment] = ()
    ) -> None:
        """Somebody sends the form that opens a case."""
        opened = Opened(
            at=self.now,
            salt=self.salt(),
            process=process,
            mail=self.mail(person, files),
            reading=form if isinstance(form, FormReading) else FormReading(form),
            number="XX2026-0001",
        )
        self.give(opened)

    def answer(self, person: str, reading: Reading, files: Sequence[Attachment] = ()) -> list[Letter]:
        """This person answers what they were asked last."""
        assert self.case is not None
        request = [one for one in self.case.requests.values() if one.person == person][-1]
        given = Answer(request.key, Role.SIGNER, request.record, reading, "words")
        replied = Replied(at=self.now, salt=self.salt(), mail=self.mail(person, files), answers=(given,))
        letters = self.give(replied)
        open_now = self.case.requests[request.key]
        if open_now.state == OPEN and open_now.answer:  # its window closes
            self.now = max(self.now, open_now.answer.until)
            timer = Timer(self.now, self.case.number, f"window/{request.key}", "window", request.key, person)
            letters += self.give(Due(at=self.now, salt=self.salt(), timer=timer))
        return letters

    def order(self, order: str, request: str, **said: Any) -> list[Letter]:
        """The coordinator steers."""
        made = Ordered(at=self.now, salt=self.salt(), order=order, by="operator:test", request=request, **said)
        return self.give(made)


@pytest.fixture
def scene(rules: Rules, at: Callable[[str], datetime]) -> Scene:
    """No case yet, on a Thursday morning."""
    return Scene(rules, at("2026-11-26 09:01"))
