"""Databases for tests on a real PostgreSQL server."""

from __future__ import annotations

import psycopg


def make_database(server: str, name: str, template: str = "template1") -> None:
    """CREATE DATABASE."""
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]  # a test's own name
