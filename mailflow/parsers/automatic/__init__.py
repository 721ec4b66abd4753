"""Whether a machine wrote the mail, and what it tells: a bounce, an absence, a receipt. Reads no decision."""

from mailflow.parsers.automatic.reader import Automatic, read_automatic

__all__ = ["Automatic", "read_automatic"]
