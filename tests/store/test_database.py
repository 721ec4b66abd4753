"""The database itself: what is refused, what a failing disk or server looks like, who may read the mailbox."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mailflow.store import database, guards, journal, meta, migrations, parts
from mailflow.store.database import DiskTrouble, Store, StoreRefused, lock_reader, open_store
from mailflow.store.tables import metadata
from mailflow.store.trouble import ResultUnknown
from mailflow.workflow import events as e
from mailflow.workflow.errors import StoreConflict

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def sql(store: Store, *statements: str) -> None:
    """Say this to the database, past every room that knows its tables."""
    with store.write() as tx:
        for one in statements:
            tx.execute(text(one))


def test_sqlite_runs_with_full_sync_and_foreign_keys(lite: Store) -> None:
    """The fetched values, on every connection."""
    with lite.read() as one, lite.read() as two:
        for tx in (one, two):
            values = [
                tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
            assert values == ["wal", 2, 1, 30000]


def test_database_file_is_private(lite: Store) -> None:
    """It holds people's mail."""
    assert lite.path is not None
    assert lite.path.stat().st_mode & 0o077 == 0


def test_database_in_memory_is_refused() -> None:
    """It would forget every mail."""
    with pytest.raises(StoreRefused, match="memory"):
        open_store("sqlite://", create=True)


def test_missing_database_is_made_only_on_demand(empty_url: str) -> None:
    """A mistyped address must not look like an empty installation."""
    with pytest.raises(StoreRefused, match="mailflow run"):
        open_store(empty_url)
    open_store(empty_url, create=True).close()
    open_store(empty_url).close()


def test_newer_schema_is_refused(store: Store, url: str) -> None:
    """An old binary keeps its hands off (fault matrix C13)."""
    sql(store, "UPDATE alembic_version SET version_num = '9999'")
    for create in (False, True):
        with pytest.raises(StoreRefused, match=r"schema 9999.*newer mailflow"):
            open_store(url, create=create)
    with pytest.raises(StoreRefused, match="newer mailflow"):
        database.upgrade_store(url)


def test_older_schema_names_the_upgrade(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text says what to do, also where a missing database would be made."""
    monkeypatch.setattr(database, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(database, "HEAD", "0002")
    for create in (False, True):
        with pytest.raises(StoreRefused, match="mailflow db upgrade"):
            open_store(url, create=create)


def test_revisions_are_the_scripts(tmp_path: Path) -> None:
    """What `open_store` knows without loading Alembic is what Alembic finds."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert tuple(reversed([one.revision for one in scripts.walk_revisions()])) == migrations.REVISIONS


def test_schema_is_what_the_tables_say(store: Store) -> None:
    """The migration and the statements speak of the same columns, keys and indexes."""
    with store.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx.connection), metadata) == []


def test_migration_is_all_or_nothing(empty_url: str) -> None:
    """Ended half-way it leaves no table behind (fault matrix C13)."""
    store = database._connect(empty_url, create=True)
    with pytest.raises(ZeroDivisionError), store.write() as tx:  # noqa: PT012 - the transaction is what ends
        migrations.upgrade(tx.connection)
        assert migrations.version_of(tx.connection) == migrations.HEAD
        1 / 0  # noqa: B018 - the fault
    with store.read() as tx:
        assert migrations.version_of(tx.connection) == ""
        assert guards.missing(tx.connection) != []
    store.close()
    open_store(empty_url, create=True).close()


def test_several_daemons_may_make_the_database_at_once(empty_url: str) -> None:
    """Whoever comes second finds it made."""
    code = f"from mailflow.store.database import open_store; open_store({empty_url!r}, create=True).close()"
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    ended = [(one.communicate()[1], one.returncode) for one in running]
    assert [code for _, code in ended] == [0, 0, 0], ended


@pytest.mark.parametrize("name", sorted(guards.SQLITE))
def test_dropped_trigger_is_refused(lite: Store, name: str) -> None:
    """Without its guard the journal is no journal."""
    sql(lite, f"DROP TRIGGER {name}")
    with pytest.raises(StoreRefused, match=name):
        open_store(str(lite.path))


def test_changed_trigger_is_refused(lite: Store) -> None:
    """One of the same name that lets everything pass."""
    sql(
        lite,
        "DROP TRIGGER journal_no_update",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END",
    )
    with pytest.raises(StoreRefused, match="journal_no_update"):
        open_store(str(lite.path))


@pytest.mark.parametrize(
    "fault",
    [
        "DROP TRIGGER journal_no_change ON journal",
        "ALTER TABLE journal DISABLE TRIGGER journal_no_truncate",
        (
            "DROP TRIGGER journal_no_change ON journal; CREATE TRIGGER journal_no_change BEFORE UPDATE ON journal "
            "FOR EACH ROW EXECUTE FUNCTION journal_append_only()"
        ),
        (
            "CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RETURN NEW; END$$"
        ),
    ],
)
def test_dropped_trigger_is_refused_on_postgresql(pg: Store, fault: str) -> None:
    """Dropped, switched off, narrowed or hollowed out."""
    sql(pg, fault)
    with pytest.raises(StoreRefused, match="triggers"):
        open_store(pg.engine.url.render_as_string(hide_password=False))


def test_reading_transaction_writes_nothing(store: Store) -> None:
    """On either database."""
    with pytest.raises((DBAPIError, DiskTrouble), match="read"), store.read() as tx:
        meta.put(tx, "a", "b")
    with store.read() as tx:
        assert meta.get(tx, "a") is None


def test_write_that_fails_leaves_nothing(store: Store) -> None:
    """All of a transaction, or none of it."""
    with pytest.raises(KeyError), store.write() as tx:  # noqa: PT012 - the transaction is what ends
        meta.put(tx, "a", "b")
        raise KeyError
    with store.read() as tx:
        assert meta.get(tx, "a") is None


def test_full_disk_is_disk_trouble_and_undoes_the_whole_write(lite: Store) -> None:
    """SQLite's own error for a full disk; what stood before stands, and space makes it go on (F26)."""
    with lite.write() as tx:
        meta.put(tx, "before", "kept")
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(DiskTrouble, match="full"), lite.write() as tx:  # noqa: PT012 - the transaction is what ends
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        meta.put(tx, "before", "changed")
        parts.keep(tx, b"x" * 200_000, "text/plain")
    with lite.write() as tx:
        assert meta.get(tx, "before") == "kept"
        parts.keep(tx, b"x" * 200_000, "text/plain")


def test_file_size_limit_is_disk_trouble(tmp_path: Path) -> None:
    """The system refuses to write on, in a process of its own."""
    code = f"""
import resource, signal
from mailflow.store import meta, parts
from mailflow.store.database import DiskTrouble, open_store
store = open_store({str(tmp_path / "m.db")!r}, create=True)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    with store.write() as tx:
        meta.put(tx, "half", "written")
        parts.keep(tx, b"x" * 2_000_000, "text/plain")
except DiskTrouble as error:
    print("trouble", error)
with store.read() as tx:
    print(meta.get(tx, "half"))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("trouble the disk")
    assert said.endswith("None\n")


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize("when", [1, 2, 3, 4])
def test_failing_sync_is_disk_trouble(tmp_path: Path, when: int, mode: str) -> None:
    """EIO at the n-th sync: either an error, or the write stands and was written with full care (F27).

    Also where the sync belongs to the switch to WAL, after which SQLite would silently go on in its old mode.
    """
    path = tmp_path / "m.db"
    open_store(str(path), create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
    connection.close()
    code = f"""
from mailflow.store import meta
from mailflow.store.database import DiskTrouble, StoreRefused, open_store
try:
    store = open_store({str(path)!r})
    for name in "abc":
        with store.write() as tx:
            assert tx.connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            meta.put(tx, name, "written")
        print(name, flush=True)
except (DiskTrouble, StoreRefused) as error:
    print("trouble", flush=True)
"""
    strace = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=fdatasync,fsync",
        "-e",
        f"inject=fdatasync,fsync:error=EIO:when={when}",
    ]
    ran = subprocess.run([*strace, sys.executable, "-c", code], capture_output=True, text=True, check=False)
    said = ran.stdout.split()
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "trouble" in said or said == ["a", "b", "c"]
    if when == 1:
        assert said == ["trouble"]
    store = open_store(str(path))
    with store.read() as tx:
        for name in said:
            assert name == "trouble" or meta.get(tx, name) == "written"
    store.close()


def test_locked_database_is_disk_trouble(lite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process that holds the lock for too long: wait and try the whole again (F25)."""
    monkeypatch.setattr(database, "BUSY_FOR", 1)
    other = open_store(str(lite.path))
    with lite.write(), pytest.raises(DiskTrouble, match="locked"), other.write():
        pass
    with other.write() as tx:
        meta.put(tx, "a", "b")
    other.close()


def test_file_that_is_no_database_is_disk_trouble(tmp_path: Path) -> None:
    """Not an empty installation, and not a traceback."""
    path = tmp_path / "mailflow.db"
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(DiskTrouble, match="no SQLite database"):
        open_store(str(path), create=True)
    assert path.read_bytes() == b"no database " * 1000


def _end_backend(pg: Store, pid: int) -> None:
    sql(pg, f"SELECT pg_terminate_backend({pid})")


def test_link_lost_in_a_write_is_disk_trouble(pg: Store) -> None:
    """Nothing was written, and the next write finds a new connection (F29)."""
    with pytest.raises(DiskTrouble, match="PostgreSQL"), pg.write() as tx:  # noqa: PT012 - the transaction is what ends
        meta.put(tx, "a", "b")
        _end_backend(pg, tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        meta.put(tx, "c", "d")
    with pg.write() as tx:
        assert meta.get(tx, "a") is None


def test_link_lost_at_commit_asks_to_read_again(pg: Store) -> None:
    """The result is unknown, so the engine decides again on what it then finds (F28)."""
    with pytest.raises(ResultUnknown), pg.write() as tx:  # noqa: PT012 - the transaction is what ends
        meta.put(tx, "a", "b")
        _end_backend(pg, tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    assert issubclass(ResultUnknown, StoreConflict)
    with pg.write() as tx:
        assert meta.get(tx, "a") is None


def test_deadlock_asks_to_decide_again(pg: Store, grow: Callable[..., journal.Head]) -> None:
    """Two writes that want two chains in opposite order: one stands, the other is told to decide again (F29)."""
    meet = threading.Barrier(2, timeout=20)
    ended: list[str] = []

    def write(first: str, second: str) -> None:
        try:
            with pg.write() as tx:
                grow(tx, first, [e.Paused(at=NOW, by=first)])
                meet.wait()
                grow(tx, second, [e.Paused(at=NOW, by=first)], base=0)
            ended.append("written")
        except StoreConflict:
            ended.append("conflict")

    threads = [threading.Thread(target=write, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["conflict", "written"]
    with pg.read() as tx:
        assert {chain: head.version for chain, head in journal.heads(tx).items()} == {"a": 1, "b": 1}


def test_one_process_reads_the_mailbox(store: Store, url: str) -> None:
    """A second one is told no, and may when the first has ended (F30)."""
    other = open_store(url)
    with lock_reader(store) as first, lock_reader(other) as second:
        assert (first, second) == (True, False)
    with pytest.raises(KeyError), lock_reader(other):
        raise KeyError
    with lock_reader(store) as now:
        assert now
    other.close()


def test_killed_reader_frees_the_mailbox(store: Store, url: str) -> None:
    """The lock lives and dies with its process."""
    code = f"""
import time
from mailflow.store.database import lock_reader, open_store
with lock_reader(open_store({url!r})) as alone:
    print(alone, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with lock_reader(store) as alone:
            assert not alone
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    deadline = threading.Event()
    for _ in range(100):  # the server notices a dead client within moments
        with lock_reader(store) as alone:
            if alone:
                return
        deadline.wait(0.1)
    pytest.fail("the lock outlived its holder")
