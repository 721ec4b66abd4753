"""Batches, searches and folders against a real Dovecot."""

from __future__ import annotations

import pytest
from imapclient import IMAPClient
from mailboxes import AT, Opened, everything, fill, mail
from servers import MailServer

from mailflow.transport import fetched, imap
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox
from mailflow.workflow.errors import WireError


def test_batches_are_bounded_in_number_and_bytes(
    dovecot: MailServer, account: Account, box: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large mails come as their header only, alone, and whole when asked for."""
    monkeypatch.setattr(fetched, "BATCH", 3)
    monkeypatch.setattr(fetched, "BATCH_BYTES", 5000)
    monkeypatch.setattr(imap, "LARGEST", 4000)
    monkeypatch.setattr(imap, "SIZES_AT_ONCE", 9)
    small = [mail(f"s{number}") for number in range(7)]
    middle, large = mail("middle", b"m" * 3000 + b"\r\n"), mail("large", b"L" * 9000 + b"\r\n")
    fill(dovecot, box, *small, middle, middle, large, small[0])
    mailbox = opened(account)
    mailbox.open_folder("INBOX")
    batches = [list(batch) for batch in mailbox.fetch(mailbox.uids())]
    assert [[one.uid for one in batch] for batch in batches] == [[1, 2, 3], [4, 5, 6], [7, 8], [9], [10], [11]]
    (one,) = batches[4]
    assert (one.whole, one.size, one.raw) == (False, len(large), large.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    again = mailbox.fetch_whole(10)
    assert (again.whole, again.raw) == (True, large)
    with pytest.raises(WireError, match="gone"):
        mailbox.fetch_whole(99)


def test_a_mail_that_the_server_cannot_give_holds_up_no_other(
    dovecot: MailServer, account: Account, box: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the pass is handed over before the trouble is told."""
    fill(dovecot, box, *(mail(f"m{number}") for number in range(4)))
    mailbox = opened(account)
    mailbox.open_folder("INBOX")
    client = mailbox._connected()
    honest = client.fetch

    def refuses_two(uids: list[int], parts: list[str]) -> object:
        if 2 in uids and parts == ["BODY.PEEK[]"]:
            raise IMAPClient.Error("NO [SERVERBUG] internal error")
        return honest(uids, parts)

    monkeypatch.setattr(client, "fetch", refuses_two)
    taken: list[int] = []
    with pytest.raises(WireError, match="UID 2"):
        taken.extend(one.uid for batch in mailbox.fetch(mailbox.uids()) for one in batch)
    assert taken == [1, 3, 4]


def test_a_search_is_cut_into_ranges(
    dovecot: MailServer, account: Account, box: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library refuses answer lines above a million bytes: a large mailbox must not be asked for in one."""
    monkeypatch.setattr(imap, "SEARCH_RANGE", 3)
    fill(dovecot, box, *(mail(f"m{number}") for number in range(8)))
    mailbox = opened(account)
    mailbox.open_folder("INBOX")
    fill(dovecot, box, mail("later"))  # above the UIDNEXT that we know
    assert mailbox.uids() == list(range(1, 10))
    assert mailbox.uids(above=4) == list(range(5, 10))


@pytest.mark.parametrize(("separator", "prefix"), [("/", ""), (".", ""), (".", "INBOX.")])
def test_folders_of_our_own_follow_the_server(separator: str, prefix: str, opened: Opened) -> None:
    """One spelling in the house, whatever the hierarchy is called there; filed once, dated, and found again."""
    with MailServer(separator=separator, prefix=prefix) as server:
        mailbox = opened(
            Account("127.0.0.1", server.imap_port, "starttls", server.user, lambda: "secret", server.cafile)
        )
        raw = mail("sent")
        for _ in range(2):
            mailbox.ensure_folder("mailflow/Sent")
            mailbox.ensure_folder("工作流/已发送")
        mailbox.append("mailflow/Sent", raw, AT)
        assert mailbox.holds("mailflow/Sent", "<sent@example.org>")
        assert not mailbox.holds("mailflow/Sent", "<other@example.org>")
        mailbox.append("mailflow/Sent", mail("second"), AT)
        assert mailbox.holds("mailflow/Sent", "<second@example.org>")
        assert not mailbox.holds("mailflow/Sent", "<sent@example.or>")
        (one, _) = everything(mailbox, "mailflow/Sent")
        assert (one.mailbox, one.raw, one.received_at) == ("mailflow/Sent", raw, AT)
        theirs = f"{prefix}mailflow{separator}Sent"
        assert {"INBOX", "mailflow/Sent", "工作流/已发送", theirs} <= set(mailbox.folders())
        assert mailbox.open_folder(theirs) == mailbox.open_folder("mailflow/Sent")
        with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client:
            client.login(server.user, "secret")
            client.select_folder(theirs)
            assert client.search("UNSEEN") == []


def test_a_search_that_matches_too_much_finds_no_mail(
    dovecot: MailServer, account: Account, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some servers ignore the header in SEARCH and name every mail: what they name is looked at."""
    mailbox = opened(account)
    mailbox.ensure_folder("Own")
    mailbox.append("Own", mail("one"), AT)
    monkeypatch.setattr(mailbox._connected(), "search", lambda _: [1])
    assert mailbox.holds("Own", "<one@example.org>")
    assert not mailbox.holds("Own", "<two@example.org>")


def test_a_folder_that_is_not_there_is_a_wire_error(account: Account, opened: Opened) -> None:
    """Also appending to it; the connection stays usable."""
    mailbox = opened(account)
    with pytest.raises(WireError, match="Nowhere"):
        mailbox.open_folder("Nowhere")
    with pytest.raises(WireError, match="Nowhere"):
        mailbox.append("Nowhere", mail("one"), AT)
    assert mailbox.open_folder("INBOX")


def test_a_closed_mailbox_says_so(account: Account) -> None:
    """No command goes anywhere before connect() and after close()."""
    mailbox = Mailbox(account)
    with pytest.raises(WireError, match="not connected"):
        mailbox.uids()
    mailbox.connect()
    mailbox.close()
    mailbox.close()
    with pytest.raises(WireError, match="not connected"):
        mailbox.folders()
