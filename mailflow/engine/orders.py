"""Orders from the command line, in their own process, on the same unique keys as a daemon beside it."""

from __future__ import annotations

from datetime import datetime

from mailflow.engine.bureau import Bureau
from mailflow.store import journal
from mailflow.store.database import Transaction
from mailflow.workflow.draft import Outcome
from mailflow.workflow.errors import MailflowError, OrderRefused, StoreConflict
from mailflow.workflow.office import CHAIN
from mailflow.workflow.orders import RESUMED
from mailflow.workflow.stimuli import Ordered

TRIES = 10


def give(bureau: Bureau, chain: str, order: Ordered) -> Outcome:
    """Carry an order out; a daemon that wrote first is no hindrance."""
    for _ in range(TRIES):
        try:
            with bureau.write() as tx:
                if chain != CHAIN and bureau.case(tx, chain) is None:
                    raise OrderRefused(f"there is no case {chain}")
                return bureau.change(tx, chain, order, cause=order.by)
        except StoreConflict:
            continue
    raise MailflowError(f"{chain} is being changed by somebody else all the time; try again")


def give_case(
    bureau: Bureau,
    number: str,
    order: str,
    by: str,
    *,
    request: str = "",
    to: str = "",
    due: datetime | None = None,
    reason: str = "",
) -> Outcome:
    """cancel, reassign or extend."""
    made = Ordered(
        at=bureau.clock.now(),
        salt=bureau.salt(),
        order=order,
        by=by,
        request=request,
        to=to,
        due=due,
        reason=reason,
    )
    return give(bureau, number, made)


def give_office(bureau: Bureau, order: str, by: str) -> Outcome:
    """Pause or resume."""
    return give(bureau, CHAIN, Ordered(at=bureau.clock.now(), salt=bureau.salt(), order=order, by=by))


def resume(bureau: Bureau, by: str) -> int:
    """Send again, and move every computed deadline by the pause; the number of open cases."""
    for _ in range(TRIES):
        try:
            with bureau.write() as tx:  # all or nothing: no timer may come between
                return _resume(bureau, tx, by)
        except StoreConflict:
            continue
    raise MailflowError("cases are being changed by somebody else all the time; try again")


def _resume(bureau: Bureau, tx: Transaction, by: str) -> int:
    def order(name: str) -> Ordered:
        return Ordered(at=bureau.clock.now(), salt=bureau.salt(), order=name, by=by)

    bureau.change(tx, CHAIN, order("resume"), cause=by)
    numbers = [one for one in journal.chains(tx) if one != CHAIN]
    cases = [case for one in numbers if (case := bureau.case(tx, one)) and case.state in ("open", "stopped")]
    for case in cases:
        bureau.change(tx, case.number, order(RESUMED), cause=by)
    return len(cases)
