"""Orders that carry words of their own: a correction, a record, a search, a stand-in. Judges no other clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import product

from mailflow.parsers.dates import find_dates
from mailflow.parsers.orders.operands import (
    DOUBTS,
    NAMES,
    VALUE_DOUBTS,
    Mail,
    Operands,
    Segment,
    is_latin_name,
    scope,
    take,
    within,
)
from mailflow.parsers.orders.vocabulary import (
    ARROW,
    CASE,
    COLON,
    DAY,
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
ASKING = frozenset((K.SEARCH, K.LEDGER, K.STATUS, K.WHY, K.FORM))
NEEDED: Mapping[OrderKind, tuple[str, ...]] = {
    K.CANCEL: ("reason",), K.NEW_DATE: ("due",), K.NEW_OWNER: ("person",), K.ADD_DEPARTMENT: ("department",),
    K.CHANGE_RECORDER: ("person",), K.REGISTER_SCAN: ("person",), K.RECORD: ("value", "source"),
    K.CORRECT: ("field", "value"), K.DELEGATE: ("person", "due"),
}  # fmt: skip
MANY = 20  # orders of one clause; nobody names more items or people in one
AWAY = NAMES | frozenset(
    (
        "sign_for",
        "absent",
        "scope",
        "self",
        "behalf",
        "until",
        "from",
        "to",
        "lead",
        "link",
        "tail",
        CASE,
        DAY,
        SEP,
        ARROW,
    )
)
QUERY = 60  # characters; more is a letter
QUOTES = "“”「」『』《》＂＇\"'"


def spread(kind: OrderKind, segment: Segment, got: Operands, mail: Mail) -> list[Order]:
    """The order with its operands: one for each item, person and department; what is missing is named."""
    people, departments = got.persons or [""], got.departments or [""]
    doubts = list(got.doubts)
    if kind not in (K.REMIND, K.REGISTER_SCAN) and len(people) > 1:
        people = [""]
        doubts.append("two-people")
    if kind is K.REMIND and got.persons and got.departments and len(people) + len(departments) > 2:
        departments = [""]
        doubts.append("two-people")
    due, since = _due(kind, got, mail, doubts)
    first, last = segment.pieces[0].start, segment.pieces[-1].end
    plain = Order(
        kind, due=due, since=since, number=segment.number, span=mail.folded.span(first, last),
        case=got.cases[0] if len(got.cases) == 1 else "",
        field=got.texts.get("field", ""), value=got.texts.get("value", ""), reason=got.texts.get("reason", ""),
        source=got.texts.get("source", ""), query=got.texts.get("query", ""),
    )  # fmt: skip
    if len(got.cases) > 1:
        doubts.append("two-cases")
    orders = [
        replace(plain, item=item, person=person, department=department)
        for item, person, department in product(got.items or [""], people, departments)
    ]
    if len(orders) > MANY:
        orders, doubts = orders[:1], [*doubts, "too-many"]
    return [_judged(one, doubts) for one in orders]


def _judged(order: Order, doubts: list[str]) -> Order:
    missing = tuple(name for name in NEEDED.get(order.kind, ()) if not getattr(order, name))
    if order.kind is K.CHANGE_LEAD and not (order.person or order.department):
        missing = ("person",)
    rule = doubts[0] if doubts else "missing" if missing else "order"
    return replace(order, missing=missing, sure=rule == "order", rule=rule)


def _due(
    kind: OrderKind, got: Operands, mail: Mail, doubts: list[str]
) -> tuple[date | datetime | None, date | datetime | None]:
    """The day it is about, and the first of a span. From one day to another: the last one counts."""
    days = got.days
    if not days or kind not in (K.NEW_DATE, K.HOLD, K.DELEGATE):
        return None, None
    last, since = days[-1].value, days[0].value if len(days) > 1 else None
    if kind is K.DELEGATE and since is not None and mail.today is not None:
        begins = since.date() if isinstance(since, datetime) else since
        again = find_dates(mail.folded.raw[days[-1].start : days[-1].end], begins, mail.words)
        last = again[0].value if again else last
    if len(days) > 2 or (kind is K.HOLD and since is not None):
        doubts.append("two-days")
    if kind is K.NEW_DATE:
        if len(days) > 1:
            doubts.append("two-days")
        since = None
    if mail.today is not None and _day(last) < mail.today:
        doubts.append("past-day")
    return last, since


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def recorded(segment: Segment, got: Operands, mail: Mail) -> bool:
    """代录 第3项 完成(电话): for whom, which item, what was said, and through which channel."""
    take(segment.before, got, mail)
    behind = list(segment.behind)
    leading = (*NAMES, COLON, SEP, CASE, ITEM, "to", "lead", "behalf", "enter", "reply_verb", "everyone", "tail")
    while behind and (behind[0].has(*leading) or (len(behind) > 1 and is_latin_name(behind[0], mail))):
        take([behind.pop(0)], got, mail)
    place = next((no for no, one in enumerate(behind) if one.has("source", "channel", PAREN)), len(behind))
    said, told = behind[:place], behind[place:]
    while said and said[-1].has(SEP, COLON, "to"):
        said.pop()
    if said:
        got.texts["value"] = mail.verbatim(said[0].start, said[-1].end)
    rest: list[Piece] = []
    if told:
        words = [one for one in told if not one.has("source", COLON)] or told
        end = next((no for no, one in enumerate(words) if no and one.has(SEP)), len(words))
        got.texts["source"] = mail.verbatim(words[0].start, words[end - 1].end)
        rest = words[end:]
    doubt = scope([*said, *told, *within(told, mail.words)], (*VALUE_DOUBTS, SLASH, DOTS))
    if doubt := doubt or scope(rest, ("negation", "reported", "hedge", "later")):
        got.doubts.append(doubt)
    return True


def corrected(segment: Segment, got: Operands, mail: Mail) -> bool:
    """更正 字段 值. What was wrong in an answer (更正：上一封有误) is no field."""
    take(segment.before, got, mail)
    behind = list(segment.behind)
    while behind and behind[0].has(COLON, SEP, "lead", ITEM):
        take([behind.pop(0)], got, mail)
    if not behind or all(one.has("tail", SEP) for one in behind):
        return bool(got.items) or (not segment.behind and not segment.pieces[segment.head].text.isascii())
    start, end = behind[0].start, behind[-1].end
    found = mail.words.patterns[SECTION]["correct_like"].match(mail.folded.text[start:end])
    if not found:
        is_field = len(behind) == 1 and not behind[0].kinds and len(behind[0].text) <= 12
        got.texts["field"] = mail.verbatim(start, end)
        return is_field
    field, value = (_group(found, name) for name in ("field", "value"))
    edge = start + field[1]
    label = [one for one in behind if one.start < edge and (len(one.text) > 1 or one.has("self", "prohibition"))]
    if scope(label, (*DOUBTS, "not_field", "change", "pronoun", DAY)):
        return False
    got.texts["field"] = mail.verbatim(start + field[0], edge).strip(QUOTES)
    rest = [one for one in behind if one.start >= start + value[0]]
    turns = [one for one in rest[:-1] if one.has(ARROW) or (one.has("change") and len(one.text) > 1)]
    begins = turns[-1].end if turns else start + value[0]  # 张伟 → 李伟
    got.texts["value"] = mail.verbatim(begins, start + value[1]).strip(QUOTES)
    quoted = len(rest) == 1 and rest[0].has(QUOTED)
    if not quoted and (doubt := scope([*rest, *within(rest, mail.words)], (*VALUE_DOUBTS, DOTS))):
        got.doubts.append(doubt)
    return True


def _group(found: re.Match[str], name: str) -> tuple[int, int]:
    """Where the group of this name stands, whatever its number."""
    key = next(one for one, said in found.groupdict().items() if one.startswith(name) and said)
    return found.span(key)


def delegated(segment: Segment, got: Operands, mail: Mail) -> bool:
    """我休假期间由李明代签 10月8日前: the writer's own absence, whom they name, and until when."""
    held = segment.kinds
    own = _speaks_of_self(segment, mail)
    if not own and not held & {DAY, "absent"}:
        return False
    named = [
        one for one in segment.pieces if one.has(*NAMES, CASE, DAY) or (not one.kinds and is_latin_name(one, mail))
    ]
    for one in segment.pieces:
        if one.has(PAREN):
            inside = mail.days_within(one)
            got.days += inside
            named += [one] if inside and not scope(within([one], mail.words), DOUBTS) else []
    take(named, got, mail)
    got.days.sort(key=lambda day: day.start)
    strange = [one for one in segment.pieces if not one.kinds & AWAY and one not in named]
    doubt = scope(segment.pieces, ("question", "condition", "waiting", "reported", "retract", "hedge", "negation"))
    if not own or strange or doubt:
        got.doubts.append(doubt or ("unknown-words" if own else "reported"))
    parts = [one for one in segment.pieces if one.has("scope")]
    if parts:
        got.texts["value"] = mail.verbatim(parts[0].start, parts[-1].end)
    return True


def _speaks_of_self(segment: Segment, mail: Mail) -> bool:
    """我, 代我签, my approvals; an absence without a name before it is the writer's."""
    mine = set(mail.words.lists[SECTION]["self"])
    said = (one for one in segment.pieces if one.has("self", "sign_for", "scope", "absent"))
    if any(part in mine for one in said for part in re.findall(r"[a-z']+|[^\x00-\x7f]", one.text)):
        return True
    at = next((no for no, one in enumerate(segment.pieces) if one.has("absent")), -1)
    return at >= 0 and not any(one.has(*NAMES) or not one.kinds for one in segment.pieces[:at])


def asked(kind: OrderKind, segment: Segment, mail: Mail) -> list[Order]:
    """Orders that only ask for something: nothing changes, so that a question mark leaves 状态？ what it is."""
    got = Operands()
    take([one for one in segment.pieces if one.has(CASE, ITEM)], got, mail)
    if kind is K.SEARCH:
        query = _query(segment, mail)
        if not query:
            return []
        got.items, got.cases, got.texts["query"] = [], [], query
    else:
        allowed = {"lead", "fetch", "tail", "to", "link", "object", CASE}
        allowed |= {"about"} if kind is K.WHY else set()
        allowed |= {ITEM} if kind in (K.WHY, K.STATUS) else set()
        known = [one.kinds & allowed for one in (*segment.before, *segment.behind)]
        bare = [one for one in segment.behind if one.has(ITEM) and one.text == one.value]
        if not all(known) or bare or (segment.asks and kind in (K.LEDGER, K.FORM)):
            return []
        if kind is K.FORM:
            head = segment.pieces[segment.head]
            got.texts["query"] = mail.verbatim(head.start, head.end)
    return spread(kind, segment, got, mail)


def _query(segment: Segment, mail: Mail) -> str:
    """The words to look for: set off from the order by a blank, a colon or quotes, and no sentence about it."""
    head, behind = segment.pieces[segment.head], list(segment.behind)
    set_off = bool(behind) and (behind[0].start > head.end or behind[0].has(COLON, QUOTED))
    while behind and behind[0].has(COLON, "lead", "tail"):
        behind.pop(0)
    while behind and behind[-1].has("tail", SEP):
        behind.pop()
    if (
        not behind
        or behind[0].has("link")
        or segment.asks
        or not all(one.has("lead", "link", "fetch") for one in segment.before)
    ):
        return ""
    if scope(behind, ("past", "self", "question", "condition", "reported", "later", "hedge", "retract", DOTS)):
        return ""
    if not set_off and scope(behind, ("past_after", "negation", "pronoun")):
        return ""
    query = mail.verbatim(behind[0].start, behind[-1].end).strip(QUOTES)
    long_head = len(head.text) > 2 and not head.text.isascii()  # 查一下; 查询结果 may be a noun
    return query if len(query) <= QUERY and (set_off or (long_head and len(query) <= 8)) else ""
