"""What a reply says of each item it was asked for: status, share, date, reason. Writes no record."""

from mailflow.parsers.progress.reader import read_progress

__all__ = ["read_progress"]
