"""A backup is a checked copy of one moment; a restore forgets nothing without being told to."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from mailflow.store import inbox, journal, meta, outbox, parts
from mailflow.store.backup import back_up, restore
from mailflow.store.database import Store, StoreRefused, lock_reader, open_frozen, open_store
from mailflow.store.outbox import Posting
from mailflow.store.verify import verify
from mailflow.workflow import events as e
from mailflow.workflow.errors import MailflowError

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=20)
PAUSED, RESUMED = e.Paused(at=NOW, by="operator:root"), e.Resumed(at=NOW, by="operator:root")
Grow = Callable[..., journal.Head]


@pytest.fixture
def path(lite: Store) -> Path:
    """The database's file."""
    assert lite.path
    return lite.path


def heads(path: Path) -> dict[str, journal.Head]:
    """The heads of a file, as it lies there."""
    store = open_frozen(path)
    try:
        with store.read() as tx:
            return journal.heads(tx)
    finally:
        store.close()


def test_copy_is_one_private_file_of_one_moment(lite: Store, grow: Grow, tmp_path: Path) -> None:
    """With the heads that stood when it began; progress is told."""
    with lite.write() as tx:
        grow(tx, "office", [PAUSED, RESUMED])
        parts.keep(tx, b"x" * 3_000_000, "text/plain")
    told: list[tuple[int, int]] = []
    report = back_up(lite, tmp_path / "copy.db", lambda done, total: told.append((done, total)))
    assert report.ok
    assert (report.entries, report.parts) == (2, 1)
    assert len(told) > 1
    assert told[-1][0] == told[-1][1] > 700
    assert heads(tmp_path / "copy.db") == report.heads
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in tmp_path.glob("copy*")) == ["copy.db"]


def test_writers_go_on_while_it_is_copied(lite: Store, grow: Grow, tmp_path: Path) -> None:
    """Each step meets a write; the copy neither starts anew nor mixes two moments (C14)."""
    with lite.write() as tx:
        before = grow(tx, "office", [PAUSED])
        parts.keep(tx, b"x" * 8_000_000, "text/plain")
    steps = []

    def write(done: int, total: int) -> None:
        steps.append(done)
        with lite.write() as tx:
            grow(tx, "office", [PAUSED])
            parts.keep(tx, str(done).encode() * 50_000, "text/plain")

    report = back_up(lite, tmp_path / "copy.db", write)
    assert report.heads == {"office": before}
    assert steps == sorted(set(steps))
    with lite.read() as tx:
        assert journal.newest(tx, "office").version == 1 + len(steps) > 5


def test_copy_beside_a_busy_writer_in_another_thread(lite: Store, grow: Grow, tmp_path: Path) -> None:
    """A daemon that writes all the time; the copy ends and is sound."""
    stop = threading.Event()
    with lite.write() as tx:
        parts.keep(tx, b"x" * 4_000_000, "text/plain")

    def daemon() -> None:
        while not stop.is_set():
            with lite.write() as tx:
                grow(tx, "office", [PAUSED])

    thread = threading.Thread(target=daemon)
    thread.start()
    try:
        report = back_up(lite, tmp_path / "copy.db")
    finally:
        stop.set()
        thread.join()
    assert report.ok


def test_nothing_is_overwritten(lite: Store, tmp_path: Path) -> None:
    """Neither a file that stands there nor, by a failed copy, its name."""
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreRefused, match="exists already"):
        back_up(lite, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_unsound_database_gives_no_backup(lite: Store, grow: Grow, tmp_path: Path) -> None:
    """Better no backup than one that is found bad on the day it is needed."""
    with lite.write() as tx:
        grow(tx, "c", [e.Cancelled(at=NOW, by="x", reason="理由")])
        tx.execute(text("UPDATE text SET text = 'other'"))
    with pytest.raises(StoreRefused, match="not sound"):
        back_up(lite, tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


def test_restored_where_nothing_is(lite: Store, grow: Grow, tmp_path: Path) -> None:
    """On a new machine."""
    with lite.write() as tx:
        head = grow(tx, "office", [PAUSED])
    back_up(lite, tmp_path / "copy.db")
    target = tmp_path / "new" / "mailflow.db"
    report, old = restore(f"sqlite:///{target}", tmp_path / "copy.db", now=NOW)
    assert (report.entries, old) == (1, None)
    store = open_store(str(target))
    with store.read() as tx:
        assert journal.newest(tx, "office") == head
        assert json.loads(meta.get(tx, "restored") or "") == {
            "at": "2026-11-26T09:30:00.000000Z", "from": "copy.db", "lost": [],
        }  # fmt: skip
    assert verify(store).ok
    store.close()


@pytest.mark.parametrize("more", ["entry", "chain", "course"])
def test_longer_journal_is_not_forgotten(lite: Store, path: Path, grow: Grow, tmp_path: Path, more: str) -> None:
    """A longer chain, one more chain, or another course: refused with what would be lost, unless it is meant (F40)."""
    with lite.write() as tx:
        grow(tx, "office", [PAUSED])
    copy = tmp_path / "copy.db"
    back_up(lite, copy)
    if more == "course":
        other = open_store(str(tmp_path / "other.db"), create=True)
        with other.write() as tx:
            grow(tx, "office", [RESUMED, PAUSED])
        copy = tmp_path / "othercopy.db"
        back_up(other, copy)
        other.close()
    else:
        with lite.write() as tx:
            grow(tx, "office" if more == "entry" else "XC2026-0001", [RESUMED, RESUMED])
    now = heads(path)
    lite.close()
    said = {"entry": "office: entries 2..3", "chain": "XC2026-0001: entries 1..2", "course": "office: another course"}[
        more
    ]
    with pytest.raises(StoreRefused, match=said):
        restore(str(path), copy, now=NOW)
    assert heads(path) == now
    assert sorted(one.name for one in tmp_path.glob("mailflow.db.re*")) == []
    _, old = restore(str(path), copy, now=NOW, accept_rollback=True)
    assert old
    assert heads(old) == now
    store = open_store(str(path))
    with store.read() as tx:
        assert said in json.loads(meta.get(tx, "restored") or "")["lost"][0]
    assert verify(store).ok
    store.close()


def test_mails_that_may_have_gone_are_in_doubt(
    lite: Store, path: Path, posting: Callable[..., Posting], tmp_path: Path
) -> None:
    """What waited in the backup goes again as the same mail; what was sent stays sent."""
    with lite.write() as tx:
        ids = [outbox.post(tx, posting(str(no), asked=())) or 0 for no in range(3)]
        for row in outbox.claim(tx, NOW, 2, LEASE)[:1]:
            outbox.sent(tx, row.id, row.claim, NOW, "250 ok")
    back_up(lite, tmp_path / "copy.db")
    lite.close()
    restore(str(path), tmp_path / "copy.db", now=NOW)
    store = open_store(str(path))
    with store.write() as tx:
        assert [outbox.get(tx, one).state for one in ids] == ["sent", "doubt", "doubt"]
        again = outbox.claim(tx, NOW, 5, LEASE)
        assert [(row.message_id, row.was_doubtful) for row in again] == [
            (posting("1").message_id, True),
            (posting("2").message_id, True),
        ]
    store.close()


def test_running_daemon_is_not_robbed(lite: Store, path: Path, tmp_path: Path) -> None:
    """Its file would be gone beneath it."""
    back_up(lite, tmp_path / "copy.db")
    with lock_reader(lite) as alone:
        assert alone
        with pytest.raises(StoreRefused, match="daemon"):
            restore(str(path), tmp_path / "copy.db", now=NOW)


@pytest.mark.parametrize("fault", ["missing", "text", "foreign", "flipped", "newer", "unguarded"])
def test_backup_that_is_none_replaces_nothing(lite: Store, path: Path, grow: Grow, tmp_path: Path, fault: str) -> None:
    """Checked before anything is moved."""
    with lite.write() as tx:
        grow(tx, "c", [e.Cancelled(at=NOW, by="x", reason="marked-reason")])
    copy = tmp_path / "copy.db"
    if fault != "missing":
        back_up(lite, copy)
    match fault:
        case "text":
            copy.write_text("no database " * 1000)
        case "foreign":
            copy.unlink()
            with sqlite3.connect(copy) as connection:
                connection.execute("CREATE TABLE t (x)")
            connection.close()
        case "flipped":
            raw = copy.read_bytes()
            copy.write_bytes(raw.replace(b"marked-reason", b"Marked-reason"))
        case "newer" | "unguarded":
            change = (
                "UPDATE alembic_version SET version_num = '9999'"
                if fault == "newer"
                else "DROP TRIGGER journal_no_delete"
            )
            with sqlite3.connect(copy) as connection:
                connection.execute(change)
            connection.close()
    now = heads(path)
    with pytest.raises(MailflowError, match=r"no backup|copied|not sound|no mailflow|newer|triggers"):
        restore(str(path), copy, now=NOW, accept_rollback=True)
    assert heads(path) == now
    assert list(tmp_path.glob("mailflow.db.re*")) == []


def test_damaged_database_is_moved_by_hand(lite: Store, path: Path, tmp_path: Path) -> None:
    """Nobody can say what it holds more than the backup."""
    back_up(lite, tmp_path / "copy.db")
    lite.close()
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreRefused, match="Move it away"):
        restore(str(path), tmp_path / "copy.db", now=NOW, accept_rollback=True)
    path.unlink()
    restore(str(path), tmp_path / "copy.db", now=NOW)
    open_store(str(path)).close()


def test_unsettled_wal_belongs_to_the_old_database(
    lite: Store, path: Path, keep: Callable[..., int], tmp_path: Path
) -> None:
    """A daemon was killed: what is in its WAL counts as the old database's, and never reaches the new one."""
    back_up(lite, tmp_path / "copy.db")
    with lite.write() as tx:
        keep(tx)
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"dead.db{end}").write_bytes(Path(f"{path}{end}").read_bytes())
    dead = tmp_path / "dead.db"
    assert (tmp_path / "dead.db-wal").stat().st_size > 0
    _, old = restore(str(dead), tmp_path / "copy.db", now=NOW)
    store = open_store(str(dead))
    with store.read() as tx:
        assert inbox.counts(tx) == {}
    store.close()
    assert old
    store = open_store(str(old))
    with store.read() as tx:
        assert inbox.counts(tx) == {"new": 1}
    store.close()


def test_postgresql_is_the_servers_own_business(pg: Store, tmp_path: Path) -> None:
    """And the text names the tools."""
    with pytest.raises(StoreRefused, match="pg_dump"):
        back_up(pg, tmp_path / "copy.db")
    with pytest.raises(StoreRefused, match="pg_restore"):
        restore("postgresql://server/mailflow", tmp_path / "copy.db", now=NOW)
