"""How the daemon's lines look: one for each fact, for people or for machines."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from typing import Any, TextIO

import structlog


class Steady:
    """A stream whose failure stops nobody: a log on a full disk must not end the daemon that reports it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, if it can be written."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if it can be flushed."""
        with suppress(OSError):
            self._stream.flush()


def set_up(style: str) -> None:
    """`text` or `json`; to standard error, so that standard output stays free."""
    renderer: Any = (
        structlog.processors.JSONRenderer(
            serializer=lambda facts, **_: json.dumps(facts, ensure_ascii=False, default=str)
        )
        if style == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=False)
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(Steady(sys.stderr)),  # type: ignore[arg-type]  # it has what is used of a stream
        cache_logger_on_first_use=True,
    )
