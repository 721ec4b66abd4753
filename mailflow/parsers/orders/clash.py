"""Orders of one mail that can't all be meant: of two that clash neither is sure. Reads no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from mailflow.workflow.reply import Order, OrderKind

CHANGES_NOTHING = frozenset((OrderKind.SEARCH, OrderKind.LEDGER, OrderKind.STATUS, OrderKind.WHY, OrderKind.FORM))
# What is said of a case that goes on.
SAME_CASE_STAYS = frozenset(
    (
        OrderKind.HOLD,
        OrderKind.RESUME,
        OrderKind.NEW_DATE,
        OrderKind.NEW_OWNER,
        OrderKind.ADD_DEPARTMENT,
        OrderKind.CHANGE_LEAD,
        OrderKind.CHANGE_RECORDER,
        OrderKind.REMIND,
    )
)


def unsure(order: Order, rule: str) -> Order:
    """The order as one that is asked back; what changes nothing stays as it is."""
    if order.kind in CHANGES_NOTHING or not order.sure:
        return order
    return replace(order, sure=False, rule=rule)


def once(orders: Sequence[Order]) -> list[Order]:
    """Each order once, however often it is said."""
    seen: dict[Order, Order] = {}
    for one in orders:
        seen.setdefault(replace(one, span=None, number=0, rule=""), one)
    return list(seen.values())


def agreed(orders: Sequence[Order]) -> list[Order]:
    """Of two orders that can't both be meant neither is sure."""
    numbers = [one.number for one in orders]
    counted = len(orders) > 1 and numbers == list(range(1, len(orders) + 1))
    clash = {
        no
        for no, one in enumerate(orders)
        for other in orders
        if other is not one and _same_thing(one, other, counted=counted) and _clash(one, other)
    }
    return [unsure(one, "contradiction") if no in clash else one for no, one in enumerate(orders)]


def _same_thing(one: Order, other: Order, *, counted: bool) -> bool:
    if one.case and other.case and one.case != other.case:
        return False
    if any(mine and theirs and mine != theirs for mine, theirs in _apart(one, other)):
        return False
    return counted or not (one.number and other.number and one.number != other.number)


def _apart(one: Order, other: Order) -> tuple[tuple[str, str], ...]:
    """What keeps two orders apart: another item; another person who is reminded or recorded for."""
    pairs = [(one.item, other.item)]
    if one.kind is other.kind and one.kind in (OrderKind.REMIND, OrderKind.RECORD, OrderKind.REGISTER_SCAN):
        pairs += [(one.person, other.person), (one.department, other.department)]
    if one.kind is other.kind:
        pairs += [(one.field, other.field)]
    return tuple(pairs)


def _clash(one: Order, other: Order) -> bool:
    kinds = {one.kind, other.kind}
    if kinds == {OrderKind.HOLD, OrderKind.RESUME}:
        return True
    if OrderKind.CANCEL in kinds and kinds & SAME_CASE_STAYS:
        return True
    if one.kind is not other.kind:
        return False
    if not (one.sure and other.sure):
        return True
    return _content(one) != _content(other)


def _content(order: Order) -> tuple[str | date | datetime | None, ...]:
    """What two orders of a kind for the same thing must agree on."""
    match order.kind:
        case OrderKind.NEW_DATE | OrderKind.HOLD:
            return (order.due,)
        case OrderKind.NEW_OWNER | OrderKind.CHANGE_RECORDER:
            return (order.person,)
        case OrderKind.CHANGE_LEAD:
            return order.person, order.department
        case OrderKind.DELEGATE:
            return order.person, order.due
        case OrderKind.RECORD | OrderKind.CORRECT:
            return (order.value,)
        case OrderKind.CHOOSE:
            return (order.value,)
    return ()
