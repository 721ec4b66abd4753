"""Bytes to what somebody said: pure once the words are given. Decides nothing and remembers nothing.

What stands in `__all__` is stable; the modules behind it are not.
"""

from __future__ import annotations

from mailflow.parsers.acceptance import read_acceptance
from mailflow.parsers.automatic import read_automatic
from mailflow.parsers.calendar import read_calendar_answer
from mailflow.parsers.choices import read_choice
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.parsers.form import read_form
from mailflow.parsers.message import read_message
from mailflow.parsers.orders import read_orders
from mailflow.parsers.progress import read_progress
from mailflow.parsers.quoting import new_words

RULES = "2026.11.7"  # version of the rule set that reads mails: it stands in the journal beside each decision

__all__ = [
    "RULES",
    "new_words",
    "read_acceptance",
    "read_automatic",
    "read_calendar_answer",
    "read_choice",
    "read_confirmation",
    "read_decision",
    "read_form",
    "read_message",
    "read_numbered",
    "read_orders",
    "read_progress",
]
