"""The words by which quotes and footers are known, in the form in which lines are compared with them.

It holds no words: they stand in the languages' files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from mailflow.parsers.words import Words, shipped_words

LONGEST = 400  # characters of a line that can be a mark; longer ones are prose
REMEMBERED = 4096  # lines: each is asked about several times, in both parts of a mail and beside our original


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The section `quoting` of every language, letters and digits only."""

    words: Words
    from_labels: frozenset[str]
    header_labels: frozenset[str]
    wrote: tuple[str, ...]
    openings: tuple[str, ...]
    separators: tuple[str, ...]
    forwards: frozenset[str]
    device_footers: tuple[str, ...]
    disclaimers: tuple[str, ...]
    disclaimer_words: tuple[str, ...]
    banners: tuple[str, ...]
    titles: tuple[str, ...]
    companies: tuple[str, ...]
    contact_labels: frozenset[str]
    surnames: tuple[str, ...]
    own_endings: tuple[str, ...]
    own_openings: tuple[str, ...]
    own_buttons: tuple[str, ...]
    answers: frozenset[str]  # what a decision is made of: never somebody's name

    def fold(self, text: str) -> str:
        """As the words are written: one width, one case, one script."""
        return _folded(self.words, text[:LONGEST])

    def key(self, text: str) -> str:
        """Folded, letters and digits only."""
        return _key(self.words, text[:LONGEST])

    def key_of_all(self, lines: Iterable[str]) -> str:
        """The same of several lines together, as far as is looked at."""
        return self.key("".join(lines))


@lru_cache(maxsize=REMEMBERED)
def _folded(words: Words, text: str) -> str:
    return words.plain(text)


@lru_cache(maxsize=REMEMBERED)
def _key(words: Words, text: str) -> str:
    return letters(_folded(words, text))


def letters(text: str) -> str:
    """Letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def marks_of(words: Words | None) -> Marks:
    """The marks of this vocabulary; None is the shipped one."""
    return _shipped() if words is None else _compiled(words)


@cache
def _shipped() -> Marks:
    return _compiled(shipped_words())


def _compiled(words: Words) -> Marks:
    lists = words.lists["quoting"]

    def keys(name: str) -> tuple[str, ...]:
        return _unique(letters(word) for word in lists[name])

    return Marks(
        words=words,
        from_labels=frozenset(keys("from_labels")),
        header_labels=frozenset(keys("header_labels")),
        wrote=keys("wrote"),
        openings=_unique(lists["attribution_openings"]),
        separators=keys("separators"),
        forwards=frozenset(keys("forwards")),
        device_footers=keys("device_footers"),
        disclaimers=keys("disclaimers"),
        disclaimer_words=keys("disclaimer_words"),
        banners=keys("banners"),
        titles=keys("titles"),
        companies=keys("companies"),
        contact_labels=frozenset(keys("contact_labels")),
        surnames=keys("surnames"),
        own_endings=keys("own_endings"),
        own_openings=keys("own_openings"),
        own_buttons=keys("own_buttons"),
        answers=frozenset(letters(word) for several in words.lists.get("decision", {}).values() for word in several),
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
