"""Named points at which a test may end the process, so that every gap between two stages can be tried.

Does nothing unless MAILFLOW_CRASH is set; the points are those of the fault matrix: fetched, kept, decided, written,
grouped, posted, claimed, data_sent, accepted, filed.
"""

from __future__ import annotations

import os
import signal

POINTS = ("fetched", "kept", "decided", "written", "grouped", "posted", "claimed", "data_sent", "accepted", "filed")
_AT = os.environ.get("MAILFLOW_CRASH", "")


def crashpoint(name: str) -> None:
    """Kill this process here, as a power cut would, where the test asked for it."""
    if name not in POINTS:
        raise ValueError(f"no such point: {name}")
    if name == _AT:
        os.kill(os.getpid(), signal.SIGKILL)
