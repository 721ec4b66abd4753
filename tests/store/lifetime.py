"""One life of a process that takes one mail through the store: `lifetime.py URL POINT`; killed at that point.

Before each write's end and after it stands a point. Prints each write that was committed.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime, timedelta

from mailflow.store import arrivals, inbox, letters, outbox
from mailflow.store.database import open_store
from mailflow.store.write import commit_outcome, hold
from mailflow.workflow import events as e
from mailflow.workflow.digest import sha256
from mailflow.workflow.entries import encode
from mailflow.workflow.model import Letter, LetterState, Role, Timer

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=5)
RAW = b"From: <a@b.example>\r\n\r\n" + "同意".encode()
URL, POINT = sys.argv[1:3]


def point(name: str) -> None:
    """Where the process may end."""
    if name == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


def committed(name: str) -> None:
    """A write that must be found again from here on."""
    print(name, flush=True)
    point(f"after {name}")


def main() -> None:
    """Kept, decided, posted, sent: each in a write of its own, each safe to repeat."""
    store = open_store(URL)
    with store.write() as tx:
        arrivals.keep(tx, [arrivals.Arrival(sha256(RAW), RAW, "INBOX", 1, 1, NOW, NOW, len(RAW), whole=True)])
        point("in kept")
    committed("kept")
    with store.write() as tx:
        rows = inbox.claim(tx, NOW + LEASE * int(sys.argv[3]), 5, LEASE)
        point("in claimed")
    committed("claimed")
    for row in rows:
        with store.write() as tx:
            letter = Letter("c", 1, "receipt", "p")
            timer = Timer(NOW, "c", "k", "remind", "r")
            event = e.Cancelled(at=NOW, by="x", reason="理由")
            commit_outcome(
                hold(tx, "c"), 0, [encode(event, "ab" * 16, 0)], letters=[letter], timers=[timer], cause=row.digest,
                rules="r", now=NOW,
            )  # fmt: skip
            inbox.finish(tx, row.digest, row.claim, "done")
            point("in decided")
    committed("decided")
    with store.write() as tx:
        for letter in letters.ready(tx, NOW):
            asked = (outbox.Asking(1, "c", "c/r", "", Role.SIGNER, None),)
            made = outbox.Posting("g", "<m@b.example>", "a@b.example", "p", "s", "t", b"head", (), asked, "t", NOW)
            identity = outbox.post(tx, made)
            letters.mark(tx, letter.key, LetterState.POSTED, outbox=identity)
            held = hold(tx, "c")
            commit_outcome(
                held, held.head.version,
                [encode(e.Asked(at=NOW, request="c/r", message_id=made.message_id, due=None), "cd" * 16, 0)],
                cause=made.message_id, rules="r", now=NOW,
            )  # fmt: skip
        point("in posted")
    committed("posted")
    with store.write() as tx:
        mails = outbox.claim(tx, NOW + LEASE * int(sys.argv[3]), 5, LEASE)
        point("in handed")
    committed("handed")
    for mail in mails:
        with store.write() as tx:
            outbox.sent(tx, mail.id, mail.claim, NOW, "250 ok")
            point("in sent")
    committed("sent")
    store.close()


main()
