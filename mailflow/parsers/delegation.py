"""Whom a reply names to decide instead. A department is nobody; two names are a question. Looks nobody up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailflow.parsers.words import Words

_LEAD = re.compile(r"[^\s@]+\s+(?=\S)")
_INITIAL = 4  # characters of an abbreviation such as Mrs.; a longer word with a full stop ends a sentence


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person's name or address as written, and where it stands in the text."""

    who: str
    span: tuple[int, int]


def find_delegate(text: str, words: Words, section: str = "decision", key: str = "delegate_like") -> Delegate | None:
    """The one person to whom the words hand it over, else None."""
    folded = words.fold(text, keeps_case=True)
    found: dict[str, Delegate] = {}
    for match in words.patterns[section][key].finditer(folded.text):
        name = next((group for group, value in match.groupdict().items() if value), "")
        if not name:
            continue
        start, end = match.span(name)
        start = _without_lead(folded.text, start, end, words)
        who = folded.verbatim(start, end).strip(" .-'")
        if _is_name(words.plain(who), words):
            found.setdefault(words.plain(who), Delegate(who, folded.span(start, end)))
    people = [one for one in found.values() if "@" not in one.who] or list(found.values())
    return people[0] if len(people) == 1 else None


def _without_lead(text: str, start: int, end: int, words: Words) -> int:
    """`… until July. Marcus Feld is …`: a capital also begins what stands before a name."""
    stop = words.lists["decision"]["no_name"]
    while found := _LEAD.match(text, start, end):
        word = found[0].rstrip()
        if words.plain(word).strip(" .,-") not in stop and not (word.endswith(".") and len(word) > _INITIAL):
            break
        start = found.end()
    return start


def _is_name(who: str, words: Words) -> bool:
    letter = words.lists["letter"]
    stop = {*words.lists["decision"]["no_name"], *letter["departments"], *letter["everyone"]}
    first = re.split(r"[\s.]", who)[0]
    return "@" in who or not (who in stop or first in stop or who.endswith(letter["departments"]))
