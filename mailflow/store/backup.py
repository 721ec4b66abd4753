"""A copy of the whole database while it is in use, and the way back. SQLite only: a PostgreSQL server has its own.

A restored database knows less than the world: mails that left after the backup may wait in its outbox again. They are
marked as in doubt, so that what goes again is the same bytes under the same Message-ID.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from mailflow.store import guards, journal, meta, outbox
from mailflow.store.database import (
    DiskTrouble,
    Store,
    StoreRefused,
    lock_file,
    open_frozen,
    open_store,
    path_of,
    upgrade_store,
)
from mailflow.store.journal import Head
from mailflow.store.migrations import REVISIONS, version_of
from mailflow.store.tables import outbox as outbox_table
from mailflow.store.verify import Report, verify
from mailflow.workflow.digest import moment

PAGES = 256  # a step of the copy; one MiB
RESTORED = "restored"  # in meta: when, and what was there before
Progress = Callable[[int, int], None]  # pages done, pages in all


@dataclass(frozen=True, slots=True)
class Lost:
    """A chain that has more, or another, in the database than in the backup."""

    chain: str
    there: int
    backup: int

    def __str__(self) -> str:
        if self.there <= self.backup:
            return f"{self.chain}: another course up to entry {self.there}"
        return f"{self.chain}: entries {self.backup + 1}..{self.there}"


def back_up(store: Store, target: Path, progress: Progress = lambda *_: None) -> Report:
    """Copy the database as it is at this moment to a new file, and check the copy; writers are not held up."""
    if store.path is None:
        raise StoreRefused(
            "this database is PostgreSQL: mailflow doesn't copy it, because only the server's own tools give a copy of "
            "one moment with its roles and triggers. Use: pg_dump --format=custom --file=mailflow.dump DATABASE"
        )
    if target.exists():
        raise StoreRefused(f"{target} exists already; name a file that doesn't")
    partial = target.with_name(target.name + ".part")
    try:
        _copy(store.path, partial, progress)
        report = _check(partial)
        partial.rename(target)
        _sync_folder(target)
    finally:
        partial.unlink(missing_ok=True)
    return report


def restore(
    url: str, source: Path, *, now: datetime, accept_rollback: bool = False, progress: Progress = lambda *_: None
) -> tuple[Report, Path | None]:
    """Put a checked backup in the place of the database; what stood there before is moved aside, never deleted."""
    path = path_of(url)
    if path is None:
        raise StoreRefused(
            "this database is PostgreSQL: restore it with the server's own tools while every daemon is stopped. "
            "Use: pg_restore --clean --single-transaction --dbname=DATABASE mailflow.dump"
        )
    if not source.is_file():
        raise StoreRefused(f"there is no backup {source}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with lock_file(path) as alone:
        if not alone:
            raise StoreRefused("a daemon is running on this database; stop it first")
        fresh = path.with_name(path.name + ".restoring")
        try:
            _copy(source, fresh, progress)
            report = _check(fresh)
            lost = _lost(path, fresh) if path.exists() else []
            if lost and not accept_rollback:
                raise StoreRefused(_warning(lost))
            _mark(fresh, source, now, lost)
            old = _replace(path, fresh, now)
        finally:
            _unlink(fresh)
    return report, old


def _copy(source: Path, target: Path, progress: Progress) -> None:
    _unlink(target)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # it holds people's mail
        reading = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None)
        writing = sqlite3.connect(target, isolation_level=None)
        try:
            # A reader's snapshot: without it every write of the daemon would start the copy from the beginning.
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(writing, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
            reading.execute("ROLLBACK")
            writing.execute("PRAGMA journal_mode=DELETE")  # one file, which no other file beside it belongs to
        finally:
            reading.close()
            writing.close()
        with target.open("rb") as file:
            os.fsync(file.fileno())
    except (sqlite3.Error, OSError) as error:
        raise DiskTrouble(f"{source} can't be copied to {target}: {error}") from error


def _check(copy: Path) -> Report:
    """A copy that can't be relied on is refused here, not on the day when it is needed."""
    store = open_frozen(copy)
    try:
        with store.read() as tx:
            version = version_of(tx.connection)
            if version not in REVISIONS:
                said = f"has schema {version}, of a newer mailflow" if version else "is no mailflow database"
                raise StoreRefused(f"the copy {said}")
            lost = guards.missing(tx.connection)
            if lost:
                raise StoreRefused(f"the copy lacks the journal's triggers: {', '.join(lost)}")
            report = verify(tx)
    except DBAPIError as error:
        raise StoreRefused(f"the copy can't be read: {error.orig}") from error
    finally:
        store.close()
    if not report.ok:
        first = report.differences[0]
        raise StoreRefused(f"the copy is not sound: {first}\n{first.means}")
    return report


def _heads(path: Path) -> dict[str, Head]:
    store = open_frozen(path)
    try:
        with store.read() as tx:
            return journal.heads(tx) if version_of(tx.connection) else {}
    finally:
        store.close()


def _lost(path: Path, fresh: Path) -> list[Lost]:
    """What stands in the database and not in the backup."""
    try:
        there = _heads(path)
    except (DiskTrouble, DBAPIError) as error:
        raise StoreRefused(
            f"{path} can't be read ({error}), so nobody can say what it holds more than the backup. "
            "Move it away yourself, with its -wal file, and restore again."
        ) from error
    store = open_frozen(fresh)
    try:
        with store.read() as tx:
            ends = {chain: journal.newest(tx, chain).version for chain in there}
            same = {chain: journal.hash_at(tx, chain, head.version) == head.hash for chain, head in there.items()}
    finally:
        store.close()
    return [Lost(chain, head.version, ends[chain]) for chain, head in there.items() if not same[chain]]


def _warning(lost: list[Lost]) -> str:
    named = "\n".join(f"  {one}" for one in lost[:20])
    more = f"\n  and {len(lost) - 20} chains more" if len(lost) > 20 else ""
    return (
        f"the database holds what the backup doesn't:\n{named}{more}\n"
        "People have been told of it by mail, and their receipts would contradict the restored journal. Replies are "
        "read again from the mailbox, orders and deadlines are not. If that is meant: --accept-rollback"
    )


def _mark(fresh: Path, source: Path, now: datetime, lost: list[Lost]) -> None:
    """What waited when the backup was made may have been sent since."""
    upgrade_store(str(fresh))
    store = open_store(str(fresh))
    try:
        with store.write() as tx:
            tx.execute(
                update(outbox_table)
                .where(outbox_table.c.state.in_(outbox.TO_GO))
                .values(state=outbox.DOUBT, was_doubtful=True, next_at=now)
            )
            facts = {"at": moment(now), "from": source.name, "lost": [str(one) for one in lost]}
            meta.put(tx, RESTORED, json.dumps(facts))
    finally:
        store.close()


def _replace(path: Path, fresh: Path, now: datetime) -> Path | None:
    """The new file in, the old one aside; its WAL goes with it, for a new database must not meet an old WAL."""
    old = None
    if path.exists():
        old = path.with_name(f"{path.name}.replaced-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}")
        for end in ("-wal", "-shm", ""):
            beside = Path(f"{path}{end}")
            if beside.exists():
                beside.rename(f"{old}{end}")
    fresh.rename(path)
    _sync_folder(path)
    return old


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unlink(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)
