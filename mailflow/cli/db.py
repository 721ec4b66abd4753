"""`mailflow db`: the schema of the database."""

from __future__ import annotations

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, load, say_json

app = typer.Typer(no_args_is_help=True)


@app.command()
def upgrade(config: ConfigFolder = HERE) -> None:
    """Bring the schema to this mailflow's version, all of it or nothing. Stop every daemon and make a backup first."""
    from mailflow.store.database import upgrade_store

    before, after = upgrade_store(load(config).settings.database)
    print(f"schema {after}: nothing to do" if before == after else f"schema {before or '(none)'} -> {after}")


@app.command()
def version(config: ConfigFolder = HERE, as_json: AsJson = False) -> None:
    """The schema's version, and the one that this mailflow needs; exit code 1 where they differ."""
    from mailflow.store.database import schema_version
    from mailflow.store.migrations import HEAD

    found = schema_version(load(config).settings.database)
    if as_json:
        say_json({"found": found, "needed": HEAD})
    else:
        print(f"the database has schema {found or '(none)'}, this mailflow needs {HEAD}")
    if found != HEAD:
        raise SystemExit(1)
