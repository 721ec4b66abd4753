"""One installation at work: its store, rules, clock and dice, and the one way in which a chain is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from mailflow.compose.templates import Templates
from mailflow.config import load_process
from mailflow.config.load import Installation
from mailflow.engine.ports import Clock, Dice
from mailflow.parsers import RULES as PARSER_RULES
from mailflow.store import inbox, journal, letters, outbox, parts
from mailflow.store.database import Store, Transaction
from mailflow.store.write import commit_outcome, hold
from mailflow.workflow import fold as cases
from mailflow.workflow import office as offices
from mailflow.workflow.case import Case
from mailflow.workflow.decide import decide
from mailflow.workflow.digest import sha256
from mailflow.workflow.draft import Outcome
from mailflow.workflow.entries import encode, event_of
from mailflow.workflow.office import CHAIN, Office
from mailflow.workflow.process import Process
from mailflow.workflow.rules import REHEARSAL_PREFIX, Rules
from mailflow.workflow.stimuli import DirectoryChanged, RulesChanged, Stimulus


@dataclass(slots=True)
class Bureau:
    """What every stage of the engine works with.

    `says` takes each decision, for the log and the demo; `warns` what is set aside without one: (fact, which, reason).
    """

    store: Store
    installation: Installation
    clock: Clock
    dice: Dice
    templates: Templates
    says: Callable[[str, str, Stimulus, Outcome], None] = lambda *_: None
    warns: Callable[[str, str, str], None] = lambda *_: None
    _older: dict[str, Process] = field(default_factory=dict)
    _office: Office = field(default_factory=Office)

    def salt(self) -> str:
        """Dice for one stimulus: 128 bits as hex."""
        return f"{self.dice.bits(128):032x}"

    def rules(self, tx: Transaction) -> Rules:
        """What decisions rest on now."""
        return self._rules(self.office(tx))

    def zone_of(self, person: str) -> ZoneInfo:
        """Where a person's dates and times are meant; needs no look at the store."""
        return self._rules(self._office).zone_of(person)

    def _rules(self, office: Office) -> Rules:
        settings, processes = self.installation.settings, self.installation.processes
        by_digest = {process.digest: process for process in processes.values()} | self._older
        return Rules(
            processes=by_digest,
            current={process.key: process.digest for process in processes.values()},
            directory=self.installation.directory,
            calendars=self.installation.calendars,
            calendar=settings.calendar,
            reach=settings.reach,
            reach_urgent=settings.reach_urgent,
            digest=self.installation.digest,
            rehearsal=settings.mode == "rehearsal",
            paused=office.pauses,
        )

    def office(self, tx: Transaction) -> Office:
        """The office as it stands; only what is new since the last look is read."""
        self._office = offices.fold((event for _, event in journal.load(tx, CHAIN, self._office.version)), self._office)
        return self._office

    def forget(self) -> None:
        """After a write that failed: read everything again."""
        self._office = Office()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction; what was folded from it is forgotten when it fails."""
        try:
            with self.store.write() as tx:
                yield tx
        except BaseException:
            self.forget()
            raise

    def case(self, tx: Transaction, number: str) -> Case | None:
        """A case as it stands, its definition at hand afterwards; None where there is none of this number."""
        if number == CHAIN:
            return None
        case = cases.fold(event for _, event in journal.load(tx, number))
        if case:
            self._know(tx, case.process_digest)
        return case

    def change(self, tx: Transaction, chain: str, stimulus: Stimulus, cause: str) -> Outcome:
        """Decide and write, in this transaction: the only way in which a chain grows."""
        held, now = hold(tx, chain), stimulus.at
        is_known = chain == CHAIN and held.head.version == self._office.version
        office = self._office if is_known else self.office(tx)
        if chain == CHAIN:
            base = office.version
            outcome = offices.decide(self._rules(office), office, stimulus, now)
        else:
            case = self.case(tx, chain)
            base = case.version if case else 0
            outcome = decide(self._rules(office), case, stimulus, now)
        entries = [encode(event, stimulus.salt, place) for place, event in enumerate(outcome.events)]
        timers = None if chain == CHAIN else outcome.dues
        commit_outcome(
            held,
            base,
            entries,
            letters=outcome.letters,
            timers=timers,
            cause=cause,
            rules=self.installation.digest,
            now=now,
        )
        if chain == CHAIN:  # known without another look; a write that fails forgets it
            self._office = offices.fold(map(event_of, entries), office)
        self.says(chain, cause, stimulus, outcome)
        return outcome

    def begin(self, software: str) -> None:
        """At start: keep the definitions by digest, and journal the rules if they changed; take over what was claimed.

        Letters that could not be rendered get another try: somebody may have mended their template.

        On SQLite there is one daemon at a time, so every claim is a dead one's; elsewhere the leases run out.
        """
        now = self.clock.now()
        with self.write() as tx:
            for path in sorted((self.installation.settings.folder / "processes").glob("*.yaml")):
                parts.keep(tx, path.read_bytes(), "application/yaml")
            changed = RulesChanged(
                at=now,
                salt=self.salt(),
                config=self.installation.digest,
                directory=self.installation.directory.digest,
                parsers=PARSER_RULES,
                software=software,
            )
            before = self.office(tx).seen[1]
            self.change(tx, CHAIN, changed, cause="start")
            if before not in ("", changed.directory):
                self._tell_cases(tx, changed)
            if self.store.path is not None:
                inbox.release(tx, now)
                outbox.release(tx, now)
            letters.retry_broken(tx)

    def _tell_cases(self, tx: Transaction, changed: RulesChanged) -> None:
        """Other people than before: steps that found nobody may go on, and who has left is missed at once."""
        for chain in journal.chains(tx):
            case = self.case(tx, chain)
            if case and case.state in ("open", "stopped"):
                told = DirectoryChanged(at=changed.at, salt=self.salt(), directory=changed.directory)
                self.change(tx, chain, told, cause="start")

    def _know(self, tx: Transaction, digest: str) -> None:
        """A case keeps the definition that it started with, also when the file has changed since."""
        if digest in self._older or any(one.digest == digest for one in self.installation.processes.values()):
            return
        raw = parts.get(tx, digest)
        if sha256(raw) != digest:
            raise ValueError(f"the definition {digest[:12]} in the store is damaged")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "process.yaml"
            path.write_bytes(raw)
            self._older[digest] = load_process(path)

    def plays(self, chain: str) -> bool:
        """A rehearsal plays TEST chains only, and nothing else plays them (rule 8)."""
        is_test = chain.startswith(REHEARSAL_PREFIX)
        return chain == CHAIN or is_test == (self.installation.settings.mode == "rehearsal")

    def paused(self, tx: Transaction) -> bool:
        """True while nothing may be sent."""
        return self.office(tx).paused_since is not None
