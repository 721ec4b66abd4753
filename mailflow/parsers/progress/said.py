"""What the clauses about the same items come to: one state, how much, until when, why; or that they contradict.

A finish counts only where every word of its clause is known; a date only where it can mean nothing but the new one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mailflow.parsers.dates import Day
from mailflow.parsers.dateshapes import WEEKDAYS
from mailflow.parsers.folding import Folded
from mailflow.parsers.progress.items import Way
from mailflow.parsers.progress.marks import Found, Mark, Marker, is_later
from mailflow.parsers.progress.pieces import Piece
from mailflow.parsers.progress.statements import Statement
from mailflow.parsers.progress.titles import Titles
from mailflow.parsers.words import Words
from mailflow.workflow.reply import ProgressItem, ProgressStatus

SECTION = "progress"
UNDER_WAY = frozenset((Mark.OPEN, Mark.GOING, Mark.PLAN, Mark.FREE))


@dataclass(frozen=True, slots=True)
class State:
    """How far an item is. `problem` names what can't be told; `says_nothing` where no state is given at all."""

    status: ProgressStatus | None = None
    percent: int | None = None
    new_due: Day | None = None
    reason: tuple[int, int] | None = None  # folded places
    problem: str = ""
    is_remark: bool = False  # words that tell no state

    @property
    def says_nothing(self) -> bool:
        """Neither a state nor a contradiction."""
        return self.status is None and not self.problem


@dataclass(frozen=True, slots=True)
class Weigher:
    """Weighs statements; one for each reply."""

    folded: Folded
    marker: Marker
    titles: Titles
    words: Words
    today: date

    @property
    def like(self) -> Mapping[str, re.Pattern[str]]:
        """The expressions of this section."""
        return self.words.patterns[SECTION]

    def weigh(self, statement: Statement, item: ProgressItem) -> State:
        """What the statement says of this item."""
        said = _Sum(self, statement, item)
        return said.state()


class _Sum:
    """One statement and one item."""

    def __init__(self, weigher: Weigher, statement: Statement, item: ProgressItem) -> None:
        self.w, self.pieces, self.item = weigher, statement.pieces, item
        self.marks = [one for piece in self.pieces for one in piece.marks]
        self.kinds = {one.mark for one in self.marks}
        self.shares = {one.percent for one in self.marks if one.mark is Mark.SHARE and one.percent is not None}
        if self.shares and max(self.shares) < 100 and self._is_solved():
            self.kinds -= {Mark.BLOCKED, Mark.DONE}
            self.marks = [one for one in self.marks if one.mark in self.kinds]

    def state(self) -> State:
        if any(one > 100 for one in self.shares):
            return State(problem="impossible-share")
        if len(self.shares) > 1:
            return State(problem="two-shares")
        share = next(iter(self.shares), None)
        days = self._new_days()
        if len(days) > 1:
            return State(problem="two-dates")
        new_due = days[0] if days else None
        if Mark.UNSURE in self.kinds:
            return State(problem="not-sure")
        if self._finishes(share):
            return self._done(share, new_due)
        return self._not_done(share, new_due)

    def _is_solved(self) -> bool:
        """环境之前卡住，现在已经解决，70%: what was in the way is out of it, and that is all that is finished."""
        like, text = self.w.like, self.w.folded.text
        stuck = [piece for piece in self.pieces if any(one.mark is Mark.BLOCKED for one in piece.marks)]
        done = [one for one in self.marks if one.mark is Mark.DONE]
        return (
            bool(stuck and done)
            and all(like["past_like"].search(one.text) for one in stuck)
            and all(like["solved_like"].search(text[one.start : one.end]) for one in done)
        )

    def _finishes(self, share: int | None) -> bool:
        if Mark.SHARE in self.kinds and share is None:
            return False  # 12 of 30 replaced
        kept = {(one.start, one.end) for one in self.marks}
        return share == 100 or any(
            self._is_done(one, piece) for piece in self.pieces for one in piece.marks if (one.start, one.end) in kept
        )

    def _is_done(self, mark: Found, piece: Piece) -> bool:
        """A word of finishing beside a day to come is a plan (周五完成)."""
        if mark.mark is not Mark.DONE:
            return False
        if any(one.mark is Mark.SHARE and one.percent != 100 and 0 <= mark.start - one.end <= 1 for one in piece.marks):
            return False  # about 60% written
        if mark.is_surely or self._reads_back(mark, piece) or self._is_perfect(mark, piece):
            days = [one for one in piece.marks if one.mark is Mark.DAY and not self._is_weekday(one)]
            return all(one.day is not None and self._date(one.day) <= self.w.today for one in days)
        ahead = [
            one.day for one in piece.marks if one.mark is Mark.DAY and one.day is not None and self._is_ahead(one.day)
        ]
        return not ahead

    def _is_weekday(self, one: Found) -> bool:
        """A day that is only named, so that it may be the last one."""
        lists = self.w.words.lists["dates"]
        return any(self.w.folded.text[one.start : one.end] in lists[key] for key in WEEKDAYS)

    def _is_perfect(self, mark: Found, piece: Piece) -> bool:
        """今天弄完了: finished, where 今天弄完 would be a plan; of today only, for a later day makes it one again."""
        days = [one.day for one in piece.marks if one.day is not None]
        if not all(day == self.w.today for day in days):
            return False
        text = self.w.folded.text[mark.start : piece.end]
        return bool(self.w.like["perfect_like"].match(text[max(0, mark.end - mark.start - 1) :]))

    def _reads_back(self, mark: Found, piece: Piece) -> bool:
        """Finished on Monday: said of what is past, where finished by Monday would be a plan."""
        behind = piece.text[mark.end - piece.start :]
        return bool(self.w.like["back_behind_like"].match(behind))

    def _is_ahead(self, day: Day) -> bool:
        return self._date(day) >= self.w.today

    @staticmethod
    def _date(day: Day) -> date:
        return day.date() if isinstance(day, datetime) else day

    def _done(self, share: int | None, new_due: Day | None) -> State:
        against = {Mark.NOT_STARTED, Mark.BLOCKED, Mark.DELAYED, Mark.AHEAD}
        if self._only_waits() and not self._waits_for_itself():
            against.discard(Mark.BLOCKED)  # 已提交，等您审批
        if self.kinds & against:
            return self._not_done(share, new_due) if self._only_remarks() else State(problem="contradiction")
        if share is not None and share < 100:
            return State(problem="finished-in-part")
        clean = share == 100 or any(
            self._is_clean(one, piece) for piece in self.pieces for one in piece.marks if one.mark is Mark.DONE
        )
        if self.kinds & {Mark.REMAINING, Mark.OPEN}:
            return (
                State(problem="contradiction")
                if share == 100 or Mark.OPEN in self.kinds
                else State(ProgressStatus.ON_TRACK)
            )
        if Mark.GOING in self.kinds:
            return State(problem="contradiction") if clean else State(ProgressStatus.ON_TRACK)
        if Mark.CONTRAST in self.kinds:
            return State(problem="contrast")
        return State(ProgressStatus.DONE, 100) if clean else State(problem="unknown-words")

    def _only_remarks(self) -> bool:
        """Delayed to Friday, the supplier has closed: what is finished there is another thing."""
        return 100 not in self.shares and not any(
            self._is_clean(one, piece) for piece in self.pieces for one in piece.marks if one.mark is Mark.DONE
        )

    def _is_clean(self, mark: Found, piece: Piece) -> bool:
        """Nothing else in the clause that might be all that is finished."""
        if mark.verb and not self.w.titles.tells_of(mark.verb, self.item.no):
            return False  # 合同已审核, where it was to be signed
        text = list(piece.text)
        for one in piece.marks:
            for at in range(one.start - piece.start, one.end - piece.start):
                text[at] = "_"
        for ref in piece.refs:
            for at in range(ref.start - piece.start, ref.end - piece.start):
                text[at] = "_"
        covered = self.w.titles.cover(piece.text).get(self.item.no, [])
        for at, is_covered in enumerate(covered):
            if is_covered:
                text[at] = "_"
        before = "".join(text[: mark.start - piece.start])
        behind = "".join(text[mark.end - piece.start :])
        if self.w.marker.unknown(before) and self.w.titles.by_one_sign(before.strip(" _")) != self.item.no:
            return False  # 泵已更换 speaks of 更换冷却泵
        return not self.w.marker.unknown(behind) or bool(self.w.like["behind_finish_like"].search(behind))

    def _not_done(self, share: int | None, new_due: Day | None) -> State:
        kinds, due = self.kinds, self.item.due
        reason = self._reason()
        late = new_due is not None and due is not None and is_later(new_due, due)
        if Mark.DELAYED in kinds:
            if new_due is not None and due is not None and self._date(new_due) < self._date(due):
                return State(problem="earlier-date")
            return State(ProgressStatus.DELAYED, share, new_due, reason)
        if Mark.NOT_STARTED in kinds and not share and self._only_waits():
            return State(ProgressStatus.NOT_STARTED, 0, None, reason)
        if Mark.BLOCKED in kinds and Mark.FREE not in kinds:
            return State(ProgressStatus.BLOCKED, share, None, reason)
        if late:
            return State(ProgressStatus.DELAYED, share, new_due, reason)
        if Mark.NOT_STARTED in kinds or share == 0:
            if share:
                return State(problem="contradiction")
            return State(ProgressStatus.NOT_STARTED, 0, None, self._marked_reason())
        if kinds & UNDER_WAY or Mark.SHARE in kinds or (new_due is not None and due is not None):
            return State(ProgressStatus.ON_TRACK, share, None, self._marked_reason())
        if Mark.DONE in kinds:
            return State(problem="unknown-words")
        return State(is_remark=self._is_remark())

    def _is_remark(self) -> bool:
        """Something is said, though nothing that is known: 还在面试."""
        if Mark.LATER in self.kinds:
            return False
        numbered = [one for piece in self.pieces for one in piece.refs if one.way in (Way.NUMBER, Way.TITLE)]
        texts = [
            piece.text[max((one.end for one in piece.refs), default=piece.start) - piece.start :]
            for piece in self.pieces
        ]
        own = [self._without_title(one) for one in texts]
        return bool(numbered) and (
            bool(self.kinds & {Mark.REMAINING, Mark.AHEAD}) or sum(map(self.w.marker.unknown, own)) >= 2
        )

    def _without_title(self, text: str) -> str:
        covered = self.w.titles.cover(text).get(self.item.no, [False] * len(text))
        return "".join("_" if is_covered else one for one, is_covered in zip(text, covered, strict=True))

    def _only_waits(self) -> bool:
        """未开始，等网络调好: nothing but waiting stands in its way."""
        held = {(one.start, one.end) for piece in self.pieces for one in piece.marks if one.mark is Mark.BLOCKED}
        waits = {(one.start, one.end) for piece in self.pieces for one in piece.reasons}
        return bool(held) and all(any(a <= start and end <= b for a, b in waits) for start, end in held)

    def _waits_for_itself(self) -> bool:
        """Inspected, waiting for the inspection."""
        texts = [self.w.folded.text[one.start : one.end] for piece in self.pieces for one in piece.reasons]
        return any(any(self.w.titles.cover(text).get(self.item.no, [])) for text in texts)

    def _new_days(self) -> list[Day]:
        """The days that can be the new one: the last resort is none."""
        near: list[Day] = []
        far: list[Day] = []
        for piece in self.pieces:
            is_late = any(one.mark is Mark.DELAYED for one in piece.marks)
            for one in piece.marks:
                if one.mark is Mark.DAY and one.day is not None and self._is_new(one, piece):
                    (near if is_late else far).append(one.day)
        for found in (near, far):
            other = list(dict.fromkeys(one for one in found if not self._is_due(one)))
            if other:
                return other
        return [] if Mark.DELAYED in self.kinds else [*near, *far][:1]

    def _is_due(self, day: Day) -> bool:
        due = self.item.due
        return due is not None and (day == due or (not isinstance(day, datetime) and day == self._date(due)))

    def _is_new(self, one: Found, piece: Piece) -> bool:
        before = piece.text[: one.start - piece.start]
        behind = piece.text[one.end - piece.start :]
        like = self.w.like
        if one.day is None or self._date(one.day) < self.w.today:
            return False
        if like["old_day_like"].search(before) and not _leads_to(before, like):
            return False
        if like["start_day_like"].search(behind):
            return False
        if like["missed_before_like"].search(before) or like["missed_behind_like"].search(behind):
            return False
        if any(other.mark is Mark.SHARE and other.start < one.end and one.start < other.end for other in piece.marks):
            return False
        covered = self.w.titles.cover(piece.text).get(self.item.no, [])
        if covered and all(covered[one.start - piece.start : one.end - piece.start]):
            return False
        if any(
            other.mark in (Mark.LATER, Mark.NOT_STARTED) and other.start <= one.start < other.end
            for other in piece.marks
        ):
            return False
        states = {other.mark for other in piece.marks}
        if states & {Mark.DELAYED, Mark.AHEAD, Mark.DONE, Mark.PLAN}:
            return True
        if like["by_then_like"].search(piece.text):
            return True
        rest = before + behind
        spans = [(other.start, other.end) for other in piece.marks if other is not one]
        for start, end in (*spans, *((other.start, other.end) for other in piece.refs)):
            rest = rest.replace(self.w.folded.text[start:end], " ")
        return self.w.marker.unknown(rest) <= 1

    def _marked_reason(self) -> tuple[int, int] | None:
        return next(((one.start, one.end) for piece in self.pieces for one in piece.reasons), None)

    def _reason(self) -> tuple[int, int] | None:
        """The marked one, else a clause beside it in which no word tells how far it is."""
        marked = self._marked_reason()
        if marked:
            return marked
        telling = frozenset((Mark.DELAYED, Mark.BLOCKED))
        if not self.kinds & telling:
            telling = frozenset((Mark.DAY,))
        states = [no for no, piece in enumerate(self.pieces) if any(one.mark in telling for one in piece.marks)]
        if not states:
            return None
        order = [*range(states[0] + 1, len(self.pieces)), *range(states[0] - 1, -1, -1)]
        for no in order:
            piece = self.pieces[no]
            if piece.line == self.pieces[states[0]].line and self._may_be_reason(piece, is_lead=no < states[0]):
                start = max((one.end for one in piece.refs if one.way is Way.NUMBER), default=piece.start)
                return _stripped(self.w.folded.text, start, piece.end)
        return self._lead(self.pieces[states[0]])

    def _may_be_reason(self, piece: Piece, *, is_lead: bool) -> bool:
        if any(one.mark in (Mark.SHARE, Mark.PLAN, Mark.LATER, Mark.AHEAD) for one in piece.marks):
            return False
        days = [one.day for one in piece.marks if one.day is not None]
        if any(self._date(one) != self.w.today for one in days):
            return False
        if days and self.w.like["by_then_like"].search(piece.text):
            return False
        start = max((one.end for one in piece.refs if one.way is Way.NUMBER), default=piece.start)
        text = piece.text[start - piece.start :]
        if is_lead and not self.w.marker.unknown(self._without_setting_apart(self._without_title(text), piece, start)):
            return False
        known = "".join(
            "_" if any(one.start <= at < one.end for one in piece.marks if one.mark is not Mark.REMAINING) else sign
            for at, sign in enumerate(text, start)
        )
        return self.w.marker.unknown(known) >= 2 and not self.w.like["no_reason_like"].search(text.strip())

    def _without_setting_apart(self, text: str, piece: Piece, start: int) -> str:
        """Only the briefing is left: says which item is meant, and no reason."""
        for one in piece.marks:
            if one.mark is Mark.REMAINING and one.start >= start:
                text = text[: one.start - start] + "_" * (one.end - one.start) + text[one.end - start :]
        return self.w.like["only_like"].sub(" ", text)

    def _lead(self, piece: Piece) -> tuple[int, int] | None:
        """缺样品没法推进: what stands between the item and the word of being late or stuck."""
        first = min((one.start for one in piece.marks if one.mark in (Mark.DELAYED, Mark.BLOCKED)), default=0)
        start = max((one.end for one in piece.refs if one.end <= first), default=piece.start)
        covered = self.w.titles.cover(piece.text).get(self.item.no, [])
        while start < first and (
            covered[start - piece.start : start - piece.start + 1] == [True] or not self._folded_alnum(start)
        ):
            start += 1
        end = first
        text = self.w.folded.text[start:end]
        found = self.w.like["reason_end_like"].search(text)
        end = start + found.start() if found else end
        text = self.w.folded.text[start:end]
        if self.w.marker.unknown(text) < 2 or any(start <= one.start < end for one in piece.marks):
            return None
        return _stripped(self.w.folded.text, start, end)

    def _folded_alnum(self, at: int) -> bool:
        return self.w.folded.text[at].isalnum()


def _leads_to(before: str, like: Mapping[str, re.Pattern[str]]) -> bool:
    found = like["delayed_like"].search(before[-12:])
    return bool(found and found.end() == len(before[-12:].rstrip()))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",:，："):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
