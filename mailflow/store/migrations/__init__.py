"""The schema's versions, and how a database gets to the newest. Alembic's only door."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

REVISIONS = ("0001",)  # oldest first
HEAD = REVISIONS[-1]


def version_of(connection: Connection) -> str:
    """The schema's version, or "" where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def upgrade(connection: Connection) -> None:
    """To the newest version, inside the caller's transaction: all of it, or nothing."""
    from alembic import command  # noqa: PLC0415 - heavy, and needed once in a database's life
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
