"""Where a quote begins: header blocks, ruled lines, "… wrote:" lines, and `>` marks, by words and by structure.

It looks at lines and names what they are; which lines are new is for quoting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from mailflow.parsers.letter.marks import LONGEST, REMEMBERED, Marks, letters

_RULES = "-_=—–―─━﹣－*~ \t"
_COLONS = (":", "：", "︰", "﹕")
# Whether there is one, not where: that a digit comes first lets the engine skip over everything else.
_DATE = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|[:.]\d\d|[/-]\d{1,2}[/-]\d{2}|月|\. ?\d{1,2}\. )")
_ENDS = (*_COLONS, "-", "=")
_LABEL_END = re.compile("[:：︰﹕|\t]")
_STARTS_WITH_DATE = re.compile(
    r"\W{0,3}(?:(?:19|20)\d\d\s?[-/.年]|\d{1,2}[-/.] ?\d{1,2}[-/.] ?(?:\d\d|$)|\d{1,2} \w{3,9}\.? (?:19|20)\d\d)"
)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,190}")
_TIME_ZONE = re.compile(r"(?:GMT|UTC) ?[+-]\d")
_MAX_JOINED = 6
_MAX_BLOCK = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote's beginning: `size` lines, and how much typed text stands before it on its first line."""

    size: int
    before: int = 0
    has_sender: bool = False  # a header block or an attribution: it says whose mail is quoted
    is_block: bool = False


def is_quote_marked(line: str) -> bool:
    """A line that a program marked as quoted: `>` in front, unless the arrows are an ornament round the text."""
    start = line.lstrip("﻿\u200b \t\xa0")
    if not start.startswith((">", "＞", "&gt;")):
        return False
    return not line.rstrip().endswith("<<")


def without_marks(line: str) -> str:
    """A marked line as it was before."""
    return line.lstrip("﻿\u200b \t\xa0>＞")


def mark_depth(line: str) -> int:
    """How many marks stand before a line."""
    return sum(one in ">＞" for one in line[: len(line) - len(without_marks(line))])


def is_rule(line: str) -> bool:
    """A line that only draws: hyphens, underscores, equals signs."""
    core = line.strip()
    return len(core) >= 2 and not core.strip(_RULES) and bool(core.strip("* \t"))


def find_mark(lines: Sequence[str], at: int, marks: Marks) -> Mark | None:
    """The beginning of a quote at this line, or None."""
    return Heads(lines, marks).at(at)


class Heads:
    """Where quotes begin among these lines. Each line is looked at once, however often it is asked for."""

    def __init__(self, lines: Sequence[str], marks: Marks) -> None:
        self._lines = lines
        self._marks = marks
        self._found: dict[int, Mark | None] = {}
        self._labels: dict[int, tuple[str, str] | None] = {}
        self._ends: tuple[bool, ...] = ()

    def at(self, place: int) -> Mark | None:
        """The beginning of a quote at this line, or None."""
        if place not in self._found:
            self._found[place] = self._look(place)
        return self._found[place]

    def _look(self, at: int) -> Mark | None:
        alone = _alone(self._lines[at], self._marks)
        if alone is NOTHING:
            return None
        if alone is SEPARATOR:
            return Mark(1)
        return self._ruled(at) if alone is RULE else self._header_block(at) or self._attribution(at)

    def _ruled(self, at: int) -> Mark | None:
        """A line that only draws is a head where a header block follows it: there one label is enough."""
        for after in range(at + 1, min(at + 5, len(self._lines))):
            if self._lines[after].strip() and not is_rule(self._lines[after]):
                below = self._header_block(after, after_rule=True)
                return Mark(after - at + below.size, has_sender=True, is_block=True) if below else None
        return None

    def is_recipients(self, line: str) -> bool:
        """A line of a header block that is not the sender's."""
        label = _label(line, self._marks)
        return label is not None and label[0] not in self._marks.from_labels

    def _label(self, place: int) -> tuple[str, str] | None:
        if place not in self._labels:
            line = self._lines[place]
            self._labels[place] = _label(line, self._marks) if len(line) <= 4 * LONGEST else None
        return self._labels[place]

    def _header_block(self, at: int, *, after_rule: bool = False) -> Mark | None:
        """Labels under each other, the sender's among them, with an address or a date: no person's form has those."""
        if self._label(at) is None:
            return None
        found: set[str] = set()
        senders = self._marks.from_labels
        addressed = after_rule
        dated = False
        last, misses = at, 0
        for place in range(at, min(len(self._lines), at + _MAX_BLOCK)):
            line, label = self._lines[place], self._label(place)
            if label and (label[0] in found or (not found.isdisjoint(senders) and label[0] in senders)):
                break  # another block: somebody quotes a quote, maybe in another language
            if label:
                found.add(label[0])
                addressed = addressed or "@" in label[1]
                dated = dated or bool(_DATE.search(label[1][:LONGEST]))
                last, misses = place, 0
            elif not line.strip():
                misses += 1
            elif misses or not _continues(line):
                break
            else:
                last = place
            if misses > 1:
                break
        # "From: Monday, to: Friday" is no head: without an address it takes three labels and a date.
        enough = len(found) >= (1 if after_rule else 2) if addressed else len(found) >= 3 and dated
        if found.isdisjoint(senders) or not enough:
            return None
        return Mark(last - at + 1, has_sender=True, is_block=True)

    def _attribution(self, at: int) -> Mark | None:
        """`On …, somebody wrote:`, over as many lines as a program breaks it into."""
        first = self._lines[at]
        if not self._can_attribute(at):
            return None
        joined, blanks = first, 0
        for size, line in enumerate(self._lines[at : at + _MAX_JOINED + 2], start=1):
            if size > 1:
                # An address broken over lines closes with what looks like a quote's mark.
                if is_quote_marked(line) and joined.count("<") <= joined.count(">"):
                    return None
                blanks += not line.strip()
                if blanks > 1 or (blanks and line.strip() and not line.lstrip().startswith("<") and "<" not in joined):
                    return None
                joined = f"{joined} {line.strip()}" if line.strip() else joined
            if len(joined) > LONGEST:
                return None
            before = _attributes(joined, self._marks) if size == 1 or _may_end(joined) else None
            if before is not None:
                # What begins a line further down is found there: nothing typed above it may be swallowed.
                is_below = size > 1 and self._is_whole_below(at)
                return None if is_below or before >= len(first.rstrip()) else Mark(size, before, has_sender=True)
            if size == 1 and not _can_begin(line, self._marks):
                return None
        return None

    def _can_attribute(self, at: int) -> bool:
        """Whether any of the lines that may be joined to this one ends an attribution."""
        if not self._ends:
            self._ends = tuple(line.rstrip().rstrip("* \t").endswith(_ENDS) for line in self._lines)
        if any(self._ends[at : at + _MAX_JOINED + 2]):
            return True
        return _STARTS_WITH_DATE.match(self._lines[at].lstrip("-=* \t")) is not None

    def _is_whole_below(self, at: int) -> bool:
        """The attribution begins a line further down, and this line was typed."""
        below = self._lines[at + 1]
        return self.at(at + 1) is not None and (_opens(below, self._marks) or not _opens(self._lines[at], self._marks))


class _Alone(Enum):
    """What a line is without its neighbours."""

    NOTHING = "nothing"  # no head begins here, whatever follows
    SEPARATOR = "separator"
    RULE = "rule"
    OPEN = "open"  # the lines below tell


NOTHING, SEPARATOR, RULE, OPEN = _Alone


@lru_cache(maxsize=REMEMBERED)
def _alone(line: str, marks: Marks) -> _Alone:
    if not line.strip() or len(line) > LONGEST:
        return NOTHING
    if _is_separator(line, marks):
        return SEPARATOR
    if is_rule(line) or marks.key(line) in marks.separators:
        return RULE  # 原始邮件 without a rule is a head only above a header block, as a rule is
    may_begin = _label(line, marks) is not None or _can_begin(line, marks) or _attributes(line, marks) is not None
    return OPEN if may_begin else NOTHING


def _opens(line: str, marks: Marks) -> bool:
    """A line that can only be the beginning of an attribution that goes on below."""
    return _STARTS_WITH_DATE.match(line) is not None or _is_opening(marks.fold(line), marks)


def _can_begin(line: str, marks: Marks) -> bool:
    """An attribution's first line says when, or says who and breaks off."""
    return "<" in line or bool(_DATE.search(line)) or _is_opening(marks.fold(line), marks)


def _is_separator(line: str, marks: Marks) -> bool:
    core = line.strip()
    inner = core.strip(_RULES)
    if not inner:
        return False
    key = marks.key(inner)
    if not key or len(key) > 60:
        return False
    if key in marks.forwards or (core != inner and is_own_opening(line, marks)):
        return True
    ruled = len(core) - len(inner) >= 4 and (core[0] in _RULES or core[-1] in _RULES)
    # A short word ("original") must be all that the rule holds; a long one may stand in a sentence of the program.
    return ruled and any(key == one or (one in key and (len(one) > 8 or not one.isascii())) for one in marks.separators)


def is_own_opening(line: str, marks: Marks) -> bool:
    """The line at the head of our own mails: please reply above it."""
    key = marks.key(line) if len(line) <= LONGEST else ""
    return any(one in key for one in marks.own_openings)


def is_own_button(line: str, marks: Marks) -> bool:
    """The words on our answer buttons (回复“同意”): they stand in the page alone, so a quote may hold them as text."""
    core = line.strip()
    if marks.key(core) in marks.own_buttons:
        return True
    return core.endswith("”") and marks.key(core.partition("“")[0]).startswith(marks.own_buttons)


def _label(line: str, marks: Marks) -> tuple[str, str] | None:
    """`From: x` as (label, value); a table row of two cells counts, whatever rules its cells."""
    line = line.strip().lstrip("|").strip(" \t*|")
    found = _LABEL_END.search(line, 1, 40)
    if not found:
        return None
    at = found.start()
    key = marks.key(line[:at])
    if key in marks.from_labels or key in marks.header_labels:
        return key, line[at + 1 :]
    return None


def _continues(line: str) -> bool:
    """The rest of a header line that was too long: addresses, or an indented stretch."""
    return "@" in line or line.startswith((" ", "\t", "<")) or line.rstrip().endswith((";", ">", ","))


def _attributes(text: str, marks: Marks) -> int | None:
    """Where in the text the attribution begins; None if there is none. The text ends in it."""
    core = text.rstrip().rstrip("* \t")
    ruled = core.rstrip("-=")
    ends = core.endswith(_COLONS) or len(core) - len(ruled) >= 2
    stripped = ruled.strip("-=* \t")
    if not ends and _STARTS_WITH_DATE.match(stripped) is None:
        return None
    dated = bool(_DATE.search(stripped))
    addressed = "@" in stripped and _ADDRESS.search(stripped) is not None
    bracketed = addressed and ("<" in stripped or "[" in stripped)
    indent = len(text) - len(text.lstrip(" \t-=*"))
    if not ends:
        closes = (stripped.endswith(">") and bracketed) or _TIME_ZONE.search(stripped) is not None
        return 0 if closes else None
    if _says_wrote(stripped, marks) and (bracketed or (dated and _is_framed(stripped, marks))):
        return _begin(text, indent, marks)
    starts = _STARTS_WITH_DATE.match(stripped) is not None or (dated and _is_opening(marks.fold(stripped), marks))
    closes = stripped.rstrip("".join(_COLONS)).rstrip().endswith((">", ")", "]"))
    weekday_first = dated and bracketed and closes
    return 0 if (starts and bracketed and closes) or weekday_first else None


def _may_end(text: str) -> bool:
    """Whether an attribution may end with this text at all: most lines that are joined to one don't end it."""
    core = text.rstrip("* \t\r\n")
    return core.endswith(_ENDS) or _STARTS_WITH_DATE.match(text.lstrip("-=* \t")) is not None


def _is_framed(text: str, marks: Marks) -> bool:
    """Ends in "wrote", or opens like an attribution: "see what Li wrote on 20 November:" does neither."""
    folded = marks.fold(text)
    last = re.findall(r"\w+", folded[-40:])[-1:]
    ends = bool(last and last[0] in marks.wrote) or letters(folded).endswith(_ideographs(marks.wrote))
    opens = _STARTS_WITH_DATE.match(text) is not None or _is_opening(folded, marks)
    return ends or opens


def _says_wrote(text: str, marks: Marks) -> bool:
    folded = marks.fold(text)
    return not set(marks.wrote).isdisjoint(re.findall(r"\w+", folded)) or letters(folded).endswith(
        _ideographs(marks.wrote)
    )


def _ideographs(words: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that no blank parts from their neighbours."""
    return tuple(word for word in words if word[0] > "\u2e7f")


def _begin(text: str, indent: int, marks: Marks) -> int:
    """Typed words may share the line: the attribution begins at the last opening that still has the date behind it."""
    folded = marks.fold(text)
    if len(folded) != len(text):
        return 0
    best = 0
    place = _opening(folded, marks, indent)
    if place == indent:
        return 0
    while place is not None:
        if _DATE.search(text[place:]) and _is_said(text[:place], marks):
            best = place
        place = _opening(folded, marks, place + 1)
    return best


def _is_said(before: str, marks: Marks) -> bool:
    """Words before an attribution, unless they are its own: the name and address come first in some languages."""
    if not before.strip() or "<" in before or "@" in before or _says_wrote(before, marks):
        return False
    # Chinese knows no blank between words: only a full stop shows that the name doesn't belong to what follows.
    return before.strip()[-1] < "\u2e7f" or before.rstrip()[-1] in "。！？～" or before.endswith("  ")


def _is_opening(folded: str, marks: Marks) -> bool:
    """Whether an attribution may open with the first word."""
    return folded.startswith(marks.openings) and _opening(folded, marks, 0) == 0


def _opening(folded: str, marks: Marks, start: int) -> int | None:
    """The next place at which an attribution may open."""
    best: int | None = None
    for one in marks.openings:
        at = folded.find(one, start)
        while at >= 0:
            latin = one[0].isascii()
            end = at + len(one)
            ahead = folded[end : end + 1]
            behind = folded[at - 1 : at]
            if (not latin and (ahead.isdigit() or ahead == " ")) or (
                latin and not ahead.isalnum() and not behind.isalnum()
            ):
                best = at if best is None else min(best, at)
                break
            at = folded.find(one, at + 1)
    return best
