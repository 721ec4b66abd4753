"""The coordinator's orders in a mail's new words, in whatever order their operands stand. Carries none of them out.

An order is sure only where every word of its clause is known and nothing in the mail turns, limits or puts it off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from mailflow.parsers.choices import read_choice
from mailflow.parsers.dates import FoundDay, find_dates
from mailflow.parsers.folding import FOREIGN_LETTER
from mailflow.parsers.orders.clash import agreed, once, unsure
from mailflow.parsers.orders.operands import VALUE_DOUBTS, Mail, Segment, scope
from mailflow.parsers.orders.sense import denied, doubts_beside, orders_of, turned, unfit
from mailflow.parsers.orders.vocabulary import COLON, COUNT, DOTS, ITEM, SEP, Piece, Sentence, read_sentences
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Order, OrderKind

MAX_LENGTH = 20_000
MAX_ORDERS = 60  # nobody gives more in one mail; then none is sure
ANY_DAY = (date(2024, 1, 3), date(2025, 6, 12))  # what is the same day seen from both needs no today
HEADS = frozenset((
    "remind", "hold", "resume", "cancel", "new_date", "new_owner", "change_lead", "change_recorder", "correct",
    "record", "sign_for", "change", "give", "add", "register", "enter", "behalf",
))  # fmt: skip
ASKING = frozenset(("search", "ledger", "status", "why", "form"))  # heads only where a clause begins with them
OPENING = frozenset(("lead", "fetch", "link", "to", "case_no", COLON))
# Doubts that may be meant for every order of their sentence.
REACHING = frozenset(
    (
        "question",
        "condition",
        "waiting",
        "retract",
        "reported",
        "hedge",
        "later",
        "self",
        "prohibition",
        "negation",
        DOTS,
    )
)
# Those that may be meant for the lines below as well; the mail is asked back anyway.
SPREADING = frozenset(("question", "condition", "waiting", "retract", "reported"))


def read_orders(text: str, today: date | None = None, words: Words | None = None) -> tuple[Order, ...]:
    """Every order in a reply's new words, in their sequence; unsure ones say why in `rule` and `missing`.

    Without `today` only days that name their year are read.
    """
    words = words or shipped_words()
    if not text.strip() or len(text) > MAX_LENGTH:
        return ()
    folded = words.fold(text)
    days = _days(text, today, words)
    reading = _Reading(Mail(folded, words, days, today))
    for sentence in read_sentences(folded, words, [*days.values()]):
        reading.add(sentence)
        if len(reading.orders) > MAX_ORDERS:
            return tuple(unsure(one, "too-many") for one in reading.orders)
    if not reading.orders:
        return _chosen(text, words)
    return tuple(agreed(once(reading.weighed())))


class _Reading:
    """The sentences of a mail one after the other, and what in one of them bears on the orders of all."""

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.orders: list[Order] = []
        self.forbidden: set[OrderKind] = set()
        self.doubts: list[str] = []
        self.under_heading = False  # the lines below 李总的意见：are another's

    def add(self, sentence: Sentence) -> None:
        """Read one more sentence."""
        segments, loose = _segments(sentence)
        if not segments and self._is_ground(loose, asks=sentence.asks):
            return
        found = [orders_of(segment, self.mail) for segment in segments]
        read = [order for orders in found for order in orders]
        self.forbidden |= {
            kind for segment, orders in zip(segments, found, strict=True) if not orders for kind in denied(segment)
        }
        beside = _doubt_of(sentence, segments, found, loose)
        if beside and (not read or beside in SPREADING):
            self.doubts.append(beside)
        beside = beside or ("reported" if self.under_heading else "")
        self.orders += [unsure(one, beside) for one in read] if beside else read
        if not segments:
            self.under_heading = _is_foreign_heading(sentence)

    def _is_ground(self, pieces: Sequence[Piece], *, asks: bool) -> bool:
        """取消本案。原因：客户撤单: the ground of the last order, in a sentence of its own."""
        last = self.orders[-1] if self.orders else None
        if last is None or last.missing != ("reason",) or last.rule != "missing" or len(pieces) < 2 or asks:
            return False
        if not pieces[0].has("reason") or scope(pieces, VALUE_DOUBTS):
            return False
        said = [one for one in pieces[1:] if not one.has(COLON, SEP)]
        if not said:
            return False
        ground = self.mail.verbatim(said[0].start, said[-1].end)
        self.orders[-1] = replace(last, reason=ground, missing=(), sure=True, rule="order")
        return True

    def weighed(self) -> list[Order]:
        """The orders, unsure where something else in the mail leaves them so."""
        folded, doubt = self.mail.folded, "".join(self.doubts[:1])
        if folded.is_disguised or FOREIGN_LETTER.search(folded.raw):
            doubt = "disguised"
        orders = [unsure(one, "denied") if one.kind in self.forbidden else one for one in self.orders]
        return [unsure(one, doubt) for one in orders] if doubt else orders


def _doubt_of(
    sentence: Sentence, segments: Sequence[Segment], found: Sequence[Sequence[Order]], loose: Sequence[Piece]
) -> str:
    """What in a sentence leaves each of its orders unsure: how far a denial or a condition reaches can't be told."""
    read = [order for orders in found for order in orders]
    if doubt := doubts_beside(loose, asks=sentence.asks and not segments, near=bool(read)):
        return doubt
    if read and not found[0] and (doubt := unfit(segments[0])):
        return doubt
    silent = [segment for segment, orders in zip(segments, found, strict=True) if not orders]
    turns = (*map(turned, silent), *(one.rule for one in read if one.rule in REACHING))
    return next(filter(None, turns), "")


def _chosen(text: str, words: Words) -> tuple[Order, ...]:
    """A number alone answers a printed list."""
    no = read_choice(text, (), words)
    return (Order(OrderKind.CHOOSE, value=str(no), sure=True, span=(0, len(text)), rule="choice"),) if no else ()


def _days(text: str, today: date | None, words: Words) -> Mapping[int, FoundDay]:
    """The days by where they begin. Without a today, one that depends on it is none."""
    if today is not None:
        return _by_place(text, today, words)
    one, other = (_by_place(text, day, words) for day in ANY_DAY)
    return {start: day for start, day in one.items() if other.get(start) == day}


def _by_place(text: str, today: date, words: Words) -> dict[int, FoundDay]:
    """The days by where they begin; the blank or line break before one is no part of it."""
    found = {}
    for day in find_dates(text, today, words):
        said = text[day.start : day.end]
        start = day.start + len(said) - len(said.lstrip())
        found[start] = replace(day, start=start)
    return found


def _segments(sentence: Sentence) -> tuple[list[Segment], tuple[Piece, ...]]:
    """The sentence as orders, each from its clause's beginning to where the next begins, and what stands before."""
    pieces, numbers = sentence.pieces, [sentence.number]
    starts: list[tuple[int, int, int, int]] = []  # cut, clause, head, number
    cut, clause, has_head, reason = 0, 0, False, False
    for no, piece in enumerate(pieces):
        if piece.has(SEP):
            cut, clause, has_head, reason = no + 1, no + 1, False, False
            continue
        if no == clause and piece.has("reason"):
            reason = True
        if reason and starts:
            continue
        if has_head:
            joins = piece.has("link") or (piece.has("lead") and not pieces[starts[-1][2]].kinds & ASKING)
            begins = joins and _leads_to_head(pieces, no + 1)
            digits = piece.text.strip(".、()") if piece.has(ITEM, COUNT) else ""
            counted = digits.isdecimal() and numbers[-1] and int(digits) == numbers[-1] + 1
            if counted and _leads_to_head(pieces, no + 1):
                numbers.append(int(digits))
                cut, clause, has_head = no, no + 1, False
            elif begins:
                cut, clause, has_head = no, no, False
        if not has_head and _is_head(pieces, clause, no):
            whole = not starts and _takes_whole(pieces, no)
            starts.append((0 if whole else cut, 0 if whole else clause, no, numbers[-1]))
            has_head = True
    ends = [*(cut for cut, *_ in starts), len(pieces)][1:]
    loose = pieces[: starts[0][1]] if starts else pieces
    ground = loose if starts and loose and loose[0].has("reason") else ()  # 因客户撤单，取消
    segments = [
        Segment(tuple(pieces[start:end]), head - start, number, sentence.asks, () if no else ground)
        for no, ((_, start, head, number), end) in enumerate(zip(starts, ends, strict=True))
    ]
    return segments, () if ground else loose


def _is_head(pieces: Sequence[Piece], clause: int, no: int) -> bool:
    if pieces[no].kinds & HEADS:
        return True
    if pieces[no].has("search") and no + 1 < len(pieces) and pieces[no + 1].kinds & (ASKING - {"search"}):
        return False  # 查状态: how the status is asked for
    return bool(pieces[no].kinds & ASKING) and all(one.kinds & OPENING for one in pieces[clause:no])


def _takes_whole(pieces: Sequence[Piece], no: int) -> bool:
    """我下周休假，由李明代签; 张总的签字扫描件见附件，请登记: the clause before belongs to it."""
    if pieces[no].has("sign_for"):
        return True
    return pieces[no].has("register") and any(one.has("scan") for one in pieces[:no])


def _leads_to_head(pieces: Sequence[Piece], no: int) -> bool:
    while no < len(pieces) and pieces[no].has("lead", "link", COLON):
        no += 1
    return no < len(pieces) and bool(pieces[no].kinds & (HEADS | ASKING))


def _is_foreign_heading(sentence: Sentence) -> bool:
    """李总的意见：and lines below: another's words. 请执行：is the writer's own heading."""
    *before, last = sentence.pieces or (None,)
    return last is not None and last.has(COLON) and not all(one.kinds & {"lead", "object"} for one in before)
