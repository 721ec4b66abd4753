"""What one clause with a word of order in it means: which order, and whether every word of it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from mailflow.parsers.orders import writing as orderwriting
from mailflow.parsers.orders.operands import (
    DOUBTS,
    NAMES,
    VALUE_DOUBTS,
    Mail,
    Operands,
    Segment,
    chunks,
    is_latin_name,
    scope,
    take,
    within,
    without_old,
)
from mailflow.parsers.orders.vocabulary import (
    ARROW,
    COLON,
    DAY,
    DEPARTMENT,
    DOTS,
    ITEM,
    PAREN,
    PERSON,
    QUOTED,
    SECTION,
    SEP,
    SLASH,
    Piece,
)
from mailflow.workflow.reply import Order, OrderKind

K = OrderKind
DIRECT: Mapping[str, OrderKind] = {
    "remind": K.REMIND, "hold": K.HOLD, "resume": K.RESUME, "cancel": K.CANCEL, "new_date": K.NEW_DATE,
    "new_owner": K.NEW_OWNER, "change_lead": K.CHANGE_LEAD, "change_recorder": K.CHANGE_RECORDER,
    "correct": K.CORRECT, "record": K.RECORD, "sign_for": K.DELEGATE,
    "search": K.SEARCH, "ledger": K.LEDGER, "status": K.STATUS, "why": K.WHY, "form": K.FORM,
}  # fmt: skip
TITLE = 30  # characters of an item's title
BESIDE = ("question", "condition", "waiting", "retract", "prohibition")  # doubts in another sentence of the mail
OPEN_WORDS = frozenset(("lead", "tail", "to", "link", "object", "case_no", SEP, COLON, ARROW))
# Beside these, what may stand in a clause of each kind.
OPERANDS: Mapping[OrderKind, frozenset[str]] = {
    K.REMIND: NAMES | {DEPARTMENT, "everyone", ITEM, "owner_noun", "purpose", "pronoun", QUOTED},
    K.HOLD: frozenset((ITEM, DAY, "until")),
    K.RESUME: frozenset((ITEM,)),
    K.CANCEL: frozenset((ITEM,)),
    K.NEW_DATE: frozenset((ITEM, DAY, "until", "from", "date_noun", "occasion", "change", QUOTED)),
    K.NEW_OWNER: NAMES | {ITEM, "owner_noun", "pronoun", "change", QUOTED},
    K.ADD_DEPARTMENT: frozenset((DEPARTMENT, "department_noun", "add")),
    K.CHANGE_LEAD: NAMES | {DEPARTMENT, "lead_noun", "change", "pronoun"},
    K.CHANGE_RECORDER: NAMES | {"recorder_noun", "change", "pronoun"},
    K.REGISTER_SCAN: NAMES | {ITEM, "scan", "attached", "behalf", "pronoun"},
}
# What may stand before the head of any order: 第3项责任人改为, 把运维部加进来.
BEFORE = OPEN_WORDS | frozenset(
    (
        "owner_noun",
        "date_noun",
        "lead_noun",
        "recorder_noun",
        "behalf",
        "attached",
        "occasion",
        "scan",
        ITEM,
        QUOTED,
        DEPARTMENT,
    )
)
MOVING = frozenset((K.NEW_DATE, K.NEW_OWNER, K.CHANGE_LEAD, K.CHANGE_RECORDER))
OTHER_HEADS = frozenset(DIRECT) - {"search", "ledger", "status", "why", "form"}


def doubts_beside(pieces: Sequence[Piece], *, asks: bool, near: bool) -> str:
    """Why words that are no order leave the orders beside them unsure: "" where they don't.

    `near`: they stand in the sentence of an order, where any denial may be meant for it.
    """
    if asks or any(piece.has(DOTS) for piece in pieces):
        return "question"
    if near and any(piece.has(COLON) for piece in pieces):
        return "reported"
    return scope(pieces, DOUBTS if near else BESIDE)


def denied(segment: Segment) -> frozenset[OrderKind]:
    """The kind that is plainly forbidden (不要取消): nothing of that kind is then sure in this mail."""
    kind = _kind(segment)
    return frozenset((kind,)) if kind and scope(segment.before, ("negation",)) else frozenset()


def unfit(segment: Segment) -> str:
    """A clause that speaks of an order and denies it, tells of the past or lays it in another's mouth."""
    if scope(segment.before, ("negation", "past")):
        return "denied"
    return "reported" if any(one.has(COLON) for one in segment.before) else ""


def turned(segment: Segment) -> str:
    """What turns more than the clause that is no order itself: 不要取消，前提是…; 不要取消，不要."""
    later = next((no for no, one in enumerate(segment.behind) if one.has(SEP, DOTS)), len(segment.behind))
    return scope(segment.pieces, ("question", "condition", "waiting", "retract")) or scope(
        segment.behind[later:], ("prohibition", DOTS)
    )


def orders_of(segment: Segment, mail: Mail) -> list[Order]:
    """The order of this clause, one for each of several items, persons or departments; none where it isn't one."""
    kind = _kind(segment)
    if kind is None:
        return []
    if kind in MOVING:
        segment = without_old(segment, mail)
    if kind in orderwriting.ASKING:
        return orderwriting.asked(kind, segment, mail)
    doubt = scope(segment.before, DOUBTS if kind is not K.DELEGATE else ("question", "condition", "negation"))
    if doubt in ("negation", "past") or _is_past(segment):
        return []
    got = Operands(doubts=[doubt] if doubt else [])
    if segment.asks:
        got.doubts.append("question")
    if segment.ground:
        got.texts["reason"] = mail.verbatim(segment.ground[0].end, segment.ground[-1].end)
        got.doubts += filter(None, [scope(segment.ground, VALUE_DOUBTS)])
    match kind:
        case K.DELEGATE:
            is_order = orderwriting.delegated(segment, got, mail)
        case K.CORRECT:
            is_order = _leads_in(kind, segment, got) and orderwriting.corrected(segment, got, mail)
        case K.RECORD:
            is_order = _leads_in(kind, segment, got) and orderwriting.recorded(segment, got, mail)
        case _:
            is_order = _leads_in(kind, segment, got)
            take(segment.before, got, mail)
            _read_behind(kind, segment, got, mail)
    orders = orderwriting.spread(kind, segment, got, mail) if is_order else []
    return [] if segment.pieces[segment.head].has("weak") and _is_prose(orders) else orders


def _is_prose(orders: Sequence[Order]) -> bool:
    """恢复正常, 提醒功能, move on: a word of everyday use, and nothing beside it that an order has."""
    return all(one.rule == "unknown-words" or (one.rule == "missing" and not one.item) for one in orders)


def _kind(segment: Segment) -> OrderKind | None:
    """Which order the head makes, alone or with its noun."""
    head, held = segment.pieces[segment.head], segment.kinds
    for name, kind in DIRECT.items():
        if head.has(name):
            return kind
    if head.has("register", "enter", "behalf"):
        if "scan" in held:
            return K.REGISTER_SCAN
        is_told = bool({"source", "channel", PAREN} & held) or "behalf" in held
        enters = "enter" in held or (head.has("behalf") and "reply_verb" in held)
        return K.RECORD if is_told and enters else None
    if head.has("give"):
        return K.NEW_OWNER if ITEM in held else None
    if head.has("add"):
        return K.ADD_DEPARTMENT if held & {DEPARTMENT, "department_noun"} else None
    return _changed(held)


def _changed(held: frozenset[str]) -> OrderKind | None:
    """改, 换, change: by what is named beside them."""
    nouns = {"owner_noun": K.NEW_OWNER, "lead_noun": K.CHANGE_LEAD, "recorder_noun": K.CHANGE_RECORDER}
    named = [kind for noun, kind in nouns.items() if noun in held]
    if named:
        return named[0] if len(named) == 1 else None
    if "date_noun" in held or DAY in held:
        return K.NEW_DATE
    return K.NEW_OWNER if ITEM in held else None


def _is_past(segment: Segment) -> bool:
    """取消了, 恢复后: the word right behind the head makes it a report."""
    head, behind = segment.pieces[segment.head], segment.behind
    return bool(behind) and behind[0].has("past_after") and behind[0].start == head.end


def _leads_in(kind: OrderKind, segment: Segment, got: Operands) -> bool:
    """Whether what stands before the head leads to an order. Where somebody else may say it, it isn't sure."""
    before = segment.before
    strange = [one for one in before if not one.kinds & BEFORE]
    strange = [one for one in strange if not _is_addressed(kind, one, segment)]
    if not strange:
        return True
    if any(one.has(DAY) for one in strange):
        got.doubts.append("later")
    if before[-1].has(COLON) or any(one.has(*NAMES) for one in strange):
        got.doubts.append("reported")
    return bool(got.doubts)


def _is_addressed(kind: OrderKind, piece: Piece, segment: Segment) -> bool:
    """给李强发个提醒, 登记 behind 张总的签字扫描件: a person before the head who is no speaker."""
    before = segment.before
    previous = next((one for one, other in pairwise(before) if other is piece), None)
    if any(other.has(COLON) for one, other in pairwise(before) if one is piece):
        return False
    if kind is K.REGISTER_SCAN:
        return piece.has(*NAMES) and any(one.has("scan") for one in before)
    if kind is K.REMIND:
        joined = previous is not None and previous.has("to", "link") and not previous.has("from")
        return piece.has(*NAMES, DEPARTMENT) and joined and before[0].has("to", "lead")
    return False


def _read_behind(kind: OrderKind, segment: Segment, got: Operands, mail: Mail) -> None:
    """The head's own clause must be known word for word; what follows a comma may be its ground."""
    parts = chunks(segment.behind)
    for no, part in enumerate(parts):
        place = next((at for at in range(len(part)) if not _is_operand(kind, part, at, segment, mail)), None)
        known = part if place is None else part[:place] if no == 0 else []
        unknown = {K.ADD_DEPARTMENT: DEPARTMENT, K.NEW_DATE: ITEM}.get(kind, PERSON)
        take(known, got, mail, unknown=unknown)
        if place is not None:
            rest = [*part[len(known) :], *(piece for one in parts[no + 1 :] for piece in one)]
            apart = not known and no == 0 and rest[0].start > segment.pieces[segment.head].end
            _ground(kind, rest, got, mail, link=_link(kind, rest, no, apart=apart))
            return


def _is_operand(kind: OrderKind, part: Sequence[Piece], at: int, segment: Segment, mail: Mail) -> bool:
    piece = part[at]
    allowed = OPEN_WORDS | OPERANDS[kind]
    if piece.has("reason", PAREN):
        inside = within([piece], mail.words)
        return bool(inside) and all(one.has("attached", "tail") for one in inside)
    if piece.kinds & OTHER_HEADS and not piece.kinds & OPERANDS[kind]:
        return False
    if piece.kinds & allowed:
        return True
    if piece.has(DAY):  # today is now
        found = mail.day(piece)
        return kind is K.REMIND and found is not None and found.value == mail.today
    if piece.kinds:
        return False
    if kind is K.ADD_DEPARTMENT:
        return "department_noun" in segment.kinds and len(piece.text) <= 20
    if _is_title(kind, piece, part, at, segment):
        return True
    return bool(OPERANDS[kind] & NAMES) and is_latin_name(piece, mail)


def _is_title(kind: OrderKind, piece: Piece, part: Sequence[Piece], at: int, segment: Segment) -> bool:
    """改期 拣货优化 到12月9日: between the order and its day nothing but an item's title can stand."""
    if kind is not K.NEW_DATE or at or ITEM in segment.kinds or len(piece.text) > TITLE:
        return False
    behind = next((one for one in part[at + 1 :] if not one.has("to")), None)
    return behind is not None and behind.has(DAY) and piece.start > segment.pieces[segment.head].end


class Link(StrEnum):
    """What ties the words that are no operands to their order."""

    MARKED = "marked"  # 原因：
    SET_OFF = "set off"  # by a comma or parentheses
    BLANK = "blank"  # by nothing but a blank
    NONE = "none"


def _link(kind: OrderKind, rest: Sequence[Piece], no: int, *, apart: bool) -> Link:
    opens = next((one for one in rest if not one.has(SEP, COLON, "lead")), rest[0])
    if opens.has("reason") or (kind is K.CANCEL and rest[0].has(COLON)):
        return Link.MARKED
    if no > 0 or rest[0].has(PAREN):
        return Link.SET_OFF
    return Link.BLANK if apart else Link.NONE


def _ground(kind: OrderKind, rest: Sequence[Piece], got: Operands, mail: Mail, *, link: Link) -> None:
    """The words that are no operands: the ground of the order, or what makes it doubtful."""
    said = [one for one in rest if not one.has(COLON, SEP)]
    while said and said[0].has("reason", "to"):
        said.pop(0)
    if not said:
        return
    got.texts["reason"] = ground = mail.verbatim(said[0].start, rest[-1].end)
    scopes = ["question", "condition", "retract", "prohibition", "waiting", DOTS, SLASH]
    if link is not Link.MARKED:
        scopes += ["negation", "reported", "hedge", "later"]
    if kind is K.HOLD:
        scopes.remove("waiting")
    doubt = scope([*rest, *within(rest, mail.words)], scopes)
    usual = mail.words.patterns[SECTION]["reason_like"]
    own = re.split("[,，]", mail.words.plain(ground))[0]
    is_usual = link is Link.BLANK and kind is K.CANCEL and bool(usual.search(own))
    if not doubt and link not in (Link.MARKED, Link.SET_OFF) and not is_usual:
        doubt = "unknown-words"
    if doubt:
        got.doubts.append(doubt)
