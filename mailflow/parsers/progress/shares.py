"""Shares of a whole as people write them: 80%, 八成, 一半, two thirds, 12 of 30. Says nothing of whose share it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailflow.parsers.words import Words, one_of

SECTION = "progress"
RANGE = re.compile(r"\d\s?%?\s?[-~–]\s?$")


@dataclass(frozen=True, slots=True)
class Share:
    """A share and its place, with the words round it that belong to it. `percent` is none where it isn't exact."""

    start: int
    end: int
    percent: int | None


def find_shares(text: str, words: Words) -> Iterator[Share]:
    """The shares of a folded clause."""
    like = words.patterns[SECTION]
    for found in _share_expression(words).finditer(text):
        before, behind = text[: found.start()], text[found.end() :]
        percent = _percent(found, words)
        if (percent is None and not (found["tens"] or found["some"])) or like["no_share_like"].search(behind):
            continue
        if found["over"] and (percent == 100 or like["delayed_like"].search(text)):
            continue  # a day: 2/3
        short = like["share_short_like"].search(before)
        if RANGE.search(before) or (short and percent == 100):
            percent = None
        lead, tail = like["before_share_like"].search(before), like["after_share_like"].search(behind)
        start = min(one.start() for one in (short, lead, found) if one)
        yield Share(start, found.end() + (tail.end() if tail else 0), percent)


def begins_share(text: str, start: int, end: int, words: Words) -> bool:
    """True where a share stands right there."""
    return any(found.start() == start for found in _share_expression(words).finditer(text, start, min(end, start + 40)))


def _percent(found: re.Match[str], words: Words) -> int | None:
    got = found.groupdict()
    lists = words.lists[SECTION]
    digits = {one: no for no, one in enumerate(words.lists["numbering"]["digits"], 1)}
    if got["num"]:
        return round(float(got["num"]))
    if got["cn"]:
        return read_digits(got["cn"], words)
    if got["part"]:
        whole, part = digits.get(got["whole"], 0), digits.get(got["part"], 0)
        return round(100 * part / whole) if whole >= part > 0 else None
    if got["tenth"]:
        return digits[got["tenth"]] * 10 + (5 if got["more"] else digits.get(got["ones"], 0))
    if got["ten"]:
        return (lists["tens"].index(got["ten"]) + 1) * 10 + (lists["counts"].index(got["one"]) + 1 if got["one"] else 0)
    if got["word"]:
        return next(
            int(key[6:]) for key in sorted(lists) if re.fullmatch(r"share_\d+", key) and got["word"] in lists[key]
        )
    if got["over"]:
        return round(100 * min(int(got["over"]), int(got["under"])) / int(got["under"]))
    return 50 if got["half"] else None


def read_digits(text: str, words: Words) -> int | None:
    """A number below a hundred in words of one sign for each digit (二十三); none where it is no such number."""
    digits = words.lists["numbering"]["digits"]
    value = {one: no for no, one in enumerate(digits, 1)}
    tens, ten, ones = text.rpartition(digits[-1])
    if not ten:
        return value.get(text)
    if (tens and tens not in value) or (ones and ones not in value):
        return None
    return value.get(tens, 1) * 10 + value.get(ones, 0)


@lru_cache(maxsize=4)
def _share_expression(words: Words) -> re.Pattern[str]:
    lists, cn = words.lists[SECTION], f"[{''.join(words.lists['numbering']['digits'])}]"
    named = one_of([one for key, value in lists.items() if re.fullmatch(r"share_\d+", key) for one in value])
    half = words.patterns[SECTION]["share_50_like"].pattern
    unit = rf"(?:[ -](?P<one>{one_of(lists['counts'])}))?"
    percent = one_of(one for one in lists["percent_marks"] if one.isalpha())
    ways = (
        rf"(?<![\d.])(?P<num>\d{{1,4}}(?:\.\d{{1,2}})?)\s?(?:%|(?:{one_of(lists['percent_marks'])})(?![a-z]))",
        rf"(?:{one_of(lists['percent_before'])})(?P<cn>{cn}{{1,3}})",
        rf"(?P<whole>{cn})(?:{one_of(lists['parts_of'])})(?P<part>{cn})",
        rf"(?P<tens>{cn}{{2}})(?:{one_of(lists['tenths'])})",
        rf"(?P<tenth>{cn})(?:{one_of(lists['tenths'])})(?:(?P<more>{one_of(lists['half_more'])})|(?P<ones>{cn})(?![一-龥]))?",
        rf"(?<![a-z])(?P<ten>{one_of(lists['tens'])}){unit} (?:{percent})(?![a-z])",
        rf"(?<![a-z])(?P<word>{named})(?![a-z])",
        rf"(?P<some>(?<!\d)\d{{1,4}} (?:{one_of(lists['out_of'])}) \d{{1,4}})(?!\d)",
        r"(?<![\d/.])(?P<over>[1-4])/(?P<under>[2-5])(?![\d/.])(?= ?(?:$|[a-z一-龥]))",
        rf"(?P<half>{half})",
    )
    return re.compile("|".join(f"(?:{way})" for way in ways))
