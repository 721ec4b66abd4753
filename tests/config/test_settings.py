"""mailflow.yaml: what it becomes, what it refuses, and where passwords come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from mailflow.config.load import load_installation
from mailflow.config.settings import ACCEPTED, Settings, secret, usual_port
from mailflow.workflow.errors import ConfigError, MailflowError
from mailflow.workflow.model import Level

FILE = "mailflow.yaml"

# name: what is spoilt, what stands there instead, whose place is named, field, words of the message
SPOILT = {
    "address": ("address: flow@corp.example", "address: Flow <flow@corp.example>", "address", "mailbox.address",
        "plain address"),
    "address outside ASCII": ("address: flow@corp.example", "address: 流程@corp.example", "address",
        "mailbox.address", "ASCII"),
    "zone": ("zone: Asia/Shanghai", "zone: Asia/Shangai", "zone: Asia", "office.zone",
        'did you mean "Asia/Shanghai"?'),
    "security": ("security: tls   ", "security: ssl   ", "security: ssl", "mailbox.imap.security",
        '"ssl" is none of'),
    "in the clear": ("security: tls   ", "security: none  ", "security: none", "mailbox.imap.security",
        "in the clear"),
    "port": ("port: 993", "port: 99300", "port: 99300", "mailbox.imap.port", "less than or equal to 65535"),
    "host": ("    host: imap.corp.example\n", "", "imap:", "mailbox.imap.host", "is missing"),
    "user": ("    user: flow@corp.example\n    # cafile", "    # cafile", "imap:", "mailbox.imap", "user is missing"),
    "password": ("port: 993", "port: 993\n    password: geheim", "password: geheim", "mailbox.imap.password",
        "set MAILFLOW_IMAP_PASSWORD, or name a file of mode 0600"),
    "password of SMTP": ("port: 465", "port: 465\n    passwd: geheim", "passwd", "mailbox.smtp.passwd",
        "never stands"),
    "password in the database": ("sqlite:///mailflow.db", "postgresql://u:geheim@db/x", "database", "database",
        "set MAILFLOW_DATABASE_PASSWORD"),
    "database": ("sqlite:///mailflow.db", "mysql://u@db/x", "database", "database", "no database that lasts"),
    "database in memory": ("sqlite:///mailflow.db", '"sqlite:///:memory:"', "database:", "database", "lasts"),
    "sender": ("proves: origin   ", "proves: sender   ", "proves: sender", "origin.proves", ACCEPTED),
    "sender half accepted": ("proves: origin   ", "accepted: ok\n  proves: sender   ", "accepted: ok",
        "origin.accepted", ACCEPTED),
    "own folder watched": ("watched: [INBOX, Junk]", "watched: [INBOX, mailflow/Sent]", "mailflow/Sent]",
        "mailbox.folders.watched.2", "mailflow's own folder"),
    "folder twice": ("slow: [Archive, Trash]", "slow: [Archive, INBOX]", "INBOX]", "mailbox.folders.slow.2",
        "already"),
    "rehearsal": ("mode: live", "mode: rehearsal", "mode: rehearsal", "mode", "add rehearsal:"),
    "rehearsal to itself": ("# rehearsal: {to: you@corp.example}", "rehearsal: {to: flow@corp.example}",
        "to: flow@corp.example}", "rehearsal.to", "is the mailbox itself"),
    "reach": ('from: "08:30", until: "19:00"', 'from: "19:00", until: "08:30"', 'until: "08:30"',
        "reach.normal.until", "is not after from"),
    "time of day": ('from: "08:30"', 'from: "8.30"', 'from: "8.30"', "reach.normal.from", "is not a time of day"),
    "calendar": ("calendar: cn  ", "calendar: cnn ", "calendar: cnn", "office.calendar", 'did you mean "cn"?'),
    "language": ("language: zh", "language: cz", "language: cz", "office.language", "can't be written in"),
    "templates": ('templates: ""', "templates: mine", "templates: mine", "templates", "there is no folder"),
    "certificates": ("# cafile: ca.pem", "cafile: ca.pem  ", "cafile", "mailbox.imap.cafile", "there is no file"),
    "limit": ("mails_per_day: 20", "mails_per_day: 0", "mails_per_day", "mails_per_day",
        "greater than or equal to 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_each_mistake_is_named_where_it_stands(name: str, folder: Any, expect: Any) -> None:
    """File, line, column, field, what is wrong and what to do."""
    old, new, at, field, says = SPOILT[name]
    folder.spoil(FILE, old, new)
    mistake = expect(folder.read(), FILE, at, field, says)
    assert "geheim" not in str(mistake)


def test_the_shipped_settings(folder: Any) -> None:
    """Everything that the daemon and the commands ask for, in the values that they want."""
    found = load_installation(folder.path, {}).settings
    assert found.folder == folder.path
    assert (found.address, found.name["zh"], found.language) == ("flow@corp.example", "流程助手", "zh")
    assert (found.watched, found.slow, found.sent) == (("INBOX", "Junk"), ("Archive", "Trash"), "mailflow/Sent")
    assert (found.imap.host, found.imap.port, found.imap.security) == ("imap.corp.example", 993, "tls")
    assert (found.reach.start, found.reach.end, found.reach.every_day) == (time(8, 30), time(19), False)
    assert (found.reach_urgent.start, found.reach_urgent.end, found.reach_urgent.every_day) == (time(7), time(22), True)
    assert (found.mode, found.rehearsal_to, found.proves) == ("live", "", Level.ORIGIN)
    assert found.database == f"sqlite:///{folder.path}/mailflow.db"


def test_what_is_left_out_has_a_usual_value(folder: Any) -> None:
    """The shortest file that works."""
    (folder.path / FILE).write_text(
        "mailbox: {address: a@b.test, name: {en: A}, imap: {host: i, user: u}, smtp: {host: s, security: starttls}}\n"
        "office: {language: en, zone: Europe/Berlin, calendar: weekdays}\n",
        encoding="utf-8",
    )
    found = load_installation(folder.path, {})
    assert (found.settings.imap.port, found.settings.smtp.port) == (993, 587)
    assert found.settings.database == f"sqlite:///{folder.path}/mailflow.db"
    assert found.settings.authserv_id == ""


def test_without_a_stamp_every_sign_off_is_asked_twice(folder: Any) -> None:
    """A warning, not a mistake: it is slow and safe."""
    folder.spoil(FILE, "authserv_id: mx.corp.example", 'authserv_id: ""')
    found = folder.read()
    assert found.mistakes == ()
    assert ["no sender can be proven" in str(one) for one in found.warnings] == [True]


def test_sender_is_chosen_in_writing(folder: Any) -> None:
    """Word by word, and then it holds."""
    folder.spoil(FILE, "proves: origin   ", f'accepted: "{ACCEPTED}"\n  proves: sender   ')
    assert load_installation(folder.path, {}).settings.proves is Level.SENDER


def test_this_machine_needs_no_encryption(folder: Any) -> None:
    """A server on the loopback interface, as in tests."""
    folder.spoil(
        FILE, "host: imap.corp.example\n    port: 993\n    security: tls ", "host: 127.0.0.1\n    security: none "
    )
    found = load_installation(folder.path, {}).settings.imap
    assert (found.host, found.port, found.security) == ("127.0.0.1", 143, "none")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("sqlite:///data/x.db", "sqlite:///{folder}/data/x.db"),
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
        ("postgresql://flow@db/mail", "postgresql://flow:p%40ss%2F1@db/mail"),
        ("postgresql+psycopg://flow@db:5433/mail?sslmode=require", "postgresql+psycopg://flow:p%40ss%2F1@db:5433/mail?sslmode=require"),
        ("postgresql:///mail?host=/run/pg", "postgresql:///mail?host=/run/pg"),
    ],
)  # fmt: skip
def test_the_database_becomes_one_absolute_address(folder: Any, written: str, wanted: str) -> None:
    """A relative file lies in the folder; PostgreSQL's password comes from the environment and is not shown."""
    folder.spoil(FILE, "sqlite:///mailflow.db", written)
    found = load_installation(folder.path, {"MAILFLOW_DATABASE_PASSWORD": "p@ss/1"}).settings
    assert found.database == wanted.format(folder=folder.path)
    assert "p%40ss" not in repr(found)


def test_a_mistyped_variable_is_said(folder: Any) -> None:
    """Nobody wants to look for that at night."""
    found = folder.read(MAILFLOW_IMPA_PASSWORD="x", MAILFLOW_CONFIG="y", MAILFLOW_SMTP_PASSWORD="z", PATH="/")
    assert [str(one) for one in found.mistakes] == [
        'environment:1:1: MAILFLOW_IMPA_PASSWORD: no such variable; did you mean "MAILFLOW_IMAP_PASSWORD"?'
    ]


@pytest.fixture
def found(folder: Any) -> Settings:
    """Settings with a password file."""
    folder.spoil(FILE, "# password_file: imap.password ", "password_file: imap.password ")
    return load_installation(folder.path, {}).settings


def _write(settings: Settings, text: str, mode: int) -> Path:
    path = settings.folder / "imap.password"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_environment_comes_first(found: Settings, tmp_path: Path) -> None:
    """Then the credential, then the file; SMTP takes IMAP's where the user is the same."""
    _write(found, "from the file\n", 0o600)
    (tmp_path / "mailflow_imap_password").write_text("from systemd\n")
    credentials = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert secret(found, "imap", {"MAILFLOW_IMAP_PASSWORD": "from outside", **credentials}) == "from outside"
    assert secret(found, "imap", credentials) == "from systemd"
    assert secret(found, "imap", {}) == "from the file"
    assert secret(found, "smtp", {}) == "from the file"
    assert secret(found, "smtp", {"MAILFLOW_SMTP_PASSWORD": "its own"}) == "its own"
    other = replace(found, smtp=replace(found.smtp, user="other"))
    with pytest.raises(MailflowError, match=r"no password for smtp .*MAILFLOW_SMTP_PASSWORD"):
        secret(other, "smtp", {})


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(found: Settings, mode: int) -> None:
    """With the command that mends it."""
    path = _write(found, "geheim\n", mode)
    with pytest.raises(MailflowError) as caught:
        secret(found, "imap", {})
    assert f"type: chmod 600 {path}" in str(caught.value)
    assert "geheim" not in str(caught.value)
    path.chmod(0o400)
    assert secret(found, "imap", {}) == "geheim"


def test_an_empty_or_missing_file_is_said(found: Settings) -> None:
    """Not tried as an empty password."""
    with pytest.raises(MailflowError, match="can't be read"):
        secret(found, "imap", {})
    _write(found, "\n", 0o600)
    with pytest.raises(MailflowError, match="holds no password"):
        secret(found, "imap", {})


def test_a_password_keeps_its_blanks(found: Settings) -> None:
    """Only the end of the line goes."""
    _write(found, " a b \r\n", 0o600)
    assert secret(found, "imap", {}) == " a b "


def test_the_usual_ports() -> None:
    """RFC 8314."""
    assert [usual_port("imap", one) for one in ("tls", "starttls")] == [993, 143]
    assert [usual_port("smtp", one) for one in ("tls", "starttls")] == [465, 587]


def test_a_config_error_shows_all_its_lines(folder: Any) -> None:
    """What a command prints."""
    folder.spoil(FILE, "zone: Asia/Shanghai", "zone: Mars")
    folder.spoil("directory.yaml", "process_owner: huang_wei", "process_owner: huang")
    with pytest.raises(ConfigError) as caught:
        load_installation(folder.path, {})
    assert [one.field for one in caught.value.mistakes] == ["process_owner", "office.zone"]
    assert len(str(caught.value).splitlines()) == 2
