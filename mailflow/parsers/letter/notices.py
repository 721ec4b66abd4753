"""Lines that a program or a company puts into a mail by itself: device footers, banners, disclaimers.

Each is known by the whole of its line, never by its beginning alone: 发自我的内心但预算减半 is somebody's condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mailflow.parsers.letter.bearing import bears, decides
from mailflow.parsers.letter.marks import LONGEST, Marks

_FOOTER_LENGTH = 90
_LINK = re.compile(r"<?(?:https?://|mailto:)[^\s<>]{1,300}>?|\((?:https?://)[^()\s]{1,300}\)")
_WORDS = re.compile(r"[^\W\d_\u2e80-\uffff]+|\d+|[\u2e80-\uffff]+")
_SENTENCE_END = ("。", "！", "？", ".", "!", "?", "”", ":", "：")
_WRAPPED = 60  # columns: a line that was broken by a program is at least as wide
_NOTICE_LINES = 40
_RULED = 20  # columns
_RULES = "_-="
_ADDRESSED = re.compile(r"https?://[^\s<>]{3}|[\w.+-]{1,64}@[\w-]{1,63}\.")


def is_footer(line: str, marks: Marks) -> bool:
    """A line that a program adds: 发自我的iPhone, Get Outlook for iOS. It holds words of devices and programs alone.

    But for a product's name right behind the words that announce one: 发自我的 realme GT5, Sent from my Nothing Phone.
    """
    core = line.strip()
    if not core or len(core) > 4 * _FOOTER_LENGTH:
        return False
    core = _LINK.sub("", core).strip("-–—_=*~· .。")
    if len(core) > _FOOTER_LENGTH or re.search("[?？!！:：]", core):
        return False
    key = marks.key(core)
    if not key.startswith(marks.device_footers):
        return False
    unknown = [one for one in _WORDS.findall(core) if not _is_device_word(marks.fold(one), marks)]
    return not unknown or _is_product(unknown, core, key, marks)


def _is_product(unknown: Sequence[str], core: str, key: str, marks: Marks) -> bool:
    """One or two Latin words that begin what the line announces; a common word would be the person's own."""
    name = "".join(map(marks.key, unknown))
    announced = any(key.startswith(f"{owner}{name}") for owner in marks.device_owners)
    is_proper = core[0] > "\u2e7f" or all(one[0].isupper() for one in unknown)
    return len(unknown) < 3 and name.isascii() and announced and is_proper and not bears(marks.fold(core), marks.words)


def _is_device_word(word: str, marks: Marks) -> bool:
    if word.isdigit() or (len(word) == 1 and word.isascii()):
        return len(word) <= 4
    place = 0
    while place < len(word):
        ends = range(len(word), place, -1) if word[0] > "\u2e7f" else (len(word),)
        end = next((end for end in ends if word[place:end] in marks.device_words), place)
        if end == place:
            return False
        place = end
    return True


def is_banner(line: str, marks: Marks) -> bool:
    """What a gateway writes above a mail from outside."""
    key = marks.key(line)
    if not key.startswith(marks.banners):
        return False
    found = next(one for one in marks.banners if key.startswith(one))
    if key == found or (
        line.strip().startswith(("[", "【")) and len(key) <= len(found) + 4 and not _decides(line, marks)
    ):
        return True
    held = len(_held(marks.banner_words, (line,), marks))
    if _is_own(line, marks):
        return False
    # 未经核实请勿同意任何付款请求: some warn of approving, in a line that nobody could have typed.
    return held > 1 and (held > 2 or not _decides(line, marks))


def notice_end(lines: Sequence[str], index: int, marks: Marks) -> int:
    """The end of the disclaimer that begins here; `index` where none does.

    本邮件为我的书面同意 is somebody's word: a disclaimer speaks twice of secrecy, recipients or what they may not do.
    """
    key = marks.key(lines[index].strip().lstrip("*_ "))
    if not key.startswith(marks.disclaimers) and not key.startswith(marks.weak_disclaimers):
        return index
    start = next((one for one in marks.disclaimers if key.startswith(one)), "")
    weak = start or next(one for one in marks.weak_disclaimers if key.startswith(one))
    end = index + 1
    while end < min(len(lines), index + _NOTICE_LINES) and _goes_on(lines[end - 1], lines[end], marks):
        end += 1
    said = lines[index:end]
    if any(_is_own(line, marks) for line in said):
        return index
    if len(_held(marks.disclaimer_words, said, marks, without=weak)) < 2:
        return index
    return end if start or _held(marks.recipients, said, marks) else index


def ruled_notice_end(lines: Sequence[str], index: int, marks: Marks) -> int:
    """The end of a gateway's or mailing list's footer, whose long ruled line stands here; `index` where none does.

    Nobody draws such a line by hand: below it one word of a notice is enough, and whole it must be a footer's.
    """
    rule = lines[index].strip()
    if len(rule) < _RULED or len(set(rule)) > 1 or rule[0] not in _RULES:
        return index
    end = start = index + 1
    while end < min(len(lines), start + _NOTICE_LINES) and lines[end].strip():
        end += 1
    said = lines[start:end]
    if not said or any(_is_own(line, marks) for line in said):
        return index
    key = marks.key(said[0])
    opening = next((one for one in marks.disclaimers if key.startswith(one)), "")
    if opening and _held(marks.disclaimer_words, said, marks, without=opening):
        return end
    is_list = [bool(_held(marks.list_footers, (line,), marks)) for line in said]
    rest = [line for line, is_known in zip(said, is_list, strict=True) if not is_known]
    return end if any(is_list) and all(_ADDRESSED.search(line) for line in rest) else index


def _goes_on(above: str, line: str, marks: Marks) -> bool:
    """The next line of a notice speaks its language too, or is the rest of a line that a program broke."""
    if not line.strip():
        return False
    if len(_held(marks.disclaimer_words, (line,), marks)) > 1:
        return True
    width = sum(2 if char > "\u2e7f" else 1 for char in above.rstrip())
    return width >= _WRAPPED and not above.rstrip().endswith(_SENTENCE_END) and not _decides(line, marks)


def _held(words: Iterable[str], lines: Sequence[str], marks: Marks, without: str = "") -> set[str]:
    """Which of the words stand in the lines; of those that stand in one another, one."""
    text = "".join(marks.key(part) for line in lines for part in _pieces(line)).removeprefix(without)
    found = {one for one in words if one in text}
    return {one for one in found if not any(one != other and one in other for other in found)}


def _pieces(line: str) -> Iterable[str]:
    return (line[at : at + LONGEST] for at in range(0, min(len(line), 10 * LONGEST), LONGEST))


def _decides(line: str, marks: Marks) -> bool:
    return decides(marks.fold(line), marks.words)


def _is_own(line: str, marks: Marks) -> bool:
    """Whether a line speaks of what is decided, as no company's notice does."""
    return bool(marks.words.patterns["quoting"]["no_disclaimer_like"].search(marks.fold(line)))
