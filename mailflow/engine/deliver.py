"""Outbox rows to a server and back: claimed, handed to the pool, and what became of each. Sends nothing itself."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.compose.headers import assemble
from mailflow.crashpoint import crashpoint
from mailflow.engine.bureau import Bureau
from mailflow.engine.reader import ToFile
from mailflow.store import letters, outbox
from mailflow.store.database import DiskTrouble, Transaction
from mailflow.store.outbox import OutboxRow
from mailflow.transport.smtp import SendResult
from mailflow.workflow import stimuli
from mailflow.workflow.errors import MailflowError, StoreConflict
from mailflow.workflow.model import Role
from mailflow.workflow.office import CHAIN

BATCH = 50
TRIES = 5
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
        claimed = [
            Outgoing(row.id, row.claim, address, row.rcpt, raw) for row in rows if (raw := _raw(bureau, tx, row))
        ]
    if claimed:
        crashpoint("claimed")
    return claimed


def _raw(bureau: Bureau, tx: Transaction, row: OutboxRow) -> bytes:
    """The bytes of a claimed mail; one that can't be put together is set aside, and `status` tells of it."""
    try:
        return assemble(*outbox.body(tx, row.id))
    except DiskTrouble:
        raise  # says nothing of this mail
    except (MailflowError, LookupError, ValueError) as error:
        outbox.failed(tx, row.id, row.claim, f"can't be put together: {error}")
        bureau.warns("mail_failed", row.message_id, str(error))
        return b""


def take(bureau: Bureau, one: Result) -> None:
    """What the pool says of one mail. A claim that has run out is somebody else's by now: its result is dropped.

    A bug in what follows from it holds up nothing: what the server has said is written all the same.
    """
    for _ in range(TRIES):
        try:
            _take(bureau, one)
        except StoreConflict:
            continue  # somebody else has written to a chain first
        except DiskTrouble:
            raise
        except Exception:
            reason = traceback.format_exc(limit=-6).strip()
            bureau.warns("result_failed", one.outgoing.rcpt, reason)
            with suppress(StoreConflict), bureau.write() as tx:
                _note(tx, bureau.clock.now(), outbox.get(tx, one.outgoing.id), one)
        return
    raise StoreConflict(f"the result of the mail {one.outgoing.id} could not be written {TRIES} times")


def _take(bureau: Bureau, one: Result) -> None:
    now, mail = bureau.clock.now(), one.outgoing
    with bureau.write() as tx:
        row = outbox.get(tx, mail.id)
        if (row.state, row.claim) != (outbox.CLAIMED, mail.claim):
            return
        state = _note(tx, now, row, one)
        for chain, requests in concerned(tx, row).items() if state else ():
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
                reply="" if state == "sent" else _said(one),
            )
            bureau.change(tx, chain, delivery, cause=row.message_id)


def _note(tx: Transaction, now: datetime, row: OutboxRow, one: Result) -> str:
    """End the claim as the server's word wants it: "sent", "failed", or "" where it is tried again."""
    mail, said = one.outgoing, _said(one)
    match one.result.kind:
        case "accepted":
            outbox.sent(tx, mail.id, mail.claim, now, said)
            return "sent"
        case "doubt":
            outbox.doubt(tx, mail.id, mail.claim, now + DOUBT, said)
            return ""
        case "temporary" if now - row.posted_at <= PATIENCE:
            outbox.later(tx, mail.id, mail.claim, now + BACKOFF[min(row.tries, len(BACKOFF)) - 1], said)
            return ""
    outbox.failed(tx, mail.id, mail.claim, said)
    return "failed"


def _said(one: Result) -> str:
    return f"{one.result.code or ''} {one.result.text}".strip()


def concerned(tx: Transaction, row: OutboxRow) -> dict[str, tuple[str, ...]]:
    """The chains that what becomes of a mail matters to, each with the requests that the mail asks of its recipient.

    A mail that only says that another could not be delivered is the office's affair: told by the case again, two people
    who can't be reached would be told of each other for ever.
    """
    found: dict[str, tuple[str, ...]] = {}
    for asked in row.asked:
        requests = found.setdefault(asked.chain, ())
        if asked.role is not Role.COPY:
            found[asked.chain] = (*requests, asked.request)
    for letter in letters.of_mail(tx, row.id):
        found.setdefault(CHAIN if letter.template == "undeliverable" else letter.chain, ())
    return found


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
