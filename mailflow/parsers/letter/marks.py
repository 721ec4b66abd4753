"""The words by which quotes and footers are known, in the form in which lines are compared with them.

It holds no words: they stand in the languages' files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

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
    device_owners: tuple[str, ...]  # behind one of these a product's name may stand that no list knows
    device_words: frozenset[str]
    disclaimers: tuple[str, ...]
    disclaimer_words: tuple[str, ...]
    weak_disclaimers: tuple[str, ...]
    recipients: tuple[str, ...]
    list_footers: tuple[str, ...]
    banners: tuple[str, ...]
    banner_words: tuple[str, ...]
    titles: tuple[str, ...]
    companies: tuple[str, ...]
    post_words: frozenset[str]  # all that a post or a department may be made of
    department_endings: tuple[str, ...]
    contact_labels: frozenset[str]
    slogan_labels: frozenset[str]
    surnames: tuple[str, ...]
    first_names: frozenset[str]
    honorifics: frozenset[str]
    name_like: re.Pattern[str]
    own_endings: tuple[str, ...]
    own_openings: tuple[str, ...]
    own_buttons: tuple[str, ...]
    closing: frozenset[str]  # 此致, Best regards
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
    return _compiled(words or shipped_words())


@lru_cache(maxsize=4)
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
        device_owners=keys("device_owners"),
        device_words=frozenset(lists["device_words"]),
        disclaimers=keys("disclaimers"),
        disclaimer_words=keys("disclaimer_words"),
        weak_disclaimers=keys("weak_disclaimers"),
        recipients=keys("recipients"),
        list_footers=keys("list_footers"),
        banners=keys("banners"),
        banner_words=keys("banner_words"),
        titles=tuple(one for one in words.lists["letter"]["titles"] if len(one) > 1),  # 总 alone ends too much
        companies=keys("companies"),
        post_words=_post_words(words),
        department_endings=tuple(one for one in words.lists["letter"]["departments"] if not one.isascii()),
        contact_labels=frozenset(keys("contact_labels")),
        slogan_labels=frozenset(keys("slogan_labels")),
        surnames=words.lists["letter"]["surnames"],
        first_names=frozenset(words.lists["letter"]["first_names"]),
        honorifics=frozenset(words.lists["letter"]["honorifics"]),
        name_like=re.compile(f"{words.names['SURNAME']}{words.names['GIVEN']}{{1,2}}"),
        own_endings=keys("own_endings"),
        own_openings=keys("own_openings"),
        own_buttons=keys("own_buttons"),
        closing=frozenset(letters(one) for one in words.lists["letter"]["closing"]),
        answers=frozenset(letters(word) for several in words.lists.get("decision", {}).values() for word in several),
    )


def _post_words(words: Words) -> frozenset[str]:
    """Ideographs as they stand in the lists, and each word of what is written with blanks; 总 alone is no post."""
    quoting, letter = words.lists["quoting"], words.lists["letter"]
    longer = {one for name in ("titles", "departments") for one in letter[name] if len(one) > 1}
    return frozenset(part for one in {*quoting["title_words"], *longer} for part in re.split(r"[ &.]+", one) if part)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
