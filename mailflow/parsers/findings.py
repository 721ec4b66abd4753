"""What one clause of a sign-off is: assent, refusal, courtesy, or something that isn't known. Weighs no whole mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mailflow.parsers.clauses import Clause
from mailflow.parsers.words import Token, Words


class Kind(StrEnum):
    """What a clause is."""

    YES = "assent"
    NO = "refusal"
    WEAK_NO = "no"
    RECEIPT = "receipt"
    HARMLESS = "courtesy"
    COMMENT = "comment"
    WITHDRAWAL = "withdrawal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause, what it is, and where its word of decision stands in the folded text."""

    kind: Kind
    clause: Clause
    start: int
    end: int
    is_weak: bool = False  # ok, yes: an assent unless the mail is a receipt

    @property
    def assents_to_other(self) -> bool:
        """同意把会改到周二: an unknown clause that opens with a word of assent speaks of another thing."""
        tokens = self.clause.tokens
        return self.kind is Kind.UNKNOWN and bool(tokens) and "yes" in tokens[0].kinds


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


SMALL = _kinds("link self side assent whole addressed")
ASSENTS = _kinds("yes can weak")
SPOKEN = _kinds("yes no weak_no")
# What may stand before and after a word of assent or refusal within its clause.
BEFORE_YES = SMALL | _kinds("seen praise heading leading")
AFTER_YES = SMALL | _kinds("praise thanks yes can ahead")
BEFORE_CAN = _kinds("link side whole seen praise heading leading")
AFTER_CAN = _kinds("link side assent thanks can yes weak")
BEFORE_NO = SMALL | _kinds("before_no seen heading leading no_signs")
AFTER_NO = SMALL | _kinds("thanks ahead no_signs")
# Clauses that change nothing: one word of the first set, and nothing outside the second.
COURTESIES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_kinds("thanks"), SMALL | _kinds("thanks people part praise received seen")),
    (_kinds("praise"), SMALL | _kinds("praise people part seen thanks")),
    (_kinds("seen"), SMALL | _kinds("seen people part received excuse praise thanks")),
    (_kinds("excuse"), SMALL | _kinds("excuse people part thanks seen")),
    (_kinds("ahead"), SMALL | _kinds("ahead asking people can thanks")),
    (_kinds("heading leading"), SMALL | _kinds("heading leading")),
    (SMALL, SMALL),
)
LONGEST_COMMENT = 100  # characters
LIMITING = (
    ("letter", "limits_like"),
    *(
        ("decision", name)
        for name in (
            "condition_like", "change_like", "fault_like", "half_like", "partial_like", "then_sign_like", "reported_like"
        )
    ),
)  # fmt: skip
RECEIPTS = SMALL | _kinds("received thanks seen people part")
GOING_AHEAD = SMALL | _kinds("ahead asking people thanks")


def find(clause: Clause, words: Words, *, is_formal: bool) -> Finding:
    """What a clause of a sign-off is."""
    if is_formal:
        clause = _spoken_by_department(clause, words)
    tokens = clause.tokens
    patterns = words.patterns["decision"]
    if patterns["withdraw_like"].search(clause.text):
        return Finding(Kind.WITHDRAWAL, clause, clause.start, clause.end)
    if clause.is_known and tokens:
        found = _decisive(clause, tokens)
        if found:
            return found
        if _holds_only(tokens, _kinds("received"), RECEIPTS):
            return Finding(Kind.RECEIPT, clause, clause.start, clause.end)
        if any(_holds_only(tokens, core, allowed) for core, allowed in COURTESIES) or _praises_part(tokens):
            return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if patterns["harmless_like"].search(clause.text) and not clause.holds(SPOKEN):
        return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if not clause.text.strip():
        return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if _comments(clause, words):
        return Finding(Kind.COMMENT, clause, clause.start, clause.end)
    return Finding(Kind.UNKNOWN, clause, clause.start, clause.end)


def _comments(clause: Clause, words: Words) -> bool:
    """三条措施都靠谱, 材料写得很扎实: praise, a reason or a report among unknown words, and nothing that narrows.

    An assent beside it stays whole: nobody limits what they sign by saying how it was made or that they have read it.
    """
    patterns, text = words.patterns["decision"], clause.text
    if len(text) > LONGEST_COMMENT or clause.holds(SPOKEN) or _like_any(text, words, LIMITING):
        return False
    if patterns["seen_like"].search(text):
        return True
    return not patterns["narrow_like"].search(text) and (
        _ends_in_praise(clause) or bool(patterns["comment_like"].search(text))
    )


def _like_any(text: str, words: Words, lists: Sequence[tuple[str, str]]) -> bool:
    return any(words.patterns[section][name].search(text) for section, name in lists)


def _ends_in_praise(clause: Clause) -> bool:
    """论证充分: in Latin script a word of praise among unknown ones may be part of a name."""
    last = clause.tokens[-1]
    said = clause.text[last.start - clause.start :]
    return "praise" in last.kinds and last.end == clause.end and said > "\u2e7f"


def _decisive(clause: Clause, tokens: Sequence[Token]) -> Finding | None:
    for no, token in enumerate(tokens):
        before, after = tokens[:no], tokens[no + 1 :]
        if token.kinds & SPOKEN and before and "addressed" in before[-1].kinds:
            return None  # 你们同意: their word, not the writer's
        if token.end - token.start == 1 and token.kinds & ASSENTS and len(tokens) > 1:
            continue  # 准, 行: one character beside others may be half of a word
        if "no" in token.kinds:
            fits = _all_in(before, BEFORE_NO) and _all_in(_without_echo(clause, token, after), AFTER_NO)
            return Finding(Kind.NO, clause, token.start, token.end) if fits else None
        if "yes" in token.kinds and _all_in(before, BEFORE_YES) and _follows_yes(after):
            return Finding(Kind.YES, clause, token.start, token.end)
        if token.kinds & {"can", "weak"} and _all_in(before, BEFORE_CAN) and _all_in(after, AFTER_CAN):
            return Finding(Kind.YES, clause, token.start, token.end, is_weak="weak" in token.kinds)
        if "weak_no" in token.kinds and not clause.holds(frozenset(("yes", "can", "weak", "praise"))):
            fits = _all_in(before, BEFORE_NO) and _all_in(_without_echo(clause, token, after), AFTER_NO)
            if fits:
                return Finding(Kind.WEAK_NO, clause, token.start, token.end)
    return None


def _without_echo(clause: Clause, token: Token, after: Sequence[Token]) -> Sequence[Token]:
    """不行不行 is one no said twice; 不批不行 and 不同意驳回 are the contrary of one."""
    said = clause.text[token.start - clause.start : token.end - clause.start]
    return [one for one in after if clause.text[one.start - clause.start : one.end - clause.start] != said]


def _follows_yes(after: Sequence[Token]) -> bool:
    """Nothing that narrows the assent; from a word of asking on (请大家尽快启动) only going ahead."""
    for no, token in enumerate(after):
        if token.kinds & AFTER_YES:
            continue
        rest = after[no:]
        return "asking" in token.kinds and _holds_only(rest, _kinds("ahead"), GOING_AHEAD)
    return True


def _all_in(tokens: Sequence[Token], allowed: frozenset[str]) -> bool:
    return all(token.kinds & allowed for token in tokens)


def _holds_only(tokens: Sequence[Token], core: frozenset[str], allowed: frozenset[str]) -> bool:
    return any(token.kinds & core for token in tokens) and _all_in(tokens, allowed | core)


def _praises_part(tokens: Sequence[Token]) -> bool:
    """预算没问题: says something of a part; it assents to nothing."""
    allowed = SMALL | _kinds("part praise can people")
    has_part = any(token.kinds & {"part", "people"} for token in tokens)
    return has_part and _holds_only(tokens, _kinds("can"), allowed)


def _spoken_by_department(clause: Clause, words: Words) -> Clause:
    """供应链部不同意该方案, in a formal letter: the department that writes is the self."""
    first, *rest = clause.tokens or (None,)
    if first is None or first.kinds or not rest:
        return clause
    name = clause.text[first.start - clause.start : first.end - clause.start]
    if not name.endswith(words.lists["letter"]["departments"]):
        return clause
    return replace(clause, tokens=(Token(frozenset(("self",)), first.start, first.end), *rest))
