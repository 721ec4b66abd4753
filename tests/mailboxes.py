"""What tests put into a mailbox, and what a pass over it brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from imapclient import IMAPClient
from servers import MailServer

from mailflow.transport.imap import Fetched, Mailbox

Opened = Callable[..., Mailbox]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def mail(name: str, body: bytes = b"words\r\n") -> bytes:
    """A small mail."""
    return b"From: a@example.org\r\nMessage-ID: <%s@example.org>\r\nSubject: x\r\n\r\n%s" % (name.encode(), body)


def fill(dovecot: MailServer, user: str, *raws: bytes, folder: str = "INBOX") -> None:
    """Exact bytes into a mailbox, by a second client."""
    with IMAPClient("127.0.0.1", dovecot.imap_port, ssl=False) as client:
        client.login(user, dovecot.password)
        for raw in raws:
            client.append(folder, raw, (), AT)


def everything(mailbox: Mailbox, folder: str = "INBOX") -> list[Fetched]:
    """What a pass over a folder brings."""
    mailbox.open_folder(folder)
    return [one for batch in mailbox.fetch(mailbox.uids()) for one in batch]
