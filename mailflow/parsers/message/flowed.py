"""Paragraphs that a mail program broke to fit its columns, put together again (format=flowed, RFC 3676).

It joins lines of one quote depth; which of them are new is for quoting.
"""

from __future__ import annotations

import re

_MARKS = re.compile(">*")
_SIGNATURE = "-- "  # RFC 3676, 4.3: it ends in a blank and breaks off nothing


def unflow(text: str, *, deletes_space: bool) -> str:
    """The text with its soft breaks gone; `deletes_space` (DelSp=yes): the blank before such a break goes with it."""
    whole: list[str] = []
    is_open, depth = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = _MARKS.match(line)
        marks = len(quoted[0]) if quoted else 0
        said = line[marks:].removeprefix(" ")  # space-stuffed, 4.4
        joins = is_open and marks == depth and said != _SIGNATURE
        is_open, depth = said.endswith(" ") and said != _SIGNATURE, marks
        kept = said[:-1] if is_open and deletes_space else said
        if joins:
            whole[-1] += kept
        else:
            whole.append(f"{'>' * marks} {kept}" if marks else kept)
    return "\n".join(whole)
