"""Whether the words say that a form which was shown may go on. Reads none of its fields."""

from __future__ import annotations

from mailflow.parsers.decision import read_decision
from mailflow.parsers.letter.reader import LineRole, greeting_end, read_letter
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Verdict

LONGEST = 200  # characters; whoever writes more has more to say


def read_release(text: str, words: Words | None = None) -> bool:
    """True for a plain yes, or for nothing but the word that sends it out (and courtesies around it)."""
    words = words or shipped_words()
    if len(text) > LONGEST:
        return False
    if read_decision(text, words=words).verdict is Verdict.APPROVE:
        return True
    folded = words.fold(text)
    if folded.is_disguised:
        return False
    pattern = words.patterns["form"]["release_like"]
    lines = [folded.text[one.start : one.end] for one in read_letter(folded, words) if one.role is LineRole.WORDS]
    said = [line[greeting_end(line, words) if no == 0 else 0 :].strip() for no, line in enumerate(lines)]
    said = [line for line in said if line]
    return bool(said) and all(pattern.fullmatch(line) for line in said)
