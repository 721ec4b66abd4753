"""What every event has: a time, a name in the journal, fields whose words can be erased. Lists none of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def text(default: Any = dataclasses.MISSING) -> Any:
    """A field whose value is a text (or a structure of texts) of people."""
    return field(default=default, metadata={"text": True})


def texts() -> Any:
    """A mapping of such texts that older entries lack: there it is empty."""
    return field(default_factory=dict, metadata={"text": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened at `at` (UTC)."""

    at: datetime


def kind_of(event: type[Event]) -> str:
    """`RecordMade` -> `record_made`: the name in the journal and in the log."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in event.__name__).lstrip("_")
