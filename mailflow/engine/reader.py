"""One pass over the mailbox: what is new is handed over, what was sent is filed. Runs where the connection lives.

Does not commit: a mail counts as taken only when the turn has written its inbox row (rule 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow.crashpoint import crashpoint
from mailflow.engine.ports import Clock, Folders
from mailflow.transport.imap import Fetched
from mailflow.workflow.errors import WireError

HOURLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Mails that a pass has found; `pass_began_at` is set on the last of a pass that saw every watched folder."""

    mails: Sequence[Fetched] = ()
    pass_began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToFile:
    """A sent mail that belongs into our own folder."""

    outbox: int
    message_id: str
    raw: bytes
    at: datetime


@dataclass(slots=True)
class Reader:
    """Knows which UIDs it has handed over, per folder and UIDVALIDITY; starts from what the store has seen."""

    watched: tuple[str, ...]
    slow: tuple[str, ...]
    sent: str
    clock: Clock
    known: Callable[[str, int], set[int]]  # (folder, uidvalidity) -> UIDs that the store has
    wanted: Callable[[str, int], set[int]]  # the same -> UIDs of large mails that an operator wants whole
    _handed: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    _slow_at: datetime | None = None

    def one_pass(self, mailbox: Folders, hand_over: Callable[[Arrived], None]) -> int:
        """All watched folders, and hourly the slow ones; the number of new mails."""
        began_at = self.clock.now()
        present = set(mailbox.folders())
        count = sum(self._folder(mailbox, name, hand_over) for name in self.watched if name in present)
        hand_over(Arrived(pass_began_at=began_at))
        if self._slow_at is None or began_at - self._slow_at >= HOURLY:
            count += sum(self._folder(mailbox, name, hand_over) for name in self.slow if name in present)
            self._slow_at = began_at
        return count

    def _folder(self, mailbox: Folders, name: str, hand_over: Callable[[Arrived], None]) -> int:
        validity = mailbox.open_folder(name)
        place = (name, validity)
        if place not in self._handed:
            self._handed[place] = set(self.known(name, validity))
        handed = self._handed[place]
        new = [uid for uid in mailbox.uids() if uid not in handed]
        for batch in mailbox.fetch(new):
            crashpoint("fetched")
            hand_over(Arrived(batch))
            handed.update(one.uid for one in batch)
        return len(new) + self._large(mailbox, place, hand_over)

    def _large(self, mailbox: Folders, place: tuple[str, int], hand_over: Callable[[Arrived], None]) -> int:
        """Mails over the limit, one at a time, where somebody asked for them; one that is gone stays a header."""
        count = 0
        for uid in sorted(self.wanted(*place)):
            try:
                hand_over(Arrived([mailbox.fetch_whole(uid)]))
                count += 1
            except WireError as error:
                if not error.permanent:
                    raise
        return count

    def forget(self) -> None:
        """After a lost connection or a failed write: whatever the store doesn't have is fetched again."""
        self._handed.clear()

    def file(self, mailbox: Folders, mails: Sequence[ToFile]) -> list[int]:
        """Put sent mails into our own folder, each once (its Message-ID is looked for first); the ids now filed."""
        if not mails:
            return []
        mailbox.ensure_folder(self.sent)
        for mail in mails:
            if not mailbox.holds(self.sent, mail.message_id):
                mailbox.append(self.sent, mail.raw, mail.at)
            crashpoint("filed")
        return [mail.outbox for mail in mails]
