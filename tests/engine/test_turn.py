"""Faults inside a turn: a bug, a full disk, a refused mail. The one thing is set aside, and everything else goes on."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mailflow.config.load import load_installation
from mailflow.engine import bureau as bureaus
from mailflow.engine import letters as letters_room
from mailflow.engine.bureau import Bureau
from mailflow.engine.orders import give_case
from mailflow.sandbox import people
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.embedded import PostOffice
from mailflow.sandbox.people import Stamp, Writer
from mailflow.sandbox.world import World
from mailflow.store import dues, inbox, journal, letters, outbox
from mailflow.store.database import DiskTrouble, Store, Transaction
from mailflow.workflow import events as e
from mailflow.workflow.model import Letter, LetterState
from mailflow.workflow.office import CHAIN
from mailflow.workflow.stimuli import Due, Stimulus

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
BOX = "process@corp.example"
FORM = """牵头部门：物流部
发起人：王敏
问题描述：延迟
影响范围：华东
关联部门：仓储部
紧急程度：重要
初步原因分析：接口
"""
WANG = Writer("王敏", "wang.min@corp.example")
CHEN = Writer("陈刚", "chen.gang@corp.example")
FIRST, SECOND = "XC2026-0001", "XC2026-0002"
Warned = list[tuple[str, str, str]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Nothing has come yet."""
    prepare(tmp_path)
    with World(load_installation(tmp_path), START) as made:
        made.settle()
        yield made


@pytest.fixture
def warned(world: World) -> Warned:
    """What the bureau has warned of."""
    found: Warned = []
    world.bureau.warns = lambda *facts: found.append(facts)
    return found


def open_case(world: World, no: int = 1) -> None:
    stamp = Stamp(BOX, world.clock.now(), f"<form{no}@corp.example>")
    world.post(WANG.address, people.new_mail(WANG, stamp, f"评估表 {no}", FORM.replace("延迟", f"延迟 {no}")))
    world.settle()


def approve(world: World) -> None:
    """Chen answers; the mail waits at the server."""
    ask = next(got for got in world.got if got.person == "chen_gang" and "signoff" in got.templates)
    raw = people.reply(CHEN, Stamp(BOX, world.clock.now(), "<yes@corp.example>"), "同意", ask.message)
    world.post(CHEN.address, raw)


def events(world: World, chain: str = FIRST) -> list[e.Event]:
    with world.store.read() as tx:
        return [event for _, event in journal.load(tx, chain)]


def first_reminder(world: World, chain: str) -> datetime:
    with world.store.read() as tx:
        return dues.of_chain(tx, chain)[0].at


@contextmanager
def full_disk(after: int = 0) -> Iterator[None]:
    """No write succeeds, from the one after so many on."""
    whole, left = Store.write, [after]

    @contextmanager
    def write(store: Store) -> Iterator[Transaction]:
        if not left[0]:
            raise DiskTrouble("the disk is full")
        left[0] -= 1
        with whole(store) as tx:
            yield tx

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", write)
        yield


def test_a_bug_in_one_timer_holds_up_no_other(world: World, warned: Warned, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain's timer is tried again after a growing pause, never in a spin; once mended, it comes."""
    open_case(world, 1)
    open_case(world, 2)
    right: Any = vars(bureaus)["decide"]
    tried: list[datetime] = []
    with world.store.read() as tx:
        first = dues.of_chain(tx, FIRST)[0].key

    def wrong(rules: Any, case: Any, stimulus: Stimulus, now: datetime) -> Any:
        if isinstance(stimulus, Due) and stimulus.timer.chain == FIRST:
            if stimulus.timer.key == first:
                tried.append(now)
            raise ZeroDivisionError("a bug")
        return right(rules, case, stimulus, now)

    monkeypatch.setattr(bureaus, "decide", wrong)
    before = {chain: len(events(world, chain)) for chain in (FIRST, SECOND)}
    world.advance(first_reminder(world, FIRST) + timedelta(hours=3))
    assert len(events(world, FIRST)) == before[FIRST]
    assert len(events(world, SECOND)) > before[SECOND]
    assert 5 <= len(tried) <= 9
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(minutes=1)
    assert {fact for fact, _, _ in warned} == {"timer_failed"}
    assert all("ZeroDivisionError: a bug" in reason for _, _, reason in warned)
    assert "ZeroDivisionError" in world.turn.troubles()[0]
    monkeypatch.undo()
    world.advance(world.clock.now() + timedelta(hours=3))
    assert len(events(world, FIRST)) > before[FIRST]
    assert world.turn.troubles() == []


def test_a_bug_in_one_letter_sets_that_letter_aside(
    world: World, warned: Warned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go, the decision stands, and the process owner is told."""
    right = letters_room._thread  # the fault is put where a bug could be

    def wrong(tx: Transaction, letter: Letter) -> Any:
        if letter.template == "form_received":
            raise ZeroDivisionError("a bug")
        return right(tx, letter)

    monkeypatch.setattr(letters_room, "_thread", wrong)
    open_case(world)
    assert any("signoff" in got.templates for got in world.got)
    with world.store.read() as tx:
        (broken,) = letters.listing(tx, state=LetterState.BROKEN.value)
    assert broken.letter.template == "form_received"
    assert "Traceback" in broken.reason
    assert [one.reason for one in events(world) if isinstance(one, e.Unrenderable)] == ["ZeroDivisionError: a bug"]
    told = [got for got in world.got if "unrenderable" in got.templates]
    assert [got.person for got in told] == [world.installation.directory.process_owner]
    assert [fact for fact, _, _ in warned] == ["letter_broken"]


def test_a_bug_in_a_group_sets_only_its_own_letter_aside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three letters that would go in one mail: two go."""
    right = letters_room._thread  # the fault is put where a bug could be

    def wrong(tx: Transaction, letter: Letter) -> Any:
        if letter.version == 8:
            raise ZeroDivisionError("a bug")
        return right(tx, letter)

    monkeypatch.setattr(letters_room, "_thread", wrong)
    owner = world.installation.directory.process_owner
    facts = {"person": "wang_min", "reply": "550 no", "requests": ()}
    made = [
        Letter(chain=CHAIN, version=no, template="undeliverable", person=owner, group="one", facts=facts)
        for no in (8, 9, 10)
    ]
    with world.store.write() as tx:
        letters.add(tx, made, world.clock.now())
    world.settle()
    with world.store.read() as tx:
        states = {one.letter.version: one.state for one in letters.listing(tx) if one.letter.group == "one"}
    assert states == {8: LetterState.BROKEN, 9: LetterState.POSTED, 10: LetterState.POSTED}


@pytest.mark.parametrize("after", range(4))
def test_a_full_disk_judges_no_deadline_before_what_came_is_read(world: World, after: int) -> None:
    """The answer came in time; the turn that takes it in fails at its first, second, ... write. Nobody is reminded."""
    open_case(world)
    deadline = first_reminder(world, FIRST)
    world.clock.jump(deadline - timedelta(minutes=1))
    approve(world)
    world.clock.jump(deadline + timedelta(minutes=10))
    world._reader.one_pass(world._mailbox, world.turn.arrived.put)  # a pass, and no turn yet
    with full_disk(after), pytest.raises(DiskTrouble):
        world.turn()
    world.settle()
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve"]
    assert not [got for got in world.got if "reminder" in got.templates]


@pytest.mark.parametrize("after", range(3))
def test_a_full_disk_loses_no_servers_word(world: World, after: int) -> None:
    """Both mails were taken by the server; when the disk has room again, that is written, and neither goes twice."""
    stamp = Stamp(BOX, START, "<form1@corp.example>")
    world.post(WANG.address, people.new_mail(WANG, stamp, "评估表", FORM))
    world._reader.one_pass(world._mailbox, world.turn.arrived.put)  # step by step
    world.turn()
    assert world._send() > 1
    with full_disk(after), pytest.raises(DiskTrouble):
        world.turn()
    world.advance(START + timedelta(minutes=30))
    with world.store.read() as tx:
        assert outbox.counts(tx) == {"sent": len(world.office.delivered)}
    ids = [got.message.message_id for got in world.got]
    assert len(ids) == len(set(ids))
    assert not any(one.repeated for one in events(world) if isinstance(one, e.Sent))


def test_a_full_disk_strikes_no_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the disk fails while a good reply is read: it is no fault of the reply."""
    open_case(world)
    approve(world)
    right = Bureau.change

    def wrong(bureau: Bureau, tx: Transaction, chain: str, stimulus: Stimulus, cause: str) -> Any:
        raise DiskTrouble("the disk is full")

    monkeypatch.setattr(Bureau, "change", wrong)
    for _ in range(5):
        with pytest.raises(DiskTrouble):
            world.settle()
        world.clock.jump(world.clock.now() + timedelta(minutes=6))
    monkeypatch.setattr(Bureau, "change", right)
    world.settle()
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve"]
    with world.store.read() as tx:
        assert set(inbox.counts(tx)) == {"done"}


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Addresses for which the server says 550."""
    right: Any = PostOffice.handle_DATA
    found: set[str] = set()

    async def handle(office: PostOffice, server: object, session: object, envelope: Any) -> str:
        if envelope.rcpt_tos[0] in found:
            return "550 5.1.1 no such user"
        said: str = await right(office, server, session, envelope)
        return said

    monkeypatch.setattr(PostOffice, "handle_DATA", handle)
    return found


def cancelled(world: World) -> None:
    open_case(world)
    give_case(world.bureau, FIRST, "cancel", by="operator", reason="doubled")


def test_a_refused_mail_that_asks_nothing_is_told_once(refused: set[str], world: World) -> None:
    """550 to the notice that a case is cancelled: journaled, and the coordinator hears of it."""
    cancelled(world)
    refused.add(CHEN.address)
    world.advance(START + timedelta(days=2))
    failed = [one for one in events(world) if isinstance(one, e.SendFailed)]
    assert [(one.person, one.requests, one.bounced) for one in failed] == [("chen_gang", (), False)]
    assert len([got for got in world.got if "undeliverable" in got.templates]) == 1


def test_people_who_can_not_be_reached_are_not_told_of_each_other_for_ever(refused: set[str], world: World) -> None:
    """Everybody is refused: the coordinator and the process owner are written to in vain, and it ends."""
    cancelled(world)
    refused |= {one.address for one in world.installation.directory.people.values()}
    world.advance(START + timedelta(days=3))
    with world.store.read() as tx:
        said = [one.letter for one in letters.listing(tx) if one.letter.template == "undeliverable"]
        assert set(outbox.counts(tx)) == {"failed", "sent"}
    of_case = [one for one in events(world) if isinstance(one, e.SendFailed)]
    of_office = [one for one in events(world, CHAIN) if isinstance(one, e.SendFailed)]
    assert of_case
    assert len([one for one in said if one.chain == FIRST]) == len(of_case)
    assert len(said) == len(of_office)
    assert {one.person for one in said if one.chain == CHAIN} <= {world.installation.directory.process_owner}


def bounce_of(raw_id: str, address_of: str) -> bytes:
    """A delivery status notification (RFC 3464) for one of our mails."""
    return (
        f"From: Mail Delivery System <MAILER-DAEMON@corp.example>\r\nTo: {BOX}\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <dsn@corp.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.corp.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address_of}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {raw_id}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_of_a_mail_that_asks_nothing_is_told(world: World) -> None:
    """It came back later: the same as a refusal at once."""
    cancelled(world)
    world.settle()
    notice = next(got for got in world.got if got.person == "chen_gang" and "cancelled" in got.templates)
    world.post("", bounce_of(notice.message.message_id, CHEN.address))
    world.settle()
    failed = [one for one in events(world) if isinstance(one, e.SendFailed)]
    assert [(one.person, one.bounced) for one in failed] == [("chen_gang", True)]
    assert len([got for got in world.got if "undeliverable" in got.templates]) == 1


def test_a_stamp_that_could_not_look_up_is_no_proof_and_no_delay(world: World) -> None:
    """A temperror never changes in the stored header: the answer is asked anew at once, and decides nothing."""
    open_case(world)
    ask = next(got for got in world.got if got.person == "chen_gang" and "signoff" in got.templates)
    stamp = (
        b"Authentication-Results: mx.corp.example;\r\n"
        b"\tspf=temperror smtp.mailfrom=corp.example; dmarc=temperror header.from=corp.example\r\n"
    )
    raw = stamp + people.reply(CHEN, Stamp(BOX, world.clock.now(), "<yes@corp.example>"), "同意", ask.message)
    into: Callable[[bytes], Any] = world.office._append  # past the border, which would stamp it itself
    loop = world.office._loop
    assert loop
    asyncio.run_coroutine_threadsafe(into(raw), loop).result(10)
    world.settle()
    assert not [one for one in events(world) if isinstance(one, e.Answered)]
    assert [got.person for got in world.got if "fresh_ask" in got.templates] == ["chen_gang"]
    with world.store.read() as tx:
        assert set(inbox.counts(tx)) == {"done"}
