"""The mailbox against a real Dovecot."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from faults import FaultProxy
from imapclient import IMAPClient
from mailboxes import AT, Opened, everything, fill, mail
from servers import MailServer

from mailflow.transport.account import Account
from mailflow.transport.imap import Fetched, LoginRefused, Mailbox
from mailflow.workflow.errors import WireError


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_bytes_place_and_receipt_time_come_as_the_server_holds_them(
    dovecot: MailServer, account: Account, box: str, opened: Opened, security: str
) -> None:
    """Over IMAPS, STARTTLS and plain; 8-bit, dots and odd header folds are untouched."""
    raw = mail("one", "grüße\r\n.\r\n..dots\r\n".encode()).replace(b"Subject: x", b"Subject:\tx\r\n y")
    fill(dovecot, box, raw)
    port = dovecot.imaps_port if security == "tls" else dovecot.imap_port
    mailbox = opened(dataclasses.replace(account, host="localhost", port=port, security=security))
    validity = mailbox.open_folder("INBOX")
    assert everything(mailbox) == [Fetched("INBOX", validity, 1, raw, AT, len(raw), True)]


def test_a_certificate_of_an_unknown_authority_is_refused(dovecot: MailServer, account: Account) -> None:
    """Without the CA file neither IMAPS nor STARTTLS connects."""
    for security, port in (("tls", dovecot.imaps_port), ("starttls", dovecot.imap_port)):
        with pytest.raises(WireError, match="certificate verify failed"):
            Mailbox(dataclasses.replace(account, security=security, port=port, cafile=None)).connect()


def test_a_missing_starttls_never_falls_back_to_plain_text(dovecot: MailServer, account: Account) -> None:
    """The wire strips STARTTLS from the capabilities: no login is tried."""
    with FaultProxy(dovecot.imap_port) as wire:
        wire.replace = (b"STARTTLS", b"STARTXXX")
        with pytest.raises(WireError, match="offers no STARTTLS") as caught:
            Mailbox(dataclasses.replace(account, port=wire.port)).connect()
    assert not isinstance(caught.value, LoginRefused)


def test_a_wrong_password_is_told_apart_from_a_lost_connection(dovecot: MailServer, account: Account) -> None:
    """LoginRefused only where the server has refused the login."""
    with pytest.raises(LoginRefused):
        Mailbox(dataclasses.replace(account, password=lambda: "wrong")).connect()
    with FaultProxy(dovecot.imap_port) as wire:
        wire.cut_after = 10
        with pytest.raises(WireError) as caught:
            Mailbox(dataclasses.replace(account, port=wire.port, security="none")).connect()
        assert not isinstance(caught.value, LoginRefused)
    with FaultProxy(dovecot.imap_port) as wire:  # cut within the answer to LOGIN
        healthy = Mailbox(dataclasses.replace(account, port=wire.port, security="none"))
        wire.cut_on = b"Logged in"
        with pytest.raises(WireError) as caught:
            healthy.connect()
        assert not isinstance(caught.value, LoginRefused)
    with pytest.raises(WireError, match="no password"):
        Mailbox(dataclasses.replace(account, password=_no_password)).connect()


def _no_password() -> str:
    raise WireError("MAILFLOW_IMAP_PASSWORD is not set")


def test_a_password_outside_ascii_logs_in(opened: Opened) -> None:
    """The LOGIN of imaplib can't carry it; AUTHENTICATE PLAIN can."""
    with MailServer(password='密码 "x"') as server:
        there = Account("localhost", server.imaps_port, "tls", server.user, lambda: server.password, server.cafile)
        assert "INBOX" in opened(there).folders()


def test_watching_leaves_mails_unread(dovecot: MailServer, account: Account, box: str, opened: Opened) -> None:
    """People share the mailbox: no flag changes by our reading."""
    fill(dovecot, box, mail("one"), mail("two"))
    assert len(everything(opened(account))) == 2
    with IMAPClient("127.0.0.1", dovecot.imap_port, ssl=False) as client:
        client.login(box, dovecot.password)
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == 2


def test_a_new_uidvalidity_is_seen_without_a_new_connection(
    dovecot: MailServer, account: Account, box: str, opened: Opened
) -> None:
    """A folder is made anew: the same UID is another place, and the same mail is fetched again."""
    mailbox = opened(account)
    mailbox.ensure_folder("Watched")
    fill(dovecot, box, mail("one"), folder="Watched")
    (before,) = everything(mailbox, "Watched")
    mailbox.open_folder("INBOX")
    with IMAPClient("127.0.0.1", dovecot.imap_port, ssl=False) as client:
        client.login(box, dovecot.password)
        client.delete_folder("Watched")
        client.create_folder("Watched")
    fill(dovecot, box, mail("one"), folder="Watched")
    (after,) = everything(mailbox, "Watched")
    assert (after.uid, after.raw) == (before.uid, before.raw)
    assert after.uidvalidity != before.uidvalidity


def test_mail_that_comes_while_waiting_ends_the_wait(
    dovecot: MailServer, account: Account, box: str, opened: Opened
) -> None:
    """IDLE says so long before the poll is due."""
    mailbox = opened(account)
    assert everything(mailbox) == []
    mailbox.open_folder("INBOX")
    timer = threading.Timer(0.2, dovecot.deliver, [mail("late"), box])
    timer.start()
    assert mailbox.wait(threading.Event(), 60)
    timer.join()
    assert len(everything(mailbox)) == 1


@pytest.mark.parametrize("before", [0, 1])
def test_mail_that_came_between_the_pass_and_the_wait_is_not_slept_through(
    dovecot: MailServer, account: Account, box: str, opened: Opened, before: int
) -> None:
    """The folder is opened anew after a pass over others: IDLE would be silent about what is there already."""
    fill(dovecot, box, *[mail("one")] * before)
    mailbox = opened(account)
    mailbox.ensure_folder("Junk")
    everything(mailbox)
    everything(mailbox, "Junk")
    fill(dovecot, box, mail("two"))
    mailbox.open_folder("INBOX")
    stop = threading.Event()
    timer = threading.Timer(10, stop.set)  # ends a wait that sleeps through it
    timer.start()
    assert mailbox.wait(stop, 60)
    timer.cancel()


def test_news_that_come_in_one_piece_with_the_answer_to_idle_are_heard(
    dovecot: MailServer, account: Account, opened: Opened
) -> None:
    """They lie in the library's buffer, where a poll of the socket sees nothing."""
    with FaultProxy(dovecot.imap_port) as wire:
        wire.replace = (b"+ idling\r\n", b"+ idling\r\n* 5 EXISTS\r\n")
        mailbox = opened(dataclasses.replace(account, port=wire.port, security="none"))
        mailbox.open_folder("INBOX")
        stop = threading.Event()
        timer = threading.Timer(5, stop.set)
        timer.start()
        assert mailbox.wait(stop, 60)
        assert not stop.is_set()
        timer.cancel()


def test_a_stop_and_a_poll_end_the_wait(account: Account, opened: Opened) -> None:
    """Neither needs news; the connection is usable afterwards."""
    mailbox, stop = opened(account), threading.Event()
    mailbox.open_folder("INBOX")
    assert not mailbox.wait(stop, 0.1)
    stop.set()
    assert not mailbox.wait(stop, 60)
    assert mailbox.uids() == []


def test_a_server_without_idle_is_polled(dovecot: MailServer, account: Account, opened: Opened) -> None:
    """The wait is a plain pause there."""
    with FaultProxy(dovecot.imap_port) as wire:
        wire.replace = (b" IDLE", b" XDLE")
        mailbox = opened(dataclasses.replace(account, port=wire.port, security="none"))
        mailbox.open_folder("INBOX")
        assert not mailbox.wait(threading.Event(), 0.05)
        assert mailbox.uids() == []


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_a_peer_that_is_gone_is_noticed(dovecot: MailServer, account: Account, opened: Opened, security: str) -> None:
    """A closed connection ends the wait at once, as a WireError, and so does the next command."""
    with FaultProxy(dovecot.imap_port) as wire:
        mailbox = opened(dataclasses.replace(account, port=wire.port, security=security))
        mailbox.open_folder("INBOX")
        stop = threading.Event()
        timers = [threading.Timer(0.2, wire.cut), threading.Timer(10, stop.set)]
        for timer in timers:
            timer.start()
        with pytest.raises(WireError):
            mailbox.wait(stop, 60)
        assert not stop.is_set()
        timers[1].cancel()
        with pytest.raises(WireError):
            mailbox.uids()


def test_a_half_open_connection_is_noticed_at_the_next_poll(
    dovecot: MailServer, account: Account, opened: Opened
) -> None:
    """Nothing comes through any more and nobody says so: the end of IDLE goes unanswered."""
    with FaultProxy(dovecot.imap_port) as wire:
        mailbox = opened(dataclasses.replace(account, port=wire.port), read_seconds=0.3)
        mailbox.open_folder("INBOX")
        wire.stall_after = 0
        with pytest.raises(WireError, match="timed out"):
            mailbox.wait(threading.Event(), 0.1)


def test_a_goodbye_of_the_server_is_a_lost_connection(
    dovecot: MailServer, account: Account, box: str, opened: Opened
) -> None:
    """A BYE within IDLE, as a server says it that is going down."""
    with FaultProxy(dovecot.imap_port) as wire:
        mailbox = opened(dataclasses.replace(account, port=wire.port, security="none"))
        mailbox.open_folder("INBOX")
        timer = threading.Timer(0.2, wire.say, [b"* BYE going down\r\n"])
        timer.start()
        with pytest.raises(WireError, match="goodbye"):
            mailbox.wait(threading.Event(), 60)
        timer.join()


def test_a_cut_anywhere_in_a_fetch_loses_nothing(
    dovecot: MailServer, account: Account, box: str, opened: Opened
) -> None:
    """Cut at many offsets, connect anew, ask for what is missing: every mail exactly as it is, none in part."""
    raws = [mail(f"m{number}", b"x" * 70 * number + b"\r\n") for number in range(1, 6)]
    fill(dovecot, box, *raws)
    with FaultProxy(dovecot.imap_port) as wire:
        plain = dataclasses.replace(account, port=wire.port, security="none")
        mailbox = opened(plain)
        mailbox.open_folder("INBOX")
        start = wire.passed
        everything(mailbox)
        span = wire.passed - start
        for offset in range(1, span, 97):
            taken: dict[int, bytes] = {}
            mailbox = opened(plain)
            wire.cut_after = wire.passed + offset
            with pytest.raises(WireError):
                taken.update((one.uid, one.raw) for one in everything(mailbox))
            wire.cut_after = None
            taken |= {one.uid: one.raw for one in everything(opened(plain)) if one.uid not in taken}
            assert [taken[uid] for uid in sorted(taken)] == raws


def test_a_short_literal_is_not_taken_for_the_mail(
    dovecot: MailServer, account: Account, box: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that gives fewer bytes than it has named, and other ones when asked again, gave no mail."""
    raw = mail("one")
    fill(dovecot, box, raw)
    mailbox = opened(account)
    mailbox.open_folder("INBOX")
    answers = [raw[:40], raw]
    monkeypatch.setattr(mailbox, "_bodies", lambda *_: {1: answers.pop(0)})
    with pytest.raises(WireError, match="incomplete"):
        list(mailbox.fetch([1]))
    answers = [raw[:-2], raw[:-2]]  # twice alike: the server only estimates sizes
    assert [one.raw for one in next(mailbox.fetch([1]))] == [raw[:-2]]


def test_what_vanishes_between_search_and_fetch_is_left_out(
    dovecot: MailServer, account: Account, box: str, opened: Opened
) -> None:
    """A second client expunges; the others come, and a UID that never was is no mail."""
    fill(dovecot, box, mail("one"), mail("two"), mail("three"))
    mailbox = opened(account)
    mailbox.open_folder("INBOX")
    uids = mailbox.uids()
    with IMAPClient("127.0.0.1", dovecot.imap_port, ssl=False) as client:
        client.login(box, dovecot.password)
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()
    assert [one.uid for batch in mailbox.fetch([*uids, 99]) for one in batch] == [1, 3]
    assert mailbox.uids() == [1, 3]
    assert mailbox.uids(above=1) == [3]
    assert mailbox.uids(above=3) == []  # "4:*" names the last mail
