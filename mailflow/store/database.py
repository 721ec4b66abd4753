"""The database itself: opened, checked, and one transaction at a time. Knows nothing of what stands in the tables."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, CursorResult, Engine, Executable, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from mailflow.store import guards
from mailflow.store.migrations import HEAD, REVISIONS, upgrade, version_of
from mailflow.store.trouble import DiskTrouble, StoreRefused, of_sqlite, translated

__all__ = ["DiskTrouble", "Store", "StoreRefused", "Transaction", "lock_reader", "open_store"]

BUSY_FOR = 30  # seconds that a writer waits for another one
READER_LOCK = 0x6D61_696C_666C_6F77  # "mailflow", for pg_try_advisory_lock
UPGRADE_LOCK = READER_LOCK + 1


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: either all of it stands afterwards, or nothing."""

    connection: Connection

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement."""
        return self.connection.execute(statement, values)


@dataclass(slots=True)
class Store:
    """An open database. `path` is the file of SQLite, None on PostgreSQL."""

    engine: Engine
    path: Path | None
    _reading: Engine = field(init=False)  # the same connections, told to read alone

    def __post_init__(self) -> None:
        """SQLite is told at each BEGIN."""
        options = {} if self.path is not None else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**options)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that writes; committed when the block ends well, else nothing of it stands."""
        with self._transaction(reads=False) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One snapshot; writing in it is refused."""
        with self._transaction(reads=True) as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, reads: bool) -> Iterator[Transaction]:
        is_ending = False
        try:
            with (self._reading if reads else self.engine).connect() as connection, connection.begin() as running:
                if self.path is not None:
                    _begin(connection, reads=reads)
                yield Transaction(connection)
                is_ending = True
                running.commit()
        except (DBAPIError, sqlite3.Error) as error:  # the driver's own comes from BEGIN
            if isinstance(error, DBAPIError):
                found = translated(error, at_commit=is_ending and not reads)
            else:
                found = of_sqlite(error) or error
            if isinstance(found, DiskTrouble):
                self.engine.dispose()  # what a failed sync has left behind is unknown: reopen and read again
            raise found from error

    def close(self) -> None:
        """Give everything back."""
        self.engine.dispose()


def open_store(url: str, *, create: bool = False) -> Store:
    """The database at this URL (or path of an SQLite file); `create` makes a missing one.

    Refuses whatever would break a promise: no WAL, no full sync, no triggers on the journal, another schema.
    """
    store = _connect(url, create=create)
    try:
        with store.read() as tx:
            version = version_of(tx.connection)
        if not version and create:
            version = _upgraded(store)[1]
        _check_version(store, version)
        _check_guards(store)
    except BaseException:
        store.close()
        raise
    return store


def upgrade_store(url: str) -> tuple[str, str]:
    """Bring an existing database to the newest schema; the versions before and after."""
    store = _connect(url, create=False)
    try:
        return _upgraded(store)
    finally:
        store.close()


def _upgraded(store: Store) -> tuple[str, str]:
    with store.write() as tx:
        if tx.dialect == "postgresql":  # SQLite has one writer anyway
            tx.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        before = version_of(tx.connection)
        if before and before not in REVISIONS:
            _check_version(store, before)
        if before != HEAD:
            upgrade(tx.connection)
    return before, HEAD


def schema_version(url: str) -> str:
    """The version of an existing database's schema, "" where it has none."""
    store = _connect(url, create=False)
    try:
        with store.read() as tx:
            return version_of(tx.connection)
    finally:
        store.close()


def path_of(url: str) -> Path | None:
    """The file of an SQLite URL or plain path, None for PostgreSQL."""
    if "://" not in url:
        return Path(url)
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise StoreRefused("a database in memory forgets everything: name a file, sqlite:///PATH")
    return Path(parsed.database)


def _check_version(store: Store, version: str) -> None:
    where = store.path or store.engine.url.render_as_string(hide_password=True)
    if not version:
        raise StoreRefused(f"{where} holds no mailflow database yet; `mailflow run` makes it")
    if version not in REVISIONS:
        raise StoreRefused(
            f"{where} has schema {version}, which this mailflow (schema {HEAD}) doesn't know: a newer mailflow has "
            "upgraded it. Install that version again; nothing was changed."
        )
    if version != HEAD:
        raise StoreRefused(
            f"{where} has schema {version}, this mailflow needs {HEAD}: stop every daemon, make a backup "
            "(`mailflow backup`), then run `mailflow db upgrade`"
        )


def _check_guards(store: Store) -> None:
    with store.read() as tx:
        lost = guards.missing(tx.connection)
    if lost:
        raise StoreRefused(
            f"the journal's triggers are missing or changed: {', '.join(lost)}. Without them entries can be altered "
            "unseen. Find out who removed them, check with a backup, and restore it."
        )


def _connect(url: str, *, create: bool) -> Store:
    path = path_of(url)
    if path is None:
        return Store(_postgresql(url), None)
    if not path.exists():
        if not create:
            raise StoreRefused(f"{path} does not exist; `mailflow run` makes it")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it holds people's mail
        except OSError as error:
            raise DiskTrouble(f"{path} can't be made: {error.strerror}") from error
    return Store(_sqlite(path), path)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path.absolute())), connect_args={"timeout": BUSY_FOR})

    @event.listens_for(engine, "connect")
    def set_up(raw: DBAPIConnection, _: object) -> None:
        raw.isolation_level = None  # BEGIN is said below, never guessed by the driver
        try:
            mode, sync = _prepare(raw.cursor())
        except sqlite3.Error as error:
            raise of_sqlite(error) or error from error
        if (mode, sync) != ("wal", "2"):
            raise StoreRefused(
                f"{path}: SQLite stays in journal_mode={mode}, synchronous={sync}; mailflow needs wal and 2 (full), "
                "or a power cut could undo what people were told. Put the file on a local disk."
            )

    return engine


def _begin(connection: Connection, *, reads: bool) -> None:
    """Not by an event of the engine: one listener there makes each statement dearer."""
    cursor = connection.connection.cursor()  # the driver's own: these two are most of a short transaction
    cursor.execute(f"PRAGMA query_only={int(reads)}")
    cursor.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
    cursor.close()


def open_frozen(path: Path) -> Store:
    """An SQLite file as it lies there, a backup say: read, never changed, whatever its state."""
    url = URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": "ro", "uri": "true"})
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(raw: DBAPIConnection, _: object) -> None:
        raw.isolation_level = None

    return Store(engine, path)


def _prepare(cursor: Any) -> tuple[str, str]:
    """Journal mode and sync as fetched: a disk that fails here lets SQLite go on silently in its old mode."""
    cursor.execute(f"PRAGMA busy_timeout={BUSY_FOR * 1000}")
    for left in reversed(range(BUSY_FOR * 20)):
        try:
            mode = _value(cursor, "PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # Switching to WAL asks no busy handler: two processes that make one database meet here.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(0.05)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    sync = _value(cursor, "PRAGMA synchronous")
    cursor.close()
    return mode, sync


def _value(cursor: Any, question: str) -> str:
    cursor.execute(question)
    return str(cursor.fetchone()[0])


def _postgresql(url: str) -> Engine:
    # pre_ping: a server that was restarted costs one new connection, not one failed turn.
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": "-c synchronous_commit=on -c timezone=UTC"},
    )

    @event.listens_for(engine, "connect")
    def check(raw: DBAPIConnection, _: object) -> None:
        cursor = raw.cursor()
        wanted = {"fsync": "on", "server_encoding": "UTF8"}
        found = {name: _value(cursor, f"SHOW {name}") for name in wanted}
        cursor.close()
        raw.rollback()
        if found != wanted:
            raise StoreRefused(f"the PostgreSQL server has {found}, mailflow needs {wanted}")

    return engine


@contextmanager
def lock_reader(store: Store) -> Iterator[bool]:
    """True for the one process that may read the mailbox; held until the block ends or the process dies."""
    if store.path is None:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                yield bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({READER_LOCK})").scalar())
            finally:
                connection.invalidate()  # the lock goes with the connection, which must not go back to the pool
        return
    with lock_file(store.path) as alone:
        yield alone


@contextmanager
def lock_file(path: Path) -> Iterator[bool]:
    """True for the one process that may use an SQLite database as its mailbox's reader does."""
    with Path(f"{path}.lock").open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
