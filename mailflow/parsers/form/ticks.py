"""Which choices of a form are ticked, with boxes before or behind their names, or with a tick alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from mailflow.parsers.words import one_of

# The private ones are what the symbol fonts of office programs have in these places.
_ON = (
    "[\u2611\u2612\u2705\u2714\u2713\u221a\u25a0\u25cf\u25c9\u25c8\u25a3\u25fc\u2b1b\U0001f518\u2718\u2717"
    "\u00fe\uf0fe\uf0fd\uf052\uf054]|[\\[(（【][ \u3000]{0,3}[xv*×✗✘√✓✔●■yo][ \u3000]{0,3}[\\])）】]"
)
_OFF = (
    "[\u2610\u25a1\u25cb\u25a2\u25ef\u25fb\u2b1c\u00a8\uf0a8\uf06f\uf0a3\uf071]"
    "|[\\[(（【][ \u3000]{0,3}[\\])）】]|_{1,8}(?=[^\\s_])"
)
Found = tuple[str | None, re.Match[str]]  # on, off or name, and where
BOXES = re.compile(f"(?P<on>{_ON})|(?P<off>{_OFF})")


def ticked(text: str, choices: Mapping[str, str]) -> list[str] | None:
    """The keys of what is ticked; None where nobody can tell which mark belongs to which choice.

    `choices` maps what a choice is called, folded and without blanks, to its key.
    """
    spelled = (r"[ 　]{0,2}".join(map(re.escape, name)) for name in sorted(choices, key=len, reverse=True))
    names = "|".join(spelled) or one_of(())
    tokens = re.compile(f"{BOXES.pattern}|(?P<name>{names})")
    found = [(one.lastgroup, one) for one in tokens.finditer(text)]
    marks = [no for no, (kind, _) in enumerate(found) if kind != "name"]
    if not marks or len(marks) == len(found):
        return None
    is_before = _marks_before(text, found)
    if is_before is None:
        return None
    keys: list[str] = []
    for no in marks:
        if found[no][0] != "on":
            continue
        place = no + 1 if is_before else no - 1
        if not 0 <= place < len(found) or found[place][0] != "name":
            return None
        keys.append(choices["".join(found[place][1][0].split())])
    return list(dict.fromkeys(keys))


def _marks_before(text: str, found: Sequence[Found]) -> bool | None:
    """Whether a mark stands before its name: by what comes first where each has one, else by what it touches."""
    kinds = [kind == "name" for kind, _ in found]
    if len(kinds) % 2 == 0 and all(one != other for one, other in pairwise(kinds)):
        return not kinds[0]
    votes = {_touches_right(text, found, no) for no, (kind, _) in enumerate(found) if kind == "on"}
    return votes.pop() if len(votes) == 1 else (None if votes else True)


def _touches_right(text: str, found: Sequence[Found], no: int) -> bool | None:
    """True where the name behind a mark is nearer than the one before it; None where neither is."""
    here = found[no][1]
    before, behind = found[no - 1] if no else None, found[no + 1] if no + 1 < len(found) else None
    left = here.start() - before[1].end() if before and before[0] == "name" else len(text)
    right = behind[1].start() - here.end() if behind and behind[0] == "name" else len(text)
    return None if left == right else right < left
