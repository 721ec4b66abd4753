"""The vocabulary that replies are read by: the lists of every language, folded and compiled. Holds no words itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from mailflow.config.languages import Language, shipped
from mailflow.parsers.folding import Folded, fold, fold_text

BUILDS = "builds"
NOTHING = re.compile(r"(?!)")
LATIN = re.compile(r"[a-z0-9]")
_SEAM = re.compile(r"(?<=[\u2e80-\uffff])(?=[a-z])|(?<=[a-z])(?=[\u2e80-\uffff])")
# Told from one character, before the many family names are tried.
_NO_NAME_BEGINS = r"(?-i:(?![a-z0-9\s,.;:!?()\-])(?<![A-Za-z]))"


@dataclass(frozen=True, slots=True)
class Token:
    """A word that the lexicon knows (`kinds` are its lists) or a stretch that it doesn't (`kinds` is empty)."""

    kinds: frozenset[str]
    start: int
    end: int


UNKNOWN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known words and the lists that they stand in."""

    kinds: Mapping[str, frozenset[str]]
    longest: Mapping[str, int]  # first character -> length of the longest word that begins with it

    def cut(self, text: str, start: int, end: int) -> tuple[Token, ...]:
        """The stretch as words: as few characters left over as can be, then as few words. Blanks don't count."""
        size = end - start
        cost: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        step = [1] * (size + 1)
        known: list[frozenset[str] | None] = [None] * (size + 1)
        for place in range(size - 1, -1, -1):
            at = start + place
            over, count = cost[place + 1]
            best = (over, count) if text[at].isspace() else (over + 1, count + 1)
            if _can_start(text, at, start):
                for length in range(min(self.longest.get(text[at], 0), size - place), 0, -1):
                    kinds = self.kinds.get(text[at : at + length])
                    if kinds is None or not _can_end(text, at + length, end):
                        continue
                    over, count = cost[place + length]
                    if (over, count + 1) < best:
                        best, step[place], known[place] = (over, count + 1), length, kinds
            cost[place] = best
        return tuple(_tokens(text, start, step, known))


def _can_start(text: str, at: int, start: int) -> bool:
    return at == start or not (LATIN.match(text[at]) and LATIN.match(text[at - 1]))


def _can_end(text: str, at: int, end: int) -> bool:
    return at >= end or not (LATIN.match(text[at - 1]) and LATIN.match(text[at]))


def _tokens(text: str, start: int, step: list[int], known: list[frozenset[str] | None]) -> Iterator[Token]:
    place, unknown, size = 0, -1, len(step) - 1
    while place < size:
        kinds = known[place]
        if kinds is None and not text[start + place].isspace() and unknown < 0:
            unknown = place
        if kinds is not None:
            if unknown >= 0:
                yield Token(UNKNOWN, start + unknown, start + place)
                unknown = -1
            yield Token(kinds, start + place, start + place + step[place])
        place += step[place]
    if unknown >= 0:
        yield Token(UNKNOWN, start + unknown, start + size)


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that expressions made of it can be cached
class Words:
    """Every language's words together: people mix them within one sentence."""

    scripts: Mapping[str, str]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]  # section -> key -> folded words
    patterns: Mapping[str, Mapping[str, re.Pattern[str]]] = field(repr=False)  # the same, for lists of expressions
    lexicons: Mapping[str, Lexicon] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)  # SURNAME, GIVEN, TITLE, NAME: expressions

    def fold(self, raw: str, *, keeps_case: bool = False) -> Folded:
        """A text as it is compared with these words; with its capitals where names are looked for."""
        return fold(raw, self.scripts, keeps_case=keeps_case)

    def plain(self, raw: str) -> str:
        """A word or label as it is compared."""
        return fold_text(raw, self.scripts)


# Lists of the same sections that hold no words of a clause.
NO_KINDS = frozenset(("no_name", "formal", "misspelt", "ticked_yes", "ticked_no"))
# Whose words a clause is cut into, by who reads it.
LEXICONS: Mapping[str, tuple[str, ...]] = {
    "decision": ("decision",),
    "acceptance": ("decision", "acceptance"),
    "confirmation": ("decision", "confirmation"),
    "progress": ("progress",),
    "orders": ("orders",),
}


@cache
def shipped_words() -> Words:
    """The vocabulary of the shipped languages."""
    return words_of(shipped())


def words_of(languages: Mapping[str, Language]) -> Words:
    """The vocabulary of these languages."""
    scripts: dict[str, str] = {}
    for language in languages.values():
        for pair in language.sections.get("writing", {}).get("variants", ()):
            for one in pair.split():
                scripts[one[0]] = one[1]
    raw_lists = {
        (name, key): tuple(word for one in languages.values() for word in one.sections.get(name, {}).get(key, ()))
        for name, key in dict.fromkeys(
            (name, key) for one in languages.values() for name, part in one.sections.items() for key in part
        )
    }
    names = _with_builds(_names(raw_lists, scripts), raw_lists)
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    patterns: dict[str, dict[str, re.Pattern[str]]] = {}
    for (name, key), raw in raw_lists.items():
        lists.setdefault(name, {})
        found = patterns.setdefault(name, {})
        if key.endswith("_like"):
            found[key] = _any_of([_filled(one, names) for one in raw])
        else:
            lists[name][key] = tuple(dict.fromkeys(fold_text(one, scripts) for one in raw))
    lexicons = {
        name: _lexicon(
            [pair for section in sections for pair in lists.get(section, {}).items() if pair[0] not in NO_KINDS],
            {word for section in sections for word in lists.get(section, {}).get("misspelt", ())},
        )
        for name, sections in LEXICONS.items()
    }
    return Words(scripts, lists, patterns, lexicons, names)


def one_of(words: Iterable[str]) -> str:
    """An expression for any of these words, longest first; one that matches nothing where there are none."""
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True)) or NOTHING.pattern


def _names(raw: Mapping[tuple[str, str], tuple[str, ...]], scripts: Mapping[str, str]) -> Mapping[str, str]:
    """What the capitals SURNAME, GIVEN, TITLE, DEPARTMENT, NAME and ADDRESS of an expression stand for."""
    surnames = {fold_text(one, scripts) for one in raw.get(("letter", "surnames"), ())}
    given = {fold_text(one, scripts) for one in raw.get(("letter", "given"), ())}
    titles = {fold_text(one, scripts) for one in raw.get(("letter", "titles"), ()) if len(one) > 1}
    departments = (fold_text(one, scripts) for one in raw.get(("letter", "departments"), ()))
    parts = {
        "DEPARTMENT": f"(?:{one_of(one for one in departments if one.isascii() and len(one) > 1)})",
        "SURNAME": f"(?:{one_of(surnames)})",
        "GIVEN": f"(?:{one_of(given)})",
        "TITLE": f"(?:{one_of(titles)})",
        # Begun only where one can begin: else each letter of a long word would be tried as the first.
        "ADDRESS": r"(?:(?<![a-zA-Z0-9_.+\-])[a-zA-Z0-9_.+\-]{1,64}@[a-zA-Z0-9.\-]{3,80})",
    }
    found = [_filled(one, parts) for one in raw.get(("decision", "name_like"), ())]
    return {**parts, "NAME": f"{_NO_NAME_BEGINS}(?:{'|'.join(found) or NOTHING.pattern})"}


def _with_builds(names: Mapping[str, str], raw: Mapping[tuple[str, str], tuple[str, ...]]) -> Mapping[str, str]:
    """The same with what the section `builds` names: people, times and the like, by their list's name in capitals."""
    parts = {
        key.upper(): tuple(_filled(one, names) for one in rows) for (name, key), rows in raw.items() if name == BUILDS
    }
    return {**names, **{key: f"(?:{'|'.join(rows) or NOTHING.pattern})" for key, rows in parts.items()}}


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    capitals = "|".join(sorted(names, key=len, reverse=True))
    return re.sub(capitals, lambda found: names[found[0]], pattern)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """One expression for all; their named groups are numbered, for a name may stand only once."""
    if not patterns:
        return NOTHING
    numbers = count()
    whole = "|".join(f"(?:{one})" for one in patterns)
    whole = re.sub(r"\(\?P<(\w+?)>", lambda found: f"(?P<{found[1]}_{next(numbers)}>", whole)
    return re.compile(whole, re.MULTILINE | re.IGNORECASE)


def _slips(word: str) -> Iterator[str]:
    """A word with two letters exchanged, one doubled, or one of the inner ones left out: agreeed, aproved, rejceted."""
    for at in range(1, len(word)):
        yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        yield word[:at] + word[at - 1] + word[at:]
        if at < len(word) - 1:
            yield word[:at] + word[at + 1 :]


def _with_seams(word: str) -> str:
    """没有 concern: between two scripts some leave a blank."""
    return _SEAM.sub(" ", word)


def _lexicon(given: Iterable[tuple[str, tuple[str, ...]]], misspelt: Iterable[str]) -> Lexicon:
    """Lists of one name in two sections add up."""
    lists = list(given)
    known = {word for _, words in lists for word in words}
    slips = {word: [one for one in _slips(word) if one not in known] for word in misspelt}
    lists = [(kind, (*words, *(one for word in words for one in slips.get(word, ())))) for kind, words in lists]
    kinds: dict[str, set[str]] = {}
    longest: dict[str, int] = {}
    for kind, words in lists:
        for word in (*words, *map(_with_seams, words)):
            kinds.setdefault(word, set()).add(kind)
            longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return Lexicon({word: frozenset(found) for word, found in kinds.items()}, longest)
