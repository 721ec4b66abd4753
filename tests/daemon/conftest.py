"""Real servers for the daemon's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from faults import ScriptedSmtp
from office import RealOffice
from servers import MailServer, need

BOXES = 80


@pytest.fixture(scope="session")
def dovecot() -> Iterator[MailServer]:
    """One Dovecot for all; each test has a mailbox of its own."""
    need("dovecot")
    with MailServer(users=[f"office{number}" for number in range(BOXES)]) as server:
        yield server


@pytest.fixture(scope="session")
def boxes() -> list[str]:
    """Mailboxes that no test has used yet."""
    return [f"office{number}" for number in range(BOXES)]


@pytest.fixture
def office(tmp_path: Path, dovecot: MailServer, boxes: list[str]) -> Iterator[RealOffice]:
    """A prepared installation; its daemon is killed at the end if it still runs."""
    with ScriptedSmtp() as smtp:
        made = RealOffice(tmp_path / "office", dovecot, smtp, boxes.pop())
        made.prepare()
        yield made
        if made.daemon and made.daemon.poll() is None:
            made.daemon.kill()
            made.daemon.wait(5)
