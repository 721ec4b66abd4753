"""`mailflow init`, `check` and `process`, called as at the keyboard."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from mailflow.cli.main import main
from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.config.settings import secret

INIT = ("--yes", "--address", "Flow@Firma.Test", "--authserv-id", "mx.firma.test")


@dataclass(frozen=True)
class Said:
    """What a command has said, and how it ended."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """A command in this process, under an environment without any secret."""
    for name in ("IMAP", "SMTP", "DATABASE"):
        monkeypatch.delenv(f"MAILFLOW_{name}_PASSWORD", raising=False)

    def run(*words: object, typed: str = "") -> Said:
        monkeypatch.setattr(sys, "argv", ["mailflow", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


def test_init_writes_what_loads(call: Call, tmp_path: Path) -> None:
    """Without a question and without a mistake; it ends with the next commands."""
    folder = tmp_path / "office"
    said = call("init", folder, *INIT, "--language", "en", "--name", "Desk: one")
    assert (said.code, said.err) == (0, "")
    assert f"mailflow check --config {folder}" in said.out
    assert "export MAILFLOW_IMAP_PASSWORD=" in said.out
    found = load_installation(folder, {})
    assert (found.settings.address, found.settings.language) == ("Flow@firma.test", "en")
    assert (found.settings.imap.host, found.settings.smtp.host) == ("imap.Firma.Test", "smtp.Firma.Test")
    assert (found.settings.imap.user, found.settings.smtp.user) == ("Flow@Firma.Test", "Flow@Firma.Test")
    assert found.settings.name == {"zh": "Desk: one", "en": "Desk: one"}
    assert sorted(found.processes) == ["approval", "cross-department"]


def test_init_explains_every_key(call: Call, tmp_path: Path) -> None:
    """The comments of the shipped files are in what is written; processes are copied byte by byte."""
    folder = tmp_path / "office"
    call("init", folder, *INIT)
    shipped = data_root() / "config"
    for name in (
        "processes/approval.yaml",
        "processes/cross_department.yaml",
        "directory.yaml",
        "calendars/cn-2026.yaml",
    ):
        assert (folder / name).read_bytes() == (shipped / name).read_bytes()
    comments = [line.partition("#")[2] for line in (shipped / "mailflow.yaml").read_text("utf-8").splitlines()]
    written = (folder / "mailflow.yaml").read_text("utf-8")
    assert [one for one in comments if one.strip() and one not in written] == []
    assert len(comments) > 40


def test_init_takes_every_answer_as_an_option(call: Call, tmp_path: Path) -> None:
    """As a script gives them."""
    folder, authority = tmp_path / "office", tmp_path / "ca.pem"
    authority.write_text("")
    said = call(
        "init", folder, "--yes", "--address", "flow@firma.test", "--host", "127.0.0.1", "--imap-port", 1143,
        "--security", "none", "--smtp-host", "localhost", "--smtp-port", 1025, "--smtp-user", "", "--user", "flow",
        "--cafile", authority, "--zone", "Europe/Berlin", "--language", "en",
        "--rehearsal-to", "tester@firma.test", "--database", "sqlite:///data.db",
    )  # fmt: skip
    assert said.code == 0
    found = load_installation(folder, {}).settings
    assert (found.imap.host, found.imap.port, found.imap.security, found.imap.user) == (
        "127.0.0.1",
        1143,
        "none",
        "flow",
    )
    assert (found.smtp.host, found.smtp.port, found.smtp.security, found.smtp.user) == ("localhost", 1025, "none", "")
    assert (found.mode, found.rehearsal_to) == ("rehearsal", "tester@firma.test")
    assert (found.zone, found.calendar) == ("Europe/Berlin", "weekdays")
    assert load_installation(folder, {}).calendars["weekdays"].zone == "Europe/Berlin"
    assert found.database == f"sqlite:///{folder}/data.db"
    assert found.imap.cafile == str(authority)


def test_init_asks_what_it_was_not_told(call: Call, tmp_path: Path) -> None:
    """An empty line takes what is usual."""
    folder = tmp_path / "office"
    answers = [
        "flow@firma.test",
        "mail.firma.test",
        "starttls",
        "",
        "",
        "en",
        "Asia/Shanghai",
        "mx.firma.test",
        "",
        "n",
    ]
    said = call("init", folder, typed="\n".join(answers) + "\n")
    assert said.code == 0
    found = load_installation(folder, {}).settings
    assert (found.imap.host, found.imap.port, found.smtp.host, found.smtp.port) == (
        "mail.firma.test",
        143,
        "mail.firma.test",
        587,
    )
    assert (found.mode, found.authserv_id, found.imap.password_file) == ("live", "mx.firma.test", "")


def test_init_keeps_a_password_where_only_its_owner_reads_it(call: Call, tmp_path: Path) -> None:
    """Mode 0600 from the first moment, and never in mailflow.yaml."""
    folder = tmp_path / "office"
    said = call("init", folder, *INIT, "--password-stdin", typed="geheim\n")
    assert said.code == 0
    path = folder / "mailbox.password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret(load_installation(folder, {}).settings, "smtp", {}) == "geheim"
    assert "geheim" not in (folder / "mailflow.yaml").read_text("utf-8") + said.out
    assert "export" not in said.out


def test_init_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    """One file that is there: none is written. --force does."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "directory.yaml").write_text("mine\n")
    said = call("init", folder, *INIT)
    assert said.code == 1
    assert f"{folder}/directory.yaml is there already" in said.err
    assert [one.name for one in folder.iterdir()] == ["directory.yaml"]
    assert (folder / "directory.yaml").read_text() == "mine\n"
    assert call("init", folder, *INIT, "--force").code == 0
    assert load_installation(folder, {}).directory.people


def test_init_says_what_is_wrong_with_an_answer(call: Call, tmp_path: Path) -> None:
    """What was written is read as every command reads it."""
    said = call("init", tmp_path / "a", *INIT, "--zone", "Asia/Shangai")
    assert said.code == 1
    assert 'did you mean "Asia/Shanghai"?' in said.err
    assert call("init", tmp_path / "b", "--yes").code == 2


def test_check_names_every_mistake(call: Call, folder: Any) -> None:
    """Exit code 1, one line for each, nothing but facts in --json."""
    folder.spoil("mailflow.yaml", "zone: Asia/Shanghai", "zone: Mars")
    folder.spoil("directory.yaml", "head: chen_gang", "head: chen")
    said = call("check", "--offline", "--config", folder.path)
    assert said.code == 1
    assert said.out.count("mistake  ") == 2
    assert "2 mistakes: " in said.out
    facts = json.loads(call("check", "--offline", "--config", folder.path, "--json").out)
    assert facts["ok"] is False
    assert [(one["line"], one["field"]) for one in facts["mistakes"]] == [
        (21, "departments.logistics.head"),
        (34, "office.zone"),
    ]


def test_check_warns_and_is_content(call: Call, folder: Any) -> None:
    """Missing passwords and sample people are warnings."""
    said = call("check", "--offline", "--config", folder.path)
    assert said.code == 0
    assert "ok       12 people in 6 departments" in said.out
    assert "warning  " in said.out
    facts = json.loads(call("check", "--offline", "-c", folder.path, "--json").out)
    assert facts["ok"] is True
    assert set(facts["processes"]) == {"cross-department", "approval"}
    assert len(facts["digest"]) == 64


def test_check_of_no_folder(call: Call, tmp_path: Path) -> None:
    """It says how to write one."""
    said = call("check", "--offline", "-c", tmp_path)
    assert said.code == 1
    assert "write it with: mailflow init DIR" in said.out


def test_process_check_and_show(call: Call, folder: Any) -> None:
    """One file by itself: all right, drawn, or wrong."""
    path = folder.path / "processes" / "cross_department.yaml"
    assert "ok       cross-department: 19 steps, 8 forms" in call("process", "check", path).out
    shown = call("process", "show", path)
    assert shown.code == 0
    for words in ("XC2026-0001", "acceptance", "责任人接受事项", "row.owner", "pace.accept", "紧急程度", "-1h 0m 1h"):
        assert words in shown.out
    facts = json.loads(call("process", "show", path, "--json").out)
    drawn = call("process", "show", path, "--mermaid", "--language", "en").out
    assert drawn.startswith("flowchart TD\n")
    assert '  execution[["Execution<br>row.owner"]]\n' in drawn
    assert "  plan_signoff --> execution\n" in drawn
    assert "  verify -.-> execution\n" in drawn
    dues = ["1wd", "pace.sign", "pace.apply", "pace.sign", "pace.accept"]
    assert [one["due"] for one in facts["steps"]][: len(dues)] == dues
    folder.spoil("processes/cross_department.yaml", "kind: assign", "kind: asign")
    said = call("process", "check", path)
    assert said.code == 1
    assert 'did you mean "assign"?' in said.out
    assert json.loads(call("process", "check", path, "--json").out)["ok"] is False
