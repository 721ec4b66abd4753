"""Statements that both databases say in their own way."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from mailflow.store.database import Transaction


def insert_new(tx: Transaction, table: Table, *keys: str) -> Insert:
    """INSERT that leaves a row alone which has these keys already."""
    return _insert_new(tx.dialect, table, keys)


def insert_new_returning(tx: Transaction, table: Table, key: str, returned: Column[Any]) -> Any:
    """The same, with what it returns of a row that is new."""
    return _insert_new_returning(tx.dialect, table, key, returned)


@cache  # a statement that is made once is also compiled and looked up once
def _insert_new(dialect: str, table: Table, keys: tuple[str, ...]) -> Insert:
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=list(keys))
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=list(keys))


@cache
def _insert_new_returning(dialect: str, table: Table, key: str, returned: Column[Any]) -> Any:
    return _insert_new(dialect, table, (key,)).returning(returned)


def insert_or_set(tx: Transaction, table: Table, key: str, values: dict[str, Any]) -> Insert:
    """INSERT that changes the row which has this key already."""
    changed = {name: value for name, value in values.items() if name != key}
    if tx.dialect == "postgresql":
        own = postgresql.insert(table).values(values)
        return own.on_conflict_do_update(index_elements=[key], set_=changed)
    lite = sqlite.insert(table).values(values)
    return lite.on_conflict_do_update(index_elements=[key], set_=changed)
