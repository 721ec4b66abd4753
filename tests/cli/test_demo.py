"""The demo as a person starts it, and the commands on the world that it leaves behind."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailflow.sandbox.files import file
from mailflow.sandbox.people import Stamp, Writer, new_mail


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command of mailflow as a process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")}
    return subprocess.run(
        [sys.executable, "-m", "mailflow.cli.main", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=110,
        cwd=cwd,
        env=environment,
    )


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A kept demo world and the facts that were printed."""
    folder = tmp_path_factory.mktemp("demo") / "world"
    done = run("demo", "--json", "--keep", str(folder))
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_it_shows_what_it_promises(world: tuple[Path, dict[str, object]]) -> None:
    """Sign-offs, a refusal, what decides nothing, an ask-back, a reminder, an escalation, a journal that verifies."""
    _, facts = world
    assert [case["state"] for case in facts["cases"]] == ["open", "finished"]  # type: ignore[attr-defined]
    assert facts["journal_ok"] is True
    for name in ("signoffs", "sent_back", "refused", "automatic", "asked_back", "reminders", "escalations", "accepted"):
        assert int(str(facts[name])) >= 1, name
    assert int(str(facts["refused"])) >= 2  # the forged mail and the reply from Cc


def test_the_same_story_each_time(world: tuple[Path, dict[str, object]]) -> None:
    """Same cases, same counts, same digests of every chain: time and dice are the story's own."""
    done = run("demo", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == world[1]


def test_it_tells_what_happens(tmp_path: Path) -> None:
    """The told story names people, what was read, what is next, and the three commands worth trying."""
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0
    for words in (
        "陈刚 writes",
        "read      ",
        "recorded  ",
        "next      ",
        "mailflow status --config",
        "mailflow case XC2026",
    ):
        assert words in done.stdout, words
    assert (tmp_path / "demo-world/mailflow.db").exists()
    pages = list((tmp_path / "demo-world/mails").glob("*.html"))
    assert len(pages) == len(list((tmp_path / "demo-world/mails").glob("*.eml"))) > 30


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    """The demo empties only what a demo has left."""
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    done = run("demo", "--keep", str(tmp_path))
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert (tmp_path / "letter.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("status",), "XC2026-0001"),
        (("status", "--json"), '"cases"'),
        (("case", "XC2026-0001"), "assessment_signoff"),
        (("case", "XC2026-0001", "--json"), '"requests"'),
        (("inbox", "list"), "chen.gang@corp.example"),
        (("outbox", "list", "--json"), '"smtp_reply"'),
        (("verify",), "everything is as it was written"),
        (("db", "version"), "schema"),
        (("check", "--offline"), ""),
        (("process", "show", "processes/cross_department.yaml"), "assessment"),
    ],
)
def test_commands_work_on_it(world: tuple[Path, dict[str, object]], words: tuple[str, ...], expected: str) -> None:
    """Each says what it is for and ends well."""
    folder, _ = world
    if words[0] == "process":
        words = (*words[:2], str(folder / words[2]))
    else:
        words = (*words, "--config", str(folder))
    done = run(*words)
    # A case is open, and nobody works in a world that is left behind: status says that this needs a person.
    assert done.returncode == (words[0] == "status"), done.stderr + done.stdout
    assert expected in done.stdout


def test_parse_reads_the_files_of_a_form(world: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    """Which field came from which file, what a file says otherwise, and which file could not be read."""
    folder, _ = world
    writer = Writer("王敏", "wang.min@corp.example")
    at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    form = file("评估表.docx", "牵头部门：物流部\n紧急程度：紧急\n影响范围：华东")
    for name, attached in (("new", form), ("old", file("评估表.xls", ""))):
        raw = new_mail(writer, Stamp("flow@corp.example", at, "<1@corp.example>", attached), "评估表", "紧急程度：重要")
        (tmp_path / f"{name}.eml").write_bytes(raw)
    told = run("parse", str(tmp_path / "new.eml"), "--config", str(folder)).stdout
    assert "impact: 评估表.docx" in told
    assert "said otherwise: urgency: urgent (评估表.docx)" in told
    assert "not read: 评估表.xls: old_format" in run("parse", str(tmp_path / "old.eml"), "--config", str(folder)).stdout


def test_parse_explains(world: tuple[Path, dict[str, object]]) -> None:
    """A mail of the world: its origin, what it answers, the new words, the verdict and the rule."""
    folder, _ = world
    told = [
        run("parse", str(path), "--config", str(folder)) for path in sorted((folder / "mails").glob("*-in-chen*.eml"))
    ]
    assert all(one.returncode == 0 for one in told)
    everything = "".join(one.stdout for one in told)
    for words in (
        "verdict: failed",
        "verdict: proven",
        "verdict: unclear",
        "verdict: approve",
        "auto_reply",
        "stands on: 同意",
    ):
        assert words in everything, words


def test_one_changed_byte_of_the_journal_is_found(world: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    """`verify` says no, names the entry, and ends with exit code 1."""
    copy = tmp_path / "world"
    subprocess.run(["cp", "-r", str(world[0]), str(copy)], check=True)
    with sqlite3.connect(copy / "mailflow.db") as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE journal SET facts = replace(facts, 'approve', 'bpprove') WHERE chain = 'XC2026-0001' AND version = "
            "(SELECT min(version) FROM journal WHERE chain = 'XC2026-0001' AND facts LIKE '%approve%')"
        )
        for _, statement in guards:
            connection.execute(statement)
    done = run("verify", "--config", str(copy))
    assert done.returncode == 1
    assert "DIFFERENT" in done.stdout
    assert "XC2026-0001" in done.stdout


def test_every_command_has_help() -> None:
    """Nobody has to read code to use it."""
    from mailflow.cli.main import COMMANDS

    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert name in done.stdout
        assert run(name, "--help").returncode == 0
