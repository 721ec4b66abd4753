"""Letters that wait, and what became of the others. Renders nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from mailflow.store import rows
from mailflow.store.database import Transaction
from mailflow.store.tables import letter as table
from mailflow.workflow.entries import tagged, untagged
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Letter, LetterState, Role


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter and what became of it; `outbox` is the mail that it went into."""

    letter: Letter
    state: LetterState
    made_at: datetime
    outbox: int | None
    reason: str


def add(tx: Transaction, letters: Sequence[Letter], now: datetime) -> None:
    """New letters wait; one whose key is known already is not repeated."""
    if not letters:
        return
    tx.execute(
        rows.insert_new(tx, table, "key"),
        [
            {
                "key": one.key,
                "chain": one.chain,
                "version": one.version,
                "template": one.template,
                "person": one.person,
                "request": one.request,
                "role": one.role.value,
                "not_before": one.not_before,
                "group": one.group,
                "reply_to_mail": one.reply_to_mail,
                "facts": json.dumps(tagged(one.facts)),
                "made_at": now,
                "state": LetterState.WAITING.value,
                "outbox": None,
                "reason": "",
            }
            for one in letters
        ],
    )


def ready(tx: Transaction, now: datetime) -> list[Letter]:
    """Letters that may go now, in the order of their making."""
    found = tx.execute(
        select(table)
        .where(
            table.c.state == LetterState.WAITING.value,
            or_(table.c.not_before.is_(None), table.c.not_before <= now),
        )
        .order_by(table.c.made_at, table.c.chain, table.c.version, table.c.key)
    )
    return [_letter(row) for row in found]


def mark(tx: Transaction, key: str, state: LetterState, *, outbox: int | None = None, reason: str = "") -> None:
    """What became of a waiting letter; StoreConflict where somebody else has settled it."""
    changed = tx.execute(
        update(table)
        .where(table.c.key == key, table.c.state == LetterState.WAITING.value)
        .values(state=state.value, outbox=outbox, reason=reason)
    )
    if changed.rowcount != 1:
        raise StoreConflict(f"the letter {key} waits no longer")


def retry_broken(tx: Transaction) -> None:
    """Letters that could not be rendered wait again."""
    tx.execute(
        update(table)
        .where(table.c.state == LetterState.BROKEN.value)
        .values(state=LetterState.WAITING.value, reason="")
    )


def postpone(tx: Transaction, keys: Sequence[str], now: datetime) -> None:
    """Until the next day (UTC), when the day's limit counts anew."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    tx.execute(
        update(table)
        .where(table.c.key.in_(list(keys)), table.c.state == LetterState.WAITING.value)
        .values(not_before=midnight + timedelta(days=1))
    )


def next_at(tx: Transaction) -> datetime | None:
    """When the next waiting letter may go; in the past where one may go at once."""
    may_go = func.coalesce(table.c.not_before, table.c.made_at, type_=table.c.made_at.type)
    return tx.execute(select(func.min(may_go)).where(table.c.state == LetterState.WAITING.value)).scalar()


def listing(tx: Transaction, *, chain: str = "", state: str = "", limit: int = 200) -> list[LetterRow]:
    """Letters and what became of them, newest first."""
    wanted = select(table).order_by(table.c.made_at.desc(), table.c.version.desc(), table.c.key).limit(limit)
    if chain:
        wanted = wanted.where(table.c.chain == chain)
    if state:
        wanted = wanted.where(table.c.state == state)
    return [
        LetterRow(_letter(row), LetterState(row.state), row.made_at, row.outbox, row.reason)
        for row in tx.execute(wanted)
    ]


def of_mail(tx: Transaction, outbox: int) -> list[Letter]:
    """The letters that went into one mail, in the order of their making."""
    found = tx.execute(
        select(table)
        .where(table.c.outbox == outbox)
        .order_by(table.c.made_at, table.c.chain, table.c.version, table.c.key)
    )
    return [_letter(row) for row in found]


def counts(tx: Transaction) -> dict[str, int]:
    """How many letters there are in each state."""
    found = tx.execute(select(table.c.state, func.count().label("number")).group_by(table.c.state))
    return {row.state: row.number for row in found}


def _letter(row: Row[Any]) -> Letter:
    facts = untagged(json.loads(row.facts))
    if not isinstance(facts, dict):
        raise TypeError(f"the facts of the letter {row.key} are no mapping")
    return Letter(
        chain=row.chain,
        version=row.version,
        template=row.template,
        person=row.person,
        request=row.request,
        role=Role(row.role),
        not_before=row.not_before,
        group=row.group,
        reply_to_mail=row.reply_to_mail,
        facts=facts,
    )
