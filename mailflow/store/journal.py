"""The append-only chains: what is read from them. New entries come from `write` alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from mailflow.store.database import Transaction
from mailflow.store.tables import journal, text
from mailflow.workflow.digest import canonical, sha256
from mailflow.workflow.entries import Entry, decode
from mailflow.workflow.events import Event

BATCH = 200
_ABOVE = (
    select(journal)
    .where(journal.c.chain == bindparam("of_chain"), journal.c.version > bindparam("above"))
    .order_by(journal.c.version)
    .limit(BATCH)
)
_NEWEST = (
    select(journal.c.version, journal.c.hash)
    .where(journal.c.chain == bindparam("of_chain"))
    .order_by(journal.c.version.desc())
    .limit(1)
)
_TEXTS = select(text.c.digest, text.c.text).where(text.c.digest.in_(bindparam("digests", expanding=True)))
HASHED = ("chain", "version", "kind", "at", "cause", "rules", "facts", "texts", "prev")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain; version 0 and no hash where there is none."""

    version: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands: its texts by digest."""

    chain: str
    version: int
    kind: str
    at: datetime
    cause: str
    rules: str
    facts: Mapping[str, object]
    texts: Mapping[str, str]
    prev: str
    hash: str


def head(tx: Transaction, chain: str) -> str:
    """The hash of a chain's newest entry, "" where it has none: it stands for everything before it."""
    return newest(tx, chain).hash


def newest(tx: Transaction, chain: str) -> Head:
    """The newest entry of a chain."""
    row = tx.execute(_NEWEST, {"of_chain": chain}).one_or_none()
    return Head(row.version, row.hash) if row else Head()


def hash_at(tx: Transaction, chain: str, version: int) -> str:
    """The hash of one entry, "" where there is none."""
    wanted = select(journal.c.hash).where(journal.c.chain == chain, journal.c.version == version)
    found: str | None = tx.execute(wanted).scalar()
    return found or ""


def heads(tx: Transaction) -> dict[str, Head]:
    """The newest entry of every chain."""
    last = select(journal.c.chain, func.max(journal.c.version).label("version")).group_by(journal.c.chain).subquery()
    rows = tx.execute(
        select(journal.c.chain, journal.c.version, journal.c.hash)
        .join(last, (journal.c.chain == last.c.chain) & (journal.c.version == last.c.version))
        .order_by(journal.c.chain)
    )
    return {row.chain: Head(row.version, row.hash) for row in rows}


def chains(tx: Transaction) -> list[str]:
    """The names of all chains."""
    return list(tx.execute(select(journal.c.chain).distinct().order_by(journal.c.chain)).scalars())


def load(tx: Transaction, chain: str, above: int = 0) -> Iterator[tuple[int, Event]]:
    """The events of a chain above a version, oldest first."""
    for rows in _batches(tx, chain, above):
        digests = [digest for row in rows for digest in json.loads(row.texts).values()]
        stored = _texts(tx, digests) if digests else {}
        for row in rows:
            words = {name: stored.get(digest) for name, digest in json.loads(row.texts).items()}
            yield row.version, decode(row.kind, row.at, json.loads(row.facts), words)


def lines(tx: Transaction, chain: str, above: int = 0) -> Iterator[Line]:
    """The entries of a chain as they stand, for listings."""
    for rows in _batches(tx, chain, above):
        for row in rows:
            yield Line(
                row.chain, row.version, row.kind, row.at, row.cause, row.rules,
                json.loads(row.facts), json.loads(row.texts), row.prev, row.hash,
            )  # fmt: skip


def entry_hash(says: Mapping[str, object]) -> str:
    """SHA-256 over everything that an entry says (HASHED): also its place in the chain, and the hash before it."""
    return sha256(canonical({name: says[name] for name in HASHED}))


def rows_of(chain: str, after: Head, entries: Iterable[Entry], cause: str, rules: str) -> list[dict[str, Any]]:
    """Entries as rows that continue a chain."""
    made: list[dict[str, Any]] = []
    prev, version = after.hash, after.version
    for entry in entries:
        version += 1
        says: dict[str, Any] = {
            "chain": chain,
            "version": version,
            "kind": entry.kind,
            "at": entry.at,
            "cause": cause,
            "rules": rules,
            "facts": entry.facts,
            "texts": entry.texts,
            "prev": prev,
        }
        own = entry_hash(says)
        made.append(
            says | {"facts": canonical(entry.facts).decode(), "texts": canonical(entry.texts).decode(), "hash": own}
        )
        prev = own
    return made


def erase(tx: Transaction, digest: str) -> bool:
    """Forget a text and its salt; the chain still holds, for it names the digest alone. False where it is unknown."""
    gone = tx.execute(update(text).where(text.c.digest == digest).values(text=None, salt=None))
    return gone.rowcount == 1


def _batches(tx: Transaction, chain: str, above: int) -> Iterator[list[Row[Any]]]:
    while True:
        rows = list(tx.execute(_ABOVE, {"of_chain": chain, "above": above}))
        if rows:
            yield rows
            above = rows[-1].version
        if len(rows) < BATCH:
            return


def _texts(tx: Transaction, digests: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for start in range(0, len(digests), BATCH):
        some = digests[start : start + BATCH]
        rows = tx.execute(_TEXTS, {"digests": some})
        found |= {row.digest: row.text for row in rows}
    return found
