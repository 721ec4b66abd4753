"""kill -9 before and after the end of every write: what was committed stands, what was not leaves no trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailflow.store import inbox, journal, letters, outbox
from mailflow.store.database import Store, open_store
from mailflow.store.verify import verify

STAGES = ("kept", "claimed", "decided", "posted", "handed", "sent")
POINTS = [f"{when} {stage}" for stage in STAGES for when in ("in", "after")]


def live(url: str, point: str, no: int) -> tuple[list[str], int]:
    """One life; what it said was committed, and how it ended."""
    script = [sys.executable, str(Path(__file__).with_name("lifetime.py")), url, point, str(no)]
    ran = subprocess.run(script, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout.split(), ran.returncode


def standing(store: Store) -> list[str]:
    """Which writes stand, as the tables show it."""
    with store.read() as tx:
        mails, posted = inbox.listing(tx), outbox.listing(tx)
        return [
            stage
            for stage, stands in (
                ("kept", bool(mails)),
                ("claimed", any(one.claim for one in mails)),
                ("decided", journal.newest(tx, "c").version >= 1 and mails[0].state == "done"),
                ("posted", bool(posted) and journal.newest(tx, "c").version == 2),
                ("handed", any(one.claim for one in posted)),
                ("sent", any(one.state == "sent" for one in posted)),
            )
            if stands
        ]


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_and_started_again(url: str, point: str) -> None:
    """The next life finishes what the last one began: one decision, one mail, in doubt only where it may be twice."""
    said, code = live(url, point, 0)
    assert code == -9
    store = open_store(url)
    assert standing(store) == said == list(STAGES[: STAGES.index(point.split()[1]) + point.startswith("after")])
    assert verify(store).ok
    again, code = live(url, "never", 1)
    assert code == 0
    assert again == list(STAGES)
    assert standing(store) == list(STAGES)
    with store.read() as tx:
        assert [one.kind for one in journal.lines(tx, "c")] == ["cancelled", "asked"]
        assert [row.state for row in letters.listing(tx)] == ["posted"]
        (mail,) = outbox.listing(tx)
        assert mail.was_doubtful == (point in ("after handed", "in sent"))
        (row,) = inbox.listing(tx)
        assert (row.state, row.claim) == ("done", 2 if point in ("after claimed", "in decided") else 1)
    assert verify(store).ok
    store.close()
