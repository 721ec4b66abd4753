"""What a decision leaves behind, in one write: entries, texts, letters, timers. The only way in which a chain grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from mailflow.store import dues, rows
from mailflow.store import journal as chains
from mailflow.store import letters as waiting
from mailflow.store.database import Transaction
from mailflow.store.tables import journal, text
from mailflow.workflow.entries import Entry
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Letter, Timer

_ADD = insert(journal)


@dataclass(frozen=True, slots=True)
class Held:
    """A chain that nobody else continues until this transaction ends, and where it stands."""

    tx: Transaction
    chain: str
    head: chains.Head


def hold(tx: Transaction, chain: str) -> Held:
    """Keep everybody else from continuing a chain. What is read of it afterwards, in this transaction, is its state."""
    if tx.dialect == "postgresql":  # SQLite has one writer anyway
        # Also a decision without entries replaces timers, so the unique key alone would not stop a stale one.
        tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(chain, 0))))
    return Held(tx, chain, chains.newest(tx, chain))


def commit_outcome(
    held: Held,
    base: int,
    entries: Sequence[Entry],
    *,
    letters: Sequence[Letter] = (),
    timers: Sequence[Timer] | None = None,
    cause: str,
    rules: str,
    now: datetime,
) -> chains.Head:
    """Continue a chain that was read at version `base`; StoreConflict where it has moved on since.

    `timers` replaces the chain's whole set, None leaves it. A letter whose key is known is not repeated.
    """
    tx, chain, head = held.tx, held.chain, held.head
    if head.version != base:
        raise StoreConflict(f"{chain} is at version {head.version}, this was decided on {base}")
    stored = [{"digest": one.digest, "salt": one.salt, "text": one.text} for entry in entries for one in entry.stored]
    if stored:
        tx.execute(rows.insert_new(tx, text, "digest"), stored)
    made = chains.rows_of(chain, head, entries, cause, rules)
    if made:
        try:
            tx.execute(_ADD, made)
        except IntegrityError as error:
            raise StoreConflict(f"{chain} got version {base + 1} from somebody else") from error
        head = chains.Head(made[-1]["version"], made[-1]["hash"])
    waiting.add(tx, letters, now)
    if timers is not None:
        dues.replace(tx, chain, timers)
    return head
