"""Whether a clause is like one of the vocabulary's expressions. Judges nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.parsers.words import Words

_SEAM = re.compile(r"(?<=[\u2e80-\uffff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u2e80-\uffff])")
_BLANKS = re.compile(r"(?<=[\u2e80-\uffff]) (?=[a-z0-9])|(?<=[a-z0-9]) (?=[\u2e80-\uffff])")
LONGEST = 160  # characters
# Lists of whole clauses' builds, whose parts may repeat.
BUILT = frozenset(
    (
        "near_like",
        "above_like",
        "theirs_like",
        "others_like",
        "earlier_like",
        "opening_like",
        "read_other_like",
        "rhetorical_like",
    )
)
_REMEMBERED = 4096


@lru_cache(maxsize=_REMEMBERED)
def _spaced(text: str) -> str:
    """请 revise 后 resend: expressions of Latin words look for their borders, and an ideograph makes none."""
    return _SEAM.sub(" ", text)


def squeezed(text: str) -> str:
    """没有 concern, as it is written with a blank between two scripts, or without."""
    return _BLANKS.sub("", text)


def likes(text: str, words: Words, *lists: str) -> bool:
    """Whether one of these lists of `decision` knows the clause, with or without blanks between two scripts."""
    patterns = words.patterns["decision"]
    if len(text) > LONGEST:  # its words aren't known either: nothing is told from its build
        lists = tuple(name for name in lists if name not in BUILT)
    spaced = _spaced(text)
    return any(patterns[name].search(text) or (spaced != text and patterns[name].search(spaced)) for name in lists)


def opens_condition(text: str, words: Words) -> bool:
    """如措施有效，; When it is done,: whatever its words are, what follows holds only then. An offer is none."""
    return likes(text, words, "opening_like") and not likes(text, words, "offer_like")
