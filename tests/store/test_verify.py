"""One changed byte anywhere in what is remembered is found, named, and explained."""

# ruff: noqa: S608 - the statements are put together from this file's own words

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from mailflow.store import guards, inbox, journal, outbox, parts
from mailflow.store.database import Store, Transaction, open_store
from mailflow.store.verify import verify
from mailflow.workflow import events as e
from mailflow.workflow.digest import sha256

CASE = "XC2026-0001"
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
Grow = Callable[..., journal.Head]


@contextmanager
def unguarded(store: Store) -> Iterator[Transaction]:
    """A database administrator at work: triggers off, a change, triggers on again."""
    with store.write() as tx:
        if tx.dialect == "sqlite":
            for name in guards.SQLITE:
                tx.execute(text(f"DROP TRIGGER {name}"))
            tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys=1")
            yield tx
            for made in guards.SQLITE.values():
                tx.execute(text(made))
        else:
            tx.execute(text("SET session_replication_role = replica"))
            yield tx
            tx.execute(text("SET session_replication_role = DEFAULT"))


def test_sound_store_is_sound(filled: Store) -> None:
    """Everything is counted, nothing differs."""
    report = verify(filled)
    assert report.differences == ()
    assert report.ok
    assert (report.entries, report.texts, report.mails, report.parts, report.records) == (5, 3, 1, 1, 1)
    assert {chain: head.version for chain, head in report.heads.items()} == {CASE: 4, "office": 1}
    with filled.read() as tx:
        assert verify(tx) == report
        assert {chain: head.hash for chain, head in report.heads.items()} == {
            chain: journal.head(tx, chain) for chain in journal.chains(tx)
        }


def test_one_case_is_checked_alone(filled: Store) -> None:
    """With the mails and files that it names."""
    report = verify(filled, CASE)
    assert report.ok
    assert (report.entries, list(report.heads), report.mails, report.parts) == (4, [CASE], 1, 1)
    assert not verify(filled, "XC2026-9999").ok


def test_empty_store_is_sound(store: Store) -> None:
    """Before the first mail."""
    assert verify(store).ok


@pytest.mark.parametrize("column", ["kind", "at", "cause", "rules", "facts", "texts", "prev", "hash"])
def test_changed_byte_of_an_entry_is_found(filled: Store, column: str) -> None:
    """At the beginning, in the middle and at the end of each column of the journal."""
    with filled.read() as tx:
        before = tx.execute(text(f"SELECT {column} FROM journal WHERE chain = '{CASE}' AND version = 2")).scalar_one()
    places = sorted({0, len(before) // 2, len(before) - 1})
    for place in places:
        other = before[:place] + chr(ord(before[place]) ^ 1) + before[place + 1 :]
        with unguarded(filled) as tx:
            change = text(f"UPDATE journal SET {column} = :other WHERE chain = '{CASE}' AND version = 2")
            tx.execute(change, {"other": other})
        report = verify(filled)
        assert not report.ok
        first = report.differences[0]
        assert first.where == f"journal {CASE} entry 2"
        assert first.what
        assert first.means
        assert not verify(filled, CASE).ok
        assert verify(filled, "office").ok
        with unguarded(filled) as tx:
            tx.execute(change, {"other": before})
    assert verify(filled).ok


@pytest.mark.parametrize(
    ("table", "column"), [("text", "text"), ("text", "salt"), ("text", "digest"), ("raw", "data"), ("part", "data")]
)
def test_changed_byte_beside_the_journal_is_found(filled: Store, table: str, column: str) -> None:
    """Words, salts, mails and files: every row, every tenth byte."""
    key = "digest"
    with filled.read() as tx:
        rows = list(tx.execute(text(f"SELECT {key} AS key, {column} AS value FROM {table}")))
    assert rows
    for row in rows:
        value = bytes(row.value) if isinstance(row.value, bytes | memoryview) else row.value
        for place in range(0, len(value), max(1, len(value) // 10)):
            if isinstance(value, bytes):
                other: object = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            else:
                other = value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
            with unguarded(filled) as tx:
                tx.execute(
                    text(f"UPDATE {table} SET {column} = :other WHERE {key} = :key"), {"other": other, "key": row.key}
                )
            report = verify(filled)
            assert not report.ok, (table, column, place)
            with unguarded(filled) as tx:
                now = other if column == key else row.key
                tx.execute(text(f"UPDATE {table} SET {column} = :old WHERE {key} = :key"), {"old": value, "key": now})
    assert verify(filled).ok


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_removed_entry_is_found(filled: Store, grow: Grow, version: int) -> None:
    """Also the last one, by what else stands in the store because of it."""
    if version == 4:
        with filled.write() as tx:
            tx.execute(text(f"UPDATE letter SET version = 4 WHERE chain = '{CASE}'"))
    with unguarded(filled) as tx:
        tx.execute(text(f"DELETE FROM journal WHERE chain = '{CASE}' AND version = {version}"))
    report = verify(filled)
    assert not report.ok
    assert report.differences[0].where.startswith(f"journal {CASE}")
    assert "gone" in report.differences[0].what or "ends at entry 3" in report.differences[0].what


def test_removed_chain_is_found(filled: Store) -> None:
    """Its letters, timers and questions still speak of it."""
    with unguarded(filled) as tx:
        tx.execute(text(f"DELETE FROM journal WHERE chain = '{CASE}'"))
        tx.execute(text("DELETE FROM letter"))
    assert [one.where for one in verify(filled).differences] == [f"journal {CASE}"]


@pytest.mark.parametrize("fault", ["swapped", "moved", "rehashed"])
def test_exchanged_entries_are_found(filled: Store, grow: Grow, fault: str) -> None:
    """Two entries in each other's place, one moved to another chain, one whose hash was made to fit."""
    with unguarded(filled) as tx:
        match fault:
            case "swapped":
                for was, becomes in ((3, 99), (4, 3), (99, 4)):
                    tx.execute(
                        text(f"UPDATE journal SET version = {becomes} WHERE chain = '{CASE}' AND version = {was}")
                    )
            case "moved":
                tx.execute(
                    text(f"UPDATE journal SET chain = 'office', version = 2 WHERE chain = '{CASE}' AND version = 4")
                )
            case _:
                line = next(one for one in journal.lines(tx, CASE) if one.version == 3)
                says = {name: getattr(line, name) for name in journal.HASHED} | {"cause": "somebody else"}
                tx.execute(
                    text(f"UPDATE journal SET cause = :cause, hash = :hash WHERE chain = '{CASE}' AND version = 3"),
                    {"cause": "somebody else", "hash": journal.entry_hash(says)},
                )
    assert not verify(filled).ok


@pytest.mark.parametrize(("table", "word"), [("text", "text"), ("part", "file"), ("inbox", "mail"), ("outbox", "mail")])
def test_removed_rows_are_found(filled: Store, table: str, word: str) -> None:
    """What an entry names must be there."""
    with unguarded(filled) as tx:
        for one in ("asked", "token", "seen", table) if table != "text" else (table,):
            tx.execute(text(f"DELETE FROM {one}"))
    report = verify(filled)
    assert report.differences
    assert all(word in one.what for one in report.differences)
    assert not verify(filled, CASE).ok


def test_mail_without_its_bytes_is_found(lite: Store, keep: Callable[..., int]) -> None:
    """Also one that no entry names yet: it can't be read any more."""
    with lite.write() as tx:
        keep(tx)
    assert lite.path
    with closing(sqlite3.connect(lite.path)) as beside:  # as a tool that knows nothing of foreign keys
        beside.execute("DELETE FROM raw")
        beside.commit()
    (only,) = verify(lite).differences
    assert only.where.startswith("mail ")
    assert only.what == "its bytes are gone"


def test_erased_text_is_named_and_no_difference(filled: Store) -> None:
    """Forgotten on purpose: the chain holds without it, and the record's digest can't be made again."""
    with filled.write() as tx:
        made = next(one for one in journal.lines(tx, CASE) if one.kind == "record_made")
        assert journal.erase(tx, made.texts["fields"])
    report = verify(filled)
    assert report.ok
    assert report.erased == (f"journal {CASE} entry 2: fields",)
    assert report.records == 0


def test_record_that_was_forged_at_birth_is_found(filled: Store, grow: Grow) -> None:
    """A chain that fits, and a record whose digest is of other fields."""
    with filled.write() as tx:
        ((_, made),) = [(no, one) for no, one in journal.load(tx, CASE) if isinstance(one, e.RecordMade)]
        grow(tx, CASE, [replace(made, version=2, previous=made.digest, fields={**made.fields, "count": 4})])
    (only,) = verify(filled).differences
    assert only.where == f"journal {CASE} entry 5"
    assert "application v2" in only.what


def test_entry_of_a_newer_version_is_told_apart(filled: Store) -> None:
    """An unknown kind is no damage, and is not passed over either."""
    with unguarded(filled) as tx:
        (line,) = journal.lines(tx, "office")
        says = {name: getattr(line, name) for name in journal.HASHED} | {"kind": "teleported"}
        tx.execute(
            text("UPDATE journal SET kind = 'teleported', hash = :hash WHERE chain = 'office'"),
            {"hash": journal.entry_hash(says)},
        )
    (only,) = verify(filled).differences
    assert "teleported" in only.what
    assert "newer" in only.means


def test_lost_trigger_is_told(filled: Store) -> None:
    """A store that was opened before somebody removed it."""
    with filled.write() as tx:
        tx.execute(
            text(
                "DROP TRIGGER journal_no_update"
                if tx.dialect == "sqlite"
                else "DROP TRIGGER journal_no_change ON journal"
            )
        )
    assert "triggers" in verify(filled).differences[0].what


def test_flipped_byte_in_the_file_is_found(tmp_path: Path, grow: Grow, keep: Callable[..., int]) -> None:
    """On the disk itself, beneath every guard: in each place where a known word lies."""
    path = tmp_path / "mailflow.db"
    store = open_store(str(path), create=True)
    needles = [b"marked-cause", b"marked-reason", b"marked-raw", b"marked-part"]
    with store.write() as tx:
        keep(tx, b"From: <a@b.example>\r\n\r\nmarked-raw" + bytes(range(256)))
        parts.keep(tx, b"marked-part", "text/plain")
        event = e.Cancelled(at=NOW, by="x", reason="marked-reason")
        grow(tx, CASE, [event], cause="marked-cause")
    store.close()
    sound = path.read_bytes()
    for needle in needles:
        place = sound.index(needle)
        for at in (place, place + len(needle) - 1):
            path.write_bytes(sound[:at] + bytes([sound[at] ^ 0x80]) + sound[at + 1 :])
            opened = open_store(str(path))
            report = verify(opened)
            opened.close()
            assert not report.ok, (needle, at)
            assert report.differences[0].means
    path.write_bytes(sound)
    opened = open_store(str(path))
    assert verify(opened).ok
    opened.close()


def test_mail_of_an_attachment_is_named_by_its_digest(filled: Store) -> None:
    """What verify counts is what the rooms read."""
    with filled.read() as tx:
        (mail,) = inbox.listing(tx)
        (posted,) = outbox.listing(tx)
        assert sha256(inbox.get(tx, mail.digest).raw) == mail.digest
        assert outbox.body(tx, posted.id)[1][0][1] == b"--end"
