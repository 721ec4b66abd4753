"""What stands under a person's words and isn't said by them: signature blocks, device footers, disclaimers, banners.

A typed name stays; a block is cut only when something in it is plainly a contact, a title or a program's phrase.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from mailflow.parsers.quotemarks import LONGEST, Marks
from mailflow.parsers.quotes import is_rule

_DASHES = frozenset(("--", "-- ", "—", "––", "——", "- -", "-—", "—-"))
_ADDRESS = re.compile(r"<?[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}>?")
_PHONE = re.compile(r"\d[\d\-–() ]{5,18}\d")
_SENTENCE = re.compile(r"[。！？；!?;]|，.{0,200}，|[.,] ")
_FOOTER_LENGTH = 90
_CARD_LINE = 60
_CARD_LINES = 12


def new_lines(lines: Sequence[str], marks: Marks) -> list[bool]:
    """For each line of one stretch of new text, whether the person said it."""
    said = [True] * len(lines)
    end = _first_ending(lines, marks)
    for index in range(end, len(lines)):
        said[index] = False
    for index in range(end):
        if _is_banner(lines[index], marks) or (_stands_apart(lines, index) and is_footer(lines[index], marks)):
            said[index] = False
    start = _card(lines, end, said, marks)
    for index in range(start, end):
        said[index] = False
    return said


def _stands_apart(lines: Sequence[str], index: int) -> bool:
    """Programs part their footer from the text; "Sent from my desk …" within a paragraph is somebody's sentence."""
    return not index or index + 1 == len(lines) or not lines[index - 1].strip() or not lines[index + 1].strip()


def is_footer(line: str, marks: Marks) -> bool:
    """A line that a program adds: 发自我的iPhone, Get Outlook for iOS."""
    core = line.strip()
    if not core or len(core) > _FOOTER_LENGTH + 80:
        return False
    core = re.sub(r"<[^<>]{0,200}>|\([^()]{0,200}\)", "", core).rstrip("-_= .。")
    key = marks.key(core)
    if not key or len(core) > _FOOTER_LENGTH:
        return False
    return key.startswith(marks.device_footers) and not _SENTENCE.search(core)


def _is_banner(line: str, marks: Marks) -> bool:
    return marks.key(line).startswith(marks.banners)


def _first_ending(lines: Sequence[str], marks: Marks) -> int:
    """The line from which on nothing is said: `-- `, a ruled-off card, a disclaimer."""
    for index, line in enumerate(lines):
        core = line.strip()
        if not core:
            continue
        if line.rstrip("\r\n") in _DASHES or core in _DASHES:
            return index
        if _is_disclaimer(lines, index, marks):
            return index
        if is_rule(line) and len(lines) - index < 3 * _CARD_LINES and _is_card(_cores(lines[index + 1 :]), marks):
            return index
    return len(lines)


def _cores(lines: Sequence[str]) -> list[str]:
    return [core for line in lines if (core := line.strip())]


def _is_disclaimer(lines: Sequence[str], index: int, marks: Marks) -> bool:
    """Begins like a disclaimer and speaks its language: 本邮件为我的书面同意 is somebody's word."""
    key = marks.key(lines[index].strip().lstrip("*_ "))
    if not key.startswith(marks.disclaimers):
        return False
    paragraph = itertools.takewhile(str.strip, lines[index : index + 8])
    key = marks.key_of_all(paragraph)
    return len(key) > 12 and any(one in key for one in marks.disclaimer_words)


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
        if first is None:
            break
        end = start + first
        if first:
            break
        place = start
    return end


def _card_in(paragraph: Sequence[str], marks: Marks) -> int | None:
    """The line of a paragraph at which a card begins that runs to its end."""
    cores = [line.strip() for line in paragraph]
    for index in range(max(0, len(cores) - _CARD_LINES), len(cores)):
        if _is_card(cores[index:], marks):
            return index
    return None


def _is_card(cores: Sequence[str], marks: Marks) -> bool:
    """Short lines that begin with a name (or are an address) and hold a title, a company or a way to reach somebody."""
    if not cores or len(cores) > _CARD_LINES or any(len(core) > 2 * _CARD_LINE for core in cores):
        return False
    if len(cores) == 1:
        return _is_address(cores[0])
    if _SENTENCE.search(cores[0]) or len(cores[0]) > _CARD_LINE:
        return False
    named = _is_name(cores[0], marks) or _is_address(cores[0])
    return named and any(_is_contact(core, marks) for core in cores[:3])


def _is_address(core: str) -> bool:
    return len(core) <= LONGEST and _ADDRESS.fullmatch(core) is not None


def _is_contact(core: str, marks: Marks) -> bool:
    key = marks.key(core)
    label = re.split(r"[:：|]", core, maxsplit=1)[0]
    if label != core and marks.key(label) in marks.contact_labels:
        return True
    if _is_address(core) or core.startswith(("http://", "https://", "www.")):
        return True
    if _SENTENCE.search(core) or len(core) > _CARD_LINE:
        return False
    if any(key.endswith(one) for one in (*marks.titles, *marks.companies) if not one.isascii()):
        return True
    tokens = set(re.findall(r"[a-z.]+", marks.fold(core)))
    if any(one in tokens for one in (*marks.titles, *marks.companies) if one.isascii()):
        return True
    return _PHONE.search(core) is not None and len(core) <= 40


def _is_name(core: str, marks: Marks) -> bool:
    """A name, alone or before a title: 孙浩 | 生产部 部长; Emily Carter, CPA."""
    first = re.split(r"[|,，/·\t]|  ", core, maxsplit=1)[0].strip(" *-")
    plain = first.replace(" ", "")
    if 2 <= len(plain) <= 4 and all(char > "\u2e7f" for char in plain):
        key = marks.key(plain)
        return key.startswith(marks.surnames) and key not in marks.answers
    words = first.split()
    if any(marks.key(word) in marks.answers for word in words):
        return False
    return 1 < len(words) <= 4 and all(word[0].isupper() for word in words) and not any(map(str.isdigit, first))
