"""Statements that both databases say in their own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from mailflow.store.database import Transaction


def insert_new(tx: Transaction, table: Table, *keys: str) -> Insert:
    """INSERT that leaves a row alone which has these keys already."""
    if tx.dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=list(keys))
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=list(keys))


def insert_or_set(tx: Transaction, table: Table, key: str, values: dict[str, Any]) -> Insert:
    """INSERT that changes the row which has this key already."""
    changed = {name: value for name, value in values.items() if name != key}
    if tx.dialect == "postgresql":
        own = postgresql.insert(table).values(values)
        return own.on_conflict_do_update(index_elements=[key], set_=changed)
    lite = sqlite.insert(table).values(values)
    return lite.on_conflict_do_update(index_elements=[key], set_=changed)
