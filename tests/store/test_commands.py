"""The commands of the store, as a person types them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from mailflow.store import journal
from mailflow.store.database import open_store
from mailflow.workflow import events as e

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
CONFIG = Path(__file__).parents[2] / "config"
Grow = Callable[..., journal.Head]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation as it is shipped, with its database."""
    made = tmp_path / "office"
    shutil.copytree(CONFIG, made)
    open_store(f"sqlite:///{made / 'mailflow.db'}", create=True).close()
    return made


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`mailflow WORDS --config FOLDER`."""
    command = [sys.executable, "-m", "mailflow.cli.main", *words, "--config", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def write(folder: Path, grow: Grow, reason: str = "理由") -> journal.Head:
    """One more entry in the office's chain."""
    store = open_store(f"sqlite:///{folder / 'mailflow.db'}")
    with store.write() as tx:
        head = grow(tx, "office", [e.Cancelled(at=NOW, by="operator:root", reason=reason)])
    store.close()
    return head


def test_verify_says_that_all_is_well(folder: Path, grow: Grow) -> None:
    """For people, and as facts."""
    head = write(folder, grow)
    ran = run(folder, "verify")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "everything is as it was written" in ran.stdout
    assert head.hash in ran.stdout
    facts = json.loads(run(folder, "verify", "--json").stdout)
    assert (facts["ok"], facts["entries"], facts["chains"], facts["differences"]) == (True, 1, 1, [])
    assert facts["heads"] == {"office": {"version": 1, "hash": head.hash}}


def test_verify_ends_with_1_and_names_the_first_difference(folder: Path, grow: Grow) -> None:
    """What it is, where, and what it means; control characters of strangers are shown, not obeyed."""
    write(folder, grow)
    store = open_store(f"sqlite:///{folder / 'mailflow.db'}")
    with store.write() as tx:
        tx.execute(text("UPDATE text SET text = 'other'"))
    store.close()
    ran = run(folder, "verify")
    assert ran.returncode == 1
    assert "DIFFERENT: journal office entry 1: its text 'reason' is another one than was written" in ran.stdout
    assert "what it means: it was altered" in ran.stdout
    ran = run(folder, "verify", "--json")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["differences"][0]["where"] == "journal office entry 1"
    ran = run(folder, "verify", "--case", "XC\x1b[31m")
    assert ran.returncode == 1
    assert "\x1b" not in ran.stdout


def test_backup_and_restore(folder: Path, grow: Grow, tmp_path: Path) -> None:
    """There and back; a rollback only when it is meant."""
    head = write(folder, grow)
    copy = tmp_path / "copy.db"
    ran = run(folder, "backup", str(copy))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "1 entries in 1 chains" in ran.stdout
    write(folder, grow, reason="later")
    ran = run(folder, "restore", str(copy))
    assert ran.returncode == 1
    assert "office: entries 2..2" in ran.stderr
    assert "--accept-rollback" in ran.stderr
    ran = run(folder, "restore", str(copy), "--accept-rollback")
    assert (ran.returncode, ran.stderr) == (0, "")
    store = open_store(f"sqlite:///{folder / 'mailflow.db'}")
    with store.read() as tx:
        assert journal.newest(tx, "office") == head
    store.close()
    assert run(folder, "backup", str(copy)).returncode == 1


def test_db_version_and_upgrade(folder: Path) -> None:
    """A schema of another version is told, by the exit code too."""
    ran = run(folder, "db", "version", "--json")
    assert (ran.returncode, json.loads(ran.stdout)) == (0, {"found": "0001", "needed": "0001"})
    assert "nothing to do" in run(folder, "db", "upgrade").stdout
    store = open_store(f"sqlite:///{folder / 'mailflow.db'}")
    with store.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    assert run(folder, "db", "version").returncode == 1
    for words in (("db", "upgrade"), ("verify",), ("backup", "x.db")):
        ran = run(folder, *words)
        assert ran.returncode == 1
        assert "newer mailflow" in ran.stderr
        assert "Traceback" not in ran.stderr


def test_missing_database_is_told(folder: Path) -> None:
    """No traceback, and nothing is made by a command that only looks."""
    (folder / "mailflow.db").unlink()
    for words in (("db", "version"), ("db", "upgrade"), ("verify",), ("backup", "x.db"), ("restore", "nowhere.db")):
        ran = run(folder, *words)
        assert ran.returncode == 1
        assert ran.stderr.startswith("mailflow: ")
        assert "Traceback" not in ran.stderr
    assert not (folder / "mailflow.db").exists()
