"""What a database's errors mean for us: decide again, wait for the disk, or a bug. Mends nothing."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from mailflow.workflow.errors import MailflowError, StoreConflict


class DiskTrouble(MailflowError):  # noqa: N818 - the word of the house
    """The disk is full, failing or read-only, or the server is out of reach: this write may not be relied on."""


class StoreRefused(MailflowError):  # noqa: N818 - what the person at the keyboard reads
    """A database that mailflow won't work with, and what to do about it."""


class ResultUnknown(StoreConflict):
    """The link was lost at COMMIT: whether the write stands is for the next reading to say."""


SQLITE_TROUBLE = {
    5: "another process has held the database locked for too long",
    6: "another process has held a table locked for too long",
    8: "the database or its folder is read-only",
    10: "the disk reports an error (I/O)",
    11: "the database file is damaged; stop, and restore a backup",
    13: "the disk is full",
    14: "the database file can't be opened",
    26: "the file is no SQLite database",
}
DECIDE_AGAIN = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
DISK = {"53100": "the server's disk is full", "58030": "the server's disk reports an error (I/O)",
        "25006": "the server is read-only"}  # fmt: skip


def translated(error: DBAPIError, *, at_commit: bool) -> Exception:
    """What is raised in place of a driver's error; the error itself where it is a bug."""
    if hasattr(error.orig, "sqlite_errorcode"):
        return of_sqlite(error.orig) or error
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in DECIDE_AGAIN:
        return StoreConflict(f"PostgreSQL asks for another try ({state})")
    if state in DISK:
        return DiskTrouble(f"{DISK[state]} ({error.orig})")
    is_lost = error.connection_invalidated or state[:2] in ("08", "57", "53") or _is_unreached(error)
    if is_lost and at_commit:
        return ResultUnknown("the link to PostgreSQL was lost at COMMIT; what stands is read again")
    return DiskTrouble(f"PostgreSQL can't be reached ({error.orig})") if is_lost else error


def of_sqlite(error: BaseException | None) -> DiskTrouble | None:
    """What SQLite's own error means, None where it is a bug."""
    meaning = SQLITE_TROUBLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return DiskTrouble(f"{meaning} ({error})") if meaning else None


def _is_unreached(error: DBAPIError) -> bool:
    """The driver's own error without a server's code: the server never answered."""
    return type(error.orig).__name__ == "OperationalError" and not getattr(error.orig, "sqlstate", None)
