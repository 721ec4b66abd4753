"""What one clause says of how far something is: finished, under way, late, stuck, how much, until when, and why.

It says what stands there, not which item it is said of and not what follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from mailflow.parsers.dates import Day, FoundDay
from mailflow.parsers.progress.shares import begins_share, find_shares
from mailflow.parsers.progress.titles import Titles
from mailflow.parsers.words import Words, one_of

SECTION = "progress"
MAX_CLAUSE = 300  # characters; longer ones say nothing that is known
BLANK = "_"


class Mark(StrEnum):
    """What a stretch of a clause says."""

    SHARE = "share"
    DAY = "day"
    LATER = "answer-put-off"
    NOT_STARTED = "not-started"
    BLOCKED = "blocked"
    DELAYED = "delayed"
    PLAN = "as-planned"
    GOING = "going"
    OPEN = "not-finished"
    AHEAD = "to-be-finished"
    UNSURE = "unsure"
    DONE = "finished"
    REMAINING = "remaining"
    CONTRAST = "contrast"
    FREE = "no-longer-stuck"


# The lists of words in the order in which they claim a stretch.
CLAIMS = (
    ("later_like", Mark.LATER),
    ("dropped_like", Mark.UNSURE),
    ("no_delay_like", Mark.PLAN),
    ("unblocked_like", Mark.FREE),
    ("not_started_like", Mark.NOT_STARTED),
    ("wait_like", Mark.BLOCKED),
    ("delayed_like", Mark.DELAYED),
    ("blocked_like", Mark.BLOCKED),
    ("going_like", Mark.GOING),
    ("plan_like", Mark.PLAN),
)
SPEAKING = frozenset(Mark) - {Mark.LATER, Mark.CONTRAST, Mark.REMAINING, Mark.FREE, Mark.DAY}
BLANKS = re.compile(r"[\s:：、.)=\-]{0,4}")
TWO_SIGNS = re.compile(r"(?=([一-龥]{2}))")
LATIN_WORD = re.compile(r"(?<![a-z'\-])[a-z]{3,20}(?![a-z'\-])")
CLAUSE_END = re.compile(r"[。！!；;…|?？\n]")
STATES = frozenset((Mark.BLOCKED, Mark.DELAYED, Mark.NOT_STARTED))


@dataclass(frozen=True, slots=True)
class Found:
    """A mark and its place in the folded text; a share with its percentage where it is exact, a day with its day."""

    mark: Mark
    start: int
    end: int
    percent: int | None = None
    day: Day | None = None
    is_surely: bool = False  # 已完成: nothing before or behind it puts it off
    verb: str = ""  # what was done, where it finishes only what it is asked for: 更新了, audited


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, without the word that leads up to it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """The marks of a clause in the order of the text, its reasons, and its text with the reasons blanked."""

    marks: tuple[Found, ...]
    reasons: tuple[Reason, ...]
    text: str


class Marker:
    """Finds the marks of clauses; one for each reply."""

    def __init__(self, text: str, days: Sequence[tuple[int, int, FoundDay]], titles: Titles, words: Words, today: date):
        self._text, self._days, self._titles, self._words, self._today = text, days, titles, words, today
        self._like = words.patterns[SECTION]

    def read(self, start: int, end: int, *, has_state: bool, is_reason: bool = False) -> Said:
        """The marks of a clause; `has_state` says that its sentence told before what isn't going well.

        `is_reason` says that the clause before it announced a reason.
        """
        if is_reason:
            return Said((), (Reason(start, end),), BLANK * (end - start))
        text = self._text[start:end]
        if len(text) > MAX_CLAUSE:
            return Said((), (), BLANK * len(text))
        titled = self._titles.verbatim(text)
        reasons = list(self._reasons(text, has_state=has_state))
        for span in reasons:
            text = _blanked(text, *span)
        claimed = [False] * len(text)
        marks = list(self._marks(text, claimed, titled))
        for waits in self._like["wait_like"].finditer(text):
            name = next(key for key, value in waits.groupdict().items() if value)
            if any(one.start == waits.start() and one.mark is Mark.BLOCKED for one in marks):
                reasons.append(waits.span(name))
                text = _blanked(text, *waits.span(name))
        moved = [_moved(one, start) for one in sorted(marks, key=lambda one: (one.start, one.end))]
        spans = tuple(Reason(start + a, start + b) for a, b in reasons)
        return Said((*moved, *self._days_in(start, end, spans)), spans, text)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the days stand: no comma within one ends a clause (3 Feb, 2pm)."""
        return [(start, end) for start, end, _ in self._days]

    def begins_state(self, start: int, end: int) -> bool:
        """True where a state, or a word that leads up to one, stands next."""
        place = start + _length(BLANKS, self._text[start:end])
        if any(pattern.match(self._text, place, end) for pattern in _openings(self._words)):
            return True
        return begins_share(self._text, place, end, self._words)

    def holds_state(self, start: int, end: int) -> bool:
        """True where the rest of the clause says how far something is."""
        stop = CLAUSE_END.search(self._text, start, end)
        return any(
            one.mark in SPEAKING for one in self.read(start, stop.start() if stop else end, has_state=False).marks
        )

    def without_finish(self, text: str) -> str:
        """The text with its plain words of finishing blanked: they are in no title's words."""
        pure, _ = _finish_expressions(self._words)
        for found in pure.finditer(text):
            text = _blanked(text, *found.span(1))
        return text

    def unknown(self, text: str) -> int:
        """How many characters belong to no little word."""
        tokens = self._words.lexicons[SECTION].cut(text, 0, len(text))
        size = 0
        for token in tokens:
            if "small" not in token.kinds:
                size += len(re.sub(r"[\W_]", "", text[token.start : token.end]))
        return size

    def _days_in(self, start: int, end: int, reasons: Sequence[Reason]) -> Iterator[Found]:
        for a, b, day in self._days:
            inside = start <= a and b <= end and not any(one.start < b and a < one.end for one in reasons)
            if inside:
                yield Found(Mark.DAY, a, b, day=day.value)

    def _marks(self, text: str, claimed: list[bool], titled: Sequence[tuple[int, int]]) -> Iterator[Found]:
        yield from self._shares(text, claimed)
        for name, mark in CLAIMS:
            for found in self._like[name].finditer(text):
                if (
                    found.end() > found.start()
                    and not _is_inside(found.span(), titled)
                    and _claim(claimed, *found.span())
                ):
                    yield Found(mark, *found.span())
        yield from self._finishes(text, claimed, titled)
        for name, mark in (("remaining_like", Mark.REMAINING), ("contrast_like", Mark.CONTRAST)):
            for found in self._like[name].finditer(text):
                if not _is_inside(found.span(), titled) and _claim(claimed, *found.span()):
                    yield Found(mark, *found.span())

    def _shares(self, text: str, claimed: list[bool]) -> Iterator[Found]:
        for share in find_shares(text, self._words):
            if _claim(claimed, share.start, share.end):
                yield Found(Mark.SHARE, share.start, share.end, percent=share.percent)

    def _finishes(self, text: str, claimed: list[bool], titled: Sequence[tuple[int, int]]) -> Iterator[Found]:
        for start, end, needs_aspect in self._finish_words(text, titled):
            if not _claim(claimed, start, end):
                continue
            before, behind = text[:start], text[end:]
            aspect = self._like["aspect_behind_like"].search(behind)
            if needs_aspect and aspect and self._like["no_finish_like"].search(behind[aspect.end() :]):
                continue
            if needs_aspect and not (aspect or self._like["aspect_before_like"].search(before)):
                if self._like["not_before_like"].search(before):
                    yield Found(Mark.OPEN, _start_of(self._like["not_before_like"], before), end)
                continue
            weighed = self._weighed(text, start, end, titled)
            yield replace(weighed, verb="" if self._is_plain(text[start:end]) else text[start:end])

    def _weighed(self, text: str, start: int, end: int, titled: Sequence[tuple[int, int]]) -> Found:
        """A word of finishing by what stands round it in its clause; a title's own words (capacity plan) don't bear."""
        before, behind = text[:start], text[end:]
        like = self._like
        for name, mark in (
            ("not_before_like", Mark.OPEN),
            ("almost_before_like", Mark.GOING),
            ("part_before_like", Mark.GOING),
        ):
            found = like[name].search(before)
            if found and not (
                name == "part_before_like" and self._titles.explains(text, found.start(), found.start() + 1)
            ):
                return Found(mark, found.start(), end)
        surely = like["surely_before_like"].search(before)
        begin = surely.start() if surely else start
        for a, b in titled:
            text = _blanked(text, a, b) if b <= begin else text
        before = text[:start]
        if like["ahead_before_like"].search(before[:begin]) or like["ahead_behind_like"].search(behind):
            return Found(Mark.AHEAD, start, end)
        if like["hedge_like"].search(text):
            return Found(Mark.UNSURE, start, end)
        return Found(Mark.DONE, begin, end, is_surely=bool(surely and surely.end() > surely.start()))

    def _finish_words(self, text: str, titled: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
        pure, verbs = _finish_expressions(self._words)
        found = [(*match.span(1), False) for match in pure.finditer(text)]
        found += [(*match.span(), False) for match in self._like["finish_like"].finditer(text)]
        found += [(*match.span(1), True) for match in verbs.finditer(text)]
        found += [(*match.span(1), True) for match in TWO_SIGNS.finditer(text) if self._titles.has_verb(match[1])]
        found += [(*match.span(), False) for match in LATIN_WORD.finditer(text) if self._is_past(match, text)]
        for start, end, needs_aspect in sorted(found, key=lambda one: (one[2], one[0], -one[1])):
            if self._like["no_finish_like"].search(text[end:]):
                continue
            if not needs_aspect and _is_inside((start, end), titled):
                continue
            yield start, end, needs_aspect

    def _is_plain(self, word: str) -> bool:
        """A word of finishing that says so of anything."""
        lists = self._words.lists[SECTION]
        return (
            word in lists["finish"] or word in lists["finish_general"] or bool(self._like["finish_like"].search(word))
        )

    def _is_past(self, found: re.Match[str], text: str) -> bool:
        before = self._like["surely_before_like"].search(text[: found.start()])
        is_passive = bool(before and before.end() > before.start())
        return self._titles.is_verb_of_title(found[0], is_passive=is_passive)

    def _reasons(self, text: str, *, has_state: bool) -> Iterator[tuple[int, int]]:
        lead = self._like["reason_like"].search(text)
        if not lead or lead.end() >= len(text) or self._titles.explains(text, *lead.span()):
            return
        start = lead.end()
        content = text[start:]
        blank = [False] * len(text)
        before = list(self._states(text[: lead.end()], blank))
        states = [] if has_state or before else list(self._states(content, [False] * len(content)))
        end = start + (max(one.start for one in states) if states else len(content))
        end = start + _start_of(self._like["reason_end_like"], text[start:end])
        if end - start >= 2:
            yield start, end

    def _states(self, text: str, claimed: list[bool]) -> Iterator[Found]:
        for name, mark in CLAIMS:
            if mark in STATES and name != "wait_like":
                for found in self._like[name].finditer(text):
                    if _claim(claimed, *found.span()):
                        yield Found(mark, *found.span())


def is_later(day: Day, due: Day) -> bool:
    """True for a day after that of the due date, or a moment after the due moment."""
    one, other = (value.date() if isinstance(value, datetime) else value for value in (day, due))
    if one != other or not (isinstance(day, datetime) and isinstance(due, datetime)):
        return one > other
    return day > due


def _moved(one: Found, by: int) -> Found:
    return replace(one, start=one.start + by, end=one.end + by)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + BLANK * (end - start) + text[end:]


def _claim(claimed: list[bool], start: int, end: int) -> bool:
    if any(claimed[start:end]):
        return False
    claimed[start:end] = [True] * (end - start)
    return True


def _is_inside(span: tuple[int, int], stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end and span != (start, end) for start, end in stretches)


def _start_of(pattern: re.Pattern[str], before: str) -> int:
    found = pattern.search(before)
    return found.start() if found else len(before)


def _length(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


@lru_cache(maxsize=4)
def _openings(words: Words) -> tuple[re.Pattern[str], ...]:
    """What a state may begin with."""
    lists, like = words.lists[SECTION], words.patterns[SECTION]
    led = re.compile(f"(?:{one_of(lists['before_state'])})(?![a-z])")
    return (led, *_finish_expressions(words)[:1], *(like[name] for name, _ in CLAIMS), like["finish_like"])


@lru_cache(maxsize=4)
def _finish_expressions(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    def any_of(key: str) -> re.Pattern[str]:
        return re.compile(f"(?<![a-z])(?=({one_of(words.lists[SECTION][key])})(?![a-z]))")

    return any_of("finish"), any_of("finish_verbs")
