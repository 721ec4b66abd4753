"""What a person newly typed in a reply: no quote, no program's footer, no signature block, no disclaimer.

It doesn't say what the words mean. Quoted words that count as new are the worst that can happen here: a quoted 同意
would become an approval; so whatever may be a quote is one, except where our own original shows that it isn't.
"""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mailflow.parsers.echo import Original, find_echo, squeeze, weight, without_links
from mailflow.parsers.html import read_lines
from mailflow.parsers.message import Message
from mailflow.parsers.quotemarks import Marks, marks_of
from mailflow.parsers.quotes import Heads, is_quote_marked, is_rule
from mailflow.parsers.signatures import new_lines
from mailflow.parsers.words import Words

MAX_LINES = 10_000
MAX_LENGTH = 400_000  # characters: no person types more; what stands behind is not looked at


class Kind(Enum):
    """What a line of a mail is."""

    NEW = "new"
    ASIDE = "aside"  # footer, signature, disclaimer: typed or added, but not said
    QUOTED = "quoted"


@dataclass(slots=True)
class Line:
    """One line, what its program says about it, and what it turns out to be."""

    text: str
    quoted: bool = False
    aside: bool = False
    head: bool = False
    hidden: bool = False
    kind: Kind = Kind.NEW


def new_words(text: str, html: str | None = None, original: str | None = None, words: Words | None = None) -> str:
    """What the person typed. `original` is the text of the mail of ours that is answered, where it is known."""
    marks = marks_of(words)
    sent = Original.of(original) if original else None
    plain = _sort(_plain_lines(text), sent, marks)
    rich = _rich(html, sent, marks)
    if rich is None:
        return _said(plain)
    # The HTML part is what programs show, and its elements name quotes and signatures; the plain part has the
    # better line breaks, so it speaks when both say the same.
    shown = _said(rich)
    typed = _said(plain)
    return typed if squeeze(shown) == squeeze(typed) and typed.strip() else shown


def hidden_or_different(message: Message, words: Words | None = None) -> str:
    """Why the mail can't be taken as it looks: `hidden_text`, `text_html_differ`, or "" when it can."""
    if not message.html:
        return ""
    marks = marks_of(words)
    rich = _rich(message.html, None, marks)
    if rich is None:
        return "hidden_text"
    if any(line.hidden and line.kind is not Kind.QUOTED and squeeze(line.text) for line in rich):
        return "hidden_text"
    plain = _sort(_plain_lines(message.text), None, marks)
    if not squeeze(message.text):
        return ""
    return "text_html_differ" if _differ(plain, rich) else ""


def _rich(html: str | None, sent: Original | None, marks: Marks) -> list[Line] | None:
    if not html or not html.strip():
        return None
    read = read_lines(html)
    if read is None:
        return None
    return _sort([Line(one.text, one.quoted, one.aside, one.head, one.hidden) for one in read[:MAX_LINES]], sent, marks)


def _plain_lines(text: str) -> list[Line]:
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


def _said(lines: Sequence[Line]) -> str:
    """The new lines as one text: blank lines as typed, but for those round something that was cut out."""
    kept: list[str] = []
    is_cut = False
    for line in lines:
        is_said = line.kind is Kind.NEW and not line.hidden
        text = line.text.rstrip().strip("\u200b\ufeff") if is_said else ""
        is_cut = is_cut or not is_said
        if not text.strip():
            if kept and kept[-1]:
                kept.append("")
            continue
        if is_cut and kept and not kept[-1]:
            kept.pop()
        is_cut = False
        if kept or not is_rule(text):
            kept.append(text)
    while kept and (not kept[-1] or is_rule(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip()


def _sort(lines: list[Line], sent: Original | None, marks: Marks) -> list[Line]:
    """Say of each line what it is."""
    lines = list(_split_shared(lines, marks))
    region = _mark_quotes(lines, marks)
    echo = find_echo([line.text for line in lines], sent) if sent else [False] * len(lines)
    if region:
        _reopen(lines, region, echo, marks, ours=sent is not None)
    for line, is_ours in zip(lines, echo, strict=True):
        if is_ours or line.quoted:
            line.kind = Kind.QUOTED
    _set_aside(lines, marks)
    return lines


def _split_shared(lines: Sequence[Line], marks: Marks) -> Iterator[Line]:
    """Typed words and the line that opens the quote may share one line; so may a footer and a ruled line."""
    heads = Heads([line.text for line in lines], marks)
    for index, line in enumerate(lines):
        core = line.text.rstrip()
        bare = core.rstrip("-_")
        if len(core) - len(bare) >= 10 and bare.strip():
            yield Line(bare, line.quoted, line.aside, line.head, line.hidden)
            yield Line(core[len(bare) :], line.quoted, line.aside, line.head, line.hidden)
            continue
        mark = None if line.quoted else heads.at(index)
        if mark and mark.before:
            yield Line(line.text[: mark.before], line.quoted, line.aside, line.head, line.hidden)
            yield Line(line.text[mark.before :], line.quoted, line.aside, line.head, line.hidden)
            continue
        yield line


@dataclass(frozen=True, slots=True)
class Region:
    """A quote without marks of its own: it begins after its head, and at `nested` another one begins inside it."""

    start: int
    nested: int


def _mark_quotes(lines: Sequence[Line], marks: Marks) -> Region | None:
    """Mark heads and quotes; the region that an unmarked quote takes: up to the end of the mail."""
    sight = _Sight.of(lines, marks)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.quoted:
            line.kind = Kind.QUOTED
        size = 0 if line.quoted or line.hidden else sight.head(index)
        if not size:
            index += 1
            continue
        start, index = index, index + size
        following = sight.next_said[index]
        while following < len(lines) and not lines[following].quoted and (size := sight.head(following)):
            index = following + size  # a ruled line, a header block, our own first line
            following = sight.next_said[index]
        for one in lines[start:index]:
            one.kind = Kind.QUOTED
        if following < len(lines) and lines[following].quoted:
            continue  # the quote below carries its own marks, and ends where they end
        for one in lines[index:]:
            one.kind = Kind.QUOTED
        inside = range(following, len(lines))
        return Region(index, next((at for at in inside if not lines[at].quoted and sight.head(at)), len(lines)))
    return None


@dataclass(frozen=True, slots=True)
class _Sight:
    """The heads among these lines, and where after each place the next line with words stands."""

    lines: Sequence[Line]
    heads: Heads
    next_said: Sequence[int]
    marks: Marks

    @classmethod
    def of(cls, lines: Sequence[Line], marks: Marks) -> _Sight:
        next_said = [len(lines)] * (len(lines) + 1)
        for at in range(len(lines) - 1, -1, -1):
            next_said[at] = at if lines[at].text.strip() else next_said[at + 1]
        return cls(lines, Heads([line.text for line in lines], marks), next_said, marks)

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


def _reopen(lines: Sequence[Line], region: Region, echo: Sequence[bool], marks: Marks, *, ours: bool) -> None:
    """Words typed into or under an unmarked quote of our own mail are new; under anybody else's mail nothing is."""
    said = [at for at in range(region.start, region.nested) if squeeze(lines[at].text)]
    matched = [at for at in said if echo[at]]
    if ours and matched and matched[0] == said[0]:  # a quote that begins with our first words quotes us
        inside = [at for at in said if matched[0] <= at <= matched[-1]]
        total = sum(weight(squeeze(lines[at].text)) for at in inside)
        found = sum(weight(squeeze(lines[at].text)) for at in matched)
        if found * 10 >= total * 6:
            first = matched[0]
            for at in range(first, region.nested):
                if not echo[at] and not lines[at].hidden:
                    lines[at].kind = Kind.NEW
            return
    if region.nested < len(lines):
        return
    ending = _own_ending(lines, region, marks)
    for at in range(ending, region.nested):
        lines[at].kind = Kind.NEW


def _own_ending(lines: Sequence[Line], region: Region, marks: Marks) -> int:
    """The line after the last words of our own mail; they may be broken over two lines."""
    before = ""
    found = region.nested
    for at in range(region.start, region.nested):
        key = marks.key(lines[at].text)
        if key and any((before + key).endswith(one) and not before.endswith(one) for one in marks.own_endings):
            found = at + 1
        before = key or before
    return found


def _set_aside(lines: Sequence[Line], marks: Marks) -> None:
    """Cut each stretch of new lines at its signature, footer or disclaimer."""
    for line in lines:
        if line.aside and line.kind is Kind.NEW:
            line.kind = Kind.ASIDE
    stretch: list[Line] = []
    for line in [*lines, Line("", kind=Kind.QUOTED)]:
        if line.kind is Kind.QUOTED:
            for one, is_said in zip(stretch, new_lines([each.text for each in stretch], marks), strict=True):
                if not is_said:
                    one.kind = Kind.ASIDE
            stretch = []
        elif line.kind is Kind.NEW and not line.hidden:
            stretch.append(line)


def _differ(plain: Sequence[Line], rich: Sequence[Line]) -> bool:
    """Whether the two parts say different things. Breaks, marks and footers may differ; words that are said may not."""
    typed = "".join(squeeze(line.text) for line in plain if line.kind is Kind.NEW)
    shown = "".join(squeeze(line.text) for line in rich if line.kind is Kind.NEW and not line.hidden)
    return typed != shown and (_says_more(plain, rich) or _says_more(rich, plain))


def _says_more(these: Sequence[Line], those: Sequence[Line]) -> bool:
    """Whether something new in these lines stands nowhere in those, but as a quote."""
    is_silent = not any(line.kind is Kind.NEW and not line.hidden and squeeze(line.text) for line in those)
    # A part that seems to say nothing may have lost its answer in an unmarked quote: there it may stand.
    others = [line for line in those if not line.hidden and (is_silent or line.kind is not Kind.QUOTED)]
    known = {squeeze(line.text) for line in others} | {squeeze("".join(one)) for one in _paragraphs(others)}
    whole = "".join(squeeze(line.text) for line in others)
    for paragraph in _paragraphs([line for line in these if line.kind is Kind.NEW and not line.hidden]):
        if not _is_known(squeeze("".join(paragraph)), known, whole) and not all(
            _is_known(squeeze(line), known, whole) for line in paragraph
        ):
            return True
    return False


def _is_known(piece: str, known: set[str], whole: str) -> bool:
    """Short pieces must be whole lines of the other part (同意 stands in 不同意); long ones may be broken otherwise."""
    return not piece or piece in known or (weight(piece) >= 40 and piece in whole)


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if line.text.strip():
            paragraph.append(line.text)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph
