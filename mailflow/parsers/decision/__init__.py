"""What a sign-off reply decides, for one request or for several numbered ones. Asks nobody itself."""

from mailflow.parsers.decision.reader import read_decision, read_numbered

__all__ = ["read_decision", "read_numbered"]
