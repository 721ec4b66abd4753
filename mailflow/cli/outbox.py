"""`mailflow outbox`: mails that go: list, show, retry, cancel."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, load, local, opened, safe, say_json, table

app = typer.Typer(no_args_is_help=True)
Mail = Annotated[int, typer.Argument(help="The mail's number, as `outbox list` shows it.")]
State = Annotated[str, typer.Option(help="Only this state: waiting, claimed, doubt, sent, failed, cancelled.")]
Limit = Annotated[int, typer.Option(min=1, help="How many, newest first.")]


@app.command("list")
def list_(config: ConfigFolder = HERE, state: State = "", limit: Limit = 50, as_json: AsJson = False) -> None:
    """Mails, newest first, with what the server said."""
    from mailflow.store import outbox

    installation = load(config)
    with opened(installation) as store, store.read() as tx:
        found = outbox.listing(tx, state=state, limit=limit)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    zone = installation.settings.zone
    rows = [[one.id, local(one.posted_at, zone), one.rcpt, one.subject, one.state, one.smtp_reply] for one in found]
    table("Outbox", ["mail", "posted", "to", "subject", "state", "the server said"], rows)


@app.command()
def show(
    mail: Mail,
    config: ConfigFolder = HERE,
    raw: Annotated[bool, typer.Option("--raw", help="The exact bytes, on standard output.")] = False,
    as_json: AsJson = False,
) -> None:
    """One mail: whom it asks what, and its text."""
    from mailflow.compose.headers import assemble
    from mailflow.store import outbox

    installation = load(config)
    with opened(installation) as store, store.read() as tx:
        row, text = outbox.get(tx, mail), outbox.text(tx, mail)
        head, parts = outbox.body(tx, mail)
    if raw:
        sys.stdout.buffer.write(assemble(head, parts))
        return
    if as_json:
        say_json(asdict(row) | {"text": text})
        return
    for name, value in asdict(row).items():
        if name != "asked":
            print(f"{name}: {safe(str(value))}")
    for one in row.asked:
        print(f"asks: {one.no} {one.request} as {one.role}, due {local(one.due, installation.settings.zone)}")
    print()
    for line in text.splitlines():
        print(safe(line))


@app.command()
def retry(mail: Mail, config: ConfigFolder = HERE) -> None:
    """Send a refused, cancelled or waiting mail at the next turn: the same bytes, the same Message-ID."""
    from mailflow.store import outbox

    with opened(load(config)) as store, store.write() as tx:
        outbox.retry(tx, mail, datetime.now(UTC))
    print(f"mail {mail} goes at the daemon's next turn")


@app.command()
def cancel(mail: Mail, config: ConfigFolder = HERE) -> None:
    """Never send a mail that has not gone yet. `outbox retry` takes it back."""
    from mailflow.store import outbox

    with opened(load(config)) as store, store.write() as tx:
        outbox.cancel(tx, mail)
    print(f"mail {mail} will not be sent; `mailflow outbox retry {mail}` takes that back")
