"""A reply about numbered items as statements: whose items, and what is said of them. Weighs no statement.

A clause that names no item goes on about the one before; a clause that names several in turn is cut at their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter import DASHES, LineRole, greeting_end, read_letter
from mailflow.parsers.progressitems import Namer, Ref, Way
from mailflow.parsers.progressmarks import Found, Mark, Marker, Reason
from mailflow.parsers.words import Words

SECTION = "progress"
BREAK = re.compile(
    r"[。！!；;、…()\[\]【】|?？\n\t~]+|[,，](?!(?<=\d[,，])\d{3}(?!\d))|(?<![0-9a-z])[.:]+|[.:]+(?![0-9a-z@%])|:(?=[^0-9\s])"
    r"|(?<=[a-z]{2})\.(?=\d)|[—–]+|->|→|=>|(?<=\s)-+(?=\s)|--+|\s{2,}"
)
STRONG = re.compile(r"[。！!；;?？.\n]")
CONTENT = frozenset(Mark) - {Mark.LATER, Mark.CONTRAST, Mark.REMAINING, Mark.FREE}
TELLING = frozenset((Mark.BLOCKED, Mark.DELAYED, Mark.NOT_STARTED, Mark.DAY))
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

    @property
    def has_content(self) -> bool:
        """Something is said of how far it is."""
        return any(one.mark in CONTENT for one in self.marks)


@dataclass(slots=True)
class Statement:
    """What is said of the same items. Without `refs` it isn't known of which."""

    refs: tuple[Ref, ...]
    pieces: list[Piece] = field(default_factory=list)
    is_excluded: bool = False
    stands_out: bool = False  # only, except, but: another case than the others

    @property
    def has_content(self) -> bool:
        """Something is said."""
        return any(one.has_content for one in self.pieces)


def read_lines(folded: Folded, words: Words) -> list[tuple[int, int]]:
    """The lines that hold the writer's words, without what stands round them, greeting included."""
    like = words.patterns[SECTION]
    lines: list[tuple[int, int]] = []
    for line in read_letter(folded, words):
        said = folded.text[line.start : line.end].strip()
        if line.role in (LineRole.BLANK, LineRole.ASIDE) or said.startswith(">") or DASHES.fullmatch(said):
            continue
        if line.role is not LineRole.WORDS and not like["bears_like"].search(said):
            continue
        start = line.start
        if not lines:
            start += greeting_end(folded.text[start : line.end], words)
            start += _greeting(folded.text[start : line.end], like["greeting_like"])
        lines.append((start, line.end))
    return lines


def _greeting(text: str, pattern: re.Pattern[str]) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


class Cutter:
    """Cuts a reply into statements."""

    def __init__(self, folded: Folded, namer: Namer, marker: Marker, words: Words) -> None:
        self._folded, self._namer, self._marker, self._words = folded, namer, marker, words
        self._like = words.patterns[SECTION]
        self._sentence = 0
        self._has_told = False  # something was said in this sentence: what follows is a remark
        self._has_items = False  # an item was named in this sentence: 全部 speaks of that one
        self.has_question = False

    def statements(self) -> list[Statement]:
        """Every statement in the order of the text."""
        pieces: list[Piece] = []
        for no, (start, end) in enumerate(read_lines(self._folded, self._words)):
            pieces += self._pieces(no, start, end)
        return list(_joined(pieces, self._words))

    def _pieces(self, line: int, start: int, end: int) -> Iterator[Piece]:
        text = self._folded.text
        self._sentence += 1
        numbers = self._accepted(start, end)
        is_numbered = bool(numbers) and not text[start : numbers[0].start].strip(" (*-•·[") and not numbers[0].is_wrong
        has_state = is_reason = self._has_items = self._has_told = False
        for begin, stop, mark in _cut(text, start, end, numbers):
            if "?" in mark:
                self.has_question = True
            said = self._marker.read(begin, stop, has_state=has_state, is_reason=is_reason)
            is_reason = bool(self._like["reason_head_like"].search(text[begin:stop]))
            has_state = has_state or any(one.mark in TELLING for one in said.marks)
            if self._like["question_like"].search(text[begin:stop] + ("?" if "?" in mark else "")):
                self.has_question = True
            refs = [one for one in numbers if begin <= one.start < stop]
            refs = [one for one in refs if not _in_any(one, said.reasons) and not _in_marks(one, said.marks)]
            refs = self._with_titles(begin, stop, said.text, said.marks, refs, is_numbered=is_numbered)
            self._has_items = self._has_items or any(one.numbers for one in refs)
            self._has_told = self._has_told or any(one.mark in CONTENT for one in said.marks)
            marks = _without_except(said.marks, refs)
            whole = Piece(begin, stop, said.text, tuple(refs), marks, said.reasons, line, self._sentence, mark)
            yield from self._split(whole)
            if STRONG.search(mark):
                self._sentence += 1
                has_state = self._has_items = self._has_told = False

    def _accepted(self, start: int, end: int) -> list[Ref]:
        """Numbers that surely mean items: those without any mark only right before a state or at the end of a list."""
        text = self._folded.text
        found: list[Ref] = []
        for ref in self._namer.numbered(start, end):
            if ref.is_bare and not self._is_item(ref, start, end, bool(found)):
                continue
            found.append(ref)
        return found

    def _is_item(self, ref: Ref, start: int, end: int, has_others: bool) -> bool:
        text = self._folded.text
        before, behind = text[start : ref.start], text[ref.end : end]
        if ref.is_wrong:
            return False
        if re.match(r"\s*(?:\||\t|\s{2,})", behind) and not before.strip(" |"):
            return True
        if re.match(r"\s*(?:$|[,;。.!)])", behind):
            return bool(self._like["before_bare_like"].search(before))
        opens = (
            not before.strip()
            or before.rstrip()[-1:] in ",;.。、:!|)("
            or bool(self._like["before_bare_like"].search(before))
        )
        if not (opens or has_others or bool(self._like["only_like"].search(before[-8:]))):
            return False
        return (
            self._marker.begins_state(ref.end, end)
            or self._namer.begins_title(ref, end)
            or (not before.strip() and behind[:1] == " " and self._marker.holds_state(ref.end, end))
        )

    def _with_titles(
        self, begin: int, stop: int, blanked: str, marks: Sequence[Found], numbers: list[Ref], *, is_numbered: bool
    ) -> list[Ref]:
        hard = blanked
        for one in marks:
            if one.mark in TITLE_FREE:
                hard = hard[: one.start - begin] + "_" * (one.end - one.start) + hard[one.end - begin :]
        for one in numbers:
            hard = hard[: one.start - begin] + "_" * (one.end - one.start) + hard[one.end - begin :]
        hard = self._marker.without_finish(hard)
        titles = self._namer.titled(begin, stop, hard)
        outside = [one for one in titles if not _in_marks(one, marks)]
        titles = outside or titles
        if numbers:
            return self._swept(begin, stop, _checked(numbers, titles), numbers[-1].end)
        if is_numbered or self._has_items:
            rest = self._swept(begin, stop, [], begin)
            sweeps = [one for one in rest if one.way is Way.REST]
            if is_numbered or sweeps:
                return sweeps
        titles = _weighed(titles, self._folded.text, self._like)
        has_content = any(one.mark in CONTENT for one in marks)
        rest = self._leftover(begin, stop, hard, titles)
        opens = titles and not self._has_told and not hard[: titles[0].start - begin].strip(" _")
        if (
            titles
            and not has_content
            and rest > 2
            and not opens
            and not (rest <= 6 and all(one.weight >= 2 for one in titles))
        ):
            titles = []  # a remark that touches a title: 样品间钥匙丢了
        if not titles and not self._has_told and not self._has_items:
            titles = self._namer.titled(begin, stop, self._marker.without_finish(self._folded.text[begin:stop]))
            titles = titles if len(titles) == 1 and has_content else []  # still waiting on the phones
        if has_content and not titles:
            number = self._namer.one_sign(begin, begin + _first_mark(marks, begin, stop))
            if number:
                titles = [Ref(begin, begin + _first_mark(marks, begin, stop), Way.TITLE, (number,))]
        sweep_from = max((one.end for one in titles), default=begin)
        return self._swept(begin, stop, titles, sweep_from)

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
        if len(groups) == 2 and groups[0][0].way in (Way.ALL, Way.REST) and groups[1][0].is_excluded:
            left = groups[1][0].start
            if not any(one.mark in CONTENT and one.start < left for one in piece.marks):
                text = piece.text
                for one in groups[1]:  # everything except 3 is done
                    text = text[: one.start - piece.start] + "_" * (one.end - one.start) + text[one.end - piece.start :]
                yield replace(piece, text=text, refs=tuple(groups[0]), mark="")
                yield replace(piece, start=left, refs=tuple(groups[1]), marks=(), reasons=(), text="")
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
        for no, (a, b) in enumerate(zip(edges, edges[1:], strict=False)):
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


def _without_except(marks: Sequence[Found], refs: Sequence[Ref]) -> tuple[Found, ...]:
    """The word before what all leaves out says nothing of all."""
    left = [one.start for one in refs if one.is_excluded]
    return tuple(
        one
        for one in marks
        if not (one.mark in (Mark.REMAINING, Mark.CONTRAST) and any(0 <= at - one.end <= 5 for at in left))
    )


def _checked(numbers: list[Ref], titles: Sequence[Ref]) -> list[Ref]:
    """A number beside the title of another item is a contradiction."""
    named = {number for one in numbers for number in one.numbers}
    strong = {number for one in titles if one.weight >= 1.9 for number in one.numbers}
    touched = {number for one in titles for number in one.numbers}
    if strong and not touched & named:
        return [replace(one, is_wrong=True) for one in numbers]
    return numbers


def _weighed(titles: list[Ref], text: str, like: dict[str, re.Pattern[str]]) -> list[Ref]:
    """Of two titles side by side with nothing that joins them the heavier one is meant; two equal ones are a question."""
    kept: list[Ref] = []
    for ref in titles:
        if kept and not like["joint_like"].search(text[kept[-1].end : ref.start]) and _is_short(text, kept[-1], ref):
            last = kept[-1]
            if set(last.numbers) == set(ref.numbers):
                kept[-1] = replace(last, end=ref.end, weight=last.weight + ref.weight)
            elif abs(last.weight - ref.weight) < 0.45:
                kept[-1] = replace(last, end=ref.end, numbers=(), is_wrong=True)
            elif ref.weight > last.weight:
                kept[-1] = ref
            continue
        kept.append(ref)
    return kept


def _is_short(text: str, one: Ref, other: Ref) -> bool:
    return other.start - one.end <= 4


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


def _joined(pieces: Sequence[Piece], words: Words) -> Iterator[Statement]:
    like = words.patterns[SECTION]
    now: Statement | None = None
    heading: Piece | None = None
    for piece in pieces:
        if not piece.refs:
            if piece.has_content and (now is None or (":" in piece.mark and not (now.pieces[-1].line == piece.line))):
                heading = piece if ":" in piece.mark else None
                if now:
                    yield now
                now = Statement((), [piece])
            elif now is None:
                now = Statement((), [piece])
            else:
                now.pieces.append(piece)
            continue
        if heading and not piece.has_content:
            if now and not now.refs:
                now = Statement(piece.refs, [heading, piece])
            elif now:
                now = Statement((*now.refs, *piece.refs), [*now.pieces, piece])
            continue
        heading = None
        stands_out = bool(like["only_like"].search(_before(piece, now)))
        lead = _lead(now, piece)
        if now and _goes_on(now, piece, like):
            now.refs = tuple(dict.fromkeys((*now.refs, *piece.refs)))
            now.pieces.append(piece)
            now.stands_out = now.stands_out or stands_out
            continue
        if now and not lead:
            yield now
        now = Statement(piece.refs, [*lead, piece], stands_out=stands_out)
    if now:
        yield now


def _lead(now: Statement | None, piece: Piece) -> list[Piece]:
    """設備還沒到，安裝卡住了: a remark that opens the sentence may say why."""
    if (
        now is None
        or any(one.mark is not Mark.DAY for one in now.pieces[0].marks if one.mark in CONTENT)
        or len(now.pieces) != 1
        or now.pieces[0].sentence != piece.sentence
    ):
        return []
    is_numbered = any(one.way is Way.NUMBER for one in now.refs)
    is_stuck = any(one.mark in (Mark.BLOCKED, Mark.DELAYED) for one in piece.marks)
    return [replace(now.pieces[0], refs=())] if is_stuck and not is_numbered else []


def _before(piece: Piece, now: Statement | None) -> str:
    lead = piece.text[: piece.refs[0].start - piece.start]
    tail = now.pieces[-1].text[-12:] if now and now.pieces[-1].sentence == piece.sentence else ""
    return f"{tail} {lead}"


def _goes_on(now: Statement, piece: Piece, like: dict[str, re.Pattern[str]]) -> bool:
    """The same items again, or names that were listed before anything was said of them."""
    same = {one.numbers for one in now.refs} == {one.numbers for one in piece.refs}
    if same and now.refs and now.refs[0].way in (Way.NUMBER, Way.TITLE) and now.pieces[-1].line == piece.line:
        return now.pieces[-1].sentence == piece.sentence or not now.has_content
    if now.has_content or now.pieces[-1].line != piece.line or not now.refs:
        return False
    if any(one.is_excluded or one.way in (Way.ALL, Way.REST) for one in (*now.refs, *piece.refs)):
        return False
    return now.pieces[-1].sentence == piece.sentence


def _first_mark(marks: Sequence[Found], begin: int, stop: int) -> int:
    return min((one.start for one in marks if one.mark in CONTENT), default=stop) - begin


def _in_any(ref: Ref, reasons: Sequence[Reason]) -> bool:
    return any(one.start <= ref.start and ref.end <= one.end for one in reasons)


def _in_marks(ref: Ref, marks: Sequence[Found]) -> bool:
    return any(one.start <= ref.start and ref.end <= one.end for one in marks)


def _cut(text: str, start: int, end: int, keep: Sequence[Ref]) -> Iterator[tuple[int, int, str]]:
    place = start
    for found in BREAK.finditer(text, start, end):
        if any(one.start < found.end() and found.start() < one.end for one in keep):
            continue
        begin, stop = _trimmed(text, place, found.start())
        if begin < stop or "?" in found[0]:
            yield begin, stop, found[0]
        place = found.end()
    begin, stop = _trimmed(text, place, end)
    if begin < stop:
        yield begin, stop, "\n"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "*_·-•"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_·-."):
        end -= 1
    return start, end
