"""The thread that owns the IMAP connection: passes, IDLE, filing of sent mails; reconnects with backoff for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

import structlog

from mailflow.engine.ports import Clock, Dice
from mailflow.engine.reader import Arrived, Reader, ToFile
from mailflow.store.database import DiskTrouble
from mailflow.transport.imap import LoginRefused, Mailbox
from mailflow.workflow.errors import StoreConflict, WireError

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 300.0  # seconds between tries to reconnect
BETWEEN_LOGINS = 20.0
LOGINS_AN_HOUR = 3  # a wrong password must not lock the account
DISK_PAUSE = 15.0  # seconds before a full or failing disk is tried again
FILE_PAUSE = timedelta(minutes=10)  # after a mail could not be filed: its folder may be over its quota for long


@dataclass(slots=True)
class MailboxState:
    """What `status` shows of the mailbox. Each trouble stands until the same thing has worked."""

    connected_at: datetime | None = None
    wire: str = ""
    filing: str = ""
    stuck: list[str] = field(default_factory=list)

    def troubles(self) -> list[str]:
        """All of them, for people."""
        return [one for one in (self.wire, self.filing, *self.stuck) if one]


@dataclass(slots=True)
class MailboxThread:
    """`connect` gives a fresh connection; `wake` tells the turn that something has come."""

    connect: Callable[[], Mailbox]
    reader: Reader
    arrived: SimpleQueue[Arrived]
    filed: SimpleQueue[list[int]]
    wake: Callable[[], None]
    clock: Clock
    dice: Dice
    stop: threading.Event
    poll_seconds: float
    to_file: SimpleQueue[list[ToFile]] = field(default_factory=SimpleQueue)
    state: MailboxState = field(default_factory=MailboxState)
    _failures: int = 0  # since the last complete pass
    _refused: list[datetime] = field(default_factory=list)  # logins of the last hour
    _file_at: datetime | None = None
    _not_filed: set[int] = field(default_factory=set)

    def __call__(self) -> None:
        """Until `stop` is set."""
        while not self.stop.is_set():
            try:
                self._session()
            except LoginRefused as error:
                self.stop.wait(self._login_refused(str(error)))
            except WireError as error:
                self._trouble(str(error))
                self.stop.wait(self._backoff())

    def _backoff(self) -> float:
        """Seconds: twice as long each time, and never as long as another installation that lost the same server."""
        wait = min(SHORTEST_WAIT * (1 << self._failures), LONGEST_WAIT)
        self._failures = min(self._failures + 1, 16)
        return wait * (0.75 + self.dice.bits(10) / 2**11)

    def _session(self) -> None:
        mailbox = self.connect()
        mailbox.connect()
        try:
            self.state.connected_at = self.clock.now()
            self._refused.clear()
            structlog.get_logger().info("mailbox_connected")
            while not self.stop.is_set():
                try:
                    self._round(mailbox)
                except (DiskTrouble, StoreConflict) as error:  # what is known can't be read: nothing can be fetched
                    structlog.get_logger().error("disk_trouble", reason=str(error))
                    self.stop.wait(DISK_PAUSE)
        finally:
            self.state.connected_at = None
            mailbox.close()

    def _round(self, mailbox: Mailbox) -> None:
        """A pass, what is to be filed, the rest; then wait for news."""
        self.reader.one_pass(mailbox, self._hand_over)
        self._failures, self.state.wire = 0, ""
        self._file(mailbox)
        self._tell_stuck()
        self.reader.rest(mailbox, self._hand_over)
        self._tell_stuck()
        mailbox.open_folder(self.reader.watched[0])
        mailbox.wait(self.stop, self.poll_seconds)

    def _hand_over(self, arrived: Arrived) -> None:
        self.arrived.put(arrived)
        self.wake()

    def _file(self, mailbox: Mailbox) -> None:
        """A folder that takes nothing must not stop the reading: it is told, and tried again later."""
        if self._file_at and self.clock.now() < self._file_at:
            return
        while not self.stop.is_set():
            try:
                mails = self.to_file.get_nowait()
            except Empty:
                return
            done: list[int] = []
            try:
                for mail in sorted(mails, key=lambda one: one.outbox in self._not_filed):  # others first
                    self._not_filed.add(mail.outbox)
                    self.reader.file(mailbox, mail)
                    self._not_filed.discard(mail.outbox)
                    done.append(mail.outbox)
                self.state.filing, self._file_at = "", None
            except WireError as error:
                self._file_at = self.clock.now() + FILE_PAUSE
                self.state.filing = f"sent mails can't be filed, tried again later: {error}"
                structlog.get_logger().warning("filing_trouble", reason=str(error))
                return
            finally:
                if done:
                    self.filed.put(done)
                self.wake()

    def _tell_stuck(self) -> None:
        stuck = self.reader.stuck()
        for text in stuck:
            if text not in self.state.stuck:
                structlog.get_logger().warning("mail_stuck", reason=text)
        if stuck != self.state.stuck:
            self.state.stuck = stuck
            self.wake()

    def _trouble(self, text: str) -> None:
        self.state.wire = text
        structlog.get_logger().warning("mailbox_trouble", reason=text)
        self.wake()

    def _login_refused(self, text: str) -> float:
        """Three tries an hour, then a clear state and no more until the hour is over; seconds to wait."""
        now = self.clock.now()
        hour_ago = now - timedelta(hours=1)
        self._refused = [at for at in self._refused if at > hour_ago] + [now]
        self._trouble(f"login refused ({len(self._refused)} of {LOGINS_AN_HOUR} tries this hour): {text}")
        if len(self._refused) < LOGINS_AN_HOUR:
            return BETWEEN_LOGINS
        return (self._refused[0] + timedelta(hours=1) - now).total_seconds()
