"""`mailflow run`: the daemon."""

from __future__ import annotations

from typing import Annotated

import typer

from mailflow.cli.window import HERE, ConfigFolder, accounts, fail, load, opened


def run(
    config: ConfigFolder = HERE,
    log: Annotated[str, typer.Option(help="text for people, json for machines")] = "text",
) -> None:
    """Watch the mailbox, decide, remind, send; until SIGTERM or Ctrl-C."""
    import asyncio

    from mailflow import __version__
    from mailflow.cli.logs import set_up
    from mailflow.daemon.run import Daemon
    from mailflow.store.database import lock_reader

    set_up(log)
    installation = load(config)
    with opened(installation, create=True) as store, lock_reader(store) as alone:
        if not alone:
            fail("another daemon already reads this mailbox; stop it first")
        imap, smtp = accounts(installation.settings)
        daemon = Daemon(installation, store, imap, smtp, software=__version__)
        asyncio.run(daemon.run())
    if daemon.failed:
        fail("ended by an error of its own; the log says which")
