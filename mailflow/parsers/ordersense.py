"""What one clause with a word of order in it means: which order, and whether every word of it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailflow.parsers import orderwriting
from mailflow.parsers.orderoperands import (
    DOUBTS,
    NAMES,
    Mail,
    Operands,
    Segment,
    chunks,
    is_latin_name,
    scope,
    take,
    within,
)
from mailflow.parsers.orderwords import (
    ARROW,
    COLON,
    DAY,
    DEPARTMENT,
    DOTS,
    ITEM,
    PAREN,
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


def denied(segment: Segment) -> OrderKind | None:
    """The kind that is plainly forbidden (不要取消): nothing of that kind is then sure in this mail."""
    return _kind(segment) if scope(segment.before, ("negation",)) else None


def orders_of(segment: Segment, mail: Mail) -> list[Order]:
    """The order of this clause, one for each of several items, persons or departments; none where it isn't one."""
    kind = _kind(segment)
    if kind is None:
        return []
    if kind in MOVING:
        segment = _without_old(segment)
    if kind in orderwriting.ASKING:
        return orderwriting.asked(kind, segment, mail)
    doubt = scope(segment.before, DOUBTS if kind is not K.DELEGATE else ("question", "condition", "negation"))
    if doubt in ("negation", "past") or _is_past(segment):
        return []
    got = Operands(doubts=[doubt] if doubt else [])
    if segment.asks:
        got.doubts.append("question")
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
    return orderwriting.spread(kind, segment, got, mail) if is_order else []


def _without_old(segment: Segment) -> Segment:
    """从12月7日改到12月9日, 由王敏改为李明: what it was before is no operand."""
    pieces, old = segment.pieces, set()
    for one in (frozenset((DAY,)), NAMES):
        at = [no for no, piece in enumerate(pieces) if piece.kinds & one]
        if len(at) != 2:
            continue
        first, last = at
        is_old = (first and pieces[first - 1].has("from")) or (first < segment.head < last)
        if is_old or any(piece.has(ARROW) for piece in pieces[first:last]):
            old |= {first, first - 1} if first and pieces[first - 1].has("from") else {first}
    kept = tuple(piece for no, piece in enumerate(pieces) if no not in old)
    return replace(segment, pieces=kept, head=segment.head - sum(no < segment.head for no in old))


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
        return K.RECORD if is_told and "enter" in held else None
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
    if kind is K.RECORD and any(one.has("behalf") for one in before[:2]):
        strange = [one for one in strange if not one.has(*NAMES) and one.kinds]
    if not strange:
        return True
    if any(one.has(DAY) for one in strange):
        got.doubts.append("later")
    if before[-1].has(COLON) or any(one.has(*NAMES) for one in strange):
        got.doubts.append("reported")
    return bool(got.doubts)


def _read_behind(kind: OrderKind, segment: Segment, got: Operands, mail: Mail) -> None:
    """The head's own clause must be known word for word; what follows a comma may be its ground."""
    parts = chunks(segment.behind)
    for no, part in enumerate(parts):
        place = next((at for at in range(len(part)) if not _is_operand(kind, part, at, segment, mail)), None)
        known = part[:place] if place is not None else part
        take(known, got, mail, unknown_is_department=kind is K.ADD_DEPARTMENT)
        if place is not None:
            rest = [*part[place:], *(piece for one in parts[no + 1 :] for piece in one)]
            set_off = no > 0 and all(one.has(SEP, COLON, "lead") for one in known)
            marked = rest[0].has("reason") or (kind is K.CANCEL and bool(known) and known[0].has(COLON))
            _ground(
                kind,
                rest,
                got,
                mail,
                marked=marked,
                set_off=set_off,
                is_first=no == place == 0 and rest[0].start > segment.pieces[segment.head].end,
            )
            return


def _is_operand(kind: OrderKind, part: Sequence[Piece], at: int, segment: Segment, mail: Mail) -> bool:
    piece = part[at]
    allowed = OPEN_WORDS | OPERANDS[kind]
    if piece.has("reason", PAREN):
        return False
    if piece.kinds & OTHER_HEADS and not piece.kinds & OPERANDS[kind]:
        return False
    if piece.kinds & allowed:
        return not piece.has("question", "condition", "waiting", "reported", "retract", "negation")
    if piece.has(DAY):  # today is now
        found = mail.day(piece)
        return kind is K.REMIND and found is not None and found.value == mail.today
    if piece.kinds:
        return False
    if kind is K.ADD_DEPARTMENT:
        return "department_noun" in segment.kinds and len(piece.text) <= 20
    return bool(OPERANDS[kind] & NAMES) and is_latin_name(piece, mail)


def _ground(
    kind: OrderKind, rest: Sequence[Piece], got: Operands, mail: Mail, *, marked: bool, set_off: bool, is_first: bool
) -> None:
    """The words that are no operands: the ground of the order, or what makes it doubtful."""
    if rest[0].has(PAREN) and all(one.has("attached", "tail") for one in within(rest, mail.words)):
        return
    said = [one for one in (rest[1:] if rest[0].has("reason") else rest) if not one.has(COLON, SEP, "to")]
    if not said:
        return
    got.texts["reason"] = ground = mail.verbatim(said[0].start, rest[-1].end)
    scopes = ["question", "condition", "retract", "prohibition", "waiting", DOTS, SLASH]
    if not marked:
        scopes += ["negation", "reported", "hedge", "later"]
    if kind is K.HOLD:
        scopes.remove("waiting")
    doubt = scope([*rest, *within(rest, mail.words)], scopes)
    like = mail.words.patterns[SECTION]["reason_like"]
    own = mail.words.plain(ground.split(",")[0].split("，")[0])
    is_usual = kind is K.CANCEL and is_first and like.search(own)
    if not doubt and not (marked or set_off or rest[0].has(PAREN) or is_usual):
        doubt = "unknown-words"
    if doubt:
        got.doubts.append(doubt)
