"""What a reply says of the numbered items that somebody owns: how far each is. What can't be told is asked back.

A finish that was not stated is the one reading that may never happen; a needless question costs one mail.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from mailflow.parsers.dates import FoundDay, find_dates
from mailflow.parsers.folding import FOREIGN_LETTER, Folded
from mailflow.parsers.progress.items import CIRCLED, Namer, Way
from mailflow.parsers.progress.marks import BLANK, Marker
from mailflow.parsers.progress.pieces import Cutter
from mailflow.parsers.progress.said import State, Weigher
from mailflow.parsers.progress.statements import Statement, join_pieces
from mailflow.parsers.progress.titles import Titles
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import ItemUpdate, Progress, ProgressItem, ProgressStatus
from mailflow.workflow.worktime import WorkCalendar

MAX_LENGTH = 20_000
MAX_ITEMS = 200
MAX_SHOWN = 20


def read_progress(
    text: str,
    items: Sequence[ProgressItem],
    today: date,
    calendar: WorkCalendar | None = None,
    words: Words | None = None,
) -> Progress:
    """The state of each item that the new words speak of; `today` and the working `calendar` are the reader's own."""
    words = words or shipped_words()
    if not text.strip() or not items:
        return Progress(unclear=True, rule="nothing-said")
    if len(text) > MAX_LENGTH or len(items) > MAX_ITEMS:
        return Progress(unclear=True, rule="too-long")
    folded = _with_tabs(words.fold(text))
    if folded.is_disguised or FOREIGN_LETTER.search(text):
        return Progress(unclear=True, rule="disguised")
    titles = Titles(items, words)
    days = tuple(_folded_days(folded, find_dates(text, today, words, calendar)))
    marker = Marker(_without_counters(folded), days, titles, words, today)
    cutter = Cutter(folded, Namer(folded, items, titles, words), marker, words)
    statements = list(join_pieces(cutter.pieces(), words))
    shown = tuple(_shown(one, folded) for one in statements[:MAX_SHOWN])
    if cutter.has_question:
        return Progress(unclear=True, rule="question", weighed=shown)
    return _Reading(folded, items, statements, Weigher(folded, marker, titles, words, today)).progress(shown)


class _Reading:
    """The statements of a reply, put together."""

    def __init__(
        self, folded: Folded, items: Sequence[ProgressItem], statements: Sequence[Statement], weigher: Weigher
    ) -> None:
        self._folded, self._weigher = folded, weigher
        self._items = {one.no: one for one in items}
        self._statements = _settled(statements)
        self._remarks: dict[int, Statement] = {}
        self._named = {no for one in self._statements for ref in one.refs for no in ref.numbers}
        self._excluded = {no for one in self._statements for ref in one.refs if ref.is_excluded for no in ref.numbers}

    def progress(self, shown: tuple[str, ...]) -> Progress:
        """Every item that a statement speaks of, or that it can't be told."""
        general: dict[int, tuple[State, Statement]] = {}
        single: dict[int, tuple[State, Statement]] = {}
        bare: list[Statement] = []
        for one in self._statements:
            if any(ref.is_wrong for ref in one.refs) and (one.has_content or one.refs[0].way is Way.NUMBER):
                return Progress(unclear=True, rule="unknown-item", weighed=shown)
            if not one.has_content and not (one.refs and one.refs[0].numbers):
                continue
            numbers = self._numbers(one)
            if numbers is None:
                bare.append(one)
                continue
            is_general = one.refs != () and one.refs[0].way in (Way.ALL, Way.REST)
            problem = self._take(general if is_general else single, one, numbers)
            if problem:
                return Progress(unclear=True, rule=problem, weighed=shown)
        problem = self._unfit(general, single, bare)
        if problem:
            return Progress(unclear=True, rule=problem, weighed=shown)
        updates = {**general, **single}
        if not updates:
            return Progress(unclear=True, rule="nothing-known", weighed=shown)
        for no, one in self._remarks.items():
            updates.setdefault(no, (State(ProgressStatus.ON_TRACK), one))
        return Progress(
            unclear=False,
            updates=tuple(self._update(no, *updates[no]) for no in self._items if no in updates),
            rule="stated",
            weighed=shown,
        )

    def _numbers(self, one: Statement) -> Sequence[int] | None:
        """Whose items a statement speaks of; none where that isn't said."""
        everything = tuple(self._items)
        if not one.refs:
            return everything if len(everything) == 1 else None
        numbers: list[int] = []
        for ref in one.refs:
            if ref.way is Way.REST:
                found = [no for no in everything if no not in self._named]
                if len(found) == len(everything):
                    return None  # the rest of nothing
            elif ref.way is Way.ALL:
                found = [no for no in everything if no not in self._excluded]
            else:
                found = [no for no in ref.numbers if no in self._items]
            if ref.count is not None and ref.count != len(found):
                return None
            numbers += found
        return tuple(dict.fromkeys(numbers)) or None

    def _take(self, into: dict[int, tuple[State, Statement]], one: Statement, numbers: Sequence[int]) -> str:
        for no in numbers:
            state = self._weigher.weigh(one, self._items[no])
            if state.problem:
                return state.problem
            if state.says_nothing:
                if state.is_remark:
                    self._remarks.setdefault(no, one)
                continue
            before = into.get(no)
            if before and not _same(before[0], state):
                return "told-twice"
            into.setdefault(no, (state, one))
        return ""

    def _unfit(
        self,
        general: dict[int, tuple[State, Statement]],
        single: dict[int, tuple[State, Statement]],
        bare: Sequence[Statement],
    ) -> str:
        """What is said of all beside what is said of one; and what is said of nobody knows which."""
        for no in general.keys() & single.keys():
            state, one = single[no]
            if general[no][0].status is ProgressStatus.ON_TRACK or one.stands_out or no in self._excluded:
                continue
            if state.status is not general[no][0].status:
                return "contradiction"
        for one in bare:
            states = [self._weigher.weigh(one, item) for item in self._items.values()]
            if all(state.says_nothing for state in states):
                continue
            if (general or single) and all(state.status is ProgressStatus.ON_TRACK for state in states):
                continue  # 进展顺利: 1. …
            return "which-item"
        return ""

    def _update(self, no: int, state: State, one: Statement) -> ItemUpdate:
        assert state.status is not None  # noqa: S101 - a state without a status was left out before
        first = min(piece.start for piece in one.pieces)
        last = max(piece.end for piece in one.pieces)
        reason = self._folded.verbatim(*state.reason).strip() if state.reason else None
        return ItemUpdate(
            no, state.status, state.percent, state.new_due, reason or None, self._folded.span(first, last)
        )


def _settled(statements: Sequence[Statement]) -> list[Statement]:
    """Of titles that are equally near, the one is meant that the reply doesn't name elsewhere."""
    named = {no for one in statements for ref in one.refs for no in ref.numbers}
    settled = []
    for one in statements:
        refs = []
        for ref in one.refs:
            left = [no for no in ref.either if no not in named]
            is_told = len(left) == 1 and len(ref.either) > 1
            refs.append(replace(ref, numbers=tuple(left), is_wrong=False) if is_told else ref)
        settled.append(replace(one, refs=tuple(refs)))
    return settled


def _same(one: State, other: State) -> bool:
    return (one.status, one.percent, one.new_due) == (other.status, other.percent, other.new_due)


def _with_tabs(folded: Folded) -> Folded:
    """The tabs of the raw text part the columns of a table; to other readers they are blanks."""
    if "\t" not in folded.raw:
        return folded
    raw, at = folded.raw, folded.at
    text = "".join("\t" if one == " " and raw[at[no]] == "\t" else one for no, one in enumerate(folded.text))
    return replace(folded, text=text)


def _without_counters(folded: Folded) -> str:
    """The text in which ① is no digit of a share: ①80%."""
    text, at = list(folded.text), folded.at
    for found in CIRCLED.finditer(folded.raw):
        for no in range(bisect_left(at, found.start()), bisect_left(at, found.end())):
            text[no] = BLANK
    return "".join(text)


def _folded_days(folded: Folded, days: Sequence[FoundDay]) -> Iterator[tuple[int, int, FoundDay]]:
    """The days with their places in the folded text; the full stop behind the last word of one is no part of it."""
    for day in days:
        start, end = bisect_left(folded.at, day.start), bisect_left(folded.at, day.end)
        yield start, start + len(folded.text[start:end].rstrip(" .")), day


def _shown(one: Statement, folded: Folded) -> str:
    """A statement as weighed, for the operator."""
    numbers = (
        ",".join(str(no) for ref in one.refs for no in ref.numbers) or "+".join(ref.way for ref in one.refs) or "-"
    )
    marks = "+".join(mark.mark for piece in one.pieces for mark in piece.marks) or "-"
    said = folded.verbatim(one.pieces[0].start, one.pieces[-1].end)[:40]
    return f"{numbers}:{marks}:{said}"
