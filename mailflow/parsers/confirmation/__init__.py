"""Whether minutes are confirmed or objected to, point by point. Changes no minutes."""

from mailflow.parsers.confirmation.reader import read_confirmation

__all__ = ["read_confirmation"]
