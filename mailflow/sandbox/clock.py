"""Time and chance of the sandbox: a clock that is set by hand, dice that fall the same way for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class VirtualClock:
    """Stands still until it is set."""

    at: datetime

    def now(self) -> datetime:
        """Aware UTC."""
        return self.at

    def jump(self, to: datetime) -> None:
        """Forward only."""
        if to < self.at:
            raise ValueError(f"the clock can't go back from {self.at} to {to}")
        self.at = to


class SeededDice:
    """A seed's own sequence; for play and tests only."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same story each time is the point

    def bits(self, count: int) -> int:
        """A number of this many bits."""
        return self._random.getrandbits(count)
