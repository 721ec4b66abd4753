"""Bytes to one frozen message: repaired, decoded within limits, or refused by name. Judges nobody's words."""

from mailflow.parsers.message.reader import Attached, Message, read_message

__all__ = ["Attached", "Message", "read_message"]
