"""Small facts about the installation itself: the daemon's heartbeat, a restored backup."""

from __future__ import annotations

from sqlalchemy import select

from mailflow.store import rows
from mailflow.store.database import Transaction
from mailflow.store.tables import meta as table


def put(tx: Transaction, key: str, value: str) -> None:
    """Remember; what stood there before is gone."""
    tx.execute(rows.insert_or_set(tx, table, "key", {"key": key, "value": value}))


def get(tx: Transaction, key: str) -> str | None:
    """What was put there, or None."""
    return tx.execute(select(table.c.value).where(table.c.key == key)).scalar()
