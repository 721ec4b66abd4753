"""Which of the printed answers (1 同意 2 不同意) a reply picks by its number. Reads no answer in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter.reader import LineRole, greeting_end, read_letter
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Pick

MAX_LENGTH = 20_000
MAX_LINE = 500  # characters; a longer one is a letter, and no digit at its head picks anything
MAX_COUNT = 99
SECTION = "choices"
HEDGE = re.compile(r"[?…~]|\.{2,}")
KEYCAP = "\u20e3"  # 1️⃣
OTHER_NUMBER = re.compile(r"(?<![\d.:/\-])[1-9]\d?(?![\d:/%\-]|\.\d)")
ELSEWHERE = ("condition_like", "change_like", "withdraw_like", "postpone_like", "reported_like")  # of `decision`


def read_choice(text: str, choices: Sequence[str], words: Words | None = None) -> int:
    """The number of the printed answer that is picked; 0 where none is, or more than one may be.

    Without `choices` only a number that stands alone is one: nothing is known to tell words for it from words against.
    """
    return find_choice(text, choices, words).no


def find_choice(text: str, choices: Sequence[str], words: Words | None = None, *, takes_reason: bool = False) -> Pick:
    """The same, with the words that stand beside the number.

    `takes_reason` where the printed choices ask for one: then words that deny or limit something else are no doubt.
    """
    words = words or shipped_words()
    if not text.strip() or len(text) > MAX_LENGTH:
        return Pick(0)
    folded = words.fold(text)
    if folded.is_disguised or HEDGE.search(folded.text):
        return Pick(0)
    labels = tuple(words.plain(one).strip() for one in choices)
    reader = _Reader(words, labels, _numbers(words), takes_reason)
    picked, beside = reader.lines(folded)
    numbers = {no for no, _ in picked}
    if len(numbers) != 1:
        return Pick(0)
    no = numbers.pop()
    said = [rest for _, rest in picked if rest] + beside
    count = len(choices) or MAX_COUNT
    if not 1 <= no <= count or (said and not choices) or any(reader.turns(one, no) for one in said):
        return Pick(0)
    return Pick(no, "\n".join(said))


def _numbers(words: Words) -> Mapping[str, int]:
    lists = (
        words.lists["numbering"]["digits"],
        words.lists[SECTION]["numbers"],
        words.lists[SECTION]["ordinals"],
        tuple(str(no) for no in range(1, MAX_COUNT + 1)),
    )
    return {one: no for names in lists for no, one in enumerate(names, 1)}


@dataclass(frozen=True, slots=True)
class _Reader:
    words: Words
    labels: tuple[str, ...]
    numbers: Mapping[str, int]
    takes_reason: bool

    def lines(self, folded: Folded) -> tuple[list[tuple[int, str]], list[str]]:
        """Numbers picked, each with what stands behind it, and the lines without one."""
        picked: list[tuple[int, str]] = []
        beside: list[str] = []
        started = False
        for line in read_letter(folded, self.words):
            if line.role is not LineRole.WORDS:
                continue
            text = folded.text[line.start : line.end]
            said = (
                text[0 if started else greeting_end(text, self.words) :]
                .replace(KEYCAP, "")
                .strip(" \t*_\u3000")
                .lstrip("-•·– ")
            )
            started = True
            found = None if said.startswith((">", "|", ":")) else self._pick(said)
            if found:
                picked.append(found)
            elif said:
                beside.append(said)
        return picked, beside

    def _pick(self, said: str) -> tuple[int, str] | None:
        if len(said) > MAX_LINE:
            return None
        bare = said.rstrip(" .。!！,，;；")
        if bare in self.labels and self.labels.count(bare) == 1:
            return self.labels.index(bare) + 1, ""
        patterns = self.words.patterns[SECTION]
        found = patterns["pick_like"].fullmatch(said.rstrip(" .。!！"))
        if found:
            return self._no(found), ""
        found = patterns["head_like"].match(said)
        if not found or patterns["unit_like"].match(said[found.end() :]):
            return None
        return self._no(found), said[found.end() :].strip()

    def _no(self, found: re.Match[str]) -> int:
        named = next(said for name, said in found.groupdict().items() if name.startswith("no_") and said)
        return self.numbers.get(named, 0)

    def turns(self, said: str, no: int) -> bool:
        """Words that name another answer or may take this one back, limit it or put it off."""
        named = max((one for one in self.labels if one and said.startswith(one)), key=len, default="")
        if named and self.labels.index(named) != no - 1:
            return True
        rest = said[len(named) :]
        others = [one for at, one in enumerate(self.labels, 1) if at != no and one]
        if any(one in rest for one in others) or self._names_other(rest, no):
            return True
        decision, own = self.words.patterns["decision"], self.words.patterns[SECTION]
        if own["turn_like" if self.takes_reason else "doubt_like"].search(rest):
            return True
        if self.takes_reason:
            return bool(decision["withdraw_like"].search(rest))
        label = self.labels[no - 1] if no <= len(self.labels) else ""
        found = (decision[name].search(rest) for name in ELSEWHERE)
        return any(one is not None and one[0][:1] not in label for one in found)  # 1 改到12月9日, where 1 is 改期

    def _names_other(self, rest: str, no: int) -> bool:
        unit = self.words.patterns[SECTION]["unit_like"]
        for found in self.words.patterns["numbering"]["named_like"].finditer(rest):
            if self._no(found) != no:
                return True
        return any(
            int(found[0]) != no and int(found[0]) <= len(self.labels) and not unit.match(rest[found.end() :].lstrip())
            for found in OTHER_NUMBER.finditer(rest)
        )
