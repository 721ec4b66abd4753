"""What each line of a mail is: new, set aside, or quoted.

Heads, marks and our own original say what is quoted; what the words mean is for others. Whatever may be a quote is one,
except where our own original shows that it isn't.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from mailflow.parsers.letter.marks import Marks
from mailflow.parsers.letter.quotes import Heads, is_own_button, without_marks
from mailflow.parsers.letter.signatures import new_lines, said_in_block
from mailflow.parsers.quoting.echo import Original, find_echo, is_filled, is_label, number_of, squeeze
from mailflow.parsers.quoting.lines import ASIDE, NEW, QUOTED, Line
from mailflow.parsers.quoting.reopening import Echo, Head, Ours, Sight, open_containers, reopen


def sort_lines(lines: list[Line], ours: Ours, marks: Marks) -> list[Line]:
    """Say of each line what it is."""
    sent = ours.sent
    heads = Heads([line.text for line in lines], marks)
    split = list(_split_shared(lines, heads))
    if len(split) > len(lines):
        lines, heads = split, Heads([line.text for line in split], marks)
    echo = find_echo([line.text for line in lines], sent) if sent else [None] * len(lines)
    sight = Sight.of(lines, heads, marks)
    head, above = _mark_quotes(lines, echo, sight)
    # An element in a quote without marks belongs to the mail that is quoted.
    open_containers(head.end if head else len(lines), above, echo, sight, ours)
    if head:
        reopen(lines, head, echo, sight, ours)
    follows = False  # a line without a word right under one of ours is the rest of it
    for line, span in zip(lines, echo, strict=True):
        follows = span is not None or (follows and bool(line.text.strip()) and not _speaks(line.text))
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


def _keep_places(lines: Sequence[Line], echo: Echo, sent: Original) -> None:
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


def _keep_filled(lines: Sequence[Line], echo: Echo, sent: Original, marks: Marks) -> None:
    """A form filled in inside its quote: the lines that we left open are the person's now.

    Only in a quote of our own mail, and of no other: below a second head somebody else may have filled it in.
    """
    quoted = [at for at, line in enumerate(lines) if line.quoted]
    filled = [at for at in quoted if not echo[at] and is_filled(without_marks(lines[at].text), sent)]
    if not filled:
        return
    ours = sum(echo[at] is not None for at in quoted)
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


def _mark_quotes(lines: Sequence[Line], echo: Echo, sight: Sight) -> tuple[Head | None, Mapping[int, Head]]:
    """Mark heads and quotes. The head below which a quote without marks goes to the end, where there is one.

    And the heads of those with marks, by the line at which these begin.
    """
    above: dict[int, Head] = {}
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
        head = sight.whole_head(index)
        for one in lines[index : head.end]:
            one.kind = QUOTED
        following = sight.next_said[head.end]
        if following < len(lines) and lines[following].quoted and not sight.holds_another(head, following):
            above[following] = head
            index = head.end  # the quote below carries its own marks, and ends where they end
            continue
        for one in lines[head.end :]:
            one.kind = QUOTED
        return head, above
    return None, above


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
        elif line.kind is NEW and not line.hidden and (stretch or line.text.strip()):
            stretch.append(line)
