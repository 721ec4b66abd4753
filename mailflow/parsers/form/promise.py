"""Whether a mail's words promise a file. It doesn't look whether one is there."""

from __future__ import annotations

import re

from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.model import Value

_LONGEST = 20_000  # characters
_SENTENCES = re.compile(r"[。;；!！?？\n]|\.(?=\s|$)")
_LONGEST_POINTER = 40


def promises_attachment(said: str, words: Words | None = None) -> bool:
    """True where the writer says that a file comes with this mail (详见附件, please find attached)."""
    words = words or shipped_words()
    promise, none = (words.patterns["form"][key] for key in ("promise_like", "no_promise_like"))
    sentences = _SENTENCES.split(words.plain(said[:_LONGEST]))
    return any(promise.search(one) and not none.search(one) for one in sentences)


def points_to_file(value: Value, words: Words) -> bool:
    """True for a field that says nothing but where to look: 见附件, also as the one name of a list."""
    if isinstance(value, tuple) and len(value) == 1:
        (value,) = value
    if not isinstance(value, str) or len(value) > _LONGEST_POINTER:
        return False
    return bool(words.patterns["form"]["pointer_like"].search(words.plain(value).strip()))
