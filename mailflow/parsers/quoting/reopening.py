"""Which quotes of our own mail were typed into: what stands between our lines or below them is new.

A quote is opened only where it plainly holds our mail and nobody's else: it begins with our words, under one head.
Without our original nothing is found but what stands below our last words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailflow.parsers.letter.marks import LONGEST, Marks
from mailflow.parsers.letter.quotes import Heads, is_own_opening, mark_depth, without_marks
from mailflow.parsers.quoting.echo import Original, Span, squeeze, weight
from mailflow.parsers.quoting.lines import NEW, QUOTED, Line

_ADDRESS = re.compile(r"[^\s<>()\[\]\"'“”,;:：；，=]{1,64}@[^\s<>()\[\]\"'“”,;:：；，=]{1,190}")


_INNER_LINES = 40
Echo = Sequence[Span | None]


@dataclass(frozen=True, slots=True)
class Ours:
    """What is known of us: the mail that is answered, and the address that our mails come from."""

    sent: Original | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines that head a quote, and whether they say whose mail is quoted."""

    start: int
    end: int
    has_sender: bool = False
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """The heads among these lines, and where after each place the next line with words stands."""

    lines: Sequence[Line]
    heads: Heads
    next_said: Sequence[int]
    marks: Marks

    @classmethod
    def of(cls, lines: Sequence[Line], heads: Heads, marks: Marks) -> Sight:
        """From all the lines of one part."""
        next_said = [len(lines)] * (len(lines) + 1)
        for at in range(len(lines) - 1, -1, -1):
            next_said[at] = at if lines[at].text.strip() else next_said[at + 1]
        return cls(lines, heads, next_said, marks)

    def whole_head(self, start: int, *, is_quoted: bool = False) -> Head:
        """A ruled line, a header block, our own first line. A second sender heads a quote inside the quote."""
        has_sender = is_block = False
        index = end = start
        while index < len(self.lines) and self.lines[index].quoted is is_quoted and (size := self.head(index)):
            mark = self.heads.at(index)
            if has_sender and mark and mark.has_sender:
                break
            has_sender = has_sender or self.lines[index].head or bool(mark and mark.has_sender)
            is_block = is_block or self.lines[index].head or bool(mark and mark.is_block)
            end = index + size
            index = self.next_said[end]
        return Head(start, end, has_sender, is_block)

    def nested(self, start: int, end: int, *, is_quoted: bool = False) -> int:
        """Where another quote begins inside the one that begins here; its end where none does."""
        places = range(self.next_said[start], end)
        heads = (at for at in places if self.lines[at].quoted is is_quoted and self.head(at))
        # Our own first line stands within our own mail: it heads no quote inside the quote.
        return next((at for at in heads if not is_own_opening(self.lines[at].text, self.marks)), end)

    def head(self, index: int) -> int:
        """How many lines at this place are the head of a quote."""
        line = self.lines[index]
        if line.head:
            end = index
            while end < len(self.lines) and self.lines[end].head:
                end += 1
            return end - index
        mark = self.heads.at(index)
        if mark:
            return mark.size
        if not line.text.rstrip().endswith((":", "：")):
            return 0
        # Without a date or an address only marks below show that "somebody wrote:" opens a quote.
        following = self.next_said[index + 1]
        is_quote = following < len(self.lines) and self.lines[following].quoted
        return 1 if is_quote and self.marks.key(line.text).endswith(self.marks.wrote) else 0

    def holds_another(self, head: Head, following: int) -> bool:
        """Whether the quoted lines below a head are marked by somebody else: it heads a mail that begins with a quote.

        Such a mail goes on below the quote, unlike a quote that a program marked itself.
        """
        if not head.has_sender:
            return False
        if self.lines[following].depth:
            return self.whole_head(following, is_quoted=True).has_sender
        texts = [one.text for one in self.lines[following : following + _INNER_LINES] if one.quoted]
        inner = Sight.of(
            [Line(without_marks(one)) for one in texts], Heads(list(map(without_marks, texts)), self.marks), self.marks
        )
        second = inner.whole_head(0)
        place = inner.next_said[second.end]
        is_even = place < len(texts) and mark_depth(texts[place]) == mark_depth(texts[0])
        return second.has_sender and (head.is_block or is_even)

    def names_another(self, head: Head, address: str) -> bool:
        """Whether the head says that the quoted mail came from somebody else than us."""
        if not address:
            return False
        lines = [self.lines[at].text[:LONGEST] for at in range(head.start, head.end)]
        found = {one.lower() for line in lines if not self.heads.is_recipients(line) for one in _ADDRESS.findall(line)}
        return bool(found) and address.lower() not in found


def reopen(lines: Sequence[Line], head: Head, echo: Echo, sight: Sight, ours: Ours) -> None:
    """Words typed into or under an unmarked quote of our own mail are new; under anybody else's mail nothing is."""
    if sight.names_another(head, ours.address):
        return
    end = sight.nested(head.end, len(lines))
    if ours.sent and _reopened(lines, (head.end, end), echo, ours.sent):
        return
    ending = _own_ending(lines, head.end, sight.marks)
    # Our last words within a quote in this quote: somebody else quoted us, and typed below.
    if ending == len(lines) or end < len(lines) or lines[ending - 1].quoted:
        return
    for line in lines[ending:]:
        line.kind = NEW


def open_containers(end: int, above: Mapping[int, Head], echo: Echo, sight: Sight, ours: Ours) -> None:
    """The same for quotes in elements of their own, down to this line: there our original alone shows it.

    `above` are the heads that stand outside of such an element, by the line at which it begins.
    """
    at = 0
    while ours.sent and at < end:
        start = at
        while at < end and (sight.lines[at].depth or (at > start and not sight.lines[at].text.strip())):
            at += 1
        head = above.get(start)
        if at == start:
            at += 1
        elif head is None or not sight.names_another(head, ours.address):
            _open_container((start, at), echo, sight, ours, has_sender=head is not None and head.has_sender)


def _open_container(place: tuple[int, int], echo: Echo, sight: Sight, ours: Ours, *, has_sender: bool) -> None:
    start, end = place
    head = Head(start, start) if echo[start] else sight.whole_head(start, is_quoted=True)
    # Below a second sender stands our mail as somebody else quoted it.
    if ours.sent and not (has_sender and head.has_sender) and not sight.names_another(head, ours.address):
        _reopened(sight.lines, (head.end, sight.nested(head.end, end, is_quoted=True)), echo, ours.sent)


def _reopened(lines: Sequence[Line], place: tuple[int, int], echo: Echo, sent: Original) -> bool:
    """Open a quote that begins with our first words and holds little else: it quotes us."""
    start, end = place
    said = [at for at in range(start, end) if squeeze(lines[at].text)]
    matched = [at for at in said if echo[at]]
    if not matched or matched[0] != said[0]:
        return False
    inside = [at for at in said if at <= matched[-1]]
    total = sum(weight(squeeze(lines[at].text)) for at in inside)
    found = sum(weight(squeeze(lines[at].text)) for at in matched)
    if found * 10 < total * 6:
        return False
    depth = lines[matched[0]].depth
    for at, gap in _gaps(range(matched[0], end), echo, sent):
        one = lines[at]
        # Less deep than our lines it is theirs who quoted us, deeper it is somebody else's quote.
        if one.depth != depth and one.text.strip():
            continue
        one.quoted = one.quoted and not depth  # the element alone quotes it no more
        if not echo[at] and not one.hidden:
            # The bar beside it is that of our quote.
            one.kind, one.drawn = (QUOTED if sent.is_damaged(squeeze(one.text), *gap) else NEW), False
    return True


def _gaps(places: range, echo: Echo, sent: Original) -> list[tuple[int, Span]]:
    """What of our mail is missing at each line: from the end of our line above to the beginning of that below."""
    above, below = 0, len(sent.text)
    ends: list[int] = []
    for at in places:
        above = _placed(echo[at], (0, above))[1]
        ends.append(above)
    starts: list[int] = []
    for at in reversed(places):
        below = _placed(echo[at], (below, 0))[0]
        starts.append(below)
    return list(zip(places, zip(ends, reversed(starts), strict=True), strict=True))


def _placed(span: Span | None, otherwise: Span) -> Span:
    return span if span and span[0] >= 0 else otherwise


def _own_ending(lines: Sequence[Line], start: int, marks: Marks) -> int:
    """The line after the last words of our own mail; they may be broken over two lines."""
    before = ""
    found = len(lines)
    for at in range(start, len(lines)):
        key = marks.key(lines[at].text)
        both = before + key
        if (
            key
            and both.endswith(marks.own_endings)
            and any(both.endswith(one) and not before.endswith(one) for one in marks.own_endings)
        ):
            found = at + 1
        before = key or before
    return found
