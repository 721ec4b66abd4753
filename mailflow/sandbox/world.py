"""One company in a process: its post office, the daemon's real parts connected to it, and a clock that is set by hand.

What the daemon does with threads the world does in one: the queues are drained, the turn called, until nothing moves.
"""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from mailflow import __version__
from mailflow.compose.templates import Templates
from mailflow.config.load import Installation
from mailflow.engine import deliver
from mailflow.engine.bureau import Bureau
from mailflow.engine.deliver import Outgoing, Result
from mailflow.engine.reader import Reader
from mailflow.engine.turn import Turn
from mailflow.parsers.message import Message, read_message
from mailflow.sandbox.border import Border
from mailflow.sandbox.clock import SeededDice, VirtualClock
from mailflow.sandbox.embedded import HOST, PASSWORD, USER, PostOffice
from mailflow.store import inbox, letters, outbox
from mailflow.store.database import Store, open_store
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox
from mailflow.transport.smtp import Pool
from mailflow.workflow.draft import Outcome
from mailflow.workflow.stimuli import Stimulus

MOST_ROUNDS = 200  # of one settling: more means that two parts answer each other for ever


@dataclass(frozen=True, slots=True)
class Got:
    """A mail that reached somebody. `templates` are those of the letters in it."""

    person: str
    at: datetime
    message: Message
    raw: bytes
    templates: tuple[str, ...]


Says = Callable[[str, str, Stimulus, Outcome], None]


@dataclass(slots=True)
class World:
    """`with World(installation, start) as world:`; `got` holds every mail that reached a person, oldest first."""

    installation: Installation
    start: datetime
    seed: int = 1
    says: Says = lambda *_: None
    heard: Callable[[Got], None] = lambda *_: None
    got: list[Got] = field(default_factory=list)
    clock: VirtualClock = field(init=False)
    office: PostOffice = field(init=False)
    store: Store = field(init=False)
    bureau: Bureau = field(init=False)
    turn: Turn = field(init=False)
    _mailbox: Mailbox = field(init=False)
    _reader: Reader = field(init=False)
    _pool: Pool = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _sending: threading.Thread = field(init=False)
    _claimed: list[Outgoing] = field(default_factory=list)
    _heard: int = 0

    def __enter__(self) -> Self:
        settings = self.installation.settings
        self.clock = VirtualClock(self.start)
        border = Border(settings.address.rpartition("@")[2], self.clock.now)
        self.office = PostOffice(settings.address, border, self.clock.now)
        self.office.__enter__()
        try:
            self._open()
        except BaseException:
            self.office.__exit__(None, None, None)
            raise
        return self

    def _open(self) -> None:
        settings = self.installation.settings
        self._loop = asyncio.new_event_loop()
        self._sending = threading.Thread(target=self._loop.run_forever, name="sending", daemon=True)
        self._sending.start()
        self.store = open_store(settings.database, create=True)
        folder = Path(settings.folder) / settings.templates if settings.templates else None
        self.bureau = Bureau(
            self.store, self.installation, self.clock, SeededDice(self.seed), Templates(folder), says=self._says
        )
        self.turn = Turn(self.bureau, hand_over=self._claimed.append)
        self._mailbox = Mailbox(self._account(self.office.imap_port))
        self._mailbox.connect()
        self._pool = Pool(self._account(self.office.smtp_port, user=""))
        self._reader = Reader(settings.watched, settings.slow, settings.sent, self.clock, self._known, self._wanted)
        self.bureau.begin(__version__)

    def _account(self, port: int, user: str = USER) -> Account:
        return Account(host=HOST, port=port, security="none", user=user, password=lambda: PASSWORD, cafile="")

    def _says(self, chain: str, cause: str, stimulus: Stimulus, outcome: Outcome) -> None:
        self.says(chain, cause, stimulus, outcome)

    def _known(self, folder: str, validity: int) -> set[int]:
        with self.store.read() as tx:
            return inbox.known(tx, folder, validity)

    def _wanted(self, folder: str, validity: int) -> set[int]:
        with self.store.read() as tx:
            return inbox.wanted_whole(tx, folder, validity)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._mailbox.close()
        asyncio.run_coroutine_threadsafe(self._pool.close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._sending.join(5)
        self._loop.close()
        self.store.close()
        self.office.__exit__(kind, error, at)

    def restart(self, installation: Installation) -> None:
        """The daemon stops, and begins anew with what was changed in its configuration."""
        self.installation = installation
        self.bureau.installation = installation
        self.bureau.begin(__version__)

    def post(self, envelope_from: str, raw: bytes) -> None:
        """Somebody sends a mail to the process mailbox."""
        with smtplib.SMTP(HOST, self.office.smtp_port, timeout=10) as server:
            server.sendmail(envelope_from, [self.installation.settings.address], raw)

    def settle(self) -> datetime | None:
        """Passes, turns and sends until nothing moves; when the next turn is due, or None."""
        for _ in range(MOST_ROUNDS):
            found = self._reader.one_pass(self._mailbox, self.turn.arrived.put)
            found += self._reader.rest(self._mailbox, self.turn.arrived.put)
            next_due = self.turn()
            sent = self._send()
            filed = self._file()
            self._hear()
            if not (found or sent or filed or (next_due and next_due <= self.clock.now())):
                return next_due
        raise RuntimeError("the world does not come to rest: something answers itself")

    def advance(self, to: datetime) -> None:
        """Let time pass: every moment at which something is due is visited."""
        while True:
            due = self.settle()
            if due is None or due > to:
                self.clock.jump(to)
                self.settle()
                return
            self.clock.jump(max(due, self.clock.now()))

    def _send(self) -> int:
        claimed, self._claimed[:] = list(self._claimed), []
        for one in claimed:
            sending = self._pool.send(one.envelope_from, one.rcpt, one.raw)
            self.turn.results.put(Result(one, asyncio.run_coroutine_threadsafe(sending, self._loop).result(30)))
        return len(claimed)

    def _file(self) -> int:
        waiting = deliver.to_file(self.bureau)
        for mail in waiting:
            self._reader.file(self._mailbox, mail)
        if waiting:
            self.turn.filed.put([mail.outbox for mail in waiting])
        return len(waiting)

    def _hear(self) -> None:
        for rcpt, raw in self.office.delivered[self._heard :]:
            self._heard += 1
            message = read_message(raw)
            person = self.installation.directory.person_at(rcpt)
            got = Got(person.key if person else rcpt, self.clock.now(), message, raw, self._templates(message))
            self.got.append(got)
            self.heard(got)

    def _templates(self, message: Message) -> tuple[str, ...]:
        with self.store.read() as tx:
            row = outbox.by_message_id(tx, message.message_id)
            return tuple(one.template for one in letters.of_mail(tx, row.id)) if row else ()
