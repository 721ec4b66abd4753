"""What an answer to a matter or an invitation says: taken, refused, another date, another person. Asks nobody itself.

Here 收到 and 好的 do mean yes: the matter was decided before, and its owner only says that they have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mailflow.parsers.clauses import Clause, Speech, read_speech
from mailflow.parsers.dates import FoundDay, find_dates
from mailflow.parsers.delegation import find_delegate
from mailflow.parsers.folding import FOREIGN_LETTER, Folded
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Acceptance, Taking

MAX_LENGTH = 20_000
SECTION = "acceptance"
TAKE = frozenset(("take", "received", "yes", "can", "weak"))
REFUSE = frozenset(("refuse", "no", "weak_no"))
RECEIVED = frozenset(("received", "weak"))
COMMITS = frozenset(("take", "yes", "can"))
AHEAD = frozenset(("ahead",))
NO_WORDS = frozenset(("no_name", "formal"))
OWN = frozenset(("self", "side"))
OTHERS = frozenset(("people", "addressed", "part", "matter"))
DOING = frozenset(("take", "yes", "can"))
_HEDGE = re.compile(r"…|~|\.{3,}|。{3,}")
BESIDE_WEAK_NO = frozenset(("self", "side", "thanks", "before_no"))


def read_acceptance(text: str, today: date, words: Words | None = None) -> Acceptance:
    """The answer in a reply's new words; `today` is the reader's day, for dates without a year or with a weekday."""
    words = words or shipped_words()
    if not text.strip():
        return Acceptance(Taking.NONE, rule="nothing-said")
    if len(text) > MAX_LENGTH:
        return Acceptance(Taking.UNCLEAR, rule="too-long")
    folded = words.fold(text)
    speech = read_speech(folded, words, SECTION)
    if not speech.clauses:
        said = speech.has_greeting and not speech.has_names
        return Acceptance(Taking.UNCLEAR if said else Taking.NONE, rule="greeting" if said else "nothing-said")
    answer = _Answer(folded, speech, words, find_dates(text, today, words))
    read = answer.read()
    if (folded.is_disguised or FOREIGN_LETTER.search(text)) and read.verdict is not Taking.UNCLEAR:
        read = replace(read, verdict=Taking.UNCLEAR, rule="disguised")
    return replace(read, weighed=answer.shown())


@dataclass(frozen=True, slots=True)
class _Answer:
    folded: Folded
    speech: Speech
    words: Words
    days: Sequence[FoundDay]

    def read(self) -> Acceptance:
        takes, refuses, rest = self._sorted()
        if self._asks() or self._is_reported(rest):
            return self._as(Taking.UNCLEAR, takes or refuses, "question")
        other = find_delegate(self.folded.raw, self.words, SECTION, key="hand_over_like")
        if other and not (takes and not self._like(rest, "open_like")):
            return Acceptance(Taking.HAND_OVER, to=other.who, span=other.span, rule="hand-over")
        wanted = self._wanted(takes)
        if wanted and not refuses:
            return Acceptance(Taking.COUNTER, new_due=wanted.value, span=(wanted.start, wanted.end), rule="other-date")
        if takes or refuses:
            doubt = self._doubt(takes or refuses, self.speech.clauses if takes else refuses)
            if doubt:
                return self._as(Taking.UNCLEAR, takes or refuses, doubt)
        if takes and refuses:
            return self._as(Taking.UNCLEAR, takes, "contradiction")
        if refuses:
            verdict = Taking.UNCLEAR if self._is_open(rest) else Taking.DECLINE
            return self._as(verdict, refuses, "refusal" if verdict is Taking.DECLINE else "unknown-words")
        is_open = self._like(rest, "open_like") or self._like(rest, "counter_like")
        if takes and not is_open and not (self._only_receives(takes) and self._says_nothing_of_doing(rest)):
            return self._as(Taking.ACCEPT, takes, "taken")
        return self._as(Taking.UNCLEAR, takes, "unknown-words")

    def _sorted(self) -> tuple[list[Clause], list[Clause], list[Clause]]:
        """Clauses that take it, that refuse it, and those with unknown words."""
        takes, refuses, rest = [], [], []
        for clause in self.speech.clauses:
            if _is_known(clause) and clause.holds(REFUSE) and self._is_plain_refusal(clause):
                refuses.append(clause)
            elif _is_known(clause) and clause.holds(TAKE) and not clause.holds(REFUSE) and self._is_own(clause):
                takes.append(clause)
            elif not _is_known(clause) or clause.holds(REFUSE | TAKE):
                rest.append(clause)
                if not _is_known(clause) and self._refuses_among_unknown(clause):
                    refuses.append(clause)
        return takes, refuses, rest

    def _asks(self) -> bool:
        """A question leaves everything open, but for a date that is asked for politely."""
        asking = [one for one in self.speech.clauses if "?" in one.mark]
        wishes = self.words.patterns[SECTION]["date_wish_like"]
        dated = {one.start for day in self.days for one in self._sentence_of(day)}
        return any(one.start not in dated or not wishes.search(one.text) for one in asking)

    def _doubt(self, decided: Sequence[Clause], beside: Sequence[Clause]) -> str:
        """Why a yes or no isn't one: it trails off, is under way, isn't sure, or is handed on."""
        if any(_HEDGE.search(one.mark) for one in decided):
            return "hedged"
        for name, why in (("progress_like", "in-progress"), ("unsure_like", "unsure"), ("handed_like", "handed-on")):
            if self._like(beside, name):
                return why
        return "others" if any(self._is_others(one) for one in beside) else ""

    def _is_own(self, clause: Clause) -> bool:
        """The writer takes it: 财务负责 and 请处理 give it to others, 任务安排 names a thing, 安排不过来 turns it."""
        if clause.holds(frozenset(("before_no",))):
            return False
        return not self._is_others(clause) and not self.words.patterns[SECTION]["wish_like"].search(clause.text)

    @staticmethod
    def _is_others(clause: Clause) -> bool:
        """Who or what stands before the word of taking, where the writer doesn't."""
        first = next((token.kinds for token in clause.tokens if token.kinds & (OWN | TAKE | OTHERS)), frozenset())
        return bool(first & OTHERS) and not first & (OWN | TAKE) and clause.holds(DOING)

    def _refuses_among_unknown(self, clause: Clause) -> bool:
        """这个活我们做不了: a word of refusal, and before it nothing that denies or limits."""
        patterns = self.words.patterns[SECTION]
        if patterns["day_like"].search(clause.text):
            return False
        plain = patterns["refuse_like"].search(clause.text)
        if plain:
            return not patterns["open_like"].search(clause.text[: plain.start()] + " " + clause.text[plain.end() :])
        refusing = [token for token in clause.tokens if "refuse" in token.kinds]
        if any(token.kinds & TAKE and not token.kinds & REFUSE for token in clause.tokens):
            return False
        if len(refusing) != 1 or clause.holds(frozenset(("weak_no", "no")) - refusing[0].kinds):
            return False
        before = clause.text[: refusing[0].start - clause.start]
        return not patterns["open_like"].search(before)

    @staticmethod
    def _is_plain_refusal(clause: Clause) -> bool:
        """One word of refusal and nothing that it might only be half of (来不及) or that turns it (不能不)."""
        refusing = [token for token in clause.tokens if token.kinds & REFUSE]
        others = [token for token in clause.tokens if not token.kinds & REFUSE]
        if len(refusing) > 1 or any(token.kinds & TAKE for token in others):
            return False
        return "weak_no" not in refusing[0].kinds or all(token.kinds & BESIDE_WEAK_NO for token in others)

    def _wanted(self, takes: Sequence[Clause]) -> FoundDay | None:
        """The last day named where another date is asked for, or promised beside a yes."""
        patterns = self.words.patterns[SECTION]
        wanted = None
        for day in self.days:
            sentence = [one.text for one in self._sentence_of(day)]
            asks = any(patterns["counter_like"].search(one) for one in sentence)
            promises = bool(takes) and any(patterns["by_then_like"].search(one) for one in sentence)
            if asks or promises:
                wanted = day
        return wanted

    def _sentence_of(self, day: FoundDay) -> list[Clause]:
        spans = [(one, self.folded.span(one.start, one.end)) for one in self.speech.clauses]
        held = {one.sentence for one, (start, end) in spans if start < day.end and end > day.start}
        return [one for one in self.speech.clauses if one.sentence in held]

    def _is_open(self, rest: Sequence[Clause]) -> bool:
        """A refusal whose other words may take it back or tie it to something."""
        pattern = self.words.patterns["decision"]["blocks_no_like"]
        return any(pattern.search(one.text) and not one.holds(frozenset(("refuse",))) for one in rest)

    @staticmethod
    def _only_receives(takes: Sequence[Clause]) -> bool:
        """收到 and 好的 are a yes where they stand alone; beside words that aren't known they may only say hello."""
        return not any(one.holds(COMMITS) and not one.holds(RECEIVED) for one in takes)

    def _says_nothing_of_doing(self, rest: Sequence[Clause]) -> bool:
        """收到，已转采购部 hands it away; 收到，我会安排小王弄好 has a word of taking beside the unknown ones."""
        return any(not self._does(one) for one in rest)

    def _does(self, clause: Clause) -> bool:
        """供应商会处理 has somebody else do it."""
        doing = next((token for token in clause.tokens if token.kinds & (COMMITS | AHEAD)), None)
        if doing is None:
            return False
        before = clause.text[: doing.start - clause.start]
        return bool(self.words.patterns[SECTION]["own_lead_like"].search(before))

    def _is_reported(self, rest: Sequence[Clause]) -> bool:
        patterns = self.words.patterns["decision"]
        return any(
            patterns["reported_like"].search(one.text) and not patterns["self_like"].search(one.text) for one in rest
        )

    def _like(self, clauses: Sequence[Clause], name: str) -> bool:
        return any(self.words.patterns[SECTION][name].search(one.text) for one in clauses)

    def _as(self, verdict: Taking, on: Sequence[Clause], rule: str) -> Acceptance:
        span = self.folded.span(on[0].start, on[0].end) if on else None
        return Acceptance(verdict, span=span, rule=rule)

    def shown(self) -> tuple[str, ...]:
        """The clauses as weighed, for the operator."""
        return tuple(self._shown(one) for one in self.speech.clauses[:20])

    def _shown(self, clause: Clause) -> str:
        known = "known" if _is_known(clause) else "unknown"
        return f"{known}:{self.folded.verbatim(clause.start, clause.end)[:40]}"


def _is_known(clause: Clause) -> bool:
    """Every word is known for what it says; `not` and `they` are listed only as what no name is."""
    return all(token.kinds - NO_WORDS for token in clause.tokens)
