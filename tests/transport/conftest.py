"""Servers for the tests of the transport."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # test folders are no packages: servers.py and faults.py lie above

from servers import MailServer

from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox


@pytest.fixture(scope="session")
def dovecot() -> Iterator[MailServer]:
    """One Dovecot for all tests; each takes a mailbox of its own by the fixture `box`."""
    with MailServer(users=[f"box{number}" for number in range(60)]) as server:
        yield server


@pytest.fixture(scope="session")
def unused_boxes(dovecot: MailServer) -> list[str]:
    """Mailboxes that no test has used yet."""
    return list(dovecot.users)


@pytest.fixture
def box(unused_boxes: list[str]) -> str:
    """The user of an empty mailbox."""
    return unused_boxes.pop()


@pytest.fixture
def account(dovecot: MailServer, box: str) -> Account:
    """The login of the empty mailbox."""
    return Account("127.0.0.1", dovecot.imap_port, "starttls", box, lambda: dovecot.password, dovecot.cafile)


@pytest.fixture
def opened() -> Iterator[Callable[..., Mailbox]]:
    """Connects mailboxes and closes them again."""
    mailboxes: list[Mailbox] = []

    def connect(account: Account, **more: Any) -> Mailbox:
        mailbox = Mailbox(account, **more)
        mailboxes.append(mailbox)
        mailbox.connect()
        return mailbox

    yield connect
    for mailbox in mailboxes:
        mailbox.close()
