"""`mailflow init DIR`: writes the configuration of one's own mailbox, every key explained beside it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailflow.cli.window import fail, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailflow.config.yamlfile import Place

SECRET_FILE = "mailbox.password"  # noqa: S105 - the name of a file


@dataclass(slots=True)
class Asker:
    """Takes an answer from the options, else from the person, else from what is usual."""

    silent: bool

    def text(self, question: str, given: str | None, usual: str | None = None) -> str:
        """One answer; without a usual one it is needed."""
        if given is not None:
            return given.strip()
        if self.silent:
            if usual is None:
                fail(f"{question}: give it as an option, or leave --yes out to be asked", 2)
            return usual
        return str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it is made where it is missing.")],
    address: Annotated[str | None, typer.Option(help="Address of the mailbox: flow@corp.example")] = None,
    host: Annotated[str | None, typer.Option(help="IMAP server")] = None,
    imap_port: Annotated[int | None, typer.Option(help="993 for tls, 143 for starttls")] = None,
    security: Annotated[str | None, typer.Option(help="tls, starttls, or none (this machine only)")] = None,
    smtp_host: Annotated[str | None, typer.Option(help="SMTP server")] = None,
    smtp_port: Annotated[int | None, typer.Option(help="465 for tls, 587 for starttls")] = None,
    smtp_security: Annotated[str | None, typer.Option(help="as --security")] = None,
    user: Annotated[str | None, typer.Option(help="Login of the mailbox, if it is not the address")] = None,
    smtp_user: Annotated[str | None, typer.Option(help='Login for sending; "" for none')] = None,
    cafile: Annotated[str | None, typer.Option(help="Certificates of your own authority (PEM)")] = None,
    name: Annotated[str | None, typer.Option(help="What people see as the sender")] = None,
    language: Annotated[str | None, typer.Option(help="zh or en")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone of the office: Asia/Shanghai")] = None,
    authserv_id: Annotated[str | None, typer.Option(help="First word of Authentication-Results in your mails")] = None,
    rehearsal_to: Annotated[str | None, typer.Option(help="All mails go to this address; without it: live")] = None,
    database: Annotated[str | None, typer.Option(help="sqlite:///mailflow.db or postgresql://user@host/name")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=f"Read the password and keep it in {SECRET_FILE} (mode 0600)")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take what is usual")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there")] = False,
) -> None:
    """Write mailflow.yaml, directory.yaml, processes/ and calendars/. Whatever is not given is asked."""
    from mailflow.config.sample import calendar_for, shipped_files

    ask = Asker(yes)
    box = ask.text("Address of the mailbox", address)
    domain = box.rpartition("@")[2]
    imap = ask.text("IMAP server", host, f"imap.{domain}")
    safety = ask.text("Security (tls, starttls, none)", security, "tls")
    smtp = ask.text("SMTP server", smtp_host, imap.replace("imap", "smtp", 1))
    smtp_safety = smtp_security or safety
    login = ask.text("User name", user, box)
    spoken = ask.text("Language (zh, en)", language, "zh")
    place = ask.text("Time zone", zone, "Asia/Shanghai")
    stamp = ask.text("Authentication-Results name of your server (empty: not known)", authserv_id, "")
    tester = ask.text("Rehearse: send all mails to (empty: no, live)", rehearsal_to, "")
    answers: dict[Place, object] = {
        ("mailbox", "address"): box,
        ("mailbox", "imap", "host"): imap,
        ("mailbox", "imap", "port"): imap_port or _port("imap", safety),
        ("mailbox", "imap", "security"): safety,
        ("mailbox", "imap", "user"): login,
        ("mailbox", "smtp", "host"): smtp,
        ("mailbox", "smtp", "port"): smtp_port or _port("smtp", smtp_safety),
        ("mailbox", "smtp", "security"): smtp_safety,
        ("mailbox", "smtp", "user"): login if smtp_user is None else smtp_user,
        ("origin", "authserv_id"): stamp,
        ("office", "language"): spoken,
        ("office", "zone"): place,
        ("office", "calendar"): calendar_for(place),
        ("mode",): "rehearsal" if tester else "live",
    }
    if name:
        answers["mailbox", "name"] = {"zh": name, "en": name}
    if tester:
        answers["rehearsal",] = {"to": tester}
    if database:
        answers["database",] = database
    password = _password(ask, stdin=password_stdin)
    for server in ("imap", "smtp"):
        if cafile:
            answers["mailbox", server, "cafile"] = str(Path(cafile).resolve())
        if password and answers["mailbox", server, "user"]:
            answers["mailbox", server, "password_file"] = SECRET_FILE
    _write(folder, shipped_files(answers), password, force=force)
    _judge(folder, kept=bool(password))


def _port(server: str, security: str) -> int:
    from mailflow.config.settings import usual_port

    return usual_port(server, security)


def _password(ask: Asker, *, stdin: bool) -> str:
    """The password, if it is to be kept in a file; it never comes as an option, which every user could see."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n") or fail("--password-stdin: nothing came", 2)
    if ask.silent or not typer.confirm(f"Keep the password in {SECRET_FILE} (mode 0600)?", default=False):
        return ""
    return str(typer.prompt("Password", hide_input=True))


def _write(folder: Path, files: Mapping[str, str], password: str, *, force: bool) -> None:
    """All files or none: what is there already is looked for first."""
    names = [*files, *([SECRET_FILE] if password else [])]
    there = [str(folder / name) for name in names if (folder / name).exists()]
    if there and not force:
        fail("\n".join([*(f"{name} is there already" for name in there), "nothing written; --force overwrites them"]))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if password:
        path = folder / SECRET_FILE
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(password + "\n")
    for name in names:
        print(f"written  {safe(str(folder / name))}")


def _judge(folder: Path, *, kept: bool) -> None:
    """What was written is read as every command reads it; then the next commands."""
    from mailflow.config.load import survey
    from mailflow.config.settings import SECRETS

    mistakes = survey(folder).mistakes
    if mistakes:
        fail("\n".join(str(one) for one in mistakes))
    steps = ["put your own people into " + str(folder / "directory.yaml")]
    if not kept:
        steps.append(f"export {SECRETS['imap']}=...      (or a file of mode 0600: see password_file in mailflow.yaml)")
    steps += [f"mailflow check --config {folder}", f"mailflow run --config {folder}"]
    print("next:")
    for no, step in enumerate(steps, 1):
        print(f"  {no}. {safe(step)}")
