"""`mailflow init` and `mailflow check` as a person calls them, against a real mailbox and a border that stamps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faults import ScriptedSmtp
from servers import STAMP, Border, MailServer

Told = subprocess.CompletedProcess[str]


@pytest.fixture
def border(dovecot: MailServer, box: str) -> Iterator[ScriptedSmtp]:
    """A server that stamps and delivers."""
    with ScriptedSmtp(border=Border(dovecot, box, stamp=STAMP)) as smtp:
        yield smtp


@pytest.fixture
def mailflow(dovecot: MailServer, box: str, border: ScriptedSmtp, tmp_path: Path) -> Callable[..., Told]:
    """The command, in a folder that `init` has written."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")}

    def call(*words: str, secret: str = "secret") -> Told:  # noqa: S107 - of a server that lives for one test
        command = [sys.executable, "-m", "mailflow.cli.main", *words]
        env = {**clean, "MAILFLOW_IMAP_PASSWORD": secret}
        return subprocess.run(command, check=False, capture_output=True, text=True, env=env, timeout=60)

    options = f"--yes --address {box}@test.local --host localhost --imap-port {dovecot.imap_port} --security starttls "
    options += f"--user {box} --cafile {dovecot.cafile} --smtp-host 127.0.0.1 --smtp-port {border.port} "
    made = call("init", str(tmp_path), *options.split(), "--smtp-security", "none", "--smtp-user", "")
    assert (tmp_path / "mailflow.yaml").exists(), made.stderr
    return lambda *words, **more: call("check", "--config", str(tmp_path), *words, **more)


def test_offline_logs_in_nowhere(mailflow: Callable[..., Told], border: ScriptedSmtp) -> None:
    """The files alone; a wrong password doesn't matter."""
    told = mailflow("--offline", "--json", secret="wrong")
    assert (told.returncode, json.loads(told.stdout)["servers"]) == (0, []), told.stdout
    assert border.commands == []


def test_both_servers_are_asked_and_nothing_is_sent(mailflow: Callable[..., Told], border: ScriptedSmtp) -> None:
    """A table for people, facts for machines."""
    facts = json.loads(mailflow("--json").stdout)
    assert facts["ok"] is True
    assert {"imap", "smtp"} == {one["server"] for one in facts["servers"]}
    shown = mailflow()
    assert "IDLE" in shown.stdout
    assert shown.returncode == 0
    assert border.accepted == []


def test_a_login_that_is_refused_ends_in_exit_code_1(mailflow: Callable[..., Told], border: ScriptedSmtp) -> None:
    """And no probe goes out."""
    told = mailflow("--probe", "--json", secret="wrong")
    facts = json.loads(told.stdout)
    assert (told.returncode, facts["ok"]) == (1, False)
    assert border.accepted == []


def test_a_probe_tells_the_level_and_what_to_write(mailflow: Callable[..., Told], border: ScriptedSmtp) -> None:
    """Judged by the parser that reads answers, too."""
    told = mailflow("--probe", "--json")
    assert told.stdout, told.stderr
    facts = json.loads(told.stdout)
    assert facts["level"] == "origin", told.stdout
    assert "  authserv_id: mx.test.local" in facts["write"]
    found = {one["feature"]: one for one in facts["servers"]}
    assert found["our own mail as read here"]["found"] == "proven"
    assert len(border.accepted) == 3
