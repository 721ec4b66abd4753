"""The lines of a mail and what each of them is: new, set aside, or quoted.

Heads, marks and our own original say what is quoted; what the words mean is for others. Whatever may be a quote is one,
except where our own original shows that it isn't.
"""

from __future__ import annotations

import html as entities
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby

from mailflow.parsers.echo import Original, find_echo, is_filled, is_label, number_of, squeeze, weight, without_links
from mailflow.parsers.html import read_lines
from mailflow.parsers.quotemarks import Marks
from mailflow.parsers.quotes import Heads, is_own_button, is_own_opening, is_quote_marked, without_marks
from mailflow.parsers.signatures import new_lines, said_in_block

MAX_LINES = 10_000
MAX_LENGTH = 400_000  # characters: no person types more; what stands behind is not looked at


class Kind(Enum):
    """What a line of a mail is."""

    NEW = "new"
    ASIDE = "aside"  # footer, signature, disclaimer: typed or added, but not said
    QUOTED = "quoted"


NEW, ASIDE, QUOTED = Kind  # a name is found faster than a member, and each line asks several times


@dataclass(slots=True)
class Line:
    """One line, what its program says about it, and what it turns out to be."""

    text: str
    quoted: bool = False
    aside: bool = False
    head: bool = False
    hidden: bool = False
    signed: bool = False
    drawn: bool = False
    kind: Kind = NEW


def plain_lines(text: str) -> list[Line]:
    """The lines of a text part, with the marks that a program put on them."""
    text = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if "&nbsp;" in text or "&gt;" in text:  # some web editors leave entities in the plain part
        text = entities.unescape(text)
    lines = [Line(line.replace("\xa0", " ")) for line in text.split("\n", MAX_LINES)[:MAX_LINES]]
    for line in lines:
        line.quoted = is_quote_marked(line.text)
        line.aside = "<mailto:" in line.text and "?" in line.text and "@" not in without_links(line.text)
    _mark_wrapped(lines)
    return lines


def _mark_wrapped(lines: Sequence[Line]) -> None:
    """A quoted line that was too long goes on without its mark in the next: between two marked lines, no blank.

    A line that is nothing but a link is the program's work too.
    """
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.quoted or not line.text.strip() or not before.quoted or not after.quoted:
            continue
        width = sum(2 if char > "\u2e7f" else 1 for char in before.text)
        is_link = line.text.strip(" (<[").startswith(("http://", "https://", "mailto:"))
        if is_link or (60 <= width <= 100 and len(line.text) < 60):
            line.quoted = True


def html_lines(html: str | None) -> list[Line] | None:
    """The lines of an HTML part as a reader sees them; None where there is none that can be read."""
    if not html or not html.strip():
        return None
    read = read_lines(html)
    if read is None:
        return None
    return [
        Line(one.text, one.quoted, one.aside, one.head, one.hidden, one.signed, one.drawn) for one in read[:MAX_LINES]
    ]


def sort_lines(lines: list[Line], sent: Original | None, marks: Marks) -> list[Line]:
    """Say of each line what it is."""
    heads = Heads([line.text for line in lines], marks)
    split = list(_split_shared(lines, heads))
    if len(split) > len(lines):
        lines, heads = split, Heads([line.text for line in split], marks)
    echo = find_echo([line.text for line in lines], sent) if sent else [False] * len(lines)
    sight = _Sight.of(lines, heads, marks)
    start = _mark_quotes(lines, echo, sight)
    if start is not None:
        _reopen(lines, start, echo, sight, ours=sent is not None)
    follows = False  # a line without a word right under one of ours is the rest of it
    for line, is_ours in zip(lines, echo, strict=True):
        follows = is_ours or (follows and bool(line.text.strip()) and not _speaks(line.text))
        if follows or line.quoted or (sent and is_own_button(line.text, marks)):
            line.kind = QUOTED
    if sent:
        _keep_places(lines, echo, sent)
        _keep_filled(lines, echo, sent, marks)
    _set_aside(lines, marks)
    return lines


def _speaks(text: str) -> bool:
    """Whether a line says something: letters, digits, or a picture such as 👍."""
    return any(char.isalnum() or unicodedata.category(char) == "So" for char in text)


def _keep_places(lines: Sequence[Line], echo: Sequence[bool], sent: Original) -> None:
    """A field's name, or an item's number, belongs to what is typed right under it: without it the answer has no place.

    Of an item only the number is kept: its words are ours.
    """
    for at in range(len(lines) - 2, -1, -1):
        line, below = lines[at], lines[at + 1]
        if line.quoted or not echo[at] or below.kind is not NEW or echo[at + 1] or not squeeze(below.text):
            continue
        number = number_of(line.text)
        if is_label(line.text, sent):
            line.kind = NEW
        elif number and not number_of(below.text):
            below.text = f"{number} {below.text.lstrip()}"


def _keep_filled(lines: Sequence[Line], echo: Sequence[bool], sent: Original, marks: Marks) -> None:
    """A form filled in inside its quote: the lines that we left open are the person's now.

    Only in a quote of our own mail, and of no other: below a second head somebody else may have filled it in.
    """
    quoted = [at for at, line in enumerate(lines) if line.quoted]
    filled = [at for at in quoted if not echo[at] and is_filled(without_marks(lines[at].text), sent)]
    if not filled:
        return
    ours = sum(echo[at] for at in quoted)
    if ours < len(filled) or _count_heads([without_marks(lines[at].text) for at in quoted], marks) > 1:
        return
    for at in filled:
        lines[at].kind, lines[at].text, lines[at].drawn = NEW, without_marks(lines[at].text), False


def _count_heads(texts: Sequence[str], marks: Marks) -> int:
    """Heads that follow each other directly are one: a ruled line, a header block, our own first line."""
    heads, count, at, after = Heads(texts, marks), 0, 0, -1
    while at < len(texts):
        mark = heads.at(at)
        if mark:
            count += at != after
            at = after = at + mark.size
        else:
            after += at == after and not texts[at].strip()
            at += 1
    return count


def _split_shared(lines: Sequence[Line], heads: Heads) -> Iterator[Line]:
    """Typed words and the line that opens the quote may share one line; so may a footer and a ruled line."""
    for index, line in enumerate(lines):
        core = line.text.rstrip()
        bare = core.rstrip("-_") if core.endswith(("-", "_")) else core
        if len(core) - len(bare) >= 10 and bare.strip() and core.lstrip()[0] not in "-_":
            yield replace(line, text=bare)
            yield replace(line, text=core[len(bare) :])
            continue
        mark = None if line.quoted else heads.at(index)
        if mark and mark.before:
            yield replace(line, text=line.text[: mark.before])
            yield replace(line, text=line.text[mark.before :])
            continue
        yield line


def _mark_quotes(lines: Sequence[Line], echo: Sequence[bool], sight: _Sight) -> int | None:
    """Mark heads and quotes; where, after its head, a quote without marks begins that goes to the end of the mail."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.quoted:
            line.kind = QUOTED
        # Our own lines head nothing: what stands below them is ours as well, or typed.
        size = 0 if line.quoted or line.hidden or echo[index] else sight.head(index)
        if not size:
            index += 1
            continue
        end = sight.end_of_heads(index)
        for one in lines[index:end]:
            one.kind = QUOTED
        following = sight.next_said[end]
        if following < len(lines) and lines[following].quoted:
            index = end  # the quote below carries its own marks, and ends where they end
            continue
        for one in lines[end:]:
            one.kind = QUOTED
        return end
    return None


@dataclass(frozen=True, slots=True)
class _Sight:
    """The heads among these lines, and where after each place the next line with words stands."""

    lines: Sequence[Line]
    heads: Heads
    next_said: Sequence[int]
    marks: Marks

    @classmethod
    def of(cls, lines: Sequence[Line], heads: Heads, marks: Marks) -> _Sight:
        next_said = [len(lines)] * (len(lines) + 1)
        for at in range(len(lines) - 1, -1, -1):
            next_said[at] = at if lines[at].text.strip() else next_said[at + 1]
        return cls(lines, heads, next_said, marks)

    def end_of_heads(self, index: int) -> int:
        """Behind a ruled line, a header block, our own first line. A second sender heads a quote inside the quote."""
        has_sender = False
        end = index
        while index < len(self.lines) and not self.lines[index].quoted and (size := self.head(index)):
            mark = self.heads.at(index)
            if has_sender and mark and mark.has_sender:
                break
            has_sender = has_sender or self.lines[index].head or bool(mark and mark.has_sender)
            end = index + size
            index = self.next_said[end]
        return end

    def nested(self, start: int) -> int:
        """Where another quote begins inside the one that begins here; the end of the mail where none does."""
        places = range(self.next_said[start], len(self.lines))
        heads = (at for at in places if not self.lines[at].quoted and self.head(at))
        # Our own first line stands within our own mail: it heads no quote inside the quote.
        return next((at for at in heads if not is_own_opening(self.lines[at].text, self.marks)), len(self.lines))

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


def _reopen(lines: Sequence[Line], start: int, echo: Sequence[bool], sight: _Sight, *, ours: bool) -> None:
    """Words typed into or under an unmarked quote of our own mail are new; under anybody else's mail nothing is."""
    if ours and _reopened(lines, start, sight.nested(start), echo):
        return
    ending = _own_ending(lines, start, sight.marks)
    if ending == len(lines) or sight.nested(start) < len(lines):
        return
    for line in lines[ending:]:
        line.kind = NEW


def _reopened(lines: Sequence[Line], start: int, nested: int, echo: Sequence[bool]) -> bool:
    """Open a quote that begins with our first words and holds little else: it quotes us."""
    said = [at for at in range(start, nested) if squeeze(lines[at].text)]
    matched = [at for at in said if echo[at]]
    if not matched or matched[0] != said[0]:
        return False
    inside = [at for at in said if at <= matched[-1]]
    total = sum(weight(squeeze(lines[at].text)) for at in inside)
    found = sum(weight(squeeze(lines[at].text)) for at in matched)
    if found * 10 < total * 6:
        return False
    for at in range(matched[0], nested):
        if not echo[at] and not lines[at].hidden:
            lines[at].kind, lines[at].drawn = NEW, False  # the bar beside it is that of our quote
    return True


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


def _set_aside(lines: Sequence[Line], marks: Marks) -> None:
    """Cut each stretch of new lines at its signature, footer or disclaimer."""
    for line in lines:
        if line.aside and line.kind is NEW:
            line.kind = ASIDE
    shown = (line for line in lines if line.text.strip() and not line.hidden)
    for is_signed, block in groupby(shown, key=lambda line: line.signed and line.kind is NEW):
        if is_signed:
            signed = list(block)
            for one, is_said in zip(signed, said_in_block([each.text for each in signed], marks), strict=True):
                one.kind = NEW if is_said else ASIDE
    stretch: list[Line] = []
    for line in [*lines, Line("", kind=QUOTED)]:
        if line.kind is QUOTED and stretch:
            for one, is_said in zip(stretch, new_lines([each.text for each in stretch], marks), strict=True):
                if not is_said:
                    one.kind = ASIDE
            stretch = []
        elif line.kind is NEW and not line.hidden:
            stretch.append(line)
