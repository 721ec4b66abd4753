"""What the engine needs of the world, by shape: the transport satisfies these, and so does the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.transport.imap import Fetched
from mailflow.transport.smtp import SendResult


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


class Dice(Protocol):
    """Where randomness comes from: the system's in a daemon, a seed in the sandbox."""

    def bits(self, count: int) -> int:
        """A number of this many random bits."""
        ...


class Folders(Protocol):
    """One IMAP connection, used by one thread."""

    def folders(self) -> Sequence[str]:
        """The names of all folders."""
        ...

    def open_folder(self, name: str) -> int:
        """Open for reading only; the UIDVALIDITY."""
        ...

    def uids(self, above: int = 0) -> Sequence[int]:
        """The UIDs of the open folder above this one."""
        ...

    def fetch(self, uids: Sequence[int]) -> Iterator[Sequence[Fetched]]:
        """Batches of mails, exact bytes."""
        ...

    def fetch_whole(self, uid: int) -> Fetched:
        """One mail of the open folder, however large it is."""
        ...

    def ensure_folder(self, name: str) -> None:
        """Make a folder of our own where it is missing."""
        ...

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """Put a mail into a folder of our own."""
        ...

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder of our own has this mail."""
        ...


class Sender(Protocol):
    """Hands mails to a server."""

    async def send(self, envelope_from: str, rcpt: str, raw: bytes) -> SendResult:
        """One recipient, ready bytes."""
        ...
