"""What stands under a person's words and isn't said by them: signature blocks, device footers, disclaimers, banners.

A typed name stays; a block is cut only when each of its lines is plainly part of one. What can't be named is left in:
that costs one question, and a condition cut away would be an approval that nobody gave.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.parsers.letter.cards import (
    CARD_LINE,
    belongs,
    is_address,
    is_affiliation,
    is_contact,
    is_name_shaped,
    is_named,
    is_postal,
    is_postscript,
    is_saying,
    is_slogan,
    reaches,
    turns,
)
from mailflow.parsers.letter.marks import Marks
from mailflow.parsers.letter.notices import is_banner, is_footer, notice_end, ruled_notice_end
from mailflow.parsers.letter.quotes import is_rule

_DASHES = frozenset(("--", "-- ", "—", "––", "——", "- -", "-—", "—-"))
_MARK = "-- "  # RFC 3676, 4.3: with the blank behind it a program wrote it
_COLONS = (":", "：")
_BARS = "| \t\r"
_CARD_LINES = 12
_BLOCK_LINES = 40


def new_lines(lines: Sequence[str], marks: Marks) -> list[bool]:
    """For each line of one stretch of new text, whether the person said it."""
    if not any(map(_is_drawn, lines)):
        return _said(lines, marks)
    # A card may be drawn as a table, with bars on lines of their own: it is read without them.
    cells = [line for line in lines if not _is_drawn(line)]
    inner = _said([line.strip(_BARS) for line in cells], marks)
    # A bar goes with the words below it, or with the last ones.
    with_words = [is_said for line, is_said in zip(cells, inner, strict=True) if line.strip()] or [True]
    said: list[bool] = []
    seen, below = 0, iter(inner)
    for line in lines:
        if _is_drawn(line):
            said.append(with_words[min(seen, len(with_words) - 1)])
        else:
            said.append(next(below))
            seen += bool(line.strip())
    return said


def _is_drawn(line: str) -> bool:
    return "|" in line and not line.strip(_BARS)


def _said(lines: Sequence[str], marks: Marks) -> list[bool]:
    said = [True] * len(lines)
    _cut_notices(lines, said, marks)
    _cut_marked(lines, said, marks)
    end = _ruled_off(lines, said, marks)
    start = _card(lines, end, said, marks)
    said[start:] = [False] * (len(lines) - start)
    return said


def said_in_block(lines: Sequence[str], marks: Marks) -> list[bool]:
    """The same for a block that a program marked as a signature: people type into it as well.

    Below the first of two lines that are plainly a contact block a motto is nobody's word, and where the block tells
    how its owner is reached, anything but a limit. Elsewhere nothing is cut that isn't plainly part of one.
    """
    cores = [line.strip() for line in lines]
    is_stored = sum(belongs(core, marks) for core in cores) > 1
    is_known = _is_block(cores, marks)
    is_whole = is_stored and any(reaches(core, marks) for core in cores)
    said: list[bool] = []
    begun = False
    for core in cores:
        is_bearer = is_name_shaped(core, marks) and (is_stored or (is_known and not begun))
        known = belongs(core, marks) or is_bearer or (is_known and begun and is_saying(core, marks))
        begun = begun or known
        if not core or known or is_footer(core, marks) or is_rule(core) or marks.key(core) in marks.closing:
            said.append(False)
        else:
            is_motto = is_slogan(core, marks) or (is_whole and not turns(core, marks))
            said.append(not (is_stored and begun and is_motto) or is_postscript(core, marks))
    return said


def _is_block(cores: Sequence[str], marks: Marks) -> bool:
    """Two lines of a contact block, or one below somebody's name that no list knows."""
    known = [belongs(core, marks) for core in cores]
    first = next((at for at, core in enumerate(cores) if core), 0)
    return sum(known) > 1 or (any(known[first + 1 :]) and is_name_shaped(cores[first], marks))


def _cut_notices(lines: Sequence[str], said: list[bool], marks: Marks) -> None:
    index = 0
    while index < len(lines):
        end = max(notice_end(lines, index, marks), ruled_notice_end(lines, index, marks))
        if end == index and (
            is_banner(lines[index], marks) or (_stands_apart(lines, index) and is_footer(lines[index], marks))
        ):
            end = index + 1
        said[index:end] = [False] * (end - index)
        index = max(end, index + 1)


def _stands_apart(lines: Sequence[str], index: int) -> bool:
    """Programs part their footer from the text; "Sent from my desk …" within a paragraph is somebody's sentence."""
    return not index or index + 1 == len(lines) or not lines[index - 1].strip() or not lines[index + 1].strip()


def _cut_marked(lines: Sequence[str], said: list[bool], marks: Marks) -> None:
    """The paragraph below the mark that programs set, where it is plainly somebody's contact block."""
    at = next((at for at, line in enumerate(lines) if line.strip() == _MARK.strip()), len(lines))
    end = at + 1
    while end < min(len(lines), at + _BLOCK_LINES) and lines[end].strip():
        end += 1
    block = lines[at + 1 : end]
    if _is_block([line.strip() for line in block], marks):
        said[at] = False
        said[at + 1 : end] = [
            was and is_said for was, is_said in zip(said[at + 1 : end], said_in_block(block, marks), strict=True)
        ]


def _ruled_off(lines: Sequence[str], said: Sequence[bool], marks: Marks) -> int:
    """The line that parts a contact block from what was said; the end of the stretch where none does."""
    found = len(lines)
    below: list[str] = []
    for index in range(len(lines) - 1, -1, -1):
        core = lines[index].strip()
        if core and not said[index] and below and all(is_contact(one, marks) for one in below):
            found = index  # under a notice the company's address may stand
        if not core or not said[index]:
            continue
        if (core in _DASHES and _all_belong(below, marks)) or (is_rule(core) and _is_card(below[::-1], marks)):
            found = index
        elif not is_rule(core):
            below.append(core)
            if len(below) > _CARD_LINES or not _may_belong(core, marks):
                break
    return found


def _card(lines: Sequence[str], end: int, said: Sequence[bool], marks: Marks) -> int:
    """Where a card of contacts begins that ends the stretch; `end` if there is none."""
    place = end
    while place > 0:
        while place > 0 and (not lines[place - 1].strip() or not said[place - 1]):
            place -= 1
        start = place
        while start > 0 and lines[start - 1].strip() and said[start - 1]:
            start -= 1
        if start == place:
            break
        first = _card_in(lines[start:place], marks)
        if first is None or _is_announced(lines[: start + first]):
            break
        end = start + first
        if first:
            break
        place = start
    return end


def _is_announced(above: Sequence[str]) -> bool:
    """Below a colon a card is what the person speaks of: "please ask first:"."""
    return next((line for line in reversed(above) if line.strip()), "").rstrip().endswith(_COLONS)


def _card_in(paragraph: Sequence[str], marks: Marks) -> int | None:
    """The line of a paragraph at which a card begins that runs to its end."""
    cores = [line.strip() for line in paragraph[-_CARD_LINES:]]
    before = len(paragraph) - len(cores)
    return next((before + index for index in range(len(cores)) if _is_card(cores[index:], marks)), None)


def _is_card(cores: Sequence[str], marks: Marks) -> bool:
    """A name (or an address), and nothing below it but posts, companies and ways to reach somebody."""
    if not cores or len(cores) > _CARD_LINES or any(len(core) > CARD_LINE for core in cores):
        return False
    if len(cores) == 1:
        return is_address(cores[0])
    first, *rest = cores
    if not _all_belong(rest, marks):
        return False
    if is_address(first) or is_named(first, marks):
        return any(is_contact(core, marks) for core in cores[:3])
    is_beside = is_contact(rest[0], marks) or is_contact(first, marks) or any(reaches(one, marks) for one in rest)
    return is_name_shaped(first, marks) and is_beside


def _may_belong(core: str, marks: Marks) -> bool:
    return belongs(core, marks) or is_postal(core, marks) or is_affiliation(core, marks)


def _all_belong(cores: Sequence[str], marks: Marks) -> bool:
    """An address or an unknown organisation counts only beside a number, a mail address or a company."""
    strangers = [core for core in cores if not belongs(core, marks)]
    if len(strangers) < len(cores) and strangers[-1:] == list(cores[-1:]) and is_saying(cores[-1], marks):
        strangers.pop()  # below whoever it is, and what he is
    if not strangers:
        return True
    return any(reaches(core, marks) for core in cores) and all(
        is_postal(core, marks) or is_affiliation(core, marks) for core in strangers
    )
