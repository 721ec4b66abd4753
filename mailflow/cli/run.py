"""`mailflow run`: the daemon."""

from __future__ import annotations

from typing import Annotated

import typer

from mailflow.cli.window import HERE, ConfigFolder, fail, load, opened


def run(
    config: ConfigFolder = HERE,
    log: Annotated[str, typer.Option(help="text for people, json for machines")] = "text",
) -> None:
    """Watch the mailbox, decide, remind, send; until SIGTERM or Ctrl-C."""
    import asyncio

    from mailflow import __version__
    from mailflow.cli.logs import set_up
    from mailflow.config.settings import secret
    from mailflow.daemon.run import Daemon
    from mailflow.store.database import lock_reader
    from mailflow.transport.account import Account

    set_up(log)
    installation = load(config)
    settings = installation.settings
    accounts = [
        Account(
            host=server.host,
            port=server.port,
            security=server.security,
            user=server.user,
            password=lambda name=name: secret(settings, name),
            cafile=server.cafile,
        )
        for name, server in (("imap", settings.imap), ("smtp", settings.smtp))
    ]
    with opened(installation, create=True) as store, lock_reader(store) as alone:
        if not alone:
            fail("another daemon already reads this mailbox; stop it first")
        asyncio.run(Daemon(installation, store, *accounts, software=__version__).run())
