"""What stands beside a verdict and bears on it, or doesn't: its condition, its time, its speaker, another's verdict.

It compares clauses with the writer's own word; whether that word counts is for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mailflow.parsers.decision.findings import PRAISE, Finding, Kind
from mailflow.parsers.likeness import likes
from mailflow.parsers.words import Words

_FIELD = re.compile(r"[:\n-]")
_LONGEST_NAME = 6  # characters
_HEADING = frozenset(("heading",))
_SHORT = 4  # words
_OWN = frozenset(("self",))
_PLAIN = frozenset(("yes", "no"))
_NAMING = frozenset(("part", "link", "people"))
VERDICTS = frozenset((Kind.YES, Kind.NO, Kind.WEAK_NO))


def is_outdone(one: Finding, findings: Sequence[Finding], own: Finding, words: Words) -> bool:
    """李总同意，我也同意; 以前我反对，现在同意: a verdict above the writer's own one of today, which is set against it.

    Without such a mark (客户反对，我同意) it may be what the writer agrees with.
    """
    text = one.clause.text
    if "?" in one.clause.mark or likes(text, words, "if_like", "withdraw_like"):
        return False
    beside = [each.clause.text for each in findings if one.end <= each.start <= own.start]
    is_opposed = likes(text, words, "denying_like") is (own.kind is Kind.YES)
    if likes(text, words, "earlier_like"):
        return any(likes(each, words, "now_like") for each in beside)
    if not likes(text, words, "others_like"):
        return False
    if not is_opposed:
        return any(likes(each, words, "too_like") for each in (text, *beside))
    marks = ("against_like", "now_like") if own.kind is Kind.YES else ("against_like", "now_like", "self_like")
    return any(likes(each, words, *marks) for each in beside)


def with_ticks(findings: Sequence[Finding], words: Words) -> tuple[Finding, ...]:
    """是否同意该评估表：[√] 是: where boxes were ticked, what stands behind the printed question answers it."""
    lists, answered = words.lists["decision"], list(findings)
    for no, (asked, answer) in enumerate(pairwise(findings)):
        if not likes(asked.clause.text, words, "asked_like") or not re.search("[:?\n]", asked.clause.mark):
            continue
        kinds = [
            kind
            for kind, name in ((Kind.YES, "ticked_yes"), (Kind.NO, "ticked_no"))
            if answer.clause.text in lists[name]
        ]
        if kinds:
            answered[no] = replace(asked, kind=Kind.HARMLESS, clause=replace(asked.clause, mark=":"))
            answered[no + 1] = replace(answer, kind=kinds[0], is_weak=False)
    return tuple(answered)


def bearing(findings: Sequence[Finding], words: Words) -> frozenset[int]:
    """Where those clauses begin that a verdict beside them can't be read without: its time, its speaker, its object."""
    found = {one.start for one in findings if likes(one.clause.text, words, "far_like")}
    verdicts = [no for no, one in enumerate(findings) if one.kind in VERDICTS]
    below_all = findings[verdicts[-1] + 1 :] if verdicts else ()
    found |= {one.start for one in below_all if likes(one.clause.text, words, "undone_like")}
    if any(findings[no].kind is Kind.NO for no in verdicts):
        found |= {
            one.start for one in findings if one.kind not in VERDICTS and likes(one.clause.text, words, "softens_like")
        }
    for no in verdicts:
        above, below = findings[no - 1] if no else None, findings[no + 1] if no + 1 < len(findings) else None
        if above and above.kind not in VERDICTS and _bears_below(above, findings[no], findings[no + 1 :], words):
            found.add(above.start)
        lists = ("near_like", "above_like") if findings[no].is_weak else ("near_like",)  # yes, I'm here
        is_name = below is not None and findings[no].kind is Kind.NO and _is_aside_name(below, findings[no], words)
        if below and below.kind not in VERDICTS and (is_name or likes(below.clause.text, words, *lists)):
            found.add(below.start)
    return frozenset(found)


def _bears_below(above: Finding, verdict: Finding, rest: Sequence[Finding], words: Words) -> bool:
    """What stands right above a verdict: 关于请假, 日历看了, 李总来电, 预算."""
    text = above.clause.text
    if likes(text, words, "near_like", "above_like") or reads_other(above, words) or _only_names(above, verdict, words):
        return True
    # 小王看过了，没问题，同意: after somebody else's finding the writer's own word, in full.
    is_own = verdict.clause.holds(_OWN) or any(one.kind is verdict.kind and one.clause.holds(_PLAIN) for one in rest)
    return not is_own and likes(text, words, "theirs_like")


def _only_names(above: Finding, verdict: Finding, words: Words) -> bool:
    """预算，不同意; 延期⏎不同意: a part or a thing that isn't known, and nothing said of it."""
    tokens = above.clause.tokens
    if above.clause.holds(_HEADING) or "?" in above.clause.mark:
        return False
    if above.clause.is_known and tokens and above.kind is Kind.HARMLESS:
        return any("part" in one.kinds for one in tokens) and all(one.kinds & _NAMING for one in tokens)
    return above.kind is Kind.UNKNOWN and verdict.kind is Kind.NO and _names_only(above.clause.text, words)


def _is_aside_name(below: Finding, verdict: Finding, words: Words) -> bool:
    """不同意（加班费）: in one breath with a refusal a mere name tells what is refused."""
    is_one = below.clause.sentence == verdict.clause.sentence and not re.search("[:\n]", verdict.clause.mark)
    return is_one and below.kind is Kind.UNKNOWN and _names_only(below.clause.text, words)


def _names_only(text: str, words: Words) -> bool:
    return not text.isascii() and len(text) <= _LONGEST_NAME and not likes(text, words, "predicate_like")


def reads_other(one: Finding, words: Words) -> bool:
    """日历看了, 第一章看过了: something was read that isn't known to be the document."""
    text, start = one.clause.text, one.clause.start
    if one.kind in VERDICTS or one.clause.holds(PRAISE):
        return False
    if likes(text, words, "read_other_like"):
        return True
    if not likes(text, words, "read_like"):
        return False
    left, matter, before = list(text), words.names["MATTER"], frozenset[str]()
    for token in one.clause.tokens:
        said = text[token.start - start : token.end - start]
        # 预算表 is a part of what is signed, though 表 alone may be all of it.
        is_other = (
            words.patterns["decision"]["section_like"].match(said)
            or re.fullmatch(matter, said)
            or ("part" in before and "whole" in token.kinds)
        )
        before = token.kinds
        if token.kinds and not is_other:
            left[token.start - start : token.end - start] = " " * (token.end - token.start)
    rest = words.patterns["decision"]["read_rest_like"].sub(" ", "".join(left))
    return any(char.isalnum() for char in rest)


def without_fields(findings: Sequence[Finding], words: Words) -> tuple[Finding, ...]:
    """反对：无; Approved: [ ]; 恭喜，通过了: a field's name, or news, and nobody's verdict."""
    told = list(findings)
    for no, one in enumerate(findings):
        if one.kind not in VERDICTS:
            continue
        above, below = findings[no - 1] if no else None, findings[no + 1] if no + 1 < len(findings) else None
        is_news = (
            above and likes(above.clause.text, words, "news_like") and likes(one.clause.text, words, "passed_like")
        )
        is_empty = below is not None and likes(below.clause.text, words, "nil_like") and _FIELD.search(one.clause.mark)
        is_label = ":" in one.clause.mark and (below is None or (one.kind is Kind.NO and _is_title(below)))
        if is_news or is_empty or is_label:
            told[no] = replace(one, kind=Kind.UNKNOWN)
    return tuple(told)


def _is_title(one: Finding) -> bool:
    """Declined: Budget review. What programs write when somebody declines a meeting."""
    words = one.clause.text.split()
    return one.clause.text.isascii() and len(words) < _SHORT and one.kind is Kind.UNKNOWN
