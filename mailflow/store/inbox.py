"""Mails that were kept: who works on them, how they ended. Reads none of them; `arrivals` is how they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from mailflow.store.database import Transaction
from mailflow.store.tables import inbox as table
from mailflow.store.tables import raw as raws
from mailflow.store.tables import seen
from mailflow.workflow.directory import plain
from mailflow.workflow.errors import MailflowError, StoreConflict

NEW, CLAIMED, WAITING, DONE, QUARANTINED = "new", "claimed", "waiting", "done", "quarantined"
UNREAD = (NEW, CLAIMED, WAITING)
_TWIN = (
    select(table.c.id)
    .where(table.c.content == bindparam("same"), table.c.digest != bindparam("own"), table.c.state == DONE)
    .limit(1)
)
_HELD = update(table).where(
    table.c.digest == bindparam("of_digest"), table.c.claim == bindparam("of_claim"), table.c.state == CLAIMED
)
STRIKES = 3  # claims that ended in nothing: whatever is in this mail ends the process that reads it


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A mail without its bytes, for lists."""

    digest: str
    size: int
    whole: bool
    received_at: datetime
    kept_at: datetime
    sender: str
    subject: str
    state: str
    claim: int
    tries: int
    reason: str
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class InboxRow(InboxLine):
    """A mail with its bytes."""

    raw: bytes


_LINE = tuple(table.c[name] for name in InboxLine.__dataclass_fields__)
_ROW = select(*_LINE, raws.c.data.label("raw")).join(raws, raws.c.digest == table.c.digest)


def claim(tx: Transaction, now: datetime, limit: int, lease: timedelta) -> list[InboxRow]:
    """Rows that wait, oldest receipt first, for this process alone until the lease has run out.

    A row whose last claim ran out is given out alone: if it ends the process again, no other row is struck for it.
    """
    ran_out = (table.c.state == CLAIMED) & (table.c.retry_at <= now)
    tx.execute(
        update(table)
        .where(ran_out, table.c.tries >= STRIKES)
        .values(state=QUARANTINED, reason=f"read {STRIKES} times without an end", retry_at=None)
    )
    free = table.c.state.in_((NEW, WAITING)) & or_(table.c.retry_at.is_(None), table.c.retry_at <= now)
    ids = _pick(tx, ran_out, 1) or _pick(tx, free, limit)
    if not ids:
        return []
    tx.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(state=CLAIMED, claim=table.c.claim + 1, tries=table.c.tries + 1, retry_at=now + lease)
    )
    found = tx.execute(_ROW.where(table.c.id.in_(ids)).order_by(table.c.received_at, table.c.id))
    return [_row(row) for row in found]


def release(tx: Transaction, now: datetime) -> None:
    """End every lease now: only for whoever knows that no other process holds one. Tries still count."""
    tx.execute(update(table).where(table.c.state == CLAIMED).values(retry_at=now))


def give_back(tx: Transaction, begun: Sequence[InboxLine]) -> None:
    """End these claims as if they had never been: what ended them was no fault of the mail, so that none is struck."""
    for one in begun:
        tx.execute(
            _HELD.values(state=NEW, retry_at=None, tries=table.c.tries - 1),
            {"of_digest": one.digest, "of_claim": one.claim},
        )


def _pick(tx: Transaction, which: Any, limit: int) -> list[int]:
    wanted = select(table.c.id).where(which).order_by(table.c.received_at, table.c.id).limit(limit)
    return list(tx.execute(wanted.with_for_update(skip_locked=True)).scalars())


def finish(
    tx: Transaction,
    digest: str,
    claim: int,
    state: str,
    *,
    reason: str = "",
    retry_at: datetime | None = None,
    sender: str = "",
    subject: str = "",
    content: str = "",
) -> None:
    """The end of a claim, or StoreConflict where the claim has run out and somebody else has the row."""
    if state not in (NEW, WAITING, DONE, QUARANTINED):
        raise ValueError(f"no claim ends as {state}")
    known = {name: value for name, value in (("sender", sender), ("subject", subject), ("content", content)) if value}
    ended = {"state": state, "reason": reason, "retry_at": retry_at, "tries": 0, **known}
    changed = tx.execute(_HELD, {"of_digest": digest, "of_claim": claim, **ended})
    if changed.rowcount != 1:
        raise StoreConflict(f"the mail {digest[:12]} is no longer claimed as {claim}")


def known(tx: Transaction, mailbox: str, uidvalidity: int) -> set[int]:
    """The UIDs of a folder that need not be fetched again."""
    return set(tx.execute(_in_folder(mailbox, uidvalidity).where(~seen.c.wanted)).scalars())


def wanted_whole(tx: Transaction, mailbox: str, uidvalidity: int) -> set[int]:
    """The UIDs of mails of which only the head was kept, and that somebody wants whole."""
    return set(tx.execute(_in_folder(mailbox, uidvalidity).where(seen.c.wanted)).scalars())


def _in_folder(mailbox: str, uidvalidity: int) -> Any:
    return select(seen.c.uid).where(seen.c.mailbox == mailbox, seen.c.uidvalidity == uidvalidity)


def has_twin(tx: Transaction, content: str, digest: str) -> bool:
    """Whether another row with the same content has been read to its end: the same mail, delivered on two ways."""
    return tx.execute(_TWIN, {"same": content, "own": digest}).first() is not None


def waiting_from(tx: Transaction, addresses: Sequence[str]) -> bool:
    """Whether any mail that is not read to its end may be from one of these; an unknown sender may be anybody."""
    own = {plain(one) for one in addresses}
    senders = tx.execute(select(table.c.sender).distinct().where(table.c.state.in_(UNREAD))).scalars()
    return any(not one or plain(one) in own for one in senders)


def next_at(tx: Transaction) -> datetime | None:
    """When the next row is to be looked at again: its retry, or the end of its claim."""
    return tx.execute(select(func.min(table.c.retry_at)).where(table.c.state.in_(UNREAD))).scalar()


def get(tx: Transaction, digest: str) -> InboxRow:
    """A mail by its whole digest; MailflowError where there is none."""
    row = tx.execute(_ROW.where(table.c.digest == digest)).one_or_none()
    if row is None:
        raise MailflowError(f"the inbox has no mail {digest[:12]}")
    return _row(row)


def find(tx: Transaction, start: str) -> InboxRow:
    """A mail by the beginning of its digest, as lists show it."""
    if len(start) < 4 or not all(one in "0123456789abcdef" for one in start):
        raise MailflowError(f"{start!r} is no beginning of a digest (at least 4 of 0-9a-f)")
    found = list(tx.execute(select(table.c.digest).where(table.c.digest.startswith(start)).limit(2)).scalars())
    if len(found) != 1:
        raise MailflowError(f"{'several mails begin' if found else 'no mail begins'} with {start}")
    return get(tx, found[0])


def listing(tx: Transaction, *, state: str = "", limit: int = 50) -> list[InboxLine]:
    """Mails without their bytes, newest receipt first."""
    wanted = select(*_LINE)
    if state:
        wanted = wanted.where(table.c.state == state)
    found = tx.execute(wanted.order_by(table.c.received_at.desc(), table.c.id.desc()).limit(limit))
    return [InboxLine(**row._mapping) for row in found]  # noqa: SLF001 - public by its manual


def every(tx: Transaction) -> Iterator[InboxRow]:
    """Every mail with its bytes, oldest receipt first, one at a time."""
    order = select(table.c.id).order_by(table.c.received_at, table.c.id)
    for identity in list(tx.execute(order).scalars()):
        yield _row(tx.execute(_ROW.where(table.c.id == identity)).one())


def counts(tx: Transaction) -> dict[str, int]:
    """How many rows there are in each state."""
    found = tx.execute(select(table.c.state, func.count().label("number")).group_by(table.c.state))
    return {row.state: row.number for row in found}


def retry(tx: Transaction, digest: str) -> None:
    """Read a quarantined or waiting mail again; of one that was too large, fetch the whole first."""
    row = get(tx, digest)
    if row.state not in (QUARANTINED, WAITING):
        raise MailflowError(f"the mail {digest[:12]} is {row.state}: only quarantined and waiting ones are read again")
    if not row.whole:
        tx.execute(update(seen).where(seen.c.digest == digest).values(wanted=True))
        return
    tx.execute(
        update(table)
        .where(table.c.digest == digest, table.c.state == row.state)
        .values(state=NEW, tries=0, reason="", retry_at=None)
    )


def _row(row: Row[Any]) -> InboxRow:
    return InboxRow(**row._mapping)  # noqa: SLF001 - public by its manual
