"""Mails as they were fetched, kept once each. Reads none of them.

The same bytes are one row, however often and wherever they are seen: in two folders, or again after a new UIDVALIDITY.
A known place is one mail too, even where a server renders it differently at each fetch (some do); only the whole mail
after its head replaces what stands. The earliest receipt time counts as long as nobody has read the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from mailflow.store import rows
from mailflow.store.database import Transaction
from mailflow.store.inbox import DONE, NEW, QUARANTINED
from mailflow.store.sender import peek
from mailflow.store.tables import inbox as table
from mailflow.store.tables import raw, seen

_AT_PLACE = (
    (seen.c.mailbox == bindparam("in_mailbox"))
    & (seen.c.uidvalidity == bindparam("of_validity"))
    & (seen.c.uid == bindparam("of_uid"))
)
_BEFORE = select(seen.c.digest, table.c.whole).join(table, table.c.digest == seen.c.digest).where(_AT_PLACE)
_KNOWN_BYTES = select(table.c.digest).where(table.c.digest.in_(bindparam("digests", expanding=True)))
_KNOWN_UIDS = select(seen.c.uid).where(
    seen.c.mailbox == bindparam("in_mailbox"),
    seen.c.uidvalidity == bindparam("of_validity"),
    seen.c.uid.in_(bindparam("uids", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as it was fetched, and where it stood."""

    digest: str
    raw: bytes
    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    kept_at: datetime
    size: int
    whole: bool

    def place(self) -> dict[str, Any]:
        """Where it stood, for statements."""
        return {"in_mailbox": self.mailbox, "of_validity": self.uidvalidity, "of_uid": self.uid}


def keep(tx: Transaction, arrivals: Sequence[Arrival]) -> int:
    """Keep mails as they were fetched; how many of them are new."""
    fresh, others = _told_apart(tx, arrivals)
    _insert(tx, fresh)
    return len(fresh) + sum(_keep_known(tx, one) for one in others)


def _told_apart(tx: Transaction, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
    """Those of which neither the bytes nor the place was ever seen, and the others."""
    digests = set(tx.execute(_KNOWN_BYTES, {"digests": [one.digest for one in arrivals]}).scalars())
    places: set[tuple[str, int, int]] = set()
    for mailbox, validity in {(one.mailbox, one.uidvalidity) for one in arrivals}:
        uids = [one.uid for one in arrivals if (one.mailbox, one.uidvalidity) == (mailbox, validity)]
        found = tx.execute(_KNOWN_UIDS, {"in_mailbox": mailbox, "of_validity": validity, "uids": uids}).scalars()
        places |= {(mailbox, validity, uid) for uid in found}
    fresh: list[Arrival] = []
    others: list[Arrival] = []
    for one in arrivals:
        place = (one.mailbox, one.uidvalidity, one.uid)
        (others if one.digest in digests or place in places else fresh).append(one)
        digests.add(one.digest)
        places.add(place)
    return fresh, others


def _insert(tx: Transaction, arrivals: Sequence[Arrival]) -> None:
    if not arrivals:
        return
    tx.execute(rows.insert_new(tx, raw, "digest"), [{"digest": one.digest, "data": one.raw} for one in arrivals])
    tx.execute(
        rows.insert_new(tx, table, "digest"),
        [
            {
                "digest": one.digest,
                "size": one.size,
                "whole": one.whole,
                "received_at": one.received_at,
                "kept_at": one.kept_at,
                "sender": peek(one.raw),
                "subject": "",
                "content": "",
                "state": NEW,
                "claim": 0,
                "tries": 0,
                "reason": "",
                "retry_at": None,
            }
            for one in arrivals
        ],
    )
    tx.execute(rows.insert_new(tx, seen, "mailbox", "uidvalidity", "uid"), [_seen(one) for one in arrivals])


def _seen(one: Arrival) -> dict[str, Any]:
    place = {"mailbox": one.mailbox, "uidvalidity": one.uidvalidity, "uid": one.uid}
    return place | {"digest": one.digest, "wanted": False}


def _keep_known(tx: Transaction, one: Arrival) -> int:
    """A mail whose bytes or place was seen before; 1 where its bytes are new all the same."""
    before = tx.execute(_BEFORE, one.place()).one_or_none()
    if before and not (one.whole and not before.whole):
        return 0
    is_new = tx.execute(_KNOWN_BYTES, {"digests": [one.digest]}).first() is None
    if is_new:
        _insert(tx, [one])
    else:
        earlier = (table.c.digest == one.digest) & (table.c.state == NEW) & (table.c.received_at > one.received_at)
        tx.execute(update(table).where(earlier).values(received_at=one.received_at))
    if before:
        tx.execute(update(seen).where(_AT_PLACE).values(digest=one.digest, wanted=False), one.place())
        only_head = (table.c.digest == before.digest) & (table.c.state == QUARANTINED)
        tx.execute(update(table).where(only_head).values(state=DONE, reason=f"fetched whole as {one.digest[:12]}"))
    elif not is_new:
        tx.execute(rows.insert_new(tx, seen, "mailbox", "uidvalidity", "uid"), _seen(one))
    return int(is_new)
