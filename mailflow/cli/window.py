"""What every command shares with the person at the keyboard: the installation, the store, tables, safe text."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from mailflow.workflow.digest import plain

if TYPE_CHECKING:
    from mailflow.config.load import Installation
    from mailflow.config.settings import Settings
    from mailflow.engine.bureau import Bureau
    from mailflow.store.database import Store
    from mailflow.transport.account import Account

ConfigFolder = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="MAILFLOW_CONFIG", help="The folder that `mailflow init` wrote."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Facts as JSON on standard output.")]
HERE = Path()


def fail(text: str, code: int = 1) -> NoReturn:
    """Say what is wrong and end."""
    for line in text.splitlines():
        sys.stderr.write(f"mailflow: {safe(line)}\n")
    raise SystemExit(code)


def safe(text: str) -> str:
    """Text of strangers for a terminal: control characters are shown, never obeyed."""
    return "".join(one if one == "\t" or unicodedata.category(one)[0] != "C" else f"\\x{ord(one):02x}" for one in text)


def say_json(facts: object) -> None:
    """Facts, and nothing else, on standard output."""
    sys.stdout.write(json.dumps(plain(facts), ensure_ascii=False, indent=2) + "\n")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(safe(str(cell))) for cell in row))
    Console(width=None if sys.stdout.isatty() else 160).print(drawn)


def load(folder: Path) -> Installation:
    """The installation in a folder; every mistake of every file at once."""
    from mailflow.config.load import load_installation

    if not (folder / "mailflow.yaml").exists():
        fail(
            f"{folder / 'mailflow.yaml'} is missing; name the folder with --config DIR, or write one: mailflow init DIR"
        )
    return load_installation(folder)


@contextmanager
def opened(installation: Installation, *, create: bool = False) -> Iterator[Store]:
    """The installation's store."""
    from mailflow.store.database import open_store

    store = open_store(installation.settings.database, create=create)
    try:
        yield store
    finally:
        store.close()


def bureau_of(installation: Installation, store: Store) -> Bureau:
    """The engine's parts for a command: the same unique keys guard it beside a running daemon."""
    from mailflow.compose.templates import Templates
    from mailflow.daemon.clock import SystemClock, SystemDice
    from mailflow.engine.bureau import Bureau

    settings = installation.settings
    templates = Templates(settings.folder / settings.templates if settings.templates else None)
    return Bureau(store, installation, SystemClock(), SystemDice(), templates)


def accounts(settings: Settings) -> tuple[Account, Account]:
    """IMAP and SMTP; passwords are read at each login."""
    from functools import partial

    from mailflow.config.settings import secret
    from mailflow.transport.account import Account

    imap, smtp = (
        Account(
            host=server.host,
            port=server.port,
            security=server.security,
            user=server.user,
            password=partial(secret, settings, name),
            cafile=server.cafile or None,
        )
        for name, server in (("imap", settings.imap), ("smtp", settings.smtp))
    )
    return imap, smtp


def operator() -> str:
    """Who gives an order at the keyboard: the system's login name."""
    return f"operator:{os.environ.get('SUDO_USER') or os.environ.get('USER') or os.getuid()}"


def local(at: datetime | None, zone: str) -> str:
    """A moment as the office reads it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at else "-"
