"""A look at a raw mail's From line, so that a person's unread mail is known before it is read. Proves nothing.

Only the one plain form is taken; everything that two programs could read in two ways is "", which may be anybody.
"""

from __future__ import annotations

import re

HEAD = 256 * 1024
_FROM = re.compile(rb"^from[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_TWO_WAYS = re.compile(rb"\0|\r(?!\n)")  # a NUL, or a lone CR that some take for the end of a line
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_ADDRESS = r"[a-z0-9._%+=&'/-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*"
_PLAIN = re.compile(rf"(?:[^<>@()\\]*<({_ADDRESS})>|({_ADDRESS}))", re.IGNORECASE)


def peek(raw: bytes) -> str:
    """The one address of a plain From line, in lower case, or ""."""
    found = _BLANK_LINE.search(raw, 0, HEAD)
    if found is None and len(raw) > HEAD:
        return ""
    head = raw[: found.start()] if found else raw
    lines = _FROM.findall(head)
    if len(lines) != 1 or _TWO_WAYS.search(head):
        return ""
    match = _PLAIN.fullmatch(lines[0].decode("latin-1").strip())
    return (match[1] or match[2]).lower() if match else ""
