"""Mails that go: bytes that never change, who sends them, what a server said. Sends nothing.

A mail has its Message-ID before it is first sent and keeps it; a claim that ran out is a send in doubt, and the same
bytes go again. Every end of a claim names its number, so whoever has slept over the lease changes nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, or_, select, update

from mailflow.store import parts, rows
from mailflow.store.database import Transaction
from mailflow.store.tables import asked as asked_table
from mailflow.store.tables import outbox as table
from mailflow.store.tables import part, token
from mailflow.workflow.errors import MailflowError, StoreConflict
from mailflow.workflow.model import Role

WAITING, CLAIMED, DOUBT, SENT, FAILED, CANCELLED = "waiting", "claimed", "doubt", "sent", "failed", "cancelled"
TO_GO = (WAITING, CLAIMED, DOUBT)


@dataclass(frozen=True, slots=True)
class Asking:
    """One request that a mail asks, by the number that it has in this mail."""

    no: int
    chain: str
    request: str
    record_digest: str
    role: Role
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A mail to be posted. Its bytes are `head`, then for each part the base64 of its data and what follows it."""

    group_key: str
    message_id: str
    rcpt: str
    person: str
    subject: str
    text: str
    head: bytes
    parts: tuple[tuple[str, bytes], ...]  # (digest of a kept part, the bytes that follow its base64)
    asked: tuple[Asking, ...]
    token_digest: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A posted mail without its bytes."""

    id: int
    message_id: str
    rcpt: str
    person: str
    subject: str
    posted_at: datetime
    state: str
    claim: int
    tries: int
    next_at: datetime
    was_doubtful: bool
    sent_at: datetime | None
    filed_at: datetime | None
    smtp_reply: str
    asked: tuple[Asking, ...]


_COLUMNS = tuple(table.c[name] for name in OutboxRow.__dataclass_fields__ if name != "asked")
_BY_MESSAGE_ID = select(*_COLUMNS).where(table.c.message_id == bindparam("of_id"))
_LIVE = select(token.c.outbox).where(token.c.digest == bindparam("of_token"), token.c.void_at.is_(None))
_BY_TOKEN = select(*_COLUMNS).where(table.c.id.in_(_LIVE))
_ASKED = (
    select(asked_table)
    .where(asked_table.c.outbox.in_(bindparam("mails", expanding=True)))
    .order_by(asked_table.c.outbox, asked_table.c.no)
)


def post(tx: Transaction, posting: Posting) -> int | None:
    """Put a mail into the outbox; its id, or None where the same letters were posted before."""
    digests = {digest for digest, _ in posting.parts}
    have = set(tx.execute(select(part.c.digest).where(part.c.digest.in_(digests))).scalars()) if digests else set()
    if digests - have:
        raise ValueError(f"a mail with parts that are not kept: {sorted(digests - have)}")
    identity: int | None = tx.execute(
        rows.insert_new_returning(tx, table, "group_key", table.c.id),
        {
            "group_key": posting.group_key,
            "message_id": posting.message_id,
            "rcpt": posting.rcpt,
            "person": posting.person,
            "subject": posting.subject,
            "text": posting.text,
            "head": posting.head,
            "parts": json.dumps([[digest, base64.b64encode(after).decode()] for digest, after in posting.parts]),
            "posted_at": posting.posted_at,
            "state": WAITING,
            "claim": 0,
            "tries": 0,
            "next_at": posting.posted_at,
            "was_doubtful": False,
            "smtp_reply": "",
        },
    ).scalar()
    if identity is None:
        return None
    if posting.asked:
        tx.execute(
            insert(asked_table),
            [
                {
                    "outbox": identity,
                    "no": one.no,
                    "chain": one.chain,
                    "request": one.request,
                    "record_digest": one.record_digest,
                    "role": one.role.value,
                    "due": one.due,
                }
                for one in posting.asked
            ],
        )
    if posting.token_digest:
        tx.execute(insert(token), {"digest": posting.token_digest, "outbox": identity})
    return identity


def claim(tx: Transaction, now: datetime, limit: int, lease: timedelta) -> list[OutboxRow]:
    """Mails that may go now, for this process alone until the lease has run out."""
    wanted = select(table.c.id).where(table.c.state.in_(TO_GO), table.c.next_at <= now)
    wanted = wanted.order_by(table.c.next_at, table.c.id).limit(limit)
    ids = list(tx.execute(wanted.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return []
    tx.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(
            state=CLAIMED,
            claim=table.c.claim + 1,
            tries=table.c.tries + 1,
            next_at=now + lease,
            was_doubtful=or_(table.c.was_doubtful, table.c.state.in_((CLAIMED, DOUBT))),
        )
    )
    return _rows(tx, select(*_COLUMNS).where(table.c.id.in_(ids)).order_by(table.c.posted_at, table.c.id))


def release(tx: Transaction, now: datetime) -> None:
    """End every lease now: only for whoever knows that no other process holds one. What was claimed is in doubt."""
    tx.execute(update(table).where(table.c.state == CLAIMED).values(next_at=now))


def sent(tx: Transaction, identity: int, claim: int, at: datetime, reply: str) -> None:
    """A server took it."""
    _end(tx, identity, claim, state=SENT, sent_at=at, smtp_reply=reply)


def failed(tx: Transaction, identity: int, claim: int, reply: str) -> None:
    """A server refused it for good, or patience is over."""
    _end(tx, identity, claim, state=FAILED, smtp_reply=reply)


def later(tx: Transaction, identity: int, claim: int, next_at: datetime, reply: str) -> None:
    """Nothing was handed over; try again then."""
    _end(tx, identity, claim, state=WAITING, next_at=next_at, smtp_reply=reply)


def doubt(tx: Transaction, identity: int, claim: int, next_at: datetime, reply: str) -> None:
    """The server may have it: the same bytes go again then."""
    _end(tx, identity, claim, state=DOUBT, next_at=next_at, smtp_reply=reply, was_doubtful=True)


def _end(tx: Transaction, identity: int, claim: int, **values: object) -> None:
    changed = tx.execute(
        update(table).where(table.c.id == identity, table.c.claim == claim, table.c.state == CLAIMED).values(**values)
    )
    if changed.rowcount != 1:
        raise StoreConflict(f"the mail {identity} is no longer claimed as {claim}")


def body(tx: Transaction, identity: int) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """The bytes of a mail: its head, then for each part its data and what follows the base64 of it."""
    row = tx.execute(select(table.c.head, table.c.parts).where(table.c.id == identity)).one_or_none()
    if row is None:
        raise MailflowError(f"the outbox has no mail {identity}")
    named = [(digest, base64.b64decode(after)) for digest, after in json.loads(row.parts)]
    return bytes(row.head), tuple((parts.get(tx, digest), after) for digest, after in named)


def text(tx: Transaction, identity: int) -> str:
    """The words of a mail, as they were shown."""
    found: str | None = tx.execute(select(table.c.text).where(table.c.id == identity)).scalar()
    if found is None:
        raise MailflowError(f"the outbox has no mail {identity}")
    return found


def unfiled(tx: Transaction, limit: int) -> list[OutboxRow]:
    """Sent mails that don't stand in our own folder yet, oldest first."""
    wanted = select(*_COLUMNS).where(table.c.state == SENT, table.c.filed_at.is_(None))
    return _rows(tx, wanted.order_by(table.c.sent_at, table.c.id).limit(limit))


def file(tx: Transaction, identity: int, at: datetime) -> None:
    """It stands there now; the first time counts. StoreConflict for a mail that was never sent."""
    is_sent = (table.c.id == identity) & (table.c.state == SENT)
    tx.execute(update(table).where(is_sent, table.c.filed_at.is_(None)).values(filed_at=at))
    if tx.execute(select(table.c.id).where(is_sent)).first() is None:
        raise StoreConflict(f"the mail {identity} is not sent")


def posted_to(tx: Transaction, person: str, now: datetime) -> int:
    """How many mails were posted to a person on this day (UTC)."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = select(func.count()).where(
        table.c.person == person, table.c.posted_at >= day, table.c.posted_at < day + timedelta(days=1)
    )
    number: int = tx.execute(counted).scalar_one()
    return number


def by_message_id(tx: Transaction, message_id: str) -> OutboxRow | None:
    """Our mail with this Message-ID."""
    return next(iter(_rows(tx, _BY_MESSAGE_ID, of_id=message_id)), None)


def by_token(tx: Transaction, digest: str) -> OutboxRow | None:
    """Our mail that carried this token, as long as the token is live."""
    return next(iter(_rows(tx, _BY_TOKEN, of_token=digest)), None)


def void_tokens(tx: Transaction, identity: int, at: datetime) -> None:
    """From now on the token of this mail opens nothing."""
    tx.execute(update(token).where(token.c.outbox == identity, token.c.void_at.is_(None)).values(void_at=at))


def get(tx: Transaction, identity: int) -> OutboxRow:
    """A mail by its id; MailflowError where there is none."""
    for row in _rows(tx, select(*_COLUMNS).where(table.c.id == identity)):
        return row
    raise MailflowError(f"the outbox has no mail {identity}")


def next_at(tx: Transaction) -> datetime | None:
    """When the next mail is to go, or the next claim runs out."""
    return tx.execute(select(func.min(table.c.next_at)).where(table.c.state.in_(TO_GO))).scalar()


def listing(tx: Transaction, *, state: str = "", request: str = "", limit: int = 50) -> list[OutboxRow]:
    """Mails, newest first."""
    wanted = select(*_COLUMNS).order_by(table.c.posted_at.desc(), table.c.id.desc()).limit(limit)
    if state:
        wanted = wanted.where(table.c.state == state)
    if request:
        wanted = wanted.where(table.c.id.in_(select(asked_table.c.outbox).where(asked_table.c.request == request)))
    return _rows(tx, wanted)


def counts(tx: Transaction) -> dict[str, int]:
    """How many rows there are in each state."""
    found = tx.execute(select(table.c.state, func.count().label("number")).group_by(table.c.state))
    return {row.state: row.number for row in found}


def cancel(tx: Transaction, identity: int) -> None:
    """Never send it; refused for a mail that is sent or on its way."""
    _order(tx, identity, (WAITING, DOUBT, FAILED), state=CANCELLED)


def retry(tx: Transaction, identity: int, now: datetime) -> None:
    """Send it at the next turn; refused for a mail that is sent or on its way."""
    _order(tx, identity, (WAITING, DOUBT, FAILED, CANCELLED), state=WAITING, next_at=now, tries=0)


def _order(tx: Transaction, identity: int, allowed: tuple[str, ...], **values: object) -> None:
    changed = tx.execute(update(table).where(table.c.id == identity, table.c.state.in_(allowed)).values(**values))
    if changed.rowcount != 1:
        raise MailflowError(f"the mail {identity} is {get(tx, identity).state}")


def _rows(tx: Transaction, wanted: Any, **values: object) -> list[OutboxRow]:
    found: Sequence[Row[Any]] = tx.execute(wanted, values).all()
    asking: dict[int, list[Asking]] = {}
    if found:
        for one in tx.execute(_ASKED, {"mails": [row.id for row in found]}):
            made = Asking(one.no, one.chain, one.request, one.record_digest, Role(one.role), one.due)
            asking.setdefault(one.outbox, []).append(made)
    return [OutboxRow(**row._mapping, asked=tuple(asking.get(row.id, ()))) for row in found]  # noqa: SLF001 - public by its manual
