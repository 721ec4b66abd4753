"""A mail as the server holds it, and in which portions mails are fetched. Speaks no protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.workflow.errors import WireError

MIB = 1024 * 1024
LARGEST = 25 * MIB  # above it only the header is fetched
BATCH, BATCH_BYTES = 100, 16 * MIB


class MailsStuck(WireError):  # noqa: N818 - an outcome, not an error of the wire
    """The server can't give these mails of the open folder; the others were given."""

    def __init__(self, text: str, uids: Sequence[int]) -> None:
        super().__init__(text)
        self.uids = tuple(uids)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail with its place and receipt time; without `whole` it is too large and `raw` is only its header."""

    mailbox: str
    uidvalidity: int
    uid: int
    raw: bytes
    received_at: datetime
    size: int
    whole: bool = True

    def filled(self, raw: bytes, *, whole: bool) -> Fetched:
        """The same mail with its bytes."""
        return Fetched(self.mailbox, self.uidvalidity, self.uid, raw, self.received_at, self.size, whole)


def batches(places: Sequence[Fetched]) -> Iterator[list[Fetched]]:
    """At most BATCH mails and about BATCH_BYTES at once; a mail that is too large goes alone."""
    batch: list[Fetched] = []
    for place in places:
        full = len(batch) >= BATCH or sum(one.size for one in batch) + place.size > BATCH_BYTES
        if batch and (full or not place.whole):
            yield batch
            batch = []
        batch.append(place)
        if not place.whole:
            yield batch
            batch = []
    if batch:
        yield batch
