"""turn() -> what comes next: takes what has arrived, decides, renders, hands claimed mails over. Waits for no network.

A restart, a clock jump and three days down are this same code path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import TypeVar

from mailflow.crashpoint import crashpoint
from mailflow.engine import deliver, intake, letters
from mailflow.engine.bureau import Bureau
from mailflow.engine.deliver import Outgoing, Result
from mailflow.engine.reader import Arrived
from mailflow.store import dues, inbox, outbox
from mailflow.store import letters as stored_letters
from mailflow.store.database import Transaction
from mailflow.workflow import stimuli
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Timer

T = TypeVar("T")
GRACE = timedelta(minutes=2)  # a deadline is judged by a pass that began this much after it (rule 7)


@dataclass(slots=True)
class Turn:
    """The write side of the engine: owns all writes, and the queues that the other threads fill."""

    bureau: Bureau
    hand_over: Callable[[Outgoing], None]
    arrived: SimpleQueue[Arrived] = field(default_factory=SimpleQueue)
    results: SimpleQueue[Result] = field(default_factory=SimpleQueue)
    filed: SimpleQueue[list[int]] = field(default_factory=SimpleQueue)
    pass_began_at: datetime | None = None

    def __call__(self) -> datetime | None:
        """One turn; when the next is due by the clock, or None."""
        deliver.take(self.bureau, _drained(self.results))
        for ids in _drained(self.filed):
            deliver.filed(self.bureau, ids, self.bureau.clock.now())
        for batch in _drained(self.arrived):
            if batch.mails:
                intake.keep(self.bureau, batch.mails)
            if batch.pass_began_at:
                self.pass_began_at = batch.pass_began_at
        intake.work(self.bureau)
        self._judge()
        letters.post(self.bureau)
        for outgoing in deliver.claim(self.bureau):
            self.hand_over(outgoing)
        return self._next_due()

    def _judge(self) -> None:
        """Timers whose time has come, once every mail that came before it has been read."""
        now = self.bureau.clock.now()
        with self.bureau.store.read() as tx:
            if self.bureau.paused(tx):
                return
            ready = [timer for timer in dues.due(tx, now) if self._may_judge(tx, timer)]
        for timer in ready:
            self._came(timer, now)

    def _may_judge(self, tx: Transaction, timer: Timer) -> bool:
        if self.pass_began_at is None or self.pass_began_at < timer.at + GRACE:
            return False
        person = self.bureau.installation.directory.people.get(timer.person)
        return person is None or not inbox.waiting_from(tx, (person.address, *person.aliases))

    def _came(self, timer: Timer, now: datetime) -> None:
        while True:
            try:
                with self.bureau.write() as tx:
                    if not dues.stands(tx, timer):
                        return  # an earlier timer of this turn has settled it
                    due = stimuli.Due(at=now, salt=self.bureau.salt(), timer=timer)
                    self.bureau.change(tx, timer.chain, due, cause=f"due/{timer.key}")
            except StoreConflict:
                continue
            crashpoint("written")
            return

    def _next_due(self) -> datetime | None:
        with self.bureau.store.read() as tx:
            if self.bureau.paused(tx):
                return None
            timer = dues.next_at(tx)
            moments = [
                timer + GRACE if timer else None,
                stored_letters.next_at(tx),
                outbox.next_at(tx),
                inbox.next_at(tx),
            ]
        return min((at for at in moments if at), default=None)


def _drained(queue: SimpleQueue[T]) -> Sequence[T]:
    found = []
    while True:
        try:
            found.append(queue.get_nowait())
        except Empty:
            return found
