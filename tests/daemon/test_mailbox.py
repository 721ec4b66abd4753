"""The mailbox thread on a real Dovecot: how often it logs in, and what neither a quota nor a disk may stop."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from typing import Any

import pytest
from faults import FaultProxy
from servers import MailServer

from mailflow.daemon.mailbox import MailboxThread
from mailflow.engine.reader import Arrived, Reader, ToFile
from mailflow.sandbox.clock import SeededDice, VirtualClock
from mailflow.store.database import DiskTrouble
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox
from mailflow.workflow.errors import WireError

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
MAIL = b"From: wang.min@corp.example\r\nSubject: a\r\n\r\nx\r\n"


class Skipping(threading.Event):
    """A stop whose waits cost no time: the clock jumps; set when that has gone on for `until`."""

    def __init__(self, clock: VirtualClock, until: datetime) -> None:
        super().__init__()
        self.clock, self.until = clock, until
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Jump instead of waiting."""
        self.waits.append(timeout or 0)
        self.clock.jump(self.clock.now() + timedelta(seconds=timeout or 0))
        if self.clock.now() >= self.until:
            self.set()
        return self.is_set()


Made = Callable[..., MailboxThread]


@pytest.fixture
def made(dovecot: MailServer, boxes: list[str]) -> Iterator[Made]:
    """Makes the thread of an empty mailbox; it is stopped at the end."""
    threads: list[tuple[MailboxThread, threading.Thread]] = []
    box = boxes.pop()

    def make(port: int = 0, password: str = "", stop: threading.Event | None = None, **more: Any) -> MailboxThread:
        clock = getattr(stop, "clock", None) or VirtualClock(START)
        account = Account("127.0.0.1", port or dovecot.imap_port, "none", box, lambda: password or dovecot.password, "")
        known = more.pop("known", lambda *_: set())
        reader = Reader(("INBOX",), (), "mailflow-sent", clock, known, lambda *_: set())
        thread = MailboxThread(
            connect=lambda: Mailbox(account),
            reader=reader,
            arrived=SimpleQueue(),
            filed=SimpleQueue(),
            wake=lambda: None,
            clock=clock,
            dice=SeededDice(1),
            stop=stop or threading.Event(),
            poll_seconds=0.2,
        )
        threads.append((thread, threading.Thread(target=thread, daemon=True)))
        return thread

    def start(*facts: Any, **more: Any) -> MailboxThread:
        thread = make(*facts, **more)
        threads[-1][1].start()
        return thread

    make.box = start.box = box  # type: ignore[attr-defined]  # the tests deliver into it
    yield start
    for thread, running in threads:
        thread.stop.set()
        running.join(10)
        assert not running.is_alive()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def passes(thread: MailboxThread) -> int:
    """Complete passes that were handed over since the last look."""
    found = 0
    while not thread.arrived.empty():
        found += thread.arrived.get().pass_began_at is not None
    return found


def test_a_wrong_password_is_tried_three_times_an_hour(dovecot: MailServer, made: Made) -> None:
    """In every hour of four, counted at the server; the state says so."""
    stop = Skipping(VirtualClock(START), START + timedelta(hours=4))
    with FaultProxy(dovecot.imap_port) as wire:
        thread = made(wire.port, "wrong", stop)
        until(stop.is_set)
        logins = wire.connections
    at = [START + timedelta(seconds=sum(stop.waits[:no])) for no in range(len(stop.waits))]
    assert logins == len(at)
    assert all(len([one for one in at if first <= one < first + timedelta(hours=1)]) <= 3 for first in at)
    assert logins > 6
    assert "login refused (3 of 3 tries this hour)" in thread.state.troubles()[0]


def test_what_fails_after_the_login_is_not_tried_once_a_second(dovecot: MailServer, made: Made) -> None:
    """The folder can't be opened: each try comes later than the one before, up to five minutes, never in step."""
    stop = Skipping(VirtualClock(START), START + timedelta(hours=2))
    with FaultProxy(dovecot.imap_port) as wire:
        wire.cut_on = b"[UIDVALIDITY"
        thread = made(wire.port, stop=stop)
        until(stop.is_set)
        assert wire.connections == len(stop.waits)
    assert len(stop.waits) < 50
    assert all(0.75 * 2**no <= wait <= 1.25 * 2**no for no, wait in enumerate(stop.waits[:8]))
    assert all(225 <= wait <= 375 for wait in stop.waits[9:])
    assert len(set(stop.waits)) > len(stop.waits) / 2
    assert thread.state.troubles()


def test_a_folder_that_takes_nothing_stops_no_reading(
    dovecot: MailServer, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over quota: told, tried again later and not at once; mails come in meanwhile; then the mails are filed."""
    tried: list[str] = []
    right = Mailbox.append

    def append(mailbox: Mailbox, folder: str, raw: bytes, at: datetime) -> None:
        tried.append(folder)
        raise WireError("filing into mailflow-sent: [OVERQUOTA] Quota exceeded")

    monkeypatch.setattr(Mailbox, "append", append)
    thread = made()
    clock: Any = thread.clock
    mails = [ToFile(no, f"<{no}@corp.example>", MAIL, START) for no in (1, 2)]
    thread.to_file.put(mails)
    until(lambda: thread.state.filing)
    thread.to_file.put(mails)
    dovecot.deliver(MAIL, made.box)  # type: ignore[attr-defined]  # as above
    seen: list[Arrived] = []

    def has_come() -> bool:
        while not thread.arrived.empty():
            seen.append(thread.arrived.get())
        return any(one.mails for one in seen)

    until(has_come)
    assert len(tried) == 1
    assert "OVERQUOTA" in thread.state.troubles()[0]
    monkeypatch.setattr(Mailbox, "append", right)
    clock.jump(START + timedelta(minutes=10))
    until(lambda: not thread.filed.empty())
    assert thread.filed.get() == [2, 1]  # the one that failed last
    until(lambda: not thread.state.troubles())


def test_a_disk_that_can_not_be_read_ends_no_thread(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store knows can't be read for a while: the thread waits, and goes on in the same session."""
    monkeypatch.setattr("mailflow.daemon.mailbox.DISK_PAUSE", 0.05)
    failing = [3]

    def known(*_: object) -> set[int]:
        if failing[0]:
            failing[0] -= 1
            raise DiskTrouble("the disk reports an error (I/O)")
        return set()

    thread = made(known=known)
    until(lambda: passes(thread))
    assert failing == [0]
