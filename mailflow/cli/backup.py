"""`mailflow backup`: a checked copy of the database, made while the daemon runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.window import HERE, ConfigFolder, load, opened


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    config: ConfigFolder = HERE,
) -> None:
    """Copy the database to one file and check the copy. Keep it on another disk, as private as the mailbox itself."""
    from mailflow.store.backup import back_up

    with opened(load(config)) as store:
        report = back_up(store, target, progress)
    print(f"{target}: {report.entries} entries in {len(report.heads)} chains, {report.mails} mails; checked")


def progress(done: int, total: int) -> None:
    """One line that counts, for a person at a terminal."""
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{done * 100 // total:3d} %" + ("\n" if done == total else ""))
