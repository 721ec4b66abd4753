"""What one clause of an answer to minutes is: it confirms, objects, asks, puts off, greets. Weighs no whole mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from mailflow.parsers.clauses import MAX_CLAUSE, Clause, Speech
from mailflow.parsers.confirmation.numbers import Named, bare_head, lead_number, named_in
from mailflow.parsers.decision.findings import Finding, Kind, find
from mailflow.parsers.folding import Folded
from mailflow.parsers.words import Words

SECTION = "confirmation"
LONGEST_ADDITION = 80  # characters
LONGEST = 400  # characters of a clause that its kind is looked for in
SHORT = 12  # characters of a refusal that names nothing: 不同意, not quite
LEAD = 16  # characters that a line's number may take
MOST_PARTS = 4
_QUOTED = re.compile('["“”「」『』]')
_JOINS = frozenset((",", "、"))
_NEXT_NUMBER = re.compile(r"\s(?=\d{1,2}(?:\.\d{1,2})?[ :]?[^\d\s])")
_BESIDE_MATCH = frozenset("link self side assent whole matches meeting seen praise yes".split())  # noqa: SIM905 - words
_BESIDE_DENIED = frozenset("link self side assent whole seen meeting thanks".split())  # noqa: SIM905 - words
_BESIDE_ASSENT = frozenset("link self side assent whole seen praise yes can weak thanks".split())  # noqa: SIM905 - words
_SAYS_YES = frozenset(("yes", "can", "weak"))


class Sort(StrEnum):
    """What a clause is."""

    CONFIRMS = "confirms"
    PARTLY = "partly"  # agrees with some points, or with the rest
    RECEIPT = "receipt"
    COURTESY = "courtesy"
    ADDITION = "addition"
    HEADING = "heading"  # joins, or tells that points follow
    FAULT = "fault"
    CONTENT = "content"  # what was said, or wasn't
    REFUSES = "refuses"
    EXCEPTS = "excepts"
    REQUEST = "request"  # to mend what was said before
    ASKED = "asked"
    DOUBTED = "doubted"
    SUPPOSED = "supposed"
    POSTPONED = "postponed"
    ABSENT = "absent"
    UNKNOWN = "unknown"


OBJECTS = frozenset((Sort.FAULT, Sort.CONTENT, Sort.REFUSES, Sort.EXCEPTS))
AGREES = frozenset((Sort.CONFIRMS, Sort.PARTLY))
QUIET = frozenset((Sort.RECEIPT, Sort.COURTESY, Sort.ADDITION))


@dataclass(frozen=True, slots=True)
class Remark:
    """A clause, what it is, the points it speaks of, and where its words begin with their number."""

    sort: Sort
    clause: Clause
    start: int
    named: tuple[Named, ...] = ()
    is_headed: bool = False  # the number stands at its head
    is_weak: bool = False
    is_first_of_line: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The points that it names."""
        return tuple(dict.fromkeys(number for one in self.named for number in one.numbers))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is true of all clauses of a sentence."""

    asks: bool
    tells: bool  # what the right words are
    mends: bool  # asks to have it mended


def read_remarks(folded: Folded, speech: Speech, words: Words) -> tuple[Remark, ...]:
    """Every clause of the answer; one that holds nothing but a number belongs to the next."""
    return tuple(_Reader(folded, speech, words).read())


class _Reader:
    def __init__(self, folded: Folded, speech: Speech, words: Words) -> None:
        self.folded, self.words = folded, words
        self.like = words.patterns[SECTION]
        self.clauses = tuple(part for one in speech.clauses for part in self._parted(one))
        self.around = _around(folded.text, self.clauses)
        self.sentences = {no: self._sentence(these) for no, these in _by_sentence(self.clauses)}
        self.counts_itself = self._counts_itself()

    def read(self) -> Iterator[Remark]:
        topic: Named | None = None
        held: Clause | None = None
        lists = False
        before: Clause | None = None
        for clause in self.clauses:
            lead = self._lead(clause)
            is_first = before is None or lead is not None or "\n" in self.folded.text[before.end : clause.start]
            opens = is_first or before is None or before.sentence != clause.sentence or not before.mark
            before = clause
            named, start, is_headed = self._named(clause, opens=opens or lists)
            lists = (is_headed and named[0].start == clause.start) or (lists and not opens)
            if lead and not named and not self.counts_itself:
                named, start, is_headed = (lead,), lead.start, True
            if topic and held:
                if not named or not is_headed or named[0].numbers == topic.numbers:
                    named, start, is_headed = (topic,), held.start, True
                elif held.mark.strip() in _JOINS:
                    named, start = (topic, *named), held.start
                else:
                    yield Remark(Sort.UNKNOWN, held, held.start, (topic,), is_headed=True)
                topic = held = None
            if named and self._is_bare(clause, named):
                topic, held = named[0], replace(clause, start=start)
                continue
            yield replace(self._remark(clause, named, start, is_headed=is_headed), is_first_of_line=is_first)
        if topic and held:
            yield Remark(Sort.UNKNOWN, held, held.start, (topic,), is_headed=True)

    def _parted(self, clause: Clause) -> Iterator[Clause]:
        """Minutes look fine but item 6 …; 1 ok 2 wrong: what agrees at the head of a clause is one of its own."""
        rest: Clause | None = clause
        while rest and rest.end - rest.start <= MAX_CLAUSE and (turn := self._turn(rest)):
            yield self._part(rest, rest.start, turn)
            rest = self._part(rest, turn, rest.end) if self.folded.text[turn : rest.end].strip() else None
        if rest:
            yield rest

    def _turn(self, clause: Clause) -> int:
        """Where what agrees ends within a clause; 0 where nothing does."""
        text = self.folded.text
        turns = [found.start() for found in self.like["turn_like"].finditer(text, clause.start + 1, clause.end)]
        turns += [found.end() for found in _NEXT_NUMBER.finditer(text, clause.start, clause.end)]
        for turn in sorted(turns)[:MOST_PARTS]:
            head = self._part(clause, clause.start, turn)
            bare = bare_head(text, head.start, head.end, self.words)
            named = named_in(text, head.start, head.end, self.words) or ((bare,) if bare else ())
            if head.text and self._agrees(head, named):
                return turn
        return 0

    def _part(self, clause: Clause, start: int, end: int) -> Clause:
        end = start + len(self.folded.text[start:end].rstrip())
        tokens = tuple(one for one in clause.tokens if start <= one.start and one.end <= end)
        covered = sum(one.end - one.start for one in tokens)
        if covered < len("".join(self.folded.text[start:end].split())):
            tokens = self.words.lexicons[SECTION].cut(self.folded.text, start, end)
        mark = clause.mark if end == clause.end else ""
        return replace(clause, start=start, end=end, text=self.folded.text[start:end], mark=mark, tokens=tokens)

    def _lead(self, clause: Clause) -> Named | None:
        text = self.folded.text
        line = text.rfind("\n", 0, clause.start) + 1
        return lead_number(text, line, clause.start, self.words) if line < clause.start <= line + LEAD else None

    def _counts_itself(self) -> bool:
        """两处：1、… 2、…: as many numbers as the writer announced, from one on, are the writer's own."""
        announced = any(
            self.like["header_like"].search(one.text) and self.like["counting_like"].search(one.text)
            for one in self.clauses
        )
        leads = [lead.numbers[0] for one in self.clauses if (lead := self._lead(one))]
        return announced and len(leads) > 1 and leads == [str(no) for no in range(1, len(leads) + 1)]

    def _named(self, clause: Clause, *, opens: bool) -> tuple[tuple[Named, ...], int, bool]:
        text = self.folded.text
        if clause.end - clause.start > MAX_CLAUSE:
            return (), clause.start, False
        found = named_in(text, clause.start, clause.end, self.words)
        if found:
            is_headed = bool(self.like["lead_like"].search(text[clause.start : found[0].start]))
            return found, clause.start, is_headed
        joins = self.like["joins_like"].match(text[clause.start : clause.end])  # 但2.6不对
        first = clause.start + (joins.end() if joins else 0)
        bare = bare_head(text, first, clause.end, self.words)
        if bare and (opens or "." in bare.numbers[0] or self._agrees(clause, (bare,))):
            return (bare,), clause.start, True
        return (), clause.start, False

    def _is_bare(self, clause: Clause, named: Sequence[Named]) -> bool:
        """关于2.3：, 第3点,"""
        if len(named) != 1 or clause.start > named[0].start:
            return False
        before = self.folded.text[clause.start : named[0].start]
        behind = self.folded.text[named[0].end : clause.end].strip()
        if any(self._has(name, before) for name in ("except_like", "refuse_like", "change_like", "fault_like")):
            return False
        return not behind.strip(":- ") and bool(self.like["lead_like"].search(before))

    def _remark(self, clause: Clause, named: tuple[Named, ...], start: int, *, is_headed: bool) -> Remark:
        inner = tuple(one for one in named if one.start >= clause.start)
        finding = find(clause, self.words, is_formal=self._speaks_for_department(clause))
        sort = self._sort(clause, named, inner, finding)
        is_weak = finding.is_weak and sort is Sort.CONFIRMS
        return Remark(sort, clause, start, named, is_headed=is_headed, is_weak=is_weak)

    def _is_own(self, clause: Clause) -> bool:
        """请财务部确认 asks others; of words that aren't known only the signing department's name may stand in it."""
        unknown = [one for one in clause.tokens if not one.kinds]
        others = unknown[1:] if self._speaks_for_department(clause) else unknown
        return not others and not self._has("asked_like", clause.text)

    def _speaks_for_department(self, clause: Clause) -> bool:
        """生产部无异议 above 生产部 李明: the department that signs speaks for itself."""
        first = clause.tokens[0] if clause.tokens else None
        if first is None or first.kinds:
            return False
        name = self.folded.text[first.start : first.end]
        return name in self.around

    def _sort(self, clause: Clause, named: tuple[Named, ...], inner: tuple[Named, ...], finding: Finding) -> Sort:
        if not clause.text.strip():
            return Sort.ASKED if "?" in clause.mark else Sort.COURTESY
        if named or self.like["rest_like"].search(clause.text):
            if self._agrees(clause, inner):
                return Sort.DOUBTED if self._sentence_of(clause).asks else Sort.PARTLY
        elif finding.kind is not Kind.UNKNOWN and (plain := self._plain(clause, finding)):
            return plain
        return self._said(clause, named)

    def _plain(self, clause: Clause, finding: Finding) -> Sort | None:
        """A clause whose every word is known."""
        if finding.kind is Kind.NO:
            return Sort.REFUSES
        if finding.kind is Kind.WEAK_NO:
            return Sort.UNKNOWN
        if finding.kind is Kind.YES:
            return Sort.CONFIRMS if self._is_own(clause) else None
        if finding.kind is Kind.RECEIPT:
            return Sort.RECEIPT
        if _matches(clause):
            return Sort.CONFIRMS
        if finding.kind is not Kind.HARMLESS or _QUOTED.search(clause.text):
            return None
        is_fault = self._has("fault_like", clause.text) and not self._has("no_fault_like", clause.text)
        return None if is_fault else Sort.COURTESY

    def _agrees(self, clause: Clause, named: Sequence[Named]) -> bool:
        """第1点没意见, 1 ok, 其他确认: with the points left out, an assent is left."""
        text = self.folded.text[clause.start : clause.end]
        for one in named:
            first, last = one.start - clause.start, one.end - clause.start
            text = text[:first] + " " * (last - first) + text[last:]
        rest = self.like["rest_like"].match(text)
        if rest:
            text = " " * rest.end() + text[rest.end() :]
        if not text.strip():
            return False
        tokens = self.words.lexicons[SECTION].cut(text, 0, len(text))
        left = Clause(0, len(text), text, "", 0, tokens)
        kind = find(left, self.words, is_formal=False).kind
        says = left.holds(_SAYS_YES | {"praise"}) or kind is Kind.RECEIPT
        return says and (kind in (Kind.YES, Kind.HARMLESS, Kind.RECEIPT) or _matches(left))

    def _said(self, clause: Clause, named: tuple[Named, ...]) -> Sort:
        """A clause with words that aren't known."""
        text, sentence = clause.text, self._sentence_of(clause)
        is_request = not named and ":" not in clause.mark and self._has("request_like", text)
        if not named and not is_request and self._has("header_like", text):
            return Sort.HEADING
        if _matches(clause) or _affirms_twice(clause):
            return Sort.CONFIRMS
        if self._has("supposed_like", text):
            return Sort.SUPPOSED
        if is_request:
            return Sort.REQUEST
        denied = self.like["no_fault_like"].search(text)
        bare = text[: denied.start()] + text[denied.end() :] if denied else text
        objection = self._objection(bare, clause, named, sentence)
        if objection:
            return objection
        if denied:
            return self._denied(bare, named)
        return self._other(clause, named, sentence)

    def _denied(self, bare: str, named: tuple[Named, ...]) -> Sort:
        if named:
            return Sort.PARTLY
        tokens = self.words.lexicons[SECTION].cut(bare, 0, len(bare)) if len(bare) <= MAX_CLAUSE else (None,)
        fits = all(one is not None and one.kinds & _BESIDE_DENIED for one in tokens)
        return Sort.COURTESY if fits else Sort.UNKNOWN

    def _objection(self, text: str, clause: Clause, named: tuple[Named, ...], sentence: _Sentence) -> Sort | None:
        faults, refuses = self._has("fault_like", text), self._has("refuse_like", text)
        changes, tells = self._has("change_like", text), self._has("content_like", text)
        if not (faults or refuses or changes or tells):
            return None
        if sentence.asks and not self._has("wish_like", text):
            return Sort.ASKED
        if self._is_reported(clause, named):
            return Sort.DOUBTED
        if self._has("hedge_like", text) and not sentence.tells and not changes:
            return Sort.DOUBTED
        if not (faults or refuses or named) and self._has("absent_like", text):
            return Sort.ABSENT
        if changes and not (faults or refuses or tells):
            if self._has("addition_like", text[:LONGEST]):
                return Sort.UNKNOWN
            if not named and self._has("postpone_like", text) and self._has("self_like", text, "decision"):
                return Sort.POSTPONED
        if clause.tokens and "yes" in clause.tokens[0].kinds and not (faults or refuses or tells or named):
            return Sort.UNKNOWN  # 同意延期到周五: assents to another thing
        if not (faults or changes or tells or named) and len(text) <= SHORT:
            return Sort.REFUSES
        return Sort.FAULT if faults or refuses or changes else Sort.CONTENT

    def _other(self, clause: Clause, named: tuple[Named, ...], sentence: _Sentence) -> Sort:
        text = clause.text
        if sentence.asks:
            return Sort.ASKED
        if self._is_reported(clause, named):
            return Sort.DOUBTED
        if named and self._has("except_like", text):
            return Sort.EXCEPTS
        if self._has("absent_like", text):
            return Sort.ABSENT
        if text in self.words.lists["letter"]["first_names"]:
            return Sort.COURTESY  # Thanks, Amy
        if self._has("hedge_like", text):
            return Sort.DOUBTED
        if not named and self._has("seen_like", text) and not self._has("unseen_like", text):
            return Sort.ADDITION
        if ":" in clause.mark:
            return Sort.UNKNOWN  # 转发：确认无误: what follows may be another's
        if len(text) <= LONGEST_ADDITION and self._has("addition_like", text) and not self._has("turns_like", text):
            return Sort.ADDITION
        if self._has("postpone_like", text) and (not named or self._has("promise_like", text)):
            return Sort.POSTPONED  # 3.2是周六 names a day and puts nothing off
        if (named and self._has("deny_like", text)) or sentence.mends:
            return Sort.CONTENT
        return Sort.UNKNOWN

    def _is_reported(self, clause: Clause, named: tuple[Named, ...]) -> bool:
        """老王说第3点不对 lays it in another's mouth; 2.3 王总说的是两周 tells what was said in the meeting."""
        found = self.like["reported_like"].search(clause.text)
        if not found or self._has("self_like", clause.text[: found.start()], "decision"):
            return False
        if named and named[0].start < clause.start + found.start():
            return False
        return not self._has("content_like", clause.text)

    def _has(self, name: str, text: str, section: str = SECTION) -> bool:
        return bool(self.words.patterns[section][name].search(text))

    def _sentence_of(self, clause: Clause) -> _Sentence:
        return self.sentences[clause.sentence]

    def _sentence(self, clauses: Sequence[Clause]) -> _Sentence:
        return _Sentence(
            any("?" in one.mark for one in clauses),
            any(self._has("content_like", one.text) for one in clauses),
            any(self._has("request_like", one.text) for one in clauses),
        )


def _matches(clause: Clause) -> bool:
    """内容与会上讨论一致: all words known, one says that things are the same, one what was said."""
    held = {kind for token in clause.tokens for kind in token.kinds}
    fits = all(token.kinds & _BESIDE_MATCH for token in clause.tokens)
    return fits and {"matches", "meeting"} <= held


def _around(text: str, clauses: Sequence[Clause]) -> str:
    """What stands in a mail beside its clauses: names, departments, closings."""
    ends = [0, *(one.end for one in clauses)]
    starts = [*(one.start for one in clauses), len(text)]
    return "\n".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _affirms_twice(clause: Clause) -> bool:
    """确认 ok, agreed ok: one assent in two words or two languages."""
    fits = all(token.kinds & _BESIDE_ASSENT for token in clause.tokens)
    return fits and clause.holds(frozenset(("yes",))) and clause.holds(frozenset(("can", "weak")))


def _by_sentence(clauses: Sequence[Clause]) -> Iterator[tuple[int, Sequence[Clause]]]:
    for no, these in groupby(clauses, key=lambda one: one.sentence):
        yield no, tuple(these)
