"""`mailflow inbox`: mails that came: list, show, retry."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, load, local, opened, safe, say_json, table

app = typer.Typer(no_args_is_help=True)
Digest = Annotated[str, typer.Argument(help="The beginning of the mail's digest, as `inbox list` shows it.")]
State = Annotated[str, typer.Option(help="Only this state: new, claimed, waiting, done, quarantined.")]
Limit = Annotated[int, typer.Option(min=1, help="How many, newest first.")]


@app.command("list")
def list_(config: ConfigFolder = HERE, state: State = "", limit: Limit = 50, as_json: AsJson = False) -> None:
    """Mails, newest first, with how each ended and why."""
    from mailflow.store import inbox

    installation = load(config)
    with opened(installation) as store, store.read() as tx:
        found = inbox.listing(tx, state=state, limit=limit)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    zone = installation.settings.zone
    rows = [
        [one.digest[:12], local(one.received_at, zone), one.sender, one.subject, one.state, one.reason.split("\n")[-1]]
        for one in found
    ]
    table("Inbox", ["mail", "received", "from", "subject", "state", "reason"], rows)


@app.command()
def show(
    mail: Digest,
    config: ConfigFolder = HERE,
    raw: Annotated[bool, typer.Option("--raw", help="The exact bytes, on standard output.")] = False,
    as_json: AsJson = False,
) -> None:
    """One mail: what is known of it, its text, why it was quarantined."""
    from mailflow.parsers.message import read_message
    from mailflow.store import inbox

    installation = load(config)
    with opened(installation) as store, store.read() as tx:
        row = inbox.find(tx, mail)
    if raw:
        sys.stdout.buffer.write(row.raw)
        return
    message = read_message(row.raw)
    facts = {name: value for name, value in asdict(row).items() if name != "raw"} | {"text": message.text}
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        print(f"{name}: {safe(str(value))}" if name != "text" else "")
    for line in message.text.splitlines():
        print(safe(line))


@app.command()
def retry(
    mail: Annotated[str, typer.Argument(help="The beginning of a digest, or `all` for everything in quarantine.")],
    config: ConfigFolder = HERE,
) -> None:
    """Read a quarantined or waiting mail again; of one that was too large the whole is fetched first."""
    from mailflow.store import inbox

    with opened(load(config)) as store, store.write() as tx:
        if mail == "all":
            digests = [one.digest for one in inbox.listing(tx, state=inbox.QUARANTINED, limit=100_000)]
        else:
            digests = [inbox.find(tx, mail).digest]
        for digest in digests:
            inbox.retry(tx, digest)
    print(f"{len(digests)} mails will be read again at the daemon's next turn")
