"""The real clock and the real dice: the only place where time and chance enter a running daemon."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


class SystemClock:
    """The machine's time in UTC."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


class SystemDice:
    """The operating system's randomness."""

    def bits(self, count: int) -> int:
        """A number of this many random bits."""
        return secrets.randbits(count)
