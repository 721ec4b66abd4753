"""A process of its own that claims until nothing is left: `claimer.py URL inbox|outbox`; prints what it got."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from mailflow.store import inbox, outbox
from mailflow.store.database import open_store

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def main() -> None:
    """Claim in small batches, end each."""
    url, which = sys.argv[1:]
    store = open_store(url)
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        with store.write() as tx:
            if which == "inbox":
                mails = inbox.claim(tx, NOW, 3, timedelta(minutes=5))
                for mail in mails:
                    inbox.finish(tx, mail.digest, mail.claim, "done")
                got = [mail.digest for mail in mails]
            else:
                rows = outbox.claim(tx, NOW, 3, timedelta(minutes=5))
                for row in rows:
                    outbox.sent(tx, row.id, row.claim, NOW, "250 ok")
                got = [str(row.id) for row in rows]
        if not got:
            break
        print("\n".join(got), flush=True)
    store.close()


main()
