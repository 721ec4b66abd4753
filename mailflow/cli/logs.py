"""How the daemon's lines look: one for each fact, for people or for machines."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog


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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
