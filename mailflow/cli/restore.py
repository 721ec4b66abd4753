"""`mailflow restore`: a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.window import HERE, ConfigFolder, load


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `mailflow backup` wrote.")],
    config: ConfigFolder = HERE,
    accept_rollback: Annotated[
        bool, typer.Option("--accept-rollback", help="Also where the database holds entries that the backup lacks.")
    ] = False,
) -> None:
    """Check a backup and put it in the place of the database, which is moved aside. Stop every daemon first."""
    from datetime import UTC, datetime

    from mailflow.cli.backup import progress
    from mailflow.store.backup import restore as put_back

    report, old = put_back(
        load(config).settings.database,
        source,
        now=datetime.now(UTC),
        accept_rollback=accept_rollback,
        progress=progress,
    )
    print(f"restored: {report.entries} entries in {len(report.heads)} chains, {report.mails} mails")
    if old:
        print(f"what stood there before: {old}")
    print("mails that waited then may have gone since: they go again as the same mail, under the same Message-ID")
