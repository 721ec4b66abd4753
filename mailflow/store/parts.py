"""Attachments and definitions: each set of bytes once, under its digest."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from mailflow.store import rows
from mailflow.store.database import Transaction
from mailflow.store.tables import part as table
from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import MailflowError

_KNOWN = select(table.c.digest).where(table.c.digest == bindparam("of_digest"))


def keep(tx: Transaction, data: bytes, media_type: str) -> str:
    """Keep bytes; their digest. The same bytes again change nothing."""
    digest = sha256(data)
    if tx.execute(_KNOWN, {"of_digest": digest}).first() is None:
        tx.execute(
            rows.insert_new(tx, table, "digest"),
            {"digest": digest, "media_type": media_type, "size": len(data), "data": data},
        )
    return digest


def get(tx: Transaction, digest: str) -> bytes:
    """The bytes with this digest; MailflowError where the store doesn't have them."""
    data = tx.execute(select(table.c.data).where(table.c.digest == digest)).scalar()
    if data is None:
        raise MailflowError(f"the store has no file {digest[:12]}")
    return bytes(data)
