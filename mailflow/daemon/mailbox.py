"""The thread that owns the IMAP connection: passes, IDLE, filing of sent mails; reconnects with backoff for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

import structlog

from mailflow.engine.ports import Clock
from mailflow.engine.reader import Arrived, Reader, ToFile
from mailflow.transport.imap import LoginRefused, Mailbox
from mailflow.workflow.errors import WireError

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 300.0  # seconds between tries to reconnect
LOGINS_AN_HOUR = 3  # a wrong password must not lock the account


@dataclass(slots=True)
class MailboxState:
    """What `status` shows of the mailbox."""

    connected_at: datetime | None = None
    trouble: str = ""
    refused: list[datetime] = field(default_factory=list)


@dataclass(slots=True)
class MailboxThread:
    """`connect` gives a fresh connection; `wake` tells the turn that something has come."""

    connect: Callable[[], Mailbox]
    reader: Reader
    arrived: SimpleQueue[Arrived]
    filed: SimpleQueue[list[int]]
    wake: Callable[[], None]
    clock: Clock
    stop: threading.Event
    poll_seconds: float
    told: Callable[[MailboxState], None]
    to_file: SimpleQueue[list[ToFile]] = field(default_factory=SimpleQueue)
    refetch: threading.Event = field(default_factory=threading.Event)  # a write failed: ask the server again
    state: MailboxState = field(default_factory=MailboxState)

    def __call__(self) -> None:
        """Until `stop` is set."""
        wait = SHORTEST_WAIT
        while not self.stop.is_set():
            self.state.connected_at = None
            try:
                self._session()
            except LoginRefused as error:
                wait = self._refused(str(error))
            except WireError as error:
                wait = SHORTEST_WAIT if self.state.connected_at else min(wait * 2, LONGEST_WAIT)
                self._trouble(str(error))
            self.stop.wait(wait)

    def _session(self) -> None:
        mailbox = self.connect()
        mailbox.connect()
        try:
            self.state = MailboxState(connected_at=self.clock.now())
            self.told(self.state)
            structlog.get_logger().info("mailbox_connected")
            while not self.stop.is_set():
                if self.refetch.is_set():
                    self.refetch.clear()
                    self.reader.forget()
                self.reader.one_pass(mailbox, self._hand_over)
                self._file(mailbox)
                mailbox.open_folder(self.reader.watched[0])
                mailbox.wait(self.stop, self.poll_seconds)
        finally:
            mailbox.close()

    def _hand_over(self, arrived: Arrived) -> None:
        self.arrived.put(arrived)
        self.wake()

    def _file(self, mailbox: Mailbox) -> None:
        while True:
            try:
                mails = self.to_file.get_nowait()
            except Empty:
                return
            self.filed.put(self.reader.file(mailbox, mails))
            self.wake()

    def _trouble(self, text: str) -> None:
        self.state.trouble = text
        self.told(self.state)
        structlog.get_logger().warning("mailbox_trouble", reason=text)

    def _refused(self, text: str) -> float:
        """Three tries an hour, then a clear state and no more until the hour is over; seconds to wait."""
        now = self.clock.now()
        hour_ago = now - timedelta(hours=1)
        self.state.refused = [at for at in self.state.refused if at > hour_ago] + [now]
        self._trouble(f"login refused ({len(self.state.refused)} of {LOGINS_AN_HOUR} tries this hour): {text}")
        if len(self.state.refused) < LOGINS_AN_HOUR:
            return 20.0
        return (self.state.refused[0] + timedelta(hours=1) - now).total_seconds()
