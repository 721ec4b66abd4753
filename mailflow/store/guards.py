"""What keeps the journal append-only: triggers in the database itself. Without them the store does not start."""

from __future__ import annotations

from sqlalchemy import Connection, text

# INSERT OR REPLACE deletes the old row without any DELETE trigger, hence the third one.
SQLITE = {
    "journal_no_update": (
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
    "journal_no_delete": (
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
    "journal_no_replace": (
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        "WHEN EXISTS (SELECT 1 FROM journal WHERE chain = NEW.chain AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
}
POSTGRESQL_FUNCTION = "BEGIN RAISE EXCEPTION 'the journal is append-only'; END"
# pg_trigger.tgtype: 1 each row, 2 before, 8 delete, 16 update, 32 truncate.
POSTGRESQL = {"journal_no_change": 1 | 2 | 8 | 16, "journal_no_truncate": 2 | 32}


def missing(connection: Connection) -> list[str]:
    """The names of triggers that are not there, or not as they should be."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found = {row.name: row.sql for row in rows}
        return [name for name, wanted in SQLITE.items() if found.get(name) != wanted]
    rows = connection.execute(
        text(
            "SELECT t.tgname AS name, t.tgtype AS kind, p.prosrc AS body FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass('journal') "
            "AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND cardinality(t.tgattr::int2[]) = 0"
        )
    )
    present = {row.name: (row.kind, row.body.strip()) for row in rows}
    return [name for name, kind in POSTGRESQL.items() if present.get(name) != (kind, POSTGRESQL_FUNCTION)]
