"""Mails that came: each once, in the order of receipt, for one reader at a time, and none is lost by a crash."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailflow.store import inbox
from mailflow.store.database import Store
from mailflow.store.sender import peek
from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import MailflowError, StoreConflict

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
Keep = Callable[..., int]


def mail(no: int, sender: str = "zhang.san@corp.example") -> bytes:
    """A raw mail."""
    return f"From: <{sender}>\r\nSubject: {no}\r\n\r\n{no}\r\n".encode()


def test_bytes_come_back_as_they_were(store: Store, keep: Keep) -> None:
    """Every byte value, also those that no text can hold."""
    raw = bytes(range(256)) * 3
    with store.write() as tx:
        assert keep(tx, raw, received_at=NOW - LEASE, size=999, whole=False) == 1
    with store.read() as tx:
        row = inbox.get(tx, sha256(raw))
    assert (row.raw, row.size, row.whole) == (raw, 999, False)
    assert (row.received_at, row.kept_at) == (NOW - LEASE, NOW)
    assert (row.state, row.claim, row.tries, row.reason, row.retry_at) == ("new", 0, 0, "", None)


def test_same_place_is_one_mail(store: Store, keep: Keep) -> None:
    """Also where a server renders it differently at the next fetch."""
    with store.write() as tx:
        assert keep(tx, mail(1)) == 1
        assert keep(tx, mail(1)) == 0
        assert keep(tx, mail(2)) == 0
        assert inbox.counts(tx) == {"new": 1}


def test_same_bytes_elsewhere_are_one_mail(store: Store, keep: Keep) -> None:
    """In another folder, or again after the folder has a new UIDVALIDITY (F3); the earliest receipt counts."""
    with store.write() as tx:
        assert keep(tx, mail(1)) == 1
        assert keep(tx, mail(1), mailbox="Junk", uid=4, received_at=NOW - MINUTE) == 0
        assert keep(tx, mail(1), uidvalidity=8, uid=77, received_at=NOW + MINUTE) == 0
        assert inbox.get(tx, sha256(mail(1))).received_at == NOW - MINUTE
        assert inbox.known(tx, "INBOX", 7) == {1}
        assert inbox.known(tx, "INBOX", 8) == {77}
        assert inbox.known(tx, "Junk", 7) == {4}
        assert inbox.known(tx, "Junk", 8) == set()


def test_receipt_of_a_mail_that_was_read_stays(store: Store, keep: Keep) -> None:
    """What was decided on does not move afterwards."""
    with store.write() as tx:
        keep(tx, mail(1))
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        keep(tx, mail(1), mailbox="Junk", received_at=NOW - MINUTE)
        assert inbox.get(tx, row.digest).received_at == NOW


def test_read_in_the_order_of_receipt(store: Store, keep: Keep) -> None:
    """不同意 that came before 同意 is read before it, whenever it was fetched (F9)."""
    with store.write() as tx:
        for no in (3, 1, 2):
            keep(tx, mail(no), uid=no, received_at=NOW + no * MINUTE)
        assert [row.raw for row in inbox.claim(tx, NOW, 2, LEASE)] == [mail(1), mail(2)]
        assert [row.raw for row in inbox.claim(tx, NOW, 2, LEASE)] == [mail(3)]
        assert inbox.claim(tx, NOW, 2, LEASE) == []


def test_claim_ends_with_its_number(store: Store, keep: Keep) -> None:
    """Done with what was read of it; a second end is a conflict."""
    with store.write() as tx:
        keep(tx)
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        assert (row.claim, row.tries, row.state) == (1, 1, "claimed")
        inbox.finish(tx, row.digest, row.claim, "done", reason="reply", sender="a@b.cn", subject="主题\0\udcff")
        ended = inbox.get(tx, row.digest)
        assert (ended.state, ended.reason, ended.sender, ended.subject) == ("done", "reply", "a@b.cn", "主题��")
        assert inbox.next_at(tx) is None
    with pytest.raises(StoreConflict), store.write() as tx:
        inbox.finish(tx, row.digest, row.claim, "done")


def test_claim_that_ran_out_is_somebody_elses(store: Store, keep: Keep) -> None:
    """The sleeper's end changes nothing (F31)."""
    with store.write() as tx:
        keep(tx)
        (first,) = inbox.claim(tx, NOW, 5, LEASE)
        assert inbox.claim(tx, NOW + LEASE - MINUTE, 5, LEASE) == []
        assert inbox.next_at(tx) == NOW + LEASE
        (second,) = inbox.claim(tx, NOW + LEASE, 5, LEASE)
        assert (second.claim, second.tries) == (2, 2)
    with pytest.raises(StoreConflict), store.write() as tx:
        inbox.finish(tx, first.digest, first.claim, "quarantined")
    with store.write() as tx:
        inbox.finish(tx, second.digest, second.claim, "done")
        assert inbox.counts(tx) == {"done": 1}


def test_restart_takes_over_what_was_claimed(store: Store, keep: Keep) -> None:
    """Before the lease has run out; the dead process's tries still count, its claim is worth nothing."""
    with store.write() as tx:
        keep(tx)
        (first,) = inbox.claim(tx, NOW, 5, LEASE)
        inbox.release(tx, NOW)
        assert inbox.next_at(tx) == NOW
        (second,) = inbox.claim(tx, NOW, 5, LEASE)
        assert (second.claim, second.tries) == (2, 2)
        with pytest.raises(StoreConflict):
            inbox.finish(tx, first.digest, first.claim, "done")


def test_mail_that_ends_the_process_is_set_aside_and_no_other(store: Store, keep: Keep) -> None:
    """Claimed three times without an end: quarantined. Those claimed beside it are read to their end."""
    with store.write() as tx:
        for no in range(6):
            keep(tx, mail(no), uid=no, received_at=NOW + no * MINUTE)
    poison, done, at = mail(2), [], NOW
    for _ in range(20):  # each round is one life of the process
        at += LEASE
        with store.write() as tx:
            rows = inbox.claim(tx, at, 50, LEASE)
        while rows:
            row = rows.pop(0)
            if row.raw == poison:
                break
            with store.write() as tx:
                inbox.finish(tx, row.digest, row.claim, "done")
            done.append(row.raw)
    assert sorted(done) == sorted(mail(no) for no in range(6) if no != 2)
    with store.read() as tx:
        row = inbox.get(tx, sha256(poison))
        assert (row.state, row.tries) == ("quarantined", 3)
        assert "3 times" in row.reason
        assert inbox.next_at(tx) is None


def test_waiting_mail_comes_back_and_is_no_strike(store: Store, keep: Keep) -> None:
    """A mail that waits for DNS is asked for every five minutes, as often as it takes."""
    with store.write() as tx:
        keep(tx)
        at = NOW
        for _ in range(12):
            (row,) = inbox.claim(tx, at, 5, LEASE)
            inbox.finish(tx, row.digest, row.claim, "waiting", reason="origin_temporary", retry_at=at + LEASE)
            assert inbox.claim(tx, at, 5, LEASE) == []
            assert inbox.next_at(tx) == at + LEASE
            at += LEASE
        assert inbox.get(tx, row.digest).state == "waiting"


@pytest.mark.parametrize("state", ["claimed", "sent", ""])
def test_no_claim_ends_in_a_state_that_does_not_exist(store: Store, keep: Keep, state: str) -> None:
    """A mistyped state would hide the mail for ever."""
    with store.write() as tx:
        keep(tx)
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        with pytest.raises(ValueError, match="no claim ends"):
            inbox.finish(tx, row.digest, row.claim, state)


def test_unread_mail_of_a_person(store: Store, keep: Keep) -> None:
    """Counts from the moment it is kept to the end of its reading; case and width of the address don't matter."""
    with store.write() as tx:
        assert not inbox.waiting_from(tx, ["zhang.san@corp.example"])
        keep(tx, mail(1, "Zhang.San@Corp.example"))
        assert inbox.waiting_from(tx, ["x@corp.example", "zhang.san@corp.example"])
        assert not inbox.waiting_from(tx, ["li.si@corp.example"])
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        assert inbox.waiting_from(tx, ["zhang.san@corp.example"])
        inbox.finish(tx, row.digest, row.claim, "waiting", retry_at=NOW, sender="li.si@corp.example")
        assert inbox.waiting_from(tx, ["li.si@corp.example"])
        assert not inbox.waiting_from(tx, ["zhang.san@corp.example"])
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        inbox.finish(tx, row.digest, row.claim, "done")
        assert not inbox.waiting_from(tx, ["li.si@corp.example"])


def test_unread_mail_of_nobody_in_particular_is_everybodys(store: Store, keep: Keep) -> None:
    """No deadline is judged while a mail might be that person's."""
    with store.write() as tx:
        keep(tx, b"From: boss@corp.example <evil@x.example>\r\n\r\n")
        assert inbox.waiting_from(tx, ["anybody@corp.example"])
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        inbox.finish(tx, row.digest, row.claim, "quarantined", reason="from_two")
        assert not inbox.waiting_from(tx, ["anybody@corp.example"])


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (b"From: zhang.san@corp.example", "zhang.san@corp.example"),
        (b"FROM: =?utf-8?B?5byg5LiJ?= <Zhang.San@corp.example>", "zhang.san@corp.example"),
        (b'from:\t"San, Zhang"\r\n <zhang.san@corp.example>', "zhang.san@corp.example"),
        ("From: 张三 <zhang.san@corp.example>".encode("gb18030"), "zhang.san@corp.example"),
        (b"From: <a@b.example>, <c@d.example>", ""),
        (b"From: boss@corp.example <evil@x.example>", ""),
        (b"From: a@b.example\r\nFrom: c@d.example", ""),
        (b"From: a (x@y.example) <c@d.example>", ""),
        (b'From: "a\\" <b" <c@d.example>', ""),
        (b"From: <c@d.example> trailing", ""),
        (b"From: group: a@b.example;", ""),
        (b"From: a@b.example\rFrom: c@d.example", ""),
        (b"From: a@b.example\r\nX: y\rFrom: c@d.example", ""),
        (b"X-From: a@b.example", ""),
        (b"Subject: x\r\n\r\nFrom: a@b.example", ""),
        (b"From: <c@d.exa mple>", ""),
        (b"", ""),
    ],
)
def test_sender_is_named_only_where_there_is_one_reading(line: bytes, address: str) -> None:
    """Whatever two programs could read in two ways is nobody, and so may be anybody."""
    assert peek(b"Received: by mx\r\n" + line + b"\r\nSubject: x\r\n\r\nbody From: z@z.example\r\n") == address


def test_large_head_ends(store: Store) -> None:
    """A mail without an end of its head is looked at in bounded time, and is anybody's."""
    assert peek(b"From: a@b.example\r\n" + b" " * 3_000_000) == ""
    assert peek(b"From:" + b"\r\n\t" * 500_000) == ""


def test_quarantined_mail_is_read_again_on_demand(store: Store, keep: Keep) -> None:
    """And counts its tries anew; what is done stays done."""
    with store.write() as tx:
        keep(tx)
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        with pytest.raises(MailflowError, match="claimed"):
            inbox.retry(tx, row.digest)
        inbox.finish(tx, row.digest, row.claim, "quarantined", reason="Traceback")
        inbox.retry(tx, row.digest)
        (again,) = inbox.claim(tx, NOW, 5, LEASE)
        assert (again.claim, again.tries, again.reason) == (2, 1, "")
        inbox.finish(tx, again.digest, again.claim, "done")
        with pytest.raises(MailflowError, match="done"):
            inbox.retry(tx, row.digest)
        with pytest.raises(MailflowError, match="no mail"):
            inbox.retry(tx, "0" * 64)


def test_mail_that_was_too_large_is_fetched_whole_on_demand(store: Store, keep: Keep) -> None:
    """Its place is unknown again until the whole has come; then the head is done with."""
    head, whole = mail(1)[:40], mail(1)
    with store.write() as tx:
        keep(tx, head, whole=False, size=40_000_000)
        assert keep(tx, whole[:50], whole=False) == 0
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        inbox.finish(tx, row.digest, row.claim, "quarantined", reason="too_large")
        assert inbox.wanted_whole(tx, "INBOX", 7) == set()
        inbox.retry(tx, row.digest)
        assert inbox.wanted_whole(tx, "INBOX", 7) == {1}
        assert inbox.known(tx, "INBOX", 7) == set()
        assert keep(tx, whole) == 1
        assert keep(tx, whole) == 0
        assert inbox.wanted_whole(tx, "INBOX", 7) == set()
        assert inbox.known(tx, "INBOX", 7) == {1}
        (row,) = inbox.claim(tx, NOW, 5, LEASE)
        assert row.raw == whole
        assert inbox.get(tx, sha256(head)).state == "done"


def test_lists_for_people(store: Store, keep: Keep) -> None:
    """Newest first, by state, found by the beginning of the digest."""
    with store.write() as tx:
        for no in range(3):
            keep(tx, mail(no), uid=no, received_at=NOW + no * MINUTE)
        inbox.claim(tx, NOW, 1, LEASE)
        assert [one.digest for one in inbox.listing(tx)] == [sha256(mail(no)) for no in (2, 1, 0)]
        assert [one.digest for one in inbox.listing(tx, state="claimed")] == [sha256(mail(0))]
        assert len(inbox.listing(tx, limit=2)) == 2
        assert inbox.counts(tx) == {"new": 2, "claimed": 1}
        assert [row.raw for row in inbox.every(tx)] == [mail(0), mail(1), mail(2)]
        assert inbox.find(tx, sha256(mail(1))[:10]).raw == mail(1)
        for start in ("", "abc", "%%%%", "0000000000", "____"):
            with pytest.raises(MailflowError):
                inbox.find(tx, start)


@pytest.mark.parametrize("which", ["inbox", "outbox"])
def test_processes_claim_distinct_rows(
    store: Store, url: str, keep: Keep, posting: Callable[..., object], which: str
) -> None:
    """Three at once: every row goes to exactly one of them."""
    from mailflow.store import outbox

    with store.write() as tx:
        for no in range(60):
            keep(tx, mail(no), uid=no)
            outbox.post(tx, posting(str(no)))  # type: ignore[arg-type]  # the fixture's own type
    script = [sys.executable, str(Path(__file__).with_name("claimer.py")), url, which]
    running = [subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for one in running:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    got = [one.communicate("go\n")[0].split() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    every = [row for rows in got for row in rows]
    assert len(every) == len(set(every)) == 60
