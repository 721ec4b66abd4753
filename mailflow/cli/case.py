"""`mailflow case NUMBER`: one case in full, or an order: cancel, reassign, extend."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from mailflow.cli.window import (
    HERE,
    AsJson,
    ConfigFolder,
    bureau_of,
    fail,
    load,
    local,
    opened,
    operator,
    say_json,
    table,
)

if TYPE_CHECKING:
    from mailflow.engine.bureau import Bureau
    from mailflow.workflow.case import Case, Request

ORDERS = ("cancel", "reassign", "extend")
Number = Annotated[str, typer.Argument(help="The case's number, for example XC2026-0001.")]
OrderName = Annotated[
    str, typer.Argument(help="cancel, reassign or extend; nothing: show the case.", metavar="[ORDER]")
]
Which = Annotated[
    str,
    typer.Option(
        "--request", "-r", help="The request as `case NUMBER` shows it, or its person's key; or a stopped run."
    ),
]
To = Annotated[str, typer.Option(help="reassign: who is asked instead (key of directory.yaml).")]
DueAt = Annotated[
    str, typer.Option("--due", help='extend: the new deadline, "2026-12-01 18:00" in the office\'s zone.')
]
Why = Annotated[str, typer.Option(help="Why; cancel needs it, and everybody concerned reads it.")]


def case(
    number: Number,
    order: OrderName = "",
    config: ConfigFolder = HERE,
    request: Which = "",
    to: To = "",
    due: DueAt = "",
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """Show a case: steps, requests, records, and everything that happened; or give it an order."""
    installation = load(config)
    with opened(installation) as store:
        bureau = bureau_of(installation, store)
        with store.read() as tx:
            found = bureau.case(tx, number)
        if found is None:
            fail(f"there is no case {number}; `mailflow status` lists them")
        if order:
            _give(bureau, found, order, request=request, to=to, due=due, reason=reason)
            return
        _show(bureau, found, as_json=as_json)


def _give(bureau: Bureau, found: Case, order: str, *, request: str, to: str, due: str, reason: str) -> None:
    from mailflow.engine.orders import give_case

    if order not in ORDERS:
        fail(f"{order}: no such order; there are {', '.join(ORDERS)}")
    key = "" if order == "cancel" else _request(found, request)
    zone = ZoneInfo(bureau.installation.settings.zone)
    until = _moment(due, zone) if order == "extend" else None
    outcome = give_case(bureau, found.number, order, operator(), request=key, to=to, due=until, reason=reason)
    told = dict.fromkeys(letter.person for letter in outcome.letters)
    print(f"{order}: done; told: {', '.join(told) or 'nobody'}")


def _request(found: Case, wanted: str) -> str:
    """The open request that is meant by its key, its end or its person; or the key of a stopped run."""
    from mailflow.workflow.steps.track import goes_on

    waiting = [
        one
        for one in found.requests.values()
        if one.state == "open"
        or one.verdict in ("decline", "counter", "hand_over")
        or (one.progress and goes_on(found, one))
    ]
    fits = [one.key for one in waiting if wanted in (one.key, one.person) or (wanted and one.key.endswith(wanted))]
    stopped = [run.key for run in found.runs.values() if run.state == "stopped"]
    if wanted in stopped:
        return wanted
    if len(fits) != 1:
        listed = "\n".join(f"  {one}" for one in (*(one.key for one in waiting), *stopped)) or "  (none is open)"
        fail(
            f"--request {wanted or '...'}: {'several fit' if fits else 'none fits'}; open in {found.number}:\n{listed}"
        )
    return fits[0]


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        fail(f'--due {text!r}: write it as "2026-12-01 18:00"')


def _show(bureau: Bureau, found: Case, *, as_json: bool) -> None:
    from mailflow.store import journal

    zone = bureau.installation.settings.zone
    with bureau.store.read() as tx:
        lines = list(journal.lines(tx, found.number))
    records = [one for versions in found.records.values() for one in versions]
    if as_json:
        say_json(_facts(found) | {"events": [[one.version, one.kind, one.at, one.facts] for one in lines]})
        return
    print(f"{found.number}  {found.process}  {found.state}  opened by {found.initiator} {local(found.opened_at, zone)}")
    runs = [[run.key, run.state, local(run.opened_at, zone), local(run.ended_at, zone)] for run in found.runs.values()]
    table("Steps", ["run", "state", "began", "ended"], runs)
    requests = [
        [
            one.key,
            one.state,
            local(one.due, zone),
            *_said(one),
        ]
        for one in found.requests.values()
    ]
    table("Requests", ["request", "state", "due", "answer", "proven", "words"], requests)
    versions = [[one.form, one.version, one.code, one.author, local(one.made_at, zone)] for one in records]
    table("Records", ["form", "version", "code", "author", "made"], versions)
    table("Journal", ["no", "when", "what"], [[one.version, local(one.at, zone), one.kind] for one in lines])


def _said(one: Request) -> tuple[str, str, str]:
    """What was answered, how surely it came from whom, and the words: a decision, a choice, or how far something is."""
    if one.progress:
        share = "" if one.progress.percent is None else f" {one.progress.percent}%"
        return f"{one.progress.status}{share}", one.progress.level, one.progress.words
    if one.chosen:
        return one.chosen.choice, one.chosen.level, one.chosen.words
    return (one.answer.verdict, one.answer.level, one.answer.words) if one.answer else ("", "", "")


def _facts(found: Case) -> dict[str, object]:
    return {
        "number": found.number,
        "process": found.process,
        "state": found.state,
        "initiator": found.initiator,
        "steps": [{"run": run.key, "state": run.state, "round": run.round} for run in found.runs.values()],
        "requests": [
            {
                "request": one.key,
                "person": one.person,
                "state": one.state,
                "due": one.due,
                **dict(zip(("verdict", "level", "words"), _said(one), strict=True)),
            }
            for one in found.requests.values()
        ],
        "records": [
            {"form": one.form, "version": one.version, "code": one.code, "author": one.author, "digest": one.digest}
            for versions in found.records.values()
            for one in versions
        ],
    }
