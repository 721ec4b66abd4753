"""turn() -> what comes next: takes what has arrived, decides, renders, hands claimed mails over. Waits for no network.

A restart, a clock jump and three days down are this same code path.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from mailflow.crashpoint import crashpoint
from mailflow.engine import deliver, intake, letters
from mailflow.engine.bureau import Bureau
from mailflow.engine.deliver import Outgoing, Result
from mailflow.engine.reader import Arrived
from mailflow.store import dues, inbox, outbox
from mailflow.store import letters as stored_letters
from mailflow.store.database import DiskTrouble, Transaction
from mailflow.store.inbox import InboxRow
from mailflow.workflow import stimuli
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Timer

T = TypeVar("T")
GRACE = timedelta(minutes=2)  # a deadline is judged by a pass that began this much after it (rule 7)
TRIES = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)  # of a timer that shows a bug


@dataclass(slots=True)
class Kept(Generic[T]):
    """A queue whose items are let go only when they have been written, in their order."""

    queue: SimpleQueue[T] = field(default_factory=SimpleQueue)
    _first: list[T] = field(default_factory=list)

    def each(self, write: Callable[[T], None]) -> None:
        """Write every item that waits; one that could not be written stays the first, and nothing behind it is lost."""
        while True:
            if not self._first:
                try:
                    self._first.append(self.queue.get_nowait())
                except Empty:
                    return
            write(self._first[0])
            self._first.clear()


@dataclass(frozen=True, slots=True)
class _Failed:
    """A timer that showed a bug: how often, and when it is tried again."""

    times: int
    again_at: datetime
    reason: str


@dataclass(slots=True)
class Turn:
    """The write side of the engine: owns all writes, and the queues that the other threads fill."""

    bureau: Bureau
    hand_over: Callable[[Outgoing], None]
    pass_began_at: datetime | None = None
    draining: bool = False  # set from outside when the process is to end: nothing more is claimed
    _arrived: Kept[Arrived] = field(default_factory=Kept)
    _results: Kept[Result] = field(default_factory=Kept)
    _filed: Kept[list[int]] = field(default_factory=Kept)
    _begun: list[InboxRow] = field(default_factory=list)  # claimed, and not read to their end
    _failed: dict[Timer, _Failed] = field(default_factory=dict)

    @property
    def arrived(self) -> SimpleQueue[Arrived]:
        """What passes over the mailbox have found."""
        return self._arrived.queue

    @property
    def results(self) -> SimpleQueue[Result]:
        """What became of mails that were handed over."""
        return self._results.queue

    @property
    def filed(self) -> SimpleQueue[list[int]]:
        """Mails that stand in our own folder now."""
        return self._filed.queue

    def __call__(self) -> datetime | None:
        """One turn; when the next is due by the clock, or None."""
        self.write_results()
        self._arrived.each(self._arrive)
        intake.work(self.bureau, self._begun)
        self._judge()
        letters.post(self.bureau)
        if not self.draining:
            for outgoing in deliver.claim(self.bureau):
                self.hand_over(outgoing)
        return self._next_due()

    def write_results(self) -> None:
        """What the servers have said of our mails; all that a process which ends still has to write."""
        self._results.each(lambda one: deliver.take(self.bureau, one))
        self._filed.each(lambda ids: deliver.filed(self.bureau, ids, self.bureau.clock.now()))

    def troubles(self) -> list[str]:
        """Timers that were set aside, for `status`."""
        return [f"the timer {timer.key} of {timer.chain} fails: {one.reason}" for timer, one in self._failed.items()]

    def _arrive(self, batch: Arrived) -> None:
        if batch.mails:
            intake.keep(self.bureau, batch.mails)
        if batch.pass_began_at:
            self.pass_began_at = batch.pass_began_at

    def _judge(self) -> None:
        """Timers whose time has come, once every mail that came before it has been read."""
        now = self.bureau.clock.now()
        with self.bureau.store.read() as tx:
            if self.bureau.paused(tx):
                return
            come = dues.due(tx, now)
            self._failed = {timer: one for timer, one in self._failed.items() if timer in come}
            ready = [timer for timer in come if self._may_judge(tx, timer, now)]
        for timer in ready:
            self._came_safely(timer, now)

    def _may_judge(self, tx: Transaction, timer: Timer, now: datetime) -> bool:
        if self.pass_began_at is None or self.pass_began_at < timer.at + GRACE or not self.bureau.plays(timer.chain):
            return False
        if timer in self._failed and now < self._failed[timer].again_at:
            return False
        person = self.bureau.installation.directory.people.get(timer.person)
        return person is None or not inbox.waiting_from(tx, (person.address, *person.aliases))

    def _came_safely(self, timer: Timer, now: datetime) -> None:
        """A bug sets the one timer aside that shows it, for a while that grows; everything else goes on."""
        for _ in range(TRIES):
            try:
                self._came(timer, now)
            except StoreConflict:
                continue  # somebody else has written first; after so many the next turn looks again
            except DiskTrouble:
                raise  # says nothing of this timer
            except Exception:
                self._set_aside(timer, now, traceback.format_exc(limit=-6).strip())
            else:
                self._failed.pop(timer, None)
            return

    def _set_aside(self, timer: Timer, now: datetime, reason: str) -> None:
        times = self._failed[timer].times + 1 if timer in self._failed else 1
        pause = min(FIRST_PAUSE * 2 ** min(times - 1, 16), LONGEST_PAUSE)
        self._failed[timer] = _Failed(times, now + pause, reason.rpartition("\n")[2])
        self.bureau.warns("timer_failed", timer.key, reason)

    def _came(self, timer: Timer, now: datetime) -> None:
        with self.bureau.write() as tx:
            if not dues.stands(tx, timer):
                return  # an earlier timer of this turn has settled it
            due = stimuli.Due(at=now, salt=self.bureau.salt(), timer=timer)
            self.bureau.change(tx, timer.chain, due, cause=f"due/{timer.key}")
        crashpoint("written")

    def _next_due(self) -> datetime | None:
        with self.bureau.store.read() as tx:
            if self.bureau.paused(tx):
                return None
            moments = [
                self._next_timer(tx),
                stored_letters.next_at(tx),
                None if self.draining else outbox.next_at(tx),
                inbox.next_at(tx),
            ]
        return min((at for at in moments if at), default=None)

    def _next_timer(self, tx: Transaction) -> datetime | None:
        at = dues.next_at(tx)
        if at is None or not self._failed:
            return at + GRACE if at else None
        far = self.bureau.clock.now() + timedelta(days=3660)
        return min(
            (self._failed[one].again_at if one in self._failed else one.at + GRACE for one in dues.due(tx, far)),
            default=None,
        )
