"""What an absence notice says: until when, and whom to ask instead. As written; nobody is looked up or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mailflow.parsers.folding import Folded
from mailflow.parsers.words import NOTHING, Words

_NUMERIC = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?[日号]?")
_NO_YEAR = re.compile(r"(?<![\d年])(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]")
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})(?![\d/.])")
_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9][a-z0-9.-]{1,200}[a-z0-9]")
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = "\u4e00", "\u9fff"
_BEFORE, _AFTER, _NEARBY, _BESIDE = 40, 12, 80, 2  # characters


def read_absence(text: str, words: Words, today: date | None) -> tuple[date | None, str]:
    """The last day (or day of return) that the notice names, and the stand-in's address or name; else None and ""."""
    folded = words.fold(text)
    return _returns_on(folded.text, words, today), _stand_in(folded, words)


def _returns_on(text: str, words: Words, today: date | None) -> date | None:
    until, back = (words.patterns.get("automatic", {}).get(key, NOTHING) for key in ("until_like", "back_like"))
    found = [
        day
        for day, start, end in _days(text, words, today)
        if until.search(text[max(0, start - _BEFORE) : start]) or back.search(text[end : end + _AFTER])
    ]
    return max(found, default=None)


def _days(text: str, words: Words, today: date | None) -> Iterator[tuple[date, int, int]]:
    """Every day of the text with its place; one without a year is the next such day, or a recent one."""
    months = words.lists.get("automatic", {}).get("months", ())
    for found in _NUMERIC.finditer(text):
        yield from _day(int(found[1]), int(found[2]), int(found[3]), found)
    for found in _NO_YEAR.finditer(text) if today else ():
        yield from _near(int(found[1]), int(found[2]), found, today)
    for found in _SLASHED.finditer(text) if today else ():
        if month_and_day := _slashed(text, found):
            yield from _near(*month_and_day, found, today)
    if not months:
        return
    names = "|".join(f"{one[:3]}(?:{one[3:4]}(?:{one[4:]})?)?" for one in months)
    day = r"(\d{1,2})(?:st|nd|rd|th)?"
    spelt = re.compile(rf"(?<!\w)(?:{day}(?: of)? )?({names})\.?(?: {day})?(?:,? (\d{{4}}))?(?!\w)")
    short = [one[:3] for one in months]
    for found in spelt.finditer(text):
        number, month = found[1] or found[3], short.index(found[2][:3]) + 1
        if number and found[4]:
            yield from _day(int(found[4]), month, int(number), found)
        elif number and today:
            yield from _near(month, int(number), found, today)


def _slashed(text: str, found: re.Match[str]) -> tuple[int, int] | None:
    """Month and day of 11/27, 11.27: beside ideographs in this order; else only a slash with one possible order."""
    one, two = int(found[1]), int(found[3])
    beside = text[max(0, found.start() - _BESIDE) : found.start()] + text[found.end() : found.end() + _BESIDE]
    if any(_FIRST_IDEOGRAPH <= letter <= _LAST_IDEOGRAPH for letter in beside):
        return one, two
    if found[2] == "." or max(one, two) <= 12:
        return None
    return (one, two) if two > 12 else (two, one)


def _day(year: int, month: int, day: int, found: re.Match[str]) -> Iterator[tuple[date, int, int]]:
    try:
        yield date(year, month, day), found.start(), found.end()
    except ValueError:
        return


def _near(month: int, day: int, found: re.Match[str], today: date | None) -> Iterator[tuple[date, int, int]]:
    if today is None:
        return
    for one in _day(today.year, month, day, found):
        is_past = one[0] < today - timedelta(days=90)
        yield from _day(today.year + is_past, month, day, found)


def _stand_in(folded: Folded, words: Words) -> str:
    """An address that stands beside the words, else the name that follows them."""
    for found in words.patterns.get("automatic", {}).get("stand_in_like", NOTHING).finditer(folded.text):
        line_end = folded.text.find("\n", found.end())
        end = min(line_end if line_end >= 0 else len(folded.text), found.end() + _NEARBY)
        address = _ADDRESS.search(folded.text, found.start(), end)
        if address:
            return folded.verbatim(*address.span())
        group = next((no for no, text in enumerate(found.groups(), 1) if text and any(map(str.isalpha, text))), 0)
        if group:
            return folded.verbatim(*found.span(group)).strip()
    return ""
