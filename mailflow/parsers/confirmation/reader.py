"""What an answer to minutes says: confirmed as a whole, objected to point by point, or neither. Asks nobody itself.

A confirmation counts only where nothing beside it could limit, deny or put it off; an objection where it says what is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mailflow.parsers.boxes import read_boxes
from mailflow.parsers.clauses import read_speech
from mailflow.parsers.confirmation.numbers import with_lists_joined
from mailflow.parsers.confirmation.remarks import AGREES, OBJECTS, QUIET, SECTION, Remark, Sort, read_remarks
from mailflow.parsers.folding import FOREIGN_LETTER, Folded
from mailflow.parsers.likeness import likes, opens_condition
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Confirmation, Confirming, Point

SHORT = 6  # characters that by themselves are no point
MAX_LENGTH = 20_000
_HEDGE = re.compile(r"…|~|\.{3,}|。{3,}")
_THANKS = frozenset(("thanks",))
_SELF = frozenset(("self",))
_OPENS = {")": "(", "]": "[", "】": "【"}
# Why nothing is confirmed: the first of these that stands in the answer.
_OPEN = (
    (Sort.ASKED, "question"),
    (Sort.DOUBTED, "hedged"),
    (Sort.SUPPOSED, "condition"),
    (Sort.ABSENT, "absent"),
    (Sort.POSTPONED, "postponed"),
    (Sort.REQUEST, "unknown-words"),
    (Sort.UNKNOWN, "unknown-words"),
    (Sort.PARTLY, "partial"),
    (Sort.HEADING, "unknown-words"),
)


def read_confirmation(text: str, words: Words | None = None) -> Confirmation:
    """The answer in a reply's new words."""
    words = words or shipped_words()
    if not text.strip():
        return Confirmation(Confirming.NONE, rule="nothing-said")
    if len(text) > MAX_LENGTH:
        return Confirmation(Confirming.UNCLEAR, rule="too-long")
    boxes = read_boxes(words.fold(text))
    folded = with_lists_joined(boxes.folded, words)
    speech = read_speech(folded, words, SECTION)
    if not speech.clauses:
        if boxes.has_boxes:
            return Confirmation(Confirming.UNCLEAR, rule="unmarked-boxes")
        said = speech.has_greeting and not speech.has_names
        return Confirmation(
            Confirming.UNCLEAR if said else Confirming.NONE, rule="greeting" if said else "nothing-said"
        )
    remarks = read_remarks(folded, speech, words)
    read = _weigh(folded, remarks, words)
    if read.verdict is Confirming.CONFIRM and (folded.is_disguised or FOREIGN_LETTER.search(text)):
        read = replace(read, verdict=Confirming.UNCLEAR, rule="disguised")
    shown = tuple(f"{one.sort}:{folded.verbatim(one.clause.start, one.clause.end)[:40]}" for one in remarks[:20])
    return replace(read, weighed=shown)


def _weigh(folded: Folded, remarks: Sequence[Remark], words: Words) -> Confirmation:
    if any(one.sort in OBJECTS or _announces(one, words) for one in remarks):
        points = tuple(_points(folded, remarks, words))
        if points:
            return Confirmation(Confirming.OBJECT, points, span=points[0].span, rule="objection")
    confirms = [one for one in remarks if one.sort is Sort.CONFIRMS]
    span = folded.span(confirms[0].clause.start, confirms[0].clause.end) if confirms else None
    sorts = {one.sort for one in remarks}
    reason = next((why for sort, why in _OPEN if sort in sorts), "")
    if any("?" in one.clause.mark for one in remarks):
        reason = "question"
    if not confirms and Sort.HEADING in sorts and reason != "question":
        announced = tuple(_announced(folded, remarks, words))
        if announced:
            return Confirmation(Confirming.OBJECT, announced, span=announced[0].span, rule="objection-announced")
    if not confirms:
        return Confirmation(Confirming.UNCLEAR, rule=reason or "receipt")
    if not reason and any(_HEDGE.search(one.clause.mark) and not _is_warm(one) for one in remarks):
        reason = "hedged"
    if not reason and all(one.is_weak for one in confirms) and Sort.RECEIPT in sorts:
        reason = "receipt"
    if not reason and _bears_on(remarks, words):
        reason = "unknown-words"
    if reason:
        return Confirmation(Confirming.UNCLEAR, span=span, rule=reason)
    return Confirmation(Confirming.CONFIRM, span=span, rule="confirmed")


def _bears_on(remarks: Sequence[Remark], words: Words) -> bool:
    """小王看过了，没问题; 关于请假，没问题; 确认，目前: whose word it is, of what, or when, right beside it."""
    for before, one in zip((None, *remarks), (*remarks, None), strict=True):
        if before and before.sort is Sort.CONFIRMS and one and one.sort is not Sort.CONFIRMS:
            lists = ("near_like", "above_like") if before.is_weak else ("near_like",)
            if likes(one.clause.text, words, "far_like", *lists):
                return True
        if not before or before.sort is Sort.CONFIRMS or not one or one.sort is not Sort.CONFIRMS:
            continue
        text = before.clause.text
        if opens_condition(text, words) or likes(text, words, "near_like", "above_like"):
            return True
        if text > "\u2e7f" and likes(text, words, "read_other_like"):
            return True  # in Latin script its list knows the documents that are signed, and no minutes
        if likes(text, words, "theirs_like") and not one.clause.holds(_SELF):
            return True
    return False


def _is_warm(one: Remark) -> bool:
    """辛苦啦～: thanks are drawn out, and no doubt is meant."""
    return one.sort is Sort.COURTESY and one.clause.holds(_THANKS) and set(one.clause.mark) <= {"~", " ", "\n"}


def _announces(one: Remark, words: Words) -> bool:
    """有两处需要修改, not a mere 另外."""
    telling = ("counting_like", "fault_like", "change_like", "refuse_like")
    return one.sort is Sort.HEADING and any(words.patterns[SECTION][name].search(one.clause.text) for name in telling)


def _announced(folded: Folded, remarks: Sequence[Remark], words: Words) -> Iterator[Point]:
    """有异议。and nothing else: an objection whose ground the writer keeps."""
    for one in remarks:
        if _announces(one, words):
            span = folded.span(one.start, one.clause.end)
            yield Point("", folded.raw[slice(*span)], span)
            return


@dataclass(slots=True)
class _Stretch:
    """The clauses of one point, as they are gathered."""

    remarks: list[Remark] = field(default_factory=list)
    numbers: tuple[str, ...] = ()

    @property
    def objects(self) -> bool:
        return any(one.sort in OBJECTS for one in self.remarks)

    @property
    def is_listed(self) -> bool:
        """2.1 责任人李强, among points that are plainly objected to."""
        return bool(self.remarks) and self.remarks[0].sort is Sort.UNKNOWN and self.remarks[0].is_headed

    @property
    def only_refuses(self) -> bool:
        """有异议。不对，: it is the points behind it that are objected to."""
        return not self.numbers and (all(one.sort is Sort.REFUSES for one in self.remarks) or self.is_short)

    @property
    def is_short(self) -> bool:
        """不对吧，2.1…: a word or two that a point follows."""
        tells = any(one.sort is Sort.CONTENT for one in self.remarks)
        return not tells and sum(len(one.clause.text) for one in self.remarks) <= SHORT

    @property
    def only_excepts(self) -> bool:
        return all(one.sort not in OBJECTS or one.sort is Sort.EXCEPTS for one in self.remarks)


def _points(folded: Folded, remarks: Sequence[Remark], words: Words) -> Iterator[Point]:
    is_announced = any(_announces(one, words) for one in remarks)
    stretches = [one for one in _stretches(remarks, words) if one.objects]
    listed = [
        one for one in _stretches(remarks, words) if one.objects or (one.is_listed and (stretches or is_announced))
    ]
    if len(listed) > 1 or not stretches:
        stretches = [one for one in listed if not one.only_refuses] or listed[:1]
    named = {number for one in stretches if not one.only_excepts for number in one.numbers}
    for stretch in stretches:
        if stretch.only_excepts and named.issuperset(stretch.numbers):
            continue  # 除3.2外均确认, and what is wrong with 3.2 is said behind it
        span = _span(folded, stretch, words)
        for number in stretch.numbers or ("",):
            yield Point(number, folded.raw[slice(*span)], span)


def _stretches(remarks: Sequence[Remark], words: Words) -> Iterator[_Stretch]:
    """Clauses that speak of one point; what agrees, greets or joins stands in none."""
    current, joined, before = _Stretch(), False, None
    lead: list[Remark] = []  # what stands in the same sentence before an objection without a number is part of it
    objected = {one.clause.sentence for one in remarks if one.sort in OBJECTS}
    for one in remarks:
        if before and before.clause.sentence != one.clause.sentence:
            lead = []
        if one.sort in AGREES or one.sort is Sort.HEADING or (one.sort is Sort.ASKED and not one.named):
            yield current
            current, joined, lead = _Stretch(), one.sort is Sort.HEADING, []
        elif current.remarks and _goes_on(one) and before and before.clause.sentence == one.clause.sentence:
            current.remarks.append(one)
        elif (one.sort in QUIET and not _is_told(one, objected)) or _explains_nothing(one, before, words):
            pass
        elif _begins(one, current, before, words, joined=joined):
            yield current
            current, joined = _Stretch([*(() if one.named else lead), one], one.numbers), False
        elif current.remarks:
            current.remarks.append(one)
            current.numbers = current.numbers or one.numbers
        elif one.sort is Sort.UNKNOWN:
            lead.append(one)
        before = one
    yield current


def _goes_on(one: Remark) -> bool:
    """4.1请改为由行政部牵头，我们配合: within a sentence only thanks aren't part of the point."""
    is_thanks = one.clause.holds(frozenset(("thanks",))) or not one.clause.text
    return one.sort is Sort.ADDITION or (one.sort is Sort.COURTESY and not is_thanks)


def _is_told(one: Remark, objected: Container[int]) -> bool:
    """2.4提到由我方负责, 与会议结论不符: what the minutes say stands before what is wrong with it."""
    return one.is_headed and one.sort is Sort.ADDITION and one.clause.sentence in objected


def _explains_nothing(one: Remark, before: Remark | None, words: Words) -> bool:
    """A sentence of its own that only asks to mend, puts off or supposes explains no point."""
    stands_alone = before is None or before.clause.sentence != one.clause.sentence
    if not stands_alone or one.named:
        return False
    if one.sort is Sort.POSTPONED:
        return bool(words.patterns[SECTION]["promise_like"].search(one.clause.text))
    return one.sort in (Sort.REQUEST, Sort.SUPPOSED)


def _begins(one: Remark, current: _Stretch, before: Remark | None, words: Words, *, joined: bool) -> bool:
    """Whether a clause opens a point of its own."""
    if not current.remarks:
        return one.sort in OBJECTS or bool(one.named)
    if one.is_headed and current.only_excepts and current.objects:
        return True
    is_new = bool(one.named) and not set(one.numbers) <= set(current.numbers)
    if is_new and current.numbers:
        return one.is_headed or one.sort in OBJECTS
    opens = before is None or before.clause.sentence != one.clause.sentence
    if is_new:
        return opens or (one.is_headed and (not current.objects or current.only_refuses))
    if not opens or one.sort not in OBJECTS:
        return False
    if joined or words.patterns[SECTION]["joins_like"].search(one.clause.text):
        return True
    is_other = bool(words.patterns[SECTION]["document_like"].search(one.clause.text))
    return is_other or (one.is_first_of_line and not current.numbers)


def _span(folded: Folded, stretch: _Stretch, words: Words) -> tuple[int, int]:
    """From its first word to its last; an opened bracket is closed, a word that only joins left out."""
    start, end = stretch.remarks[0].start, stretch.remarks[-1].clause.end
    joins = words.patterns[SECTION]["joins_like"].match(folded.text[start:end])
    only_names = len(stretch.remarks) == 1 and stretch.only_excepts  # 除第2点外: without the word nothing is said
    if not only_names and joins and joins.end() < end - start:
        start += joins.end()
    behind = folded.text[end : end + 1]
    said = folded.text[start:end]
    if behind in _OPENS and said.count(_OPENS[behind]) > said.count(behind):
        end += 1
    return folded.span(start, end)
