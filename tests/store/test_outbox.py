"""Mails that go: posted once, the same bytes at every try, ended only by whoever holds the claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.store import outbox, parts
from mailflow.store.database import Store
from mailflow.store.outbox import Asking, Posting
from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import MailflowError, StoreConflict
from mailflow.workflow.model import Role

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=20)
Make = Callable[..., Posting]


def test_mail_comes_back_as_it_was_posted(store: Store, posting: Make) -> None:
    """Head, parts, what it asks, its words."""
    asked = (
        Asking(1, "XC2026-0001", "XC2026-0001/a", "d" * 64, Role.SIGNER, NOW),
        Asking(2, "XC2026-0002", "XC2026-0002/b", "", Role.COPY, None),
    )
    with store.write() as tx:
        pdf = parts.keep(tx, b"\0\xff pdf", "application/pdf")
        made = posting(asked=asked, head=bytes(range(256)), parts=((pdf, b"\r\n--mid\r\n"), (pdf, b"\0end")))
        identity = outbox.post(tx, made)
        assert identity is not None
        row = outbox.get(tx, identity)
        assert outbox.body(tx, identity) == (
            bytes(range(256)),
            ((b"\0\xff pdf", b"\r\n--mid\r\n"), (b"\0\xff pdf", b"\0end")),
        )
        assert outbox.text(tx, identity) == "请确认"
    assert row.asked == asked
    assert (row.rcpt, row.person, row.message_id, row.subject) == (
        made.rcpt, made.person, made.message_id, made.subject,
    )  # fmt: skip
    assert (row.state, row.claim, row.tries, row.was_doubtful) == ("waiting", 0, 0, False)
    assert (row.posted_at, row.sent_at, row.filed_at) == (NOW, None, None)


def test_same_letters_are_posted_once(store: Store, posting: Make) -> None:
    """A second posting of the group is none, under whatever Message-ID."""
    with store.write() as tx:
        assert outbox.post(tx, posting("one"))
        assert outbox.post(tx, posting("two", group_key=posting("one").group_key)) is None
        assert len(outbox.listing(tx)) == 1


def test_parts_are_stored_once_and_must_be_there(store: Store, posting: Make) -> None:
    """Ten mails with one attachment hold it once."""
    with store.write() as tx:
        digest = parts.keep(tx, b"pdf", "application/pdf")
        assert parts.keep(tx, b"pdf", "application/octet-stream") == digest == sha256(b"pdf")
        assert parts.get(tx, digest) == b"pdf"
        with pytest.raises(ValueError, match="not kept"):
            outbox.post(tx, posting(parts=(("0" * 64, b""),)))
        with pytest.raises(MailflowError, match="no file"):
            parts.get(tx, "0" * 64)


@pytest.mark.parametrize("end", ["sent", "failed", "later", "doubt"])
def test_only_the_holder_ends_a_claim(store: Store, posting: Make, end: str) -> None:
    """A claim that ran out, and one that has ended, change nothing (F31)."""

    def finish(claim: int) -> None:
        with store.write() as tx:
            match end:
                case "sent":
                    outbox.sent(tx, identity, claim, NOW, "250 ok")
                case "failed":
                    outbox.failed(tx, identity, claim, "550 no")
                case "later":
                    outbox.later(tx, identity, claim, NOW + LEASE * 3, "451 later")
                case _:
                    outbox.doubt(tx, identity, claim, NOW + LEASE * 3, "lost")

    with store.write() as tx:
        identity = outbox.post(tx, posting()) or 0
        (first,) = outbox.claim(tx, NOW, 5, LEASE)
        assert outbox.claim(tx, NOW, 5, LEASE) == []
        (second,) = outbox.claim(tx, NOW + LEASE, 5, LEASE)
        assert (first.claim, second.claim, second.tries) == (1, 2, 2)
    with pytest.raises(StoreConflict):
        finish(first.claim)
    finish(second.claim)
    with pytest.raises(StoreConflict):
        finish(second.claim)
    with store.read() as tx:
        row = outbox.get(tx, identity)
    assert row.state == {"later": "waiting"}.get(end, end)


def test_claim_that_ran_out_is_in_doubt(store: Store, posting: Make) -> None:
    """The same bytes go again, and it is known that the recipient may have them twice (C6, C8, C9)."""
    with store.write() as tx:
        identity = outbox.post(tx, posting()) or 0
        (first,) = outbox.claim(tx, NOW, 5, LEASE)
        assert not first.was_doubtful
        assert outbox.next_at(tx) == NOW + LEASE
        before = outbox.body(tx, identity)
        (second,) = outbox.claim(tx, NOW + LEASE, 5, LEASE)
        assert second.was_doubtful
        assert (second.message_id, outbox.body(tx, identity)) == (first.message_id, before)
        outbox.sent(tx, identity, second.claim, NOW, "250 ok")
        assert outbox.get(tx, identity).was_doubtful


def test_restart_takes_over_what_was_claimed(store: Store, posting: Make) -> None:
    """Before the lease has run out, and as a mail in doubt; what waits and what has gone is left alone."""
    with store.write() as tx:
        ids = [outbox.post(tx, posting(str(no), posted_at=NOW + no * LEASE)) or 0 for no in range(3)]
        first, second = outbox.claim(tx, NOW + LEASE, 5, LEASE)
        outbox.sent(tx, first.id, first.claim, NOW, "250 ok")
        outbox.release(tx, NOW)
        (again,) = outbox.claim(tx, NOW, 5, LEASE)
        assert (again.id, again.claim, again.was_doubtful) == (second.id, 2, True)
        assert [outbox.get(tx, one).state for one in ids] == ["sent", "claimed", "waiting"]


def test_refused_for_now_is_no_doubt(store: Store, posting: Make) -> None:
    """Nothing was handed over at a 451; a lost link after the last dot is a doubt for ever."""
    with store.write() as tx:
        identity = outbox.post(tx, posting()) or 0
        (row,) = outbox.claim(tx, NOW, 5, LEASE)
        outbox.later(tx, identity, row.claim, NOW + LEASE, "451 later")
        assert outbox.claim(tx, NOW, 5, LEASE) == []
        (row,) = outbox.claim(tx, NOW + LEASE, 5, LEASE)
        assert (row.was_doubtful, row.tries, row.smtp_reply) == (False, 2, "451 later")
        outbox.doubt(tx, identity, row.claim, NOW + 2 * LEASE, "lost")
        assert outbox.get(tx, identity).state == "doubt"
        assert outbox.next_at(tx) == NOW + 2 * LEASE
        (row,) = outbox.claim(tx, NOW + 2 * LEASE, 5, LEASE)
        outbox.later(tx, identity, row.claim, NOW + 3 * LEASE, "451 later")
        (row,) = outbox.claim(tx, NOW + 3 * LEASE, 5, LEASE)
        assert row.was_doubtful


def test_sent_mails_are_filed_once(store: Store, posting: Make) -> None:
    """Oldest first; what is not sent can't be filed; the first filing counts (C5)."""
    with store.write() as tx:
        ids = [outbox.post(tx, posting(str(no))) or 0 for no in range(3)]
        for row in outbox.claim(tx, NOW, 2, LEASE):
            outbox.sent(tx, row.id, row.claim, NOW, "250 ok")
        assert [row.id for row in outbox.unfiled(tx, 10)] == ids[:2]
        assert [row.id for row in outbox.unfiled(tx, 1)] == ids[:1]
        outbox.file(tx, ids[0], NOW)
        outbox.file(tx, ids[0], NOW + LEASE)
        assert outbox.get(tx, ids[0]).filed_at == NOW
        assert [row.id for row in outbox.unfiled(tx, 10)] == ids[1:2]
        with pytest.raises(StoreConflict):
            outbox.file(tx, ids[2], NOW)


def test_token_opens_its_mail_until_it_is_void(store: Store, posting: Make) -> None:
    """A token is found by its digest, a mail by its Message-ID."""
    with store.write() as tx:
        identity = outbox.post(tx, posting())
        outbox.post(tx, posting("copy", token_digest="", asked=()))
        digest = posting().token_digest
        found = outbox.by_token(tx, digest)
        assert found
        assert found.id == identity
        assert outbox.by_token(tx, "") is None
        assert outbox.by_message_id(tx, posting().message_id) == found
        assert outbox.by_message_id(tx, "<other@corp.example>") is None
        outbox.void_tokens(tx, identity, NOW)
        assert outbox.by_token(tx, digest) is None
        assert outbox.by_message_id(tx, posting().message_id) == found


def test_mails_of_a_day_are_counted(store: Store, posting: Make) -> None:
    """Of one person, from midnight to midnight UTC."""
    midnight = NOW.replace(hour=0, minute=0)
    with store.write() as tx:
        for no, at in enumerate([midnight - timedelta(microseconds=1), midnight, NOW, midnight + timedelta(days=1)]):
            outbox.post(tx, posting(str(no), posted_at=at))
        outbox.post(tx, posting("other", person="li.si"))
        assert outbox.posted_to(tx, "zhang.san", NOW) == 2
        assert outbox.posted_to(tx, "zhang.san", NOW.astimezone(tz=None)) == 2
        assert outbox.posted_to(tx, "nobody", NOW) == 0


def test_orders_of_people(store: Store, posting: Make) -> None:
    """Cancel and retry, but never a mail that is on its way or has gone."""
    with store.write() as tx:
        identity = outbox.post(tx, posting()) or 0
        outbox.cancel(tx, identity)
        assert outbox.claim(tx, NOW, 5, LEASE) == []
        assert outbox.next_at(tx) is None
        outbox.retry(tx, identity, NOW)
        (row,) = outbox.claim(tx, NOW, 5, LEASE)
        for order in (outbox.cancel, lambda tx, one: outbox.retry(tx, one, NOW)):
            with pytest.raises(MailflowError, match="claimed"):
                order(tx, identity)
        outbox.failed(tx, identity, row.claim, "550 no such user")
        outbox.retry(tx, identity, NOW)
        (row,) = outbox.claim(tx, NOW, 5, LEASE)
        assert (row.claim, row.tries) == (2, 1)
        outbox.sent(tx, identity, row.claim, NOW, "250 ok")
        for order in (outbox.cancel, lambda tx, one: outbox.retry(tx, one, NOW)):
            with pytest.raises(MailflowError, match="sent"):
                order(tx, identity)
        with pytest.raises(MailflowError, match="no mail 99"):
            outbox.cancel(tx, 99)


def test_lists_for_people(store: Store, posting: Make) -> None:
    """Newest first, by state and by request."""
    with store.write() as tx:
        ids = [outbox.post(tx, posting(str(no), posted_at=NOW + no * LEASE)) or 0 for no in range(3)]
        outbox.cancel(tx, ids[1])
        assert [row.id for row in outbox.listing(tx)] == ids[::-1]
        assert [row.id for row in outbox.listing(tx, state="cancelled")] == [ids[1]]
        assert [row.id for row in outbox.listing(tx, request="XC2026-0001/r", limit=1)] == [ids[2]]
        assert outbox.listing(tx, request="other") == []
        assert outbox.counts(tx) == {"waiting": 2, "cancelled": 1}
