"""The chains: what is written is read back, nothing written is changed, and two writers never write the same place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from mailflow.store import dues, journal, letters
from mailflow.store.database import Store
from mailflow.store.tables import journal as table
from mailflow.workflow import events as e
from mailflow.workflow.digest import canonical, sha256
from mailflow.workflow.entries import encode
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Letter, Timer

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LATER = NOW.replace(hour=17)
Grow = Callable[..., journal.Head]
PAUSED = e.Paused(at=NOW, by="operator:root")
EXTENDED = e.Extended(at=NOW, request="r/1", due=LATER, by="head", reason="等报价 \0 😀")


def test_events_come_back_as_they_were(store: Store, grow: Grow) -> None:
    """With their texts, in their order, from any version on."""
    with store.write() as tx:
        head = grow(tx, "XC2026-0001", [PAUSED, EXTENDED])
    with store.read() as tx:
        assert list(journal.load(tx, "XC2026-0001")) == [(1, PAUSED), (2, EXTENDED)]
        assert list(journal.load(tx, "XC2026-0001", above=1)) == [(2, EXTENDED)]
        assert list(journal.load(tx, "XC2026-0001", above=2)) == []
        assert list(journal.load(tx, "XC2026-9999")) == []
        assert journal.newest(tx, "XC2026-0001") == head == journal.heads(tx)["XC2026-0001"]
        assert journal.head(tx, "XC2026-0001") == head.hash != ""
        assert journal.head(tx, "XC2026-9999") == ""
        assert journal.chains(tx) == ["XC2026-0001"]


def test_long_chain_is_read_in_order(store: Store, grow: Grow) -> None:
    """Across the batches in which it is fetched."""
    events = [e.Extended(at=NOW, request=f"r/{no}", due=LATER, by="head", reason=f"理由 {no}") for no in range(450)]
    with store.write() as tx:
        grow(tx, "c", events)
    with store.read() as tx:
        assert [event for _, event in journal.load(tx, "c")] == events
        assert [line.version for line in journal.lines(tx, "c", above=100)] == list(range(101, 451))


def test_hash_is_what_the_design_says(store: Store, grow: Grow) -> None:
    """SHA-256 of canonical JSON, made here by hand, so that a third party can make it too."""
    with store.write() as tx:
        grow(tx, "office", [PAUSED, e.Resumed(at=LATER, by="operator:root")], cause="operator:root")
    with store.read() as tx:
        first, second = journal.lines(tx, "office")
    says = (
        '{"at":"2026-11-26T09:30:00.000000Z","cause":"operator:root","chain":"office","facts":{"by":"operator:root"},'
        '"kind":"paused","prev":"","rules":"' + "r" * 64 + '","texts":{},"version":1}'
    )
    assert first.hash == sha256(says.encode())
    assert second.prev == first.hash
    says = says.replace("09:30", "17:30").replace('"paused","prev":"', f'"resumed","prev":"{first.hash}')
    assert second.hash == sha256(says.replace('"version":1', '"version":2').encode())


def test_same_facts_have_the_same_hash_on_both_databases(lite: Store, pg: Store, grow: Grow) -> None:
    """A journal can move from one to the other."""
    heads = []
    for store in (lite, pg):
        with store.write() as tx:
            heads.append(grow(tx, "c", [PAUSED, EXTENDED]))
    assert heads[0] == heads[1]


@pytest.mark.parametrize("base", [0, 2, 5])
def test_chain_that_moved_on_is_a_conflict(store: Store, grow: Grow, base: int) -> None:
    """And nothing of that decision is kept."""
    with store.write() as tx:
        grow(tx, "c", [PAUSED])
    with pytest.raises(StoreConflict), store.write() as tx:
        grow(
            tx, "c", [EXTENDED], base=base, letters=[Letter("c", 9, "t", "p")], timers=[Timer(NOW, "c", "k", "x", "y")]
        )
    with store.read() as tx:
        assert journal.newest(tx, "c").version == 1
        assert letters.ready(tx, NOW) == []
        assert dues.due(tx, NOW) == []


def test_decision_without_entries_also_conflicts(store: Store, grow: Grow) -> None:
    """It would replace the timers of a state that is gone."""
    with store.write() as tx:
        grow(tx, "c", [PAUSED], timers=[Timer(NOW, "c", "k", "x", "y")])
    with pytest.raises(StoreConflict), store.write() as tx:
        grow(tx, "c", [], base=0, timers=[])
    with store.read() as tx:
        assert len(dues.due(tx, NOW)) == 1


def test_two_writers_one_wins(store: Store, grow: Grow) -> None:
    """Both have read version 0 and decide at the same moment: one entry 1, and the other is told."""
    ended: list[str] = []
    start = threading.Barrier(6)

    def write(name: str) -> None:
        start.wait()
        try:
            with store.write() as tx:
                grow(tx, "c", [e.Paused(at=NOW, by=name)], base=0)
            ended.append("written")
        except StoreConflict:
            ended.append("conflict")

    threads = [threading.Thread(target=write, args=(str(no),)) for no in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["conflict"] * 5 + ["written"]
    with store.read() as tx:
        assert len(list(journal.load(tx, "c"))) == 1


def test_key_guards_where_no_lock_was_asked(store: Store, grow: Grow) -> None:
    """A program that slips past every check still meets the key: no place is written twice."""
    with store.write() as tx:
        grow(tx, "c", [PAUSED])
    rows = journal.rows_of("c", journal.Head(), [encode(EXTENDED, "ab" * 16, 0)], "cause", "rules")
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.execute(insert(table), rows)
    with store.read() as tx:
        assert list(journal.load(tx, "c")) == [(1, PAUSED)]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal SET cause = 'x'",
        "UPDATE journal SET version = version + 100",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE version = 2",
    ],
)
def test_written_entries_stay(store: Store, grow: Grow, attack: str) -> None:
    """The database itself refuses, whoever asks."""
    with store.write() as tx:
        grow(tx, "c", [PAUSED, EXTENDED])
    with pytest.raises(DBAPIError, match="append-only"), store.write() as tx:
        tx.execute(text(attack))
    with store.read() as tx:
        assert list(journal.load(tx, "c")) == [(1, PAUSED), (2, EXTENDED)]


REPLACED = "VALUES ('c', 1, 'paused', '2026-11-26T09:30:00.000000Z', 'x', 'r', '{}', '{}', '', 'h')"


@pytest.mark.parametrize(
    "way", ["INSERT OR REPLACE INTO journal", "REPLACE INTO journal", "INSERT OR IGNORE INTO journal"]
)
def test_replacing_is_refused(lite: Store, grow: Grow, way: str) -> None:
    """INSERT OR REPLACE deletes without asking any DELETE trigger; the third trigger stops it."""
    with lite.write() as tx:
        grow(tx, "c", [PAUSED])
    with pytest.raises(DBAPIError, match="append-only"), lite.write() as tx:
        tx.execute(text(f"{way} {REPLACED}"))
    with lite.write() as tx, pytest.raises(DBAPIError, match="append-only"):
        tx.execute(text(f"INSERT INTO journal {REPLACED} ON CONFLICT (chain, version) DO UPDATE SET cause = 'x'"))
    with lite.read() as tx:
        assert list(journal.load(tx, "c")) == [(1, PAUSED)]


@pytest.mark.parametrize("attack", ["TRUNCATE journal", "TRUNCATE journal CASCADE"])
def test_truncating_is_refused(pg: Store, grow: Grow, attack: str) -> None:
    """TRUNCATE fires no DELETE trigger; it has its own. An upsert meets the UPDATE trigger."""
    with pg.write() as tx:
        grow(tx, "c", [PAUSED])
    with pytest.raises(DBAPIError, match="append-only"), pg.write() as tx:
        tx.execute(text(attack))
    with pytest.raises(DBAPIError, match="append-only"), pg.write() as tx:
        tx.execute(text(f"INSERT INTO journal {REPLACED} ON CONFLICT (chain, version) DO UPDATE SET cause = 'x'"))
    with pg.read() as tx:
        assert list(journal.load(tx, "c")) == [(1, PAUSED)]


def test_erased_text_leaves_the_chain(store: Store, grow: Grow) -> None:
    """The words and their salt are gone, the event still loads, the hashes stand."""
    with store.write() as tx:
        before = grow(tx, "c", [EXTENDED])
        (line,) = journal.lines(tx, "c")
        assert journal.erase(tx, line.texts["reason"])
        assert not journal.erase(tx, "0" * 64)
    with store.read() as tx:
        ((_, event),) = journal.load(tx, "c")
        assert isinstance(event, e.Extended)
        assert (event.reason, event.due) == ("", LATER)
        assert journal.newest(tx, "c") == before
        stored = list(tx.execute(text("SELECT salt, text FROM text")))
    assert stored == [(None, None)]


def test_stored_facts_are_canonical(store: Store, grow: Grow) -> None:
    """What is stored is, byte for byte, what is hashed."""
    with store.write() as tx:
        grow(tx, "c", [EXTENDED])
        (row,) = tx.execute(text("SELECT facts, texts FROM journal"))
    entry = encode(EXTENDED, "00" * 16, 0)
    assert row.facts.encode() == canonical(entry.facts)
    assert row.texts.encode() == canonical(entry.texts)


def test_timers_are_replaced_as_a_whole(store: Store, grow: Grow) -> None:
    """Those of one chain; another chain's stay; None leaves all."""
    one, two, three = (Timer(at, "c", key, "remind", "r", "p") for at, key in ((LATER, "a"), (NOW, "b"), (NOW, "c")))
    other = Timer(NOW, "d", "a", "remind", "r")
    with store.write() as tx:
        grow(tx, "c", [PAUSED], timers=[one, two])
        grow(tx, "d", [PAUSED], timers=[other])
        assert dues.due(tx, NOW) == [two, other]
        assert dues.due(tx, LATER) == [two, other, one]
        assert dues.of_chain(tx, "c") == [two, one]
        grow(tx, "c", [PAUSED], timers=None)
        assert dues.next_at(tx) == NOW
        assert dues.stands(tx, one)
        grow(tx, "c", [PAUSED], timers=[three])
        assert not dues.stands(tx, one)
        assert not dues.stands(tx, Timer(LATER, "c", "c", "remind", "r", "p"))
        assert dues.due(tx, LATER) == [three, other]
        grow(tx, "c", [], timers=[])
        grow(tx, "d", [], timers=[])
        assert dues.next_at(tx) is None
