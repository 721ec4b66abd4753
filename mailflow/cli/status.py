"""`mailflow status`: what is open, what is late, how the daemon and the mailbox are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mailflow.cli.window import HERE, AsJson, ConfigFolder, bureau_of, load, local, opened, say_json, table

if TYPE_CHECKING:
    from mailflow.engine.bureau import Bureau
    from mailflow.store.database import Transaction
    from mailflow.workflow.case import Case

STALE = timedelta(minutes=2)  # a daemon tells of itself every 20 seconds
DEAD = {
    "never ran": "cases are open and the daemon never ran: mailflow run",
    "not running": "cases are open and the daemon is not heard of: mailflow run, or its log",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request that waits for its answer."""

    case: str
    request: str
    step: str
    person: str
    due: datetime | None
    late: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Status:
    """What `status` tells; `attention` holds what needs a person."""

    cases: tuple[Mapping[str, str], ...]
    waiting: tuple[Waiting, ...]
    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    letters: Mapping[str, int]
    paused_since: datetime | None
    daemon: Mapping[str, str]
    attention: tuple[str, ...]


def status(config: ConfigFolder = HERE, as_json: AsJson = False) -> None:
    """Cases with who is awaited, the queues, the daemon. Exit code 1 where something needs a person."""
    installation = load(config)
    with opened(installation) as store:
        found = _look(bureau_of(installation, store))
    if as_json:
        say_json(asdict(found))
    else:
        _show(found, installation.settings.zone)
    if found.attention:
        raise SystemExit(1)


def _look(bureau: Bureau) -> Status:
    from mailflow.store import inbox, journal, letters, outbox
    from mailflow.workflow.office import CHAIN

    now = datetime.now(UTC)
    with bureau.store.read() as tx:
        office = bureau.office(tx)
        cases = [case for one in journal.chains(tx) if one != CHAIN and (case := bureau.case(tx, one))]
        mails_in, mails_out, made = inbox.counts(tx), outbox.counts(tx), letters.counts(tx)
        daemon = _daemon(tx, now)
    attention = [f"case {case.number} is stopped" for case in cases if case.state == "stopped"]
    for counted, state, text in (
        (mails_in, "quarantined", "mails in quarantine: mailflow inbox list --state quarantined"),
        (mails_out, "failed", "mails refused for good: mailflow outbox list --state failed"),
        (made, "broken", "letters could not be rendered: see the log, mend the template"),
    ):
        if counted.get(state):
            attention.append(f"{counted[state]} {text}")
    if daemon["state"] != "running" and any(case.state in ("open", "stopped") for case in cases):
        attention.append(DEAD[daemon["state"]])
    if daemon["trouble"]:
        attention.append(daemon["trouble"])
    return Status(
        cases=tuple({"number": one.number, "process": one.process, "state": one.state} for one in cases),
        waiting=tuple(one for case in cases for one in _waiting(case, now)),
        inbox=mails_in,
        outbox=mails_out,
        letters=made,
        paused_since=office.paused_since,
        daemon=daemon,
        attention=tuple(attention),
    )


def _waiting(case: Case, now: datetime) -> list[Waiting]:
    return [
        Waiting(
            case=case.number,
            request=one.key,
            step=one.step,
            person=one.person,
            due=one.due,
            late=bool(one.due and one.due < now),
            answered=one.answer is not None,
        )
        for one in case.open_requests()
    ]


def _daemon(tx: Transaction, now: datetime) -> dict[str, str]:
    import json

    from mailflow.store import meta
    from mailflow.workflow.digest import read_moment

    told = meta.get(tx, "daemon")
    if not told:
        return {"state": "never ran", "at": "", "trouble": ""}
    facts = json.loads(told)
    is_fresh = now - read_moment(facts["at"]) < STALE
    return {
        "state": "running" if is_fresh else "not running",
        "at": facts["at"],
        "trouble": facts["trouble"] if is_fresh else "",
    }


def _show(found: Status, zone: str) -> None:
    table(
        "Cases", ["number", "process", "state"], [[one["number"], one["process"], one["state"]] for one in found.cases]
    )
    rows = [
        [
            one.case,
            one.step,
            one.person,
            local(one.due, zone),
            "answered, window open" if one.answered else "LATE" if one.late else "",
        ]
        for one in found.waiting
    ]
    table("Waiting for", ["case", "step", "person", "due", ""], rows)
    queues = (("inbox", found.inbox), ("outbox", found.outbox), ("letters", found.letters))
    shown = [
        [name, ", ".join(f"{n} {state}" for state, n in sorted(counts.items())) or "none"] for name, counts in queues
    ]
    table("Queues", ["", ""], shown)
    print(f"daemon: {found.daemon['state']}" + (f" (last heard of {found.daemon['at']})" if found.daemon["at"] else ""))
    if found.paused_since:
        print("PAUSED: nothing is sent; `mailflow resume` goes on")
    for text in found.attention:
        print(f"needs a person: {text}")
