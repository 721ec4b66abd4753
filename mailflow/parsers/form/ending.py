"""Where the last field of a form ends: closing words, a name and what is said beside the form belong to no field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailflow.parsers.form.labels import NUMBERING
from mailflow.parsers.letter.reader import LineRole, read_letter
from mailflow.parsers.words import Words

_RULED = re.compile(r"\s*[-—–_=*~─━·.]{3,}\s*")
_AROUND = (LineRole.CLOSING, LineRole.NAME, LineRole.BLANK, LineRole.ASIDE)


def without_end(lines: Sequence[str], words: Words, *, has_rows: bool = False) -> list[str]:
    """The lines that still belong to the field: the first paragraph, and further ones that go on counting.

    With `has_rows`, every paragraph may be a row.
    """
    kept = [line.rstrip() for line in lines]
    kept = kept[: next((no for no, line in enumerate(kept) if no and _RULED.fullmatch(line)), len(kept))]
    if not has_rows:
        kept = kept[: _end_of_paragraph(kept)]
    ends = words.patterns["form"]["after_like"]
    roles = [line.role for line in read_letter(words.fold("\n".join(kept)), words)]
    # A name right below its label fills the field; below an empty line it signs the mail.
    least = 2 if len(kept) > 1 and not kept[0].strip() and kept[1].strip() else 1
    while len(kept) > least and (roles[len(kept) - 1] in _AROUND or ends.search(words.plain(kept[-1]).strip())):
        kept.pop()
    return kept


def without_rules(lines: list[str]) -> list[str]:
    """Without the ruled and empty lines at the end."""
    while lines and (not lines[-1].strip() or _RULED.fullmatch(lines[-1])):
        lines.pop()
    return lines


def _end_of_paragraph(lines: Sequence[str]) -> int:
    no = next((no for no, line in enumerate(lines) if line.strip()), len(lines))
    is_counted = False
    while no < len(lines):
        if lines[no].strip():
            is_counted = is_counted or bool(re.match(NUMBERING, lines[no].strip()))
        else:
            following = next((line for line in lines[no:] if line.strip()), "")
            if not is_counted or not re.match(NUMBERING, following.strip()):
                return no
        no += 1
    return no
