"""A mail that the server can't give holds up the deadlines for three passes, and then no longer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailflow.config.load import load_installation
from mailflow.engine.reader import Arrived, Reader
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.world import World
from mailflow.transport.imap import Fetched, Mailbox, MailsStuck
from mailflow.workflow.errors import WireError

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@dataclass
class Faulty:
    """A real mailbox whose server says no to some UIDs, or drops the connection at some."""

    real: Mailbox
    refuses: set[int] = field(default_factory=set)
    drops: set[int] = field(default_factory=set)

    def fetch(self, uids: Sequence[int]) -> Iterator[Sequence[Fetched]]:
        """As the real one, but for the fault."""
        if self.drops & set(uids):
            raise WireError("the server has closed the connection")
        yield from self.real.fetch([uid for uid in uids if uid not in self.refuses])
        if stuck := self.refuses & set(uids):
            raise MailsStuck("the server can't give them", sorted(stuck))

    def fetch_whole(self, uid: int) -> Fetched:
        """As the real one, but for the fault."""
        if uid in self.drops:
            raise WireError("the server has closed the connection")
        return self.real.fetch_whole(uid)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@dataclass
class Desk:
    """A reader on a mailbox with three mails, and what it has handed over."""

    world: World
    faulty: Faulty
    reader: Reader
    wanted: set[int] = field(default_factory=set)
    arrived: list[Arrived] = field(default_factory=list)

    def round(self) -> bool:
        """One pass and the rest of it; whether the pass was complete."""
        before = len(self.arrived)
        try:
            self.reader.one_pass(self.faulty, self.arrived.append)
            self.reader.rest(self.faulty, self.arrived.append)
        except WireError:
            pass
        return any(one.pass_began_at for one in self.arrived[before:])

    def uids(self) -> list[int]:
        """In the order of their coming."""
        return [mail.uid for one in self.arrived for mail in one.mails]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three mails, 101 to 103."""
    prepare(tmp_path)
    with World(load_installation(tmp_path), START) as world:
        for no in range(3):
            mail = f"From: wang.min@corp.example\r\nMessage-ID: <{no}@corp.example>\r\nSubject: {no}\r\n\r\nx\r\n"
            world.post("wang.min@corp.example", mail.encode())
        wanted: set[int] = set()
        reader = Reader(("INBOX",), (), "sent", world.clock, lambda *_: set(), lambda *_: set(wanted))
        yield Desk(world, Faulty(world._mailbox), reader, wanted)


def numbers(desk: Desk) -> list[int]:
    desk.world._mailbox.open_folder("INBOX")
    return list(desk.world._mailbox.uids())


@pytest.mark.parametrize("fault", ["refuses", "drops"])
def test_passes_count_without_it_after_three(desk: Desk, fault: str) -> None:
    """The others come at once or in the next pass; the deadlines wait, and then no longer; it is told."""
    first, bad, last = numbers(desk)
    getattr(desk.faulty, fault).add(bad)
    complete: list[bool] = []
    while not (complete and complete[-1]) and len(complete) < 10:
        complete.append(desk.round())
    assert 3 <= len(complete) <= 5
    assert sorted(desk.uids()) == [first, last]
    (told,) = desk.reader.stuck()
    assert f"UID {bad} of INBOX" in told
    assert [desk.round() for _ in range(5)] == [True] * 5
    assert sorted(desk.uids()) == [first, last]


@pytest.mark.parametrize("fault", ["refuses", "drops"])
def test_it_is_tried_again_and_comes_when_the_server_gives_it(desk: Desk, fault: str) -> None:
    """Mended, it is handed over once, and nothing is told any more."""
    _, bad, _ = numbers(desk)
    getattr(desk.faulty, fault).add(bad)
    for _ in range(6):
        desk.round()
    getattr(desk.faulty, fault).clear()
    desk.world.clock.jump(START + timedelta(minutes=10))
    for _ in range(3):
        assert desk.round()
    assert desk.uids().count(bad) == 1
    assert desk.reader.stuck() == []


def test_one_lost_connection_is_no_fault_of_a_mail(desk: Desk) -> None:
    """It comes in the next pass, which is complete."""
    desk.faulty.drops.update(numbers(desk))
    assert not desk.round()
    desk.faulty.drops.clear()
    assert desk.round()
    assert sorted(desk.uids()) == numbers(desk)
    assert desk.reader.stuck() == []


def test_it_is_forgotten_when_somebody_deletes_it(desk: Desk) -> None:
    """What is no longer in the folder is nobody's trouble."""
    bad = numbers(desk)[1]
    desk.faulty.refuses.add(bad)
    for _ in range(4):
        desk.round()
    assert desk.reader.stuck()
    client: Any = desk.world._mailbox._client
    client.select_folder("INBOX")
    client.delete_messages([bad])
    client.expunge()
    assert desk.round()
    assert desk.reader.stuck() == []


def test_a_large_mail_that_ends_the_session_holds_up_nothing(desk: Desk) -> None:
    """Wanted whole by an operator: the pass is complete before it is tried, and it waits before it is tried again."""
    bad = numbers(desk)[0]
    desk.round()
    desk.wanted.add(bad)
    desk.faulty.drops.add(bad)
    assert [desk.round() for _ in range(3)] == [True] * 3
    desk.faulty.drops.clear()
    desk.world.clock.jump(START + timedelta(minutes=10))
    desk.round()
    desk.round()
    assert desk.uids().count(bad) == 2  # at first, and once whole
