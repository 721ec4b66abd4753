"""Whether a line that stands round the words of a mail holds something that bears on what is decided.

For whoever wants to set a line aside: a signature, a footer, a greeting. It sets none aside itself.
"""

from __future__ import annotations

from mailflow.parsers.words import Words

DECISIVE = frozenset(("yes", "can", "weak", "no", "weak_no"))
_TURNING = ("condition_like", "change_like", "half_like", "withdraw_like")


def bears(line: str, words: Words) -> bool:
    """Whether a folded line limits, turns or makes a decision."""
    decision, letter = words.patterns["decision"], words.patterns["letter"]
    if letter["limits_like"].search(line) or letter["topics_like"].search(line):
        return True
    return any(decision[name].search(line) for name in _TURNING) or decides(line, words)


def decides(line: str, words: Words) -> bool:
    """Whether a folded line holds a word that assents or refuses; one character may be half of another word."""
    tokens = words.lexicons["decision"].cut(line, 0, len(line))
    return any(token.kinds & DECISIVE and token.end - token.start > 1 for token in tokens)
