"""`mailflow run`: one asyncio loop with the metronome and the sending pool; one thread for the mailbox, one for turns.

The composition root: joins store, transport, engine and the real clock.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailflow.compose.templates import Templates
from mailflow.config.load import Installation
from mailflow.daemon.clock import SystemClock, SystemDice
from mailflow.daemon.mailbox import DISK_PAUSE, MailboxThread
from mailflow.engine import deliver
from mailflow.engine.bureau import Bureau
from mailflow.engine.deliver import Outgoing, Result
from mailflow.engine.reader import Reader
from mailflow.engine.turn import Turn
from mailflow.store import inbox, meta
from mailflow.store.database import DiskTrouble, Store
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox
from mailflow.transport.smtp import Pool, SendResult
from mailflow.workflow.digest import moment
from mailflow.workflow.draft import Outcome
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.events import kind_of
from mailflow.workflow.stimuli import Stimulus

METRONOME = 5  # seconds between turns when nothing else asks for one: timers come due, other processes give orders
STOP_WITHIN = 8.0  # seconds from SIGTERM to the end, in all
DRAIN_WITHIN = 4.0  # of these, what sends under way get
CONFLICT_PAUSE = 1.0
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
    cut: bool = False  # connections under way were closed by ourselves
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
            threading.Thread(
                target=guarded, args=(lambda: self._turns(turn, mailbox, pool),), name="turns", daemon=True
            ),
        ]
        for thread in threads:
            thread.start()
        metronome = AsyncIOScheduler(timezone=UTC)
        metronome.add_job(self.wake.set, "interval", seconds=METRONOME)
        metronome.start()
        self.wake.set()
        await stopping.wait()
        metronome.shutdown(wait=False)
        await self._end(turn, pool, threads)
        structlog.get_logger().info("stopped")

    async def _end(self, turn: Turn, pool: Pool, threads: Sequence[threading.Thread]) -> None:
        """Nothing new begins; what is under way comes to its end or into doubt, and is written, before one deadline."""
        loop = asyncio.get_running_loop()
        end = loop.time() + STOP_WITHIN
        turn.draining = True
        if self._sends:
            await asyncio.wait(self._sends, timeout=DRAIN_WITHIN)
        self.cut = True
        await pool.close()  # what nothing was said of yet goes back to wait
        if self._sends:
            await asyncio.wait(self._sends, timeout=0.5)
        for task in self._sends:
            task.cancel()
        self.stop.set()
        self.wake.set()
        for thread in threads:
            await asyncio.to_thread(thread.join, max(end - loop.time(), 0.1))

    def _send_soon(self, pool: Pool, turn: Turn, outgoing: Outgoing) -> None:
        if turn.draining:  # claimed in the turn in which the end was asked for
            turn.results.put(Result(outgoing, SendResult("temporary", 0, "mailflow is ending")))
            return
        task = asyncio.get_running_loop().create_task(self._send(pool, turn, outgoing))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self, pool: Pool, turn: Turn, outgoing: Outgoing) -> None:
        result = await pool.send(outgoing.envelope_from, outgoing.rcpt, outgoing.raw)
        if self.cut and result.kind == "doubt":
            return  # left claimed: the same bytes go again at the next start, marked as a repeat
        turn.results.put(Result(outgoing, result))
        self.wake.set()

    def _turns(self, turn: Turn, mailbox: MailboxThread, pool: Pool) -> None:
        """The write thread. A disk that is full or fails loses nothing: what was not written is still held."""
        told_at, told = datetime.min.replace(tzinfo=UTC), ""
        while True:
            self.wake.wait()
            self.wake.clear()
            if self.stop.is_set():
                break
            try:
                turn()
                waiting = deliver.to_file(turn.bureau)
                if waiting and mailbox.to_file.empty():
                    mailbox.to_file.put(waiting)
                trouble = "; ".join(self._troubles(turn, mailbox, pool))
                if trouble != told or turn.bureau.clock.now() - told_at >= HEARTBEAT:
                    told_at, told = self._heartbeat(turn.bureau, mailbox, trouble), trouble
            except DiskTrouble as error:
                structlog.get_logger().error("disk_trouble", reason=str(error))
                turn.bureau.forget()
                self.stop.wait(DISK_PAUSE)
                self.wake.set()
            except StoreConflict as error:  # another process writes to the same rows: the next turn finds them settled
                structlog.get_logger().warning("conflict", reason=str(error))
                self.stop.wait(CONFLICT_PAUSE)
                self.wake.set()
        with suppress(DiskTrouble, StoreConflict):  # lost with the process: in doubt, and sent again as the same mails
            turn.write_results()

    def _troubles(self, turn: Turn, mailbox: MailboxThread, pool: Pool) -> list[str]:
        sending = [f"sending: {pool.trouble}"] if pool.trouble else []
        return [*mailbox.state.troubles(), *sending, *turn.troubles()]

    def _heartbeat(self, bureau: Bureau, mailbox: MailboxThread, trouble: str) -> datetime:
        now, connected_at = bureau.clock.now(), mailbox.state.connected_at
        facts = {
            "pid": os.getpid(),
            "at": moment(now),
            "connected_at": moment(connected_at) if connected_at else "",
            "trouble": trouble,
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

        return MailboxThread(
            connect=lambda: Mailbox(self.imap),
            reader=Reader(settings.watched, settings.slow, settings.sent, bureau.clock, known, wanted),
            arrived=turn.arrived,
            filed=turn.filed,
            wake=self.wake.set,
            clock=bureau.clock,
            dice=bureau.dice,
            stop=self.stop,
            poll_seconds=settings.poll_seconds,
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
