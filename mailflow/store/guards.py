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
POSTGRESQL = {
    "journal_no_change": "BEFORE UPDATE OR DELETE ON journal FOR EACH ROW",
    "journal_no_truncate": "BEFORE TRUNCATE ON journal FOR EACH STATEMENT",
}


def missing(connection: Connection) -> list[str]:
    """The names of triggers that are not there, or not as they should be."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found = {row.name: row.sql for row in rows}
        return [name for name, wanted in SQLITE.items() if found.get(name) != wanted]
    rows = connection.execute(
        text(
            "SELECT t.tgname AS name, pg_get_triggerdef(t.oid) AS sql, p.prosrc AS body FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass('journal') AND t.tgenabled IN ('O', 'A')"
        )
    )
    present = {row.name: row for row in rows}
    return [name for name in POSTGRESQL if name not in present or present[name].body.strip() != POSTGRESQL_FUNCTION]
