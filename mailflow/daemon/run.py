"""`mailflow run`: one asyncio loop with the metronome and the sending pool; one thread for the mailbox, one for turns.

The composition root: joins store, transport, engine and the real clock.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailflow.compose.templates import Templates
from mailflow.config.load import Installation
from mailflow.daemon.clock import SystemClock, SystemDice
from mailflow.daemon.mailbox import MailboxState, MailboxThread
from mailflow.engine import deliver
from mailflow.engine.bureau import Bureau
from mailflow.engine.deliver import Outgoing, Result
from mailflow.engine.reader import Reader
from mailflow.engine.turn import Turn
from mailflow.store import inbox, meta
from mailflow.store.database import DiskTrouble, Store
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox
from mailflow.transport.smtp import Pool
from mailflow.workflow.digest import moment
from mailflow.workflow.draft import Outcome
from mailflow.workflow.events import kind_of
from mailflow.workflow.stimuli import Stimulus

METRONOME = 5  # seconds between turns when nothing else asks for one: timers come due, other processes give orders
STOP_WITHIN = 4.0  # seconds that waiting sends get; SIGTERM ends within 10 in all
DISK_PAUSE = 15.0  # seconds before a full or failing disk is tried again
HEARTBEAT = timedelta(seconds=20)


@dataclass(slots=True)
class Daemon:
    """A running installation. `software` is the version that the journal names."""

    installation: Installation
    store: Store
    imap: Account
    smtp: Account
    software: str
    stop: threading.Event = field(default_factory=threading.Event)
    wake: threading.Event = field(default_factory=threading.Event)
    state: MailboxState = field(default_factory=MailboxState)
    failed: bool = False  # a thread ended by a bug: the process ends too, so that somebody starts it again
    _sends: set[asyncio.Task[None]] = field(default_factory=set)

    def bureau(self) -> Bureau:
        """The parts joined, with the real clock and dice."""
        settings = self.installation.settings
        templates = Templates(settings.folder / settings.templates if settings.templates else None)
        return Bureau(self.store, self.installation, SystemClock(), SystemDice(), templates, says=say, warns=warn)

    async def run(self) -> None:
        """Until SIGTERM or SIGINT; nothing is left half done."""
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stopping.set)
        bureau = self.bureau()
        bureau.begin(self.software)
        pool = Pool(self.smtp)

        def hand_over(outgoing: Outgoing) -> None:
            loop.call_soon_threadsafe(self._send_soon, pool, turn, outgoing)

        turn = Turn(bureau, hand_over=hand_over)
        mailbox = self._mailbox(bureau, turn)

        def guarded(work: Callable[[], None]) -> None:
            try:
                work()
            except Exception:  # whatever it is, a daemon that only looks alive would be worse
                structlog.get_logger().exception("thread_failed")
                self.failed = True
            if not self.stop.is_set():
                loop.call_soon_threadsafe(stopping.set)

        threads = [
            threading.Thread(target=guarded, args=(mailbox,), name="mailbox", daemon=True),
            threading.Thread(target=guarded, args=(lambda: self._turns(turn, mailbox),), name="turns", daemon=True),
        ]
        for thread in threads:
            thread.start()
        metronome = AsyncIOScheduler(timezone=UTC)
        metronome.add_job(self.wake.set, "interval", seconds=METRONOME)
        metronome.start()
        self.wake.set()
        await stopping.wait()
        metronome.shutdown(wait=False)
        if self._sends:
            await asyncio.wait(self._sends, timeout=STOP_WITHIN)
        self.stop.set()
        self.wake.set()
        for thread in reversed(threads):  # turns first: they write what the sends brought back
            await asyncio.to_thread(thread.join, STOP_WITHIN)
        for task in self._sends:
            task.cancel()  # left in doubt: the same bytes go again after the claim has run out
        await pool.close()
        structlog.get_logger().info("stopped")

    def _send_soon(self, pool: Pool, turn: Turn, outgoing: Outgoing) -> None:
        task = asyncio.get_running_loop().create_task(self._send(pool, turn, outgoing))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self, pool: Pool, turn: Turn, outgoing: Outgoing) -> None:
        result = await pool.send(outgoing.envelope_from, outgoing.rcpt, outgoing.raw)
        turn.results.put(Result(outgoing, result))
        self.wake.set()

    def _turns(self, turn: Turn, mailbox: MailboxThread) -> None:
        """The write thread. A disk that is full or fails loses nothing: what was not written is fetched again."""
        told_at = datetime.min.replace(tzinfo=UTC)
        while not self.stop.is_set():
            self.wake.wait()
            self.wake.clear()
            try:
                turn()
                waiting = deliver.to_file(turn.bureau)
                if waiting and mailbox.to_file.empty():
                    mailbox.to_file.put(waiting)
                if turn.bureau.clock.now() - told_at >= HEARTBEAT:
                    told_at = self._heartbeat(turn.bureau)
            except DiskTrouble as error:
                structlog.get_logger().error("disk_trouble", reason=str(error))
                turn.bureau.forget()
                mailbox.refetch.set()
                self.stop.wait(DISK_PAUSE)
                self.wake.set()

    def _heartbeat(self, bureau: Bureau) -> datetime:
        now = bureau.clock.now()
        facts = {
            "pid": os.getpid(),
            "at": moment(now),
            "connected_at": moment(self.state.connected_at) if self.state.connected_at else "",
            "trouble": self.state.trouble,
        }
        with self.store.write() as tx:
            meta.put(tx, "daemon", json.dumps(facts))
        return now

    def _mailbox(self, bureau: Bureau, turn: Turn) -> MailboxThread:
        settings = self.installation.settings

        def known(folder: str, validity: int) -> set[int]:
            with self.store.read() as tx:
                return inbox.known(tx, folder, validity)

        def wanted(folder: str, validity: int) -> set[int]:
            with self.store.read() as tx:
                return inbox.wanted_whole(tx, folder, validity)

        def told(state: MailboxState) -> None:
            self.state = state

        return MailboxThread(
            connect=lambda: Mailbox(self.imap),
            reader=Reader(settings.watched, settings.slow, settings.sent, bureau.clock, known, wanted),
            arrived=turn.arrived,
            filed=turn.filed,
            wake=self.wake.set,
            clock=bureau.clock,
            stop=self.stop,
            poll_seconds=settings.poll_seconds,
            told=told,
        )


def warn(fact: str, which: str, reason: str) -> None:
    """What was set aside, and why."""
    structlog.get_logger().warning(fact, which=which[:64], reason=reason)


def say(chain: str, cause: str, _stimulus: Stimulus, outcome: Outcome) -> None:
    """One greppable line for each fact, under the same names as the events."""
    log = structlog.get_logger()
    for event in outcome.events:
        facts = {
            name: getattr(event, name)
            for name in ("request", "person", "run", "verdict", "reason", "number", "message_id")
            if getattr(event, name, "")
        }
        log.info(kind_of(type(event)), chain=chain, cause=cause[:16], **facts)
