"""A reply about numbered items in pieces: clauses, or parts of them, that speak of the same items. Joins no pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mailflow.parsers.folding import Folded
from mailflow.parsers.progress.items import Namer, Ref, Way
from mailflow.parsers.progress.lines import cut_clauses, read_lines
from mailflow.parsers.progress.marks import MAX_CLAUSE, Found, Mark, Marker, Reason, Said
from mailflow.parsers.progress.titles import MARGIN
from mailflow.parsers.words import Words

SECTION = "progress"
STRONG = re.compile(r"[。！!；;?？.\n]")
LISTING = frozenset(",;。、")
SIDE_BY_SIDE = 4  # characters between two names that may be one
NEAR = 120  # characters beside a bare number that tell whether it is an item
CONTENT = frozenset(Mark) - {Mark.LATER, Mark.CONTRAST, Mark.REMAINING, Mark.FREE}
TELLING = frozenset((Mark.BLOCKED, Mark.DELAYED, Mark.NOT_STARTED, Mark.DAY))
# Marks that are no words of a title.
TITLE_FREE = frozenset((Mark.SHARE, Mark.LATER, Mark.PLAN, Mark.DELAYED, Mark.BLOCKED, Mark.NOT_STARTED, Mark.DAY))


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause, or the part of one that speaks of the same items."""

    start: int
    end: int
    text: str  # folded, without its reasons
    refs: tuple[Ref, ...]
    marks: tuple[Found, ...]
    reasons: tuple[Reason, ...]
    line: int
    sentence: int
    mark: str  # the break that ends it
    is_remark: bool = False  # words beside the names of items, though none of a state

    @property
    def has_content(self) -> bool:
        """Something is said of how far it is."""
        return any(one.mark in CONTENT for one in self.marks)


class Cutter:
    """Cuts a reply into pieces; one for each reply."""

    def __init__(self, folded: Folded, namer: Namer, marker: Marker, words: Words) -> None:
        self._folded, self._namer, self._marker, self._words = folded, namer, marker, words
        self._like = words.patterns[SECTION]
        self._sentence = 0
        self._has_state = False  # this sentence told what isn't going well, or until when
        self._has_told = False  # something was said in this sentence: what follows is a remark
        self._has_items = False  # an item was named in this sentence: 全部 speaks of that one
        self._has_list = False  # a line above began with an item's number
        self.has_question = False

    def pieces(self) -> list[Piece]:
        """Every piece in the order of the text."""
        found: list[Piece] = []
        for no, (start, end) in enumerate(read_lines(self._folded, self._words)):
            found += self._pieces(no, start, end)
        return found

    def _pieces(self, line: int, start: int, end: int) -> Iterator[Piece]:
        text = self._folded.text
        numbers = self._accepted(start, end)
        is_numbered = bool(numbers) and not text[start : numbers[0].start].strip(" (*-•·[") and not numbers[0].is_wrong
        self._begin_sentence()
        keep = sorted([*((one.start, one.end) for one in numbers), *self._marker.spans])
        is_reason, place = False, 0
        for begin, stop, mark in cut_clauses(text, start, end, keep):
            self._hear_question(text[begin:stop], mark)
            said = self._marker.read(begin, stop, has_state=self._has_state, is_reason=is_reason)
            is_reason = bool(self._like["reason_head_like"].search(text[begin:stop]))
            first = place
            while place < len(numbers) and numbers[place].start < stop:
                place += 1
            yield from self._split(self._piece(begin, stop, said, numbers[first:place], (line, mark, is_numbered)))
            if STRONG.search(mark):
                self._begin_sentence()

    def _begin_sentence(self) -> None:
        self._sentence += 1
        self._has_state = self._has_items = self._has_told = False

    def _hear_question(self, text: str, mark: str) -> None:
        is_asked = "?" in mark or bool(self._like["question_like"].search(text))
        self.has_question = self.has_question or is_asked

    def _piece(self, begin: int, stop: int, said: Said, numbers: list[Ref], place: tuple[int, str, bool]) -> Piece:
        line, mark, is_numbered = place
        refs = [one for one in numbers if not _is_within(one, (*said.reasons, *said.marks))]
        refs = self._named(begin, stop, said, refs, is_numbered=is_numbered)
        marks = _without_names(said.marks, refs)
        is_told = any(one.mark in CONTENT for one in marks)
        is_remark = not is_told and self._leftover(begin, stop, said.text, refs) > 2
        self._has_state = self._has_state or any(one.mark in TELLING for one in said.marks)
        self._has_items = self._has_items or any(one.numbers for one in refs)
        self._has_told = self._has_told or any(one.mark in CONTENT for one in said.marks)
        return Piece(
            begin, stop, said.text, tuple(refs), marks, said.reasons, line, self._sentence, mark, is_remark=is_remark
        )

    def _accepted(self, start: int, end: int) -> list[Ref]:
        """Numbers that surely mean items: those without any mark only right before a state or at the end of a list."""
        found: list[Ref] = []
        for ref in self._namer.numbered(start, end):
            if not ref.is_bare or self._is_item(ref, start, end, has_others=bool(found) or self._has_list):
                found.append(ref)
        self._has_list = self._has_list or bool(found)
        return found

    def _is_item(self, ref: Ref, start: int, end: int, *, has_others: bool) -> bool:
        text = self._folded.text
        before, behind = text[max(start, ref.start - NEAR) : ref.start], text[ref.end : min(end, ref.end + NEAR)]
        if ref.is_wrong:
            # 1 已完成，2 未开始，5 已完成: one more of a list, and there is no such item
            is_next = not before.strip() or before.rstrip()[-1] in LISTING
            return has_others and is_next and self._marker.begins_state(ref.end, end)
        if re.match(r"\s*(?:\||\t|\s{2,})", behind) and not before.strip(" |"):
            return True
        leads = bool(self._like["before_bare_like"].search(before))
        if re.match(r"\s*(?:$|[,;。.!)])", behind):
            return leads
        opens = leads or not before.strip() or before.rstrip()[-1] in ",;.。、:!|)("
        if not (opens or has_others or self._like["only_like"].search(before[-8:])):
            return False
        if self._marker.begins_state(ref.end, end) or self._namer.begins_title(ref, end):
            return True
        return not before.strip() and behind[:1] == " " and self._marker.holds_state(ref.end, end)

    def _named(self, begin: int, stop: int, said: Said, numbers: list[Ref], *, is_numbered: bool) -> list[Ref]:
        """The items of a clause: by number, else by title, else all or the rest."""
        if stop - begin > MAX_CLAUSE:
            return numbers
        hard = said.text
        spans = [(one.start, one.end) for one in said.marks if one.mark in TITLE_FREE]
        for start, end in (*spans, *((one.start, one.end) for one in numbers)):
            hard = _blanked(hard, start - begin, end - begin)
        hard = self._marker.without_finish(hard)
        titles = self._namer.titled(begin, stop, hard)
        titles = [one for one in titles if not _is_within(one, said.marks)] or titles
        if numbers:
            return self._swept(begin, stop, _checked(numbers, titles), numbers[-1].end)
        if is_numbered or self._has_items:
            rest = [one for one in self._swept(begin, stop, [], begin) if one.way is Way.REST]
            if is_numbered or rest:
                return rest
        titles = self._titled(begin, stop, hard, said.marks, _weighed(titles, self._folded.text, self._like))
        return self._swept(begin, stop, titles, max((one.end for one in titles), default=begin))

    def _titled(self, begin: int, stop: int, hard: str, marks: Sequence[Found], titles: list[Ref]) -> list[Ref]:
        """The titles that are meant: a remark may touch one (样品间钥匙丢了), a few signs may be all that is named."""
        told = min((one.start for one in marks if one.mark in CONTENT), default=-1)
        opens = (
            titles
            and not self._has_told
            and not self._marker.unknown(self._without_only(hard, titles[0].start - begin))
        )
        if titles and told < 0 and not opens:
            size = self._leftover(begin, stop, hard, titles)
            explains = self._has_state and size > 1  # 拜访推迟，客户出差: why, though 客户 stands in a title
            if size > 6 or explains or (size > 2 and any(one.weight < 2 for one in titles)):
                return []
        if titles or told < 0:
            return titles
        sweep = self._namer.sweeping(begin, stop)
        if sweep and sweep.start <= told and sweep.end > sweep.start and sweep.way is Way.ALL:
            return []  # 三项全部搞定, beside 拜访三家客户
        if not self._has_told and not self._has_items:  # still waiting on the phones
            titles = self._namer.titled(begin, stop, self._marker.without_finish(self._folded.text[begin:stop]))
        if len(titles) == 1:
            return titles
        number = self._namer.one_sign(begin, told)
        return [Ref(begin, told, Way.TITLE, (number,))] if number else []

    def _without_only(self, hard: str, end: int) -> str:
        """What stands before a name, without the words that set it apart: only the briefing is left."""
        return self._like["only_like"].sub(" ", hard[:end])

    def _swept(self, begin: int, stop: int, refs: list[Ref], sweep_from: int) -> list[Ref]:
        """All or the rest, where nothing else is named but what they leave out."""
        refs = [replace(one, is_excluded=self._is_excluded(one)) for one in refs]
        if not refs:
            sweep = self._namer.sweeping(begin, stop)
            is_own = sweep and sweep.way is Way.ALL and self._has_items
            return [sweep] if sweep and not is_own else []
        if not any(one.is_excluded for one in refs):
            return refs
        sweep = self._namer.sweeping(begin, refs[0].start) or self._behind_except(sweep_from, stop)
        return sorted([*refs, *([sweep] if sweep else [])], key=lambda one: one.start)

    def _behind_except(self, start: int, stop: int) -> Ref | None:
        text = self._folded.text[start:stop]
        found = self._like["except_behind_like"].match(text)
        start += found.end() if found else 0
        while start < stop and self._folded.text[start] in " ,":
            start += 1
        return self._namer.sweeping(start, stop)

    def _is_excluded(self, ref: Ref) -> bool:
        return bool(self._like["except_before_like"].search(self._folded.text[max(0, ref.start - 30) : ref.start]))

    def _leftover(self, begin: int, stop: int, hard: str, refs: Sequence[Ref]) -> int:
        """How many characters of the stretch belong to no title and no known word."""
        at = begin
        size = 0
        for ref in [*sorted(refs, key=lambda one: one.start), Ref(stop, stop, Way.TITLE)]:
            size += self._marker.unknown(hard[at - begin : max(at, ref.start) - begin])
            at = max(at, ref.end)
        return size

    def _split(self, piece: Piece) -> Iterator[Piece]:
        """#1 done #2 on track: cut where another item is named and something was said before."""
        groups = _groups(piece)
        if len(groups) < 2:
            yield piece
            return
        if groups[0][0].way in (Way.ALL, Way.REST) and groups[1][0].is_excluded and not _is_told(piece, groups[1][0]):
            yield from _left_out(piece, groups)
            return
        first = groups[0][0].start
        said_first = any(one.mark in CONTENT and one.end <= first for one in piece.marks)
        last_end = groups[-1][-1].end
        said_last = any(one.mark in CONTENT and one.start >= last_end for one in piece.marks)
        if said_first and not said_last:
            cuts = [group[-1].end for group in groups[:-1]]
        else:
            cuts = [group[0].start for group in groups[1:]]
        edges = [piece.start, *cuts, piece.end]
        for no, (a, b) in enumerate(pairwise(edges)):
            yield replace(
                piece,
                start=a,
                end=b,
                text=piece.text[a - piece.start : b - piece.start],
                refs=tuple(one for one in piece.refs if a <= one.start < b),
                marks=tuple(one for one in piece.marks if a <= one.start < b),
                reasons=tuple(one for one in piece.reasons if a <= one.start < b),
                mark=piece.mark if no == len(edges) - 2 else "",
            )


def _is_told(piece: Piece, ref: Ref) -> bool:
    """True where something is said before the name."""
    return any(one.mark in CONTENT and one.start < ref.start for one in piece.marks)


def _left_out(piece: Piece, groups: Sequence[Sequence[Ref]]) -> Iterator[Piece]:
    """Everything except 3 is done: what is said there is said of the others."""
    text = piece.text
    for ref in groups[1]:
        text = _blanked(text, ref.start - piece.start, ref.end - piece.start)
    yield replace(piece, text=text, refs=tuple(groups[0]), mark="")
    yield replace(piece, start=groups[1][0].start, refs=tuple(groups[1]), marks=(), reasons=(), text="")


def _without_names(marks: Sequence[Found], refs: Sequence[Ref]) -> tuple[Found, ...]:
    """The rest, and the word before what all leaves out, say nothing of how far something is."""
    return tuple(
        one
        for one in marks
        if one.mark not in (Mark.REMAINING, Mark.CONTRAST)
        or not any(
            (ref.start < one.end and one.start < ref.end) or (ref.is_excluded and 0 <= ref.start - one.end <= 5)
            for ref in refs
        )
    )


def _checked(numbers: list[Ref], titles: Sequence[Ref]) -> list[Ref]:
    """A number beside the title of another item is a contradiction."""
    named = {number for one in numbers for number in one.numbers}
    strong = {number for one in titles if one.weight >= 1.9 for number in one.numbers}
    touched = {number for one in titles for number in one.numbers}
    if strong and not touched & named:
        return [replace(one, is_wrong=True) for one in numbers]
    return numbers


def _weighed(titles: Sequence[Ref], text: str, like: Mapping[str, re.Pattern[str]]) -> list[Ref]:
    """Of two titles with nothing between that joins them the heavier is meant; two equal ones are a question."""
    kept: list[Ref] = []
    for ref in titles:
        between = text[kept[-1].end : ref.start] if kept else ""
        if kept and len(between) <= SIDE_BY_SIDE and not like["joint_like"].search(between):
            last = kept[-1]
            if set(last.numbers) == set(ref.numbers):
                kept[-1] = replace(last, end=ref.end, weight=last.weight + ref.weight)
            elif abs(last.weight - ref.weight) < MARGIN:
                kept[-1] = replace(last, end=ref.end, numbers=(), is_wrong=True)
            elif ref.weight > last.weight:
                kept[-1] = ref
            continue
        kept.append(ref)
    return kept


def _groups(piece: Piece) -> list[list[Ref]]:
    """Names between which nothing is said stand together."""
    groups: list[list[Ref]] = []
    for ref in piece.refs:
        last = groups[-1][-1] if groups else None
        said = last is not None and any(
            one.mark in CONTENT and last.end <= one.start < ref.start for one in piece.marks
        )
        apart = last is not None and (last.way in (Way.ALL, Way.REST)) != (ref.way in (Way.ALL, Way.REST))
        if last is None or said or apart:
            groups.append([ref])
        else:
            groups[-1].append(ref)
    return groups


def _is_within(ref: Ref, stretches: Sequence[Found | Reason]) -> bool:
    return any(one.start <= ref.start and ref.end <= one.end for one in stretches)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + "_" * (end - start) + text[end:]
