"""Bytes to what somebody said: pure once the words are given. Decides nothing and remembers nothing."""

from __future__ import annotations

from mailflow.parsers.automatic import read_automatic
from mailflow.parsers.message import read_message

RULES = "2026.11"  # version of the rule set that reads mails: it stands in the journal beside each decision

__all__ = ["RULES", "read_automatic", "read_message"]
