"""Outbox rows to a server and back: claimed, handed to the pool, and what became of each. Sends nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.compose.headers import assemble
from mailflow.crashpoint import crashpoint
from mailflow.engine.bureau import Bureau
from mailflow.engine.reader import ToFile
from mailflow.store import outbox
from mailflow.transport.smtp import SendResult
from mailflow.workflow import stimuli
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Role

BATCH = 50
LEASE = timedelta(minutes=20)  # longer than a server may take for its last answer (10 min, RFC 5321 4.5.3.2.6)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
PATIENCE = timedelta(days=5)
DOUBT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed mail, ready for the pool."""

    id: int
    claim: int
    envelope_from: str
    rcpt: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What the pool says of a claimed mail."""

    outgoing: Outgoing
    result: SendResult


def claim(bureau: Bureau) -> list[Outgoing]:
    """Mails that may go now; none while paused."""
    now = bureau.clock.now()
    address = bureau.installation.settings.address
    with bureau.write() as tx:
        if bureau.paused(tx):
            return []
        rows = outbox.claim(tx, now, BATCH, LEASE)
        claimed = [Outgoing(row.id, row.claim, address, row.rcpt, assemble(*outbox.body(tx, row.id))) for row in rows]
    if claimed:
        crashpoint("claimed")
    return claimed


def take(bureau: Bureau, results: Sequence[Result]) -> None:
    """What came back from the pool. A claim that has run out is somebody else's by now: its result is dropped."""
    for one in results:
        try:
            _take(bureau, one)
        except StoreConflict:
            continue


def _take(bureau: Bureau, one: Result) -> None:
    now = bureau.clock.now()
    mail, said = one.outgoing, f"{one.result.code or ''} {one.result.text}".strip()
    with bureau.write() as tx:
        row = outbox.get(tx, mail.id)
        match one.result.kind:
            case "accepted":
                outbox.sent(tx, mail.id, mail.claim, now, said)
                state = "sent"
            case "permanent":
                outbox.failed(tx, mail.id, mail.claim, said)
                state = "failed"
            case "doubt":
                outbox.doubt(tx, mail.id, mail.claim, now + DOUBT, said)
                return
            case _ if now - row.posted_at > PATIENCE:
                outbox.failed(tx, mail.id, mail.claim, said)
                state = "failed"
            case _:
                outbox.later(tx, mail.id, mail.claim, now + BACKOFF[min(row.tries, len(BACKOFF)) - 1], said)
                return
        for chain in dict.fromkeys(asked.chain for asked in row.asked):
            requests = tuple(
                asked.request for asked in row.asked if asked.chain == chain and asked.role is not Role.COPY
            )
            if state == "sent" and not requests:
                continue
            delivery = stimuli.Delivery(
                at=now,
                salt=bureau.salt(),
                state=state,
                person=row.person,
                message_id=row.message_id,
                requests=requests,
                posted_at=row.posted_at,
                repeated=row.was_doubtful,
                reply="" if state == "sent" else said,
            )
            bureau.change(tx, chain, delivery, cause=row.message_id)


def to_file(bureau: Bureau, limit: int = 50) -> list[ToFile]:
    """Sent mails that don't stand in our own folder yet."""
    with bureau.store.read() as tx:
        return [
            ToFile(row.id, row.message_id, assemble(*outbox.body(tx, row.id)), row.sent_at or row.posted_at)
            for row in outbox.unfiled(tx, limit)
        ]


def filed(bureau: Bureau, ids: Sequence[int], at: datetime) -> None:
    """They stand there now."""
    with bureau.write() as tx:
        for one in ids:
            outbox.file(tx, one, at)
