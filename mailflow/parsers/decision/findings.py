"""What one clause of a sign-off is: assent, refusal, courtesy, or something that isn't known. Weighs no whole mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mailflow.parsers.clauses import Clause
from mailflow.parsers.letter.cards import is_department
from mailflow.parsers.letter.marks import marks_of
from mailflow.parsers.likeness import likes, opens_condition, squeezed
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
    is_house: bool = False  # a department's word, by its name
    is_weak: bool = False  # ok, yes: an assent unless the mail is a receipt

    @property
    def assents_to_other(self) -> bool:
        """同意把会改到周二, 借人可以: an unknown clause with a word of assent at its end speaks of another thing."""
        tokens = self.clause.tokens
        if self.kind is not Kind.UNKNOWN or not tokens:
            return False
        return "yes" in tokens[0].kinds or bool({"can"} & (tokens[0].kinds | tokens[-1].kinds))


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


SMALL = _kinds("link self side assent whole addressed tone_signs")
ASSENTS = _kinds("yes can weak")
SPOKEN = _kinds("yes no weak_no")
# What may stand before and after a word of assent or refusal within its clause.
BEFORE_YES = SMALL | _kinds("seen praise heading leading")
AFTER_YES = SMALL | _kinds("praise thanks yes can ahead")
BEFORE_CAN = _kinds("link side whole seen praise heading leading")
AFTER_CAN = _kinds("link side assent thanks can yes weak")
BEFORE_NO = (SMALL - {"tone_signs"}) | _kinds("before_no contrast seen heading leading no_signs")
AFTER_NO = (SMALL - {"tone_signs"}) | _kinds("thanks ahead no_signs")
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
TONE = _kinds("tone_signs")  # ok 👍 is a receipt, approved 👍 is none
HOUSE = _kinds("house")
WHOLE = _kinds("whole")
OWN = _kinds("self heading leading")  # what makes the words before a colon the writer's own: 我的意见很明确：
EXCUSE = _kinds("excuse")
NAMING = _kinds("part link whole heading")
MINE = _kinds("self side link leading heading whole assent")  # what may stand before a heading that is the writer's
OWN_OR_MADE = _kinds("self whole")
PRAISE = _kinds("praise thanks")
LONGEST_NAME = 12  # characters of a department's name
LONGEST_COMMENT = 160  # characters
_LIMITING = "condition_like change_like fault_like half_like partial_like then_sign_like reported_like"  # of `decision`
LIMITING = (("letter", "limits_like"), *(("decision", name) for name in _LIMITING.split()))
_UNSETTLING = "unsettling_like change_like fault_like half_like partial_like then_sign_like reported_like"
UNSETTLING = tuple(("decision", name) for name in _UNSETTLING.split())
RECEIPTS = SMALL | _kinds("received thanks seen people part")
GOING_AHEAD = SMALL | _kinds("ahead asking people thanks")


def find(clause: Clause, words: Words, *, is_formal: bool = False, departments: Sequence[str] | None = None) -> Finding:
    """What a clause of a sign-off is. `departments` are the writer's own, where they are known."""
    if _speaks_for_another(clause, words, departments):
        return Finding(Kind.UNKNOWN, clause, clause.start, clause.end)
    clause = _spoken_by_department(clause, words, departments, is_formal=is_formal)
    tokens = clause.tokens
    patterns = words.patterns["decision"]
    if opens_condition(clause.text, words) or likes(clause.text, words, "told_passive_like"):
        return Finding(Kind.UNKNOWN, clause, clause.start, clause.end)
    is_anew = bool(tokens) and "leading" in tokens[0].kinds  # 更正为不同意: taken back and decided in one breath
    is_both = patterns["no_like"].search(clause.text)  # I withdraw my approval and reject the plan
    if patterns["withdraw_like"].search(clause.text) and not is_both and not (is_anew and clause.is_known):
        return Finding(Kind.WITHDRAWAL, clause, clause.start, clause.end)
    if clause.is_known and tokens:
        found = _decisive(clause, tokens, words)
        if found:
            return replace(found, is_house=clause.holds(HOUSE))
        if _holds_only(tokens, _kinds("received"), RECEIPTS):
            return Finding(Kind.RECEIPT, clause, clause.start, clause.end)
        is_topic = ":" in clause.mark and clause.holds(EXCUSE)
        courteous = any(_holds_only(tokens, core, allowed) for core, allowed in COURTESIES) or _praises_part(tokens)
        if courteous and not is_topic:
            return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if phrased := _phrased(clause, words, departments):
        return phrased
    is_short = len(clause.text) <= LONGEST_COMMENT
    if is_short and patterns["harmless_like"].search(_said(clause, words)) and not _decides(clause, _kinds("yes no")):
        return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if not clause.text.strip():
        return Finding(Kind.HARMLESS, clause, clause.start, clause.end)
    if _comments(clause, words):
        return Finding(Kind.COMMENT, clause, clause.start, clause.end)
    return Finding(Kind.UNKNOWN, clause, clause.start, clause.end)


def _phrased(clause: Clause, words: Words, departments: Sequence[str] | None) -> Finding | None:
    """I can't approve a plan that puts people at risk: a whole clause of a known build around words of any kind."""
    patterns, text = words.patterns["decision"], _said(clause, words)
    if len(text) > LONGEST_COMMENT or clause.is_marked:
        return None
    # A smile behind a refusal may take it back: 不同意😄.
    for name, kind, said in (("no_like", Kind.NO, clause.text), ("yes_like", Kind.YES, text)):
        found = patterns[name].search(said)
        if found:
            named = {key: value for key, value in found.groupdict().items() if value}
            house = next(iter(named.values()), "")
            is_own = not house or departments is None or _is_own(house, words, departments)
            speaks = any(key.startswith("house") for key in named)
            return Finding(kind, clause, clause.start, clause.end, is_house=speaks) if is_own else None
    return None


def _comments(clause: Clause, words: Words) -> bool:
    """三条措施都靠谱, 材料写得很扎实: praise, a reason or a report among unknown words, and nothing that narrows.

    An assent beside it stays whole: nobody limits what they sign by saying how it was made or that they have read it.
    """
    if len(clause.text) > LONGEST_COMMENT:
        return False
    patterns, text = words.patterns["decision"], _without_done(clause, words)
    if _decides(clause) or _like_any(text, words, LIMITING):
        return False
    if names_whose(clause) or opens_condition(clause.text, words) or patterns["bounding_like"].search(text):
        return False
    if patterns["seen_like"].search(text):
        return True
    if patterns["narrow_like"].search(text):
        return False
    praises = clause.holds(PRAISE) and patterns["praised_like"].search(text)
    is_done = text != _bare(clause, words)
    if praises or is_done or patterns["comment_like"].search(text) or _ends_in_praise(clause):
        return True
    return patterns["chatter_like"].search(text) is not None and not _like_any(text, words, UNSETTLING)


def _decides(clause: Clause, kinds: frozenset[str] = SPOKEN) -> bool:
    """Holds a word of decision; one character among unknown ones is half of another word (抓得很准, 抽不开身)."""
    return any(token.kinds & kinds and token.end - token.start > 1 for token in clause.tokens)


def _without_done(clause: Clause, words: Words) -> str:
    """What was changed already is no wish: the words for it are left out before wishes are looked for."""
    return words.patterns["decision"]["done_like"].sub(" ", _bare(clause, words))


def _bare(clause: Clause, words: Words) -> str:
    """Without the times of an excuse (这几天, 拖了半年了): they count nothing of what is signed."""
    return words.patterns["decision"]["aside_like"].sub("", _said(clause, words))


def _said(clause: Clause, words: Words) -> str:
    """Without the pictures of mere tone at its end: 下次早点发我哈😄; and without blanks between two scripts."""
    return squeezed(clause.text.rstrip("".join(words.lists["decision"]["tone_signs"]) + " "))


def is_background(clause: Clause, words: Words) -> bool:
    """Above an assent people tell what they read, and why: it bounds nothing unless it shows that it does.

    What follows is the writer's own last word; so whole statements count as told, and a mere name, place, amount or
    part doesn't.
    """
    if len(clause.text) > LONGEST_COMMENT:
        return False
    patterns, text = words.patterns["decision"], _without_done(clause, words)
    if clause.is_marked or _decides(clause) or _like_any(text, words, UNSETTLING):
        return False
    is_topic = ":" in clause.mark and not clause.holds(OWN)  # 出差：同意 speaks of a journey
    if is_topic or names_whose(clause) or opens_condition(clause.text, words):
        return False
    return not text.strip(" ,") or patterns["statement_like"].search(text) is not None


def names_whose(clause: Clause) -> bool:
    """王总的审批意见, 我不是说审批意见: words before a heading tell whose opinion follows, or that none does."""
    at = next((no for no, token in enumerate(clause.tokens) if "heading" in token.kinds), 0)
    is_head = ":" in clause.mark or (at == len(clause.tokens) - 1 and not clause.text.isascii())
    return is_head and any(not token.kinds & MINE for token in clause.tokens[:at])


def leads_to(clause: Clause) -> bool:
    """人员、场地、设备都能保证; 问题描述：认可. The head of a list, or a part that what follows speaks of."""
    if clause.mark.startswith("、"):
        return not clause.holds(SPOKEN)
    return ":" in clause.mark and clause.is_known and all(token.kinds & NAMING for token in clause.tokens)


def _like_any(text: str, words: Words, lists: Sequence[tuple[str, str]]) -> bool:
    return any(words.patterns[section][name].search(text) for section, name in lists)


def _ends_in_praise(clause: Clause) -> bool:
    """论证充分: in Latin script a word of praise among unknown ones may be part of a name."""
    if not clause.tokens:
        return False
    last = clause.tokens[-1]
    said = clause.text[last.start - clause.start :]
    return bool(last.kinds & PRAISE) and last.end == clause.end and said > "\u2e7f"


def _decisive(clause: Clause, tokens: Sequence[Token], words: Words) -> Finding | None:
    # 但我同意 is set against what others say; "but approved as is" against a slip of the pen.
    is_set_against = clause.holds(_kinds("self")) or likes(clause.text, words, "as_is_like")
    before_yes = BEFORE_YES | _kinds("contrast") if is_set_against else BEFORE_YES
    for no, token in enumerate(tokens):
        before, after = tokens[:no], tokens[no + 1 :]
        if token.kinds & SPOKEN and _is_theirs(before):
            return None
        if token.end - token.start == 1 and token.kinds & ASSENTS and len(tokens) > 1:
            continue  # 准, 行: one character beside others may be half of a word
        if "no" in token.kinds:
            fits = _all_in(before, BEFORE_NO) and _all_in(_without_echo(clause, token, after), AFTER_NO)
            return Finding(Kind.NO, clause, token.start, token.end) if fits else None
        if "yes" in token.kinds and _all_in(before, before_yes) and _follows_yes(after):
            return Finding(Kind.YES, clause, token.start, token.end)
        shown = TONE if token.kinds & {"can"} or any("yes" in one.kinds for one in after) else frozenset[str]()
        if token.kinds & {"can", "weak"} and _all_in(before, BEFORE_CAN) and _all_in(after, AFTER_CAN | shown):
            return Finding(Kind.YES, clause, token.start, token.end, is_weak="weak" in token.kinds)
        if "weak_no" in token.kinds and not clause.holds(frozenset(("yes", "can", "weak", "praise"))):
            # "No attachment" misses one: behind a mere no the document is no object.
            fits = _all_in(before, BEFORE_NO) and _all_in(_without_echo(clause, token, after), AFTER_NO - WHOLE)
            if fits:
                return Finding(Kind.WEAK_NO, clause, token.start, token.end)
    return None


def _is_theirs(before: Sequence[Token]) -> bool:
    """你们都不同意: their word, not the writer's; what they made (你们提出的方案，我同意) stands apart from it."""
    addressed = [no for no, one in enumerate(before) if "addressed" in one.kinds]
    return bool(addressed) and not any(one.kinds & OWN_OR_MADE for one in before[addressed[-1] + 1 :])


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


def _is_own(house: str, words: Words, departments: Sequence[str]) -> bool:
    """采购 is 采购部; but in Latin script whole words are compared: "it" is no part of Quality."""
    parts = re.compile(rf"(?<![a-z]){re.escape(house)}(?![a-z])")
    return any(parts.search(words.plain(own)) for own in departments)


def _speaks_for_another(clause: Clause, words: Words, departments: Sequence[str] | None) -> bool:
    """Approved on behalf of Legal, 采购部这边同意: where the writer's departments are known, only theirs count."""
    if departments is None:
        return False
    found = words.patterns["decision"]["house_like"].finditer(clause.text)
    houses = (said for one in found for said in one.groupdict().values() if said)
    return any(not _is_own(house, words, departments) for house in houses)


def _spoken_by_department(
    clause: Clause, words: Words, departments: Sequence[str] | None, *, is_formal: bool
) -> Clause:
    """供应链部不同意该方案: who signs for a department speaks of themselves. 已, 了 and 也 tell of another's word."""
    place = next((no for no, one in enumerate(clause.tokens) if one.kinds & SPOKEN), 0)
    while place and clause.tokens[place - 1].kinds & SMALL:
        place -= 1
    if not place:
        return clause
    rest = clause.tokens[place:]
    name = clause.text[: rest[0].start - clause.start].strip()
    if not 2 <= len(name) <= LONGEST_NAME or words.patterns["decision"]["strangers_like"].search(name):
        return clause
    if departments is None:
        is_told = words.patterns["decision"]["told_like"].search(clause.text)
        is_own = is_department(name, marks_of(words)) and (is_formal or not is_told)
    else:
        is_own = _is_own(name, words, departments)
    own = Token(frozenset(("self", "house")), clause.start, clause.start + len(name))
    return replace(clause, tokens=(own, *rest)) if is_own else clause
