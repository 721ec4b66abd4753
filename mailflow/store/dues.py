"""Timers: each chain's whole set, replaced at every decision. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select

from mailflow.store.database import Transaction
from mailflow.store.tables import due as table
from mailflow.workflow.model import Timer

_COLUMNS = (table.c.at, table.c.chain, table.c.key, table.c.kind, table.c.subject, table.c.person)
_CLEAR = delete(table).where(table.c.chain == bindparam("of_chain"))
_ADD = insert(table)


def replace(tx: Transaction, chain: str, timers: Sequence[Timer]) -> None:
    """These are the chain's timers now, and no others."""
    tx.execute(_CLEAR, {"of_chain": chain})
    rows = [
        {
            "chain": one.chain,
            "key": one.key,
            "at": one.at,
            "kind": one.kind,
            "subject": one.subject,
            "person": one.person,
        }
        for one in timers
    ]
    if any(one.chain != chain for one in timers):
        raise ValueError(f"a timer of another chain than {chain}")
    if rows:
        tx.execute(_ADD, rows)


def due(tx: Transaction, now: datetime) -> list[Timer]:
    """Timers whose time has come, oldest first."""
    rows = tx.execute(select(*_COLUMNS).where(table.c.at <= now).order_by(table.c.at, table.c.chain, table.c.key))
    return [_timer(row) for row in rows]


def stands(tx: Transaction, timer: Timer) -> bool:
    """Whether this timer is still there, unchanged."""
    row = tx.execute(select(*_COLUMNS).where(table.c.chain == timer.chain, table.c.key == timer.key)).one_or_none()
    return row is not None and _timer(row) == timer


def next_at(tx: Transaction) -> datetime | None:
    """When the next one comes."""
    return tx.execute(select(func.min(table.c.at))).scalar()


def of_chain(tx: Transaction, chain: str) -> list[Timer]:
    """A chain's timers, oldest first."""
    rows = tx.execute(select(*_COLUMNS).where(table.c.chain == chain).order_by(table.c.at, table.c.key))
    return [_timer(row) for row in rows]


def _timer(row: Row[Any]) -> Timer:
    return Timer(row.at, row.chain, row.key, row.kind, row.subject, row.person)
