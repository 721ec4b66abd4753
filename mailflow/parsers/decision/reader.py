"""What a sign-off reply decides. An assent or a refusal counts only where every word that bears on it is known.

It never guesses: what is left over makes the answer unclear, and the person is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailflow.parsers.boxes import read_boxes
from mailflow.parsers.choices import find_choice
from mailflow.parsers.clauses import Clause, Speech, read_speech
from mailflow.parsers.decision.beside import bearing, is_outdone, with_ticks, without_fields
from mailflow.parsers.decision.findings import (
    EXCUSE,
    OWN,
    PRAISE,
    Finding,
    Kind,
    find,
    is_background,
    leads_to,
    names_whose,
)
from mailflow.parsers.decision.numbered import read_numbered
from mailflow.parsers.delegation import find_delegate
from mailflow.parsers.folding import FOREIGN_LETTER, Folded
from mailflow.parsers.likeness import likes
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Decision, Verdict

__all__ = ["read_decision", "read_numbered"]

MAX_LENGTH = 20_000  # characters; nobody signs in more, and a question costs one mail
SECTION = "decision"
THANKS = frozenset(("thanks",))
OPPOSED = frozenset(("self", "contrast"))  # sets the writer's own word against another's: 但我不同意
LIGHT = (Kind.HARMLESS, Kind.COMMENT, Kind.RECEIPT)
WISHES = ("opening_like", "condition_like", "change_like", "fault_like")
_TONE = "👍"
_HEDGE = re.compile(r"…|\.{3,}|。{3,}")
_SPACED = re.compile(r"^ *(?:[^\W\d_] ){1,30}[^\W\d_](?= *[。.!]* *$)", re.MULTILINE)


def read_decision(
    text: str,
    choices: Sequence[str] = (),
    words: Words | None = None,
    departments: Sequence[str] | None = None,
) -> Decision:
    """The sign-off in a reply's new words. `choices` are the numbered answers that were offered: `2` is the second.

    `departments` are the names of the writer's own, in every language: 采购部同意 is theirs, 法务部同意 another's word.
    Where they aren't known, a department that decides in plain words is taken for the writer's.
    """
    words = words or shipped_words()
    if not text.strip():
        return Decision(Verdict.NONE, rule="nothing-said")
    if len(text) > MAX_LENGTH:
        return Decision(Verdict.UNCLEAR, rule="too-long")
    if choices and (chosen := _chosen(text, choices, words)):
        return replace(read_decision(chosen, words=words, departments=departments), span=(0, len(text)))
    boxes = read_boxes(_without_template(_joined(words.fold(text)), words))
    speech = read_speech(boxes.folded, words, SECTION)
    if not speech.clauses:
        if boxes.has_boxes:
            return Decision(Verdict.UNCLEAR, rule="unmarked-boxes")
        said = speech.has_greeting and not speech.has_names
        return Decision(Verdict.UNCLEAR if said else Verdict.NONE, rule="greeting" if said else "nothing-said")
    weighing = _Weighing.of(boxes.folded, speech, words, departments)
    if boxes.has_ticked:
        weighing = replace(weighing, findings=with_ticks(weighing.findings, words))
    return replace(_safe(weighing.decide(), weighing), weighed=weighing.shown())


def _chosen(text: str, choices: Sequence[str], words: Words) -> str:
    """The printed answer that a number picks, with the words beside it; "" where none is picked."""
    found = find_choice(text, choices, words)
    label = choices[found.no - 1] if found.no else ""
    if not found.words or not label:
        return label
    return found.words if words.plain(found.words).startswith(words.plain(label)) else f"{label}，{found.words}"


def _joined(folded: Folded) -> Folded:
    """同 意, a p p r o v e d: letters set apart for emphasis, alone on their line."""
    gaps = {
        found.start() + place
        for found in _SPACED.finditer(folded.text)
        for place, char in enumerate(found[0])
        if char == " "
    }
    if not gaps:
        return folded
    kept = [place for place in range(len(folded.text)) if place not in gaps]
    text = "".join(folded.text[place] for place in kept)
    return replace(folded, text=text, at=(*(folded.at[place] for place in kept), folded.at[-1]))


def _without_template(folded: Folded, words: Words) -> Folded:
    """`审批意见（同意/不同意）：` is the form's own line: its words are nobody's. [强] is a picture of mere tone."""
    patterns = words.patterns[SECTION]
    blank = patterns["template_like"].sub(lambda found: " " * len(found[0]), folded.text)
    blank = patterns["emoticon_like"].sub(lambda found: _TONE.ljust(len(found[0])), blank)
    return replace(folded, text=blank)


def _safe(decision: Decision, weighing: _Weighing) -> Decision:
    """Letters that look like others, or hidden in a word, never decide."""
    if decision.verdict not in (Verdict.APPROVE, Verdict.REJECT, Verdict.DELEGATE):
        return decision
    if weighing.folded.is_disguised:
        return replace(decision, verdict=Verdict.UNCLEAR, rule="disguised")
    if FOREIGN_LETTER.search(weighing.folded.raw):
        return replace(decision, verdict=Verdict.UNCLEAR, rule="look-alike")
    if decision.verdict is Verdict.REJECT and weighing.is_turned():
        return replace(decision, verdict=Verdict.UNCLEAR, rule="refusal-turned")
    return decision


@dataclass(frozen=True, slots=True)
class _Weighing:
    folded: Folded
    words: Words
    findings: tuple[Finding, ...]
    bearing: frozenset[int] = frozenset()  # where clauses begin that a verdict can't be read without

    def is_turned(self) -> bool:
        """不同意，点错了; Rejected - sorry, wrong mail: the words behind a refusal say that it is none."""
        since = max((one.start for one in self.findings if one.kind is Kind.NO), default=-1)
        return any(one.start > since and likes(one.clause.text, self.words, "unrefusing_like") for one in self.findings)

    @classmethod
    def of(cls, folded: Folded, speech: Speech, words: Words, departments: Sequence[str] | None) -> _Weighing:
        lists = words.lists[SECTION]
        is_formal = any(one in folded.text for one in lists["formal"])
        found = (find(one, words, is_formal=is_formal, departments=departments) for one in speech.clauses)
        told = without_fields(tuple(found), words)
        heavy = bearing(told, words)
        weighed = (replace(one, kind=Kind.UNKNOWN) if one.start in heavy and one.kind in LIGHT else one for one in told)
        return cls(folded, words, tuple(weighed), heavy)

    def decide(self) -> Decision:
        yes, no = self._all(Kind.YES), self._all(Kind.NO)
        asks = self._is_question()
        if self._like_any(self.findings, "withdraw_like"):
            return self._correction(yes, no, asks=asks)
        if yes and no and not self._is_overruled(yes, no):
            return self._unclear("contradiction", yes)
        if len({one.is_house for one in (*yes, *no)}) > 1 and not self._house_agrees(yes, no):
            return self._unclear("several-speakers", yes or no)  # 同意，法务部批准: beside one's own word, another's
        if no:
            return self._refusal(no)
        if yes:
            return self.assent(yes, asks=asks)
        return self._neither(asks=asks)

    def _house_agrees(self, yes: Sequence[Finding], no: Sequence[Finding]) -> bool:
        """生产部没有异议，同意: a department that has nothing against it, and then the writer's own plain word."""
        houses = [one for one in yes if one.is_house]
        is_above = all(one.end < yes[-1].start and self._like(one, "unopposed_like") for one in houses)
        return is_above and not no and yes[-1].clause.holds(frozenset(("yes",)))

    @staticmethod
    def _is_overruled(yes: Sequence[Finding], no: Sequence[Finding]) -> bool:
        """OK, but my answer is no; 方案通过？不通过: a mere opening, or a question that its writer answers."""
        asked = any("?" in one.clause.mark for one in yes)
        is_plain = not asked or no[0].clause.holds(frozenset(("no",)))  # 同意？不可能。 may be amazement
        return is_plain and all((one.is_weak or "?" in one.clause.mark) and one.end < no[0].start for one in yes)

    def _correction(self, yes: tuple[Finding, ...], no: tuple[Finding, ...], *, asks: bool) -> Decision:
        """更正：改为不同意. Taken back, and then decided anew in one mail; only taken back is unclear."""
        withdrawn = [one for one in self.findings if self._like(one, "withdraw_like") and one not in (*yes, *no)]
        if any(re.match("[:】\\])]", one.clause.mark) and self._like(one, "recall_like") for one in withdrawn):
            return self._unclear("withdrawal", ())  # 撤回：同意 names what is taken back
        anew = min((one.start for one in (*yes, *no)), default=0)
        is_before = all(
            one.start < anew
            and not re.search("[(（—-]", one.clause.mark)
            and self._like(one, "taken_back_like")
            and not self._like(one, "condition_like", "if_like")
            for one in withdrawn
        )
        # 刚才手滑发成了“不同意”: why it is taken back bears on what is decided anew no more.
        why = [one for one in self.findings if one.start < anew and self._like(one, "misspoke_like")]
        # 我要回的是不同意，不是同意
        why += [one for one in self.findings if one.kind is Kind.UNKNOWN and self._like(one, "not_that_like")]
        anew_alone = replace(self, findings=tuple(one for one in self.findings if one not in why or one in withdrawn))
        if no and not yes and not asks and is_before and not anew_alone.blocks_no(after=withdrawn):
            return Decision(Verdict.REJECT, withdraws=True, span=self._span(no), rule="correction")
        if yes and not no and is_before:
            decided = anew_alone.assent(yes, asks=asks)
            if decided.verdict is Verdict.APPROVE:
                return replace(decided, withdraws=True, rule="correction")
        return Decision(Verdict.UNCLEAR, withdraws=True, span=self._span(no), rule="withdrawal")

    def assent(self, yes: tuple[Finding, ...], *, asks: bool) -> Decision:
        unknown = self._unknown_beside(yes)
        if self._all(Kind.WEAK_NO):
            return self._unclear("contradiction", yes)
        if asks:
            return self._unclear("question", yes)
        if any(_HEDGE.search(one.clause.mark) for one in yes):
            return self._unclear("hedged", yes)
        if unknown and self._like_any(unknown, "own_later_like"):
            return self._unclear("postponed", yes)
        if unknown:
            wanted = [one for one in unknown if self._like(one, *WISHES, "half_like", "partial_like")]
            if wanted and not self._like_any(unknown, "reported_like"):
                return Decision(Verdict.REVISE, self._verbatim(wanted), span=self._span(yes), rule="condition")
            return self._unclear("unknown-words", yes)
        named = any(one.clause.holds(frozenset(("yes",))) for one in yes)
        below = [one.clause for one in self.findings if one.start > yes[-1].end]
        if not named and any(one.holds(EXCUSE) and not one.holds(THANKS) for one in below):
            return self._unclear("receipt", yes)  # 可以，周三开会
        if all(one.is_weak for one in yes) and (self._all(Kind.RECEIPT) or self._like_any(self.findings, "away_like")):
            return self._unclear("receipt", yes)
        return Decision(Verdict.APPROVE, span=self._span(yes), rule="assent")

    def _unknown_beside(self, yes: Sequence[Finding]) -> tuple[Finding, ...]:
        """What isn't known and may bear on the assent; above a plain one whole sentences are only its background."""
        plain = [one.start for one in yes if not one.is_weak]
        last = plain[-1] if plain else -1
        # 等法务看完，我就同意: what stands in one sentence with such an assent is its condition.
        led = {one.clause.sentence for one in yes if self._like(one, "then_sign_like")}
        asides = {one.clause.sentence for one in self.findings if self._like(one, "by_the_way_like")}
        found: list[Finding] = []
        following: Finding | None = None
        is_as_it_stands = self._like_any(self.findings, "as_is_like")
        is_excused = False  # whether what follows a clause bears on nothing
        for one in reversed(self.findings):
            is_known = one.kind is not Kind.UNKNOWN
            is_excused = (
                (is_known and one.kind not in (Kind.YES, Kind.NO, Kind.WEAK_NO))
                or (one.end <= last and one.clause.sentence not in led and is_background(one.clause, self.words))
                or (is_as_it_stands and self._like(one, "typo_like"))
                or (one.end <= last and is_outdone(one, self.findings, yes[-1], self.words))
                or (is_excused and following is not None and leads_to(one.clause))
            )
            is_excused = is_excused or (one.start > last and one.clause.sentence in asides and self._is_aside(one))
            if one.start in self.bearing or (not is_known and not is_excused):
                found.append(one)
            following = one
        return tuple(reversed(found))

    def _is_aside(self, finding: Finding) -> bool:
        """By the way, the canteen is closed on Friday: it speaks of something else, unless it shows that it doesn't."""
        return not self._like(finding, "condition_like", "bounding_like") and is_background(finding.clause, self.words)

    def _refusal(self, no: tuple[Finding, ...]) -> Decision:
        # Above a refusal a question is its reason: 一线怎么吃得消？不同意. Below it only one that expects no answer.
        if any(one.end >= no[0].start and not self._like(one, "rhetorical_like") for one in self._questions()):
            return self._unclear("question", no)
        if any(_HEDGE.search(one.clause.mark) for one in no):
            return self._unclear("hedged", no)
        unknown = self._all(Kind.UNKNOWN)
        is_barred = self._like_any(self.findings, "barred_like")
        if is_barred or (any(self._like(one, "cannot_like") for one in no) and self._is_hindered(no)):
            return self._unclear("hindered", no)
        if self.blocks_no():
            wanted = [one for one in unknown if self._like(one, "change_like", "then_sign_like", "if_like")]
            if wanted and not self._like_any(unknown, "reported_like", "postpone_like"):
                return Decision(Verdict.REVISE, self._verbatim(wanted), span=self._span(no), rule="refused-until")
            return self._unclear("unknown-words", no)
        return Decision(Verdict.REJECT, span=self._span(no), rule="refusal")

    def _is_hindered(self, no: Sequence[Finding]) -> bool:
        """没法签，在外出差: says why not now. Nothing in it says that the thing itself is refused."""
        beside = [one for one in self.findings if one not in no]
        return any(self._like(one, "hindered_like") for one in beside)

    def blocks_no(self, after: Sequence[Finding] = ()) -> bool:
        """Words beside a refusal that may take it back, put it off or lay it in another's mouth.

        Those above what was taken back (`after`) bear on nothing any more.
        """
        start = min((one.start for one in after), default=-1)
        if any(place > start for place in self.bearing):
            return True
        refused, first = min((one.clause.sentence, one.start) for one in self._all(Kind.NO))
        last = self._all(Kind.NO)[-1]
        own = max((one.start for one in self._all(Kind.NO) if one.clause.holds(OPPOSED)), default=-1)
        for before, one in zip((None, *self.findings), self.findings, strict=False):
            if one.kind is Kind.NO and before and names_whose(before.clause) and before.kind is Kind.UNKNOWN:
                return True
            if one.kind is Kind.NO and before and before.kind is Kind.UNKNOWN and ":" in before.clause.mark:
                if not before.clause.holds(OWN) or self._like(before, "reported_like"):
                    return True
                continue
            if one.kind not in (Kind.UNKNOWN, Kind.COMMENT) or one.start < start:
                continue
            if one.end <= last.start and is_outdone(one, self.findings, last, self.words):
                continue
            if one.end < own and (one.clause.holds(frozenset(("yes",))) or self._like(one, "reported_like")):
                continue  # 李总同意了，但我不同意
            if self._like(one, "blocks_no_like", "later_like", "then_sign_like") or one.clause.holds(
                frozenset(("yes",))
            ):
                return True
            turn = self.words.patterns[SECTION]["turns_no_like"].search(one.clause.text)
            is_reason = turn and turn.start() and one.end < first  # running until May we have no hours, so no
            if one.clause.sentence >= refused and turn and not is_reason:
                return True
            if self._like(one, "reported_like") and not self._like(one, "self_like"):
                return True
        return find_delegate(self.folded.raw, self.words) is not None

    def _neither(self, *, asks: bool) -> Decision:
        unknown = self._all(Kind.UNKNOWN)
        if self._like_any(unknown, "own_later_like"):
            return self._unclear("postponed", ())
        if not self._like_any(unknown, "then_sign_like"):
            delegate = find_delegate(self.folded.raw, self.words)
            if delegate and (not asks or self._only_begs(delegate.span)):
                return Decision(Verdict.DELEGATE, delegate_to=delegate.who, span=delegate.span, rule="delegate")
        weak = self._all(Kind.WEAK_NO)
        is_plain = not unknown or (weak and weak[0] is self.findings[0] and self._are_reasons(unknown))
        if weak and is_plain and not asks and not self.bearing and self._stands_alone() and not self._is_hindered(weak):
            return Decision(Verdict.REJECT, span=self._span(self._all(Kind.WEAK_NO)), rule="plain-no")
        wishes = ("change_like",) if self._like_any(unknown, "hindered_like") else ("change_like", "fault_like")
        wanted = [one for one in unknown if self._like(one, *wishes) and not one.assents_to_other]
        if any(one.assents_to_other for one in unknown):
            wanted += [one for one in unknown if self._like(one, "condition_like") and not one.assents_to_other]
        wanted += [one for one in unknown if self._like(one, "partial_like")]
        if any(self._like(one, "half_like") for one in unknown):
            wanted += [one for one in unknown if self._like(one, "condition_like", "half_like")]
        if not self._like_any(unknown, "postpone_like"):
            wanted += [one for one in unknown if self._like(one, "then_sign_like")]
        is_asked = asks and all(one in wanted and self._like(one, "polite_like") for one in self._questions())
        if wanted and (not asks or is_asked) and not self._like_any(unknown, "reported_like"):
            return Decision(Verdict.REVISE, self._verbatim(wanted), rule="change")
        bound = [one for one in unknown if self._like(one, "bound_like")]
        if bound and not asks and self._opens_well(bound[0]):
            return Decision(Verdict.REVISE, self._verbatim(bound), rule="condition")
        if asks:
            return self._unclear("question", ())
        if not unknown:
            return self._unclear("receipt", ())
        return self._unclear("postponed" if self._like_any(unknown, "postpone_like") else "unknown-words", ())

    def _only_begs(self, span: tuple[int, int]) -> bool:
        """Handed over to Lars. Could you ask him instead? What is asked of the reader is no question about it."""
        asked = [(one, self.folded.span(one.start, one.end)) for one in self._questions()]
        return all(self._like(one, "polite_like") and not first <= span[0] < last for one, (first, last) in asked)

    def _are_reasons(self, unknown: Sequence[Finding]) -> bool:
        """不行，太冒险了: why not, and no word of what would do, or of another's opinion."""
        turning = ("change_like", "condition_like", "then_sign_like", "blocks_no_like", "later_like", "reported_like")
        return all(self._like(one, "why_not_like") and not self._like(one, *turning) for one in unknown)

    def _stands_alone(self) -> bool:
        """No, nothing to add: beside praise, a receipt or a comment a bare no may deny something else."""
        rest = [one for one in self.findings if one.kind is not Kind.WEAK_NO]
        return not any(
            one.kind in (Kind.COMMENT, Kind.RECEIPT)
            or one.clause.holds(frozenset(("praise", "seen", "received", "excuse")))
            for one in rest
        )

    def _all(self, kind: Kind) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.kind is kind)

    def _is_question(self) -> bool:
        return bool(self._questions())

    def _questions(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if "?" in one.clause.mark)

    def _opens_well(self, bound: Finding) -> bool:
        """Fine, as long as …; 好，不过要…: praise, and then what it hangs on."""
        above = [one for one in self.findings if one.end <= bound.start]
        return any(one.kind in (Kind.HARMLESS, Kind.RECEIPT) and one.clause.holds(PRAISE) for one in above)

    def _like(self, finding: Finding, *lists: str) -> bool:
        return likes(finding.clause.text, self.words, *lists)

    def _like_any(self, findings: Iterable[Finding], *lists: str) -> bool:
        return any(self._like(one, *lists) for one in findings)

    def _unclear(self, rule: str, on: tuple[Finding, ...]) -> Decision:
        return Decision(Verdict.UNCLEAR, span=self._span(on), rule=rule)

    def _span(self, findings: Sequence[Finding]) -> tuple[int, int] | None:
        return self.folded.span(findings[0].start, findings[0].end) if findings else None

    def _verbatim(self, wanted: Sequence[Finding]) -> str:
        """From the first clause that sets the condition to the last that is not mere courtesy."""
        first = min(one.clause.start for one in wanted)
        last = max(one.clause.end for one in self.findings if one.kind is Kind.UNKNOWN)
        return self.folded.verbatim(first, max(last, first))

    def shown(self) -> tuple[str, ...]:
        """What was weighed, for the operator: `assent:同意`."""
        return tuple(f"{one.kind}:{_short(one.clause, self.folded)}" for one in self.findings[:20])


def _short(clause: Clause, folded: Folded) -> str:
    return folded.verbatim(clause.start, clause.end)[:40]
