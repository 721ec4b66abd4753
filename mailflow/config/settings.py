"""mailflow.yaml: the mailbox, the office, the limits; and where the passwords come from. Opens no connection."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field

from mailflow.config.kinds import Address, ClockTime, Key, Text, Zone
from mailflow.config.yamlfile import Section, YamlFile, did_you_mean
from mailflow.workflow.errors import MailflowError, Mistake
from mailflow.workflow.model import Label, Level
from mailflow.workflow.worktime import ReachHours

FILE = "mailflow.yaml"
SECRETS = {
    "imap": "MAILFLOW_IMAP_PASSWORD",
    "smtp": "MAILFLOW_SMTP_PASSWORD",
    "database": "MAILFLOW_DATABASE_PASSWORD",
}
ENVIRONMENT = ("MAILFLOW_CONFIG", "MAILFLOW_CRASH", *SECRETS.values())
INLINE = ("password", "passwd", "pass", "secret")  # never in mailflow.yaml
ACCEPTED = "We accept that anybody who can send in a colleague's name can answer for them."
LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1|\[::1\]", re.IGNORECASE)
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("smtp", "tls"): 465, ("smtp", "starttls"): 587}


@dataclass(frozen=True, slots=True)
class Server:
    """One server and how it is reached; `password_file` may hold its password, "" where it doesn't."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    cafile: str
    password_file: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """mailflow.yaml, checked. Paths are absolute; addresses have their domain in lower case."""

    folder: Path
    address: str
    name: Label
    language: str
    zone: str
    calendar: str
    mode: str  # live | rehearsal
    rehearsal_to: str
    reach: ReachHours
    reach_urgent: ReachHours
    mails_per_day: int
    authserv_id: str
    proves: Level
    plus_addresses: bool
    watched: tuple[str, ...]
    slow: tuple[str, ...]
    sent: str
    poll_seconds: float
    database: str = field(repr=False)  # may hold a password that came from the environment
    templates: str
    imap: Server
    smtp: Server


class _Server(Section):
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    cafile: str = ""
    password_file: str = ""


class _Folders(Section):
    watched: list[str] = Field(default=["INBOX", "Junk"], min_length=1)
    slow: list[str] = Field(default=["Archive", "Trash"])
    own: Annotated[str, Field(min_length=1)] = "mailflow/Sent"


class _Mailbox(Section):
    address: Address
    name: Text
    imap: _Server
    smtp: _Server
    folders: _Folders = _Folders()
    poll_seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    plus_addresses: bool = False


class _Origin(Section):
    proves: Literal["origin", "sender"] = "origin"
    authserv_id: str = ""
    accepted: str = ""


class _Office(Section):
    language: str
    zone: Zone
    calendar: Key


class _Rehearsal(Section):
    to: Address


class _Reach(Section):
    start: ClockTime = Field(alias="from")
    until: ClockTime
    days: Literal["working", "every"]


class _Reaches(Section):
    normal: _Reach = _Reach.model_validate({"from": "08:30", "until": "19:00", "days": "working"})
    urgent: _Reach = _Reach.model_validate({"from": "07:00", "until": "22:00", "days": "every"})


class _File(Section):
    mailbox: _Mailbox
    origin: _Origin = _Origin()
    office: _Office
    mode: Literal["live", "rehearsal"] = "live"
    rehearsal: _Rehearsal | None = None
    reach: _Reaches = _Reaches()
    mails_per_day: Annotated[int, Field(ge=1, le=1000)] = 20
    database: str = "sqlite:///mailflow.db"
    templates: str = ""


def read_settings(opened: YamlFile, folder: Path, environment: Mapping[str, str] | None = None) -> Settings | None:
    """mailflow.yaml as Settings; what is wrong stands in `opened`."""
    environment = os.environ if environment is None else environment
    _check_environment(opened, environment)
    if opened.tree is None:
        return None
    _refuse_secrets(opened)
    found = opened.read(_File)
    if found is None:
        return None
    servers = {"imap": found.mailbox.imap, "smtp": found.mailbox.smtp}
    for name, server in servers.items():
        _check_server(opened, name, server)
    _check_origin(opened, found.origin)
    _check_places(opened, found, folder)
    if found.mode == "rehearsal" and found.rehearsal is None:
        opened.mistake(
            ("mode",), "a rehearsal needs one address for all mails", "add rehearsal: {to: you@corp.example}"
        )
    if found.rehearsal and found.rehearsal.to == found.mailbox.address:
        opened.mistake(("rehearsal", "to"), "is the mailbox itself", "name the address of whoever rehearses")
    database = _database(opened, found.database, folder, environment)
    return Settings(
        folder=folder,
        address=found.mailbox.address,
        name=found.mailbox.name,
        language=found.office.language,
        zone=found.office.zone,
        calendar=found.office.calendar,
        mode=found.mode,
        rehearsal_to=found.rehearsal.to if found.rehearsal else "",
        reach=_reach(found.reach.normal),
        reach_urgent=_reach(found.reach.urgent),
        mails_per_day=found.mails_per_day,
        authserv_id=found.origin.authserv_id,
        proves=Level(found.origin.proves),
        plus_addresses=found.mailbox.plus_addresses,
        watched=tuple(found.mailbox.folders.watched),
        slow=tuple(found.mailbox.folders.slow),
        sent=found.mailbox.folders.own,
        poll_seconds=float(found.mailbox.poll_seconds),
        database=database,
        templates=found.templates,
        imap=_server("imap", found.mailbox.imap, folder),
        smtp=_server("smtp", found.mailbox.smtp, folder),
    )


def _reach(given: _Reach) -> ReachHours:
    return ReachHours(given.start, given.until, every_day=given.days == "every")


def _server(name: str, given: _Server, folder: Path) -> Server:
    port = given.port or usual_port(name, given.security)
    cafile, password_file = (str(folder / path) if path else "" for path in (given.cafile, given.password_file))
    return Server(given.host, port, given.security, given.user, cafile, password_file)


def usual_port(name: str, security: str) -> int:
    """The port on which this is mostly served (RFC 8314)."""
    return PORTS.get((name, security), 143 if name == "imap" else 25)


def _check_server(opened: YamlFile, name: str, given: _Server) -> None:
    place = ("mailbox", name)
    if given.security == "none" and not LOOPBACK.fullmatch(given.host):
        text = f"mails and password would go to {given.host} in the clear"
        opened.mistake((*place, "security"), text, "write tls or starttls; none is for this machine itself only")
    if name == "imap" and not given.user:
        opened.mistake(place, "user is missing", "add user: the name that the mailbox is opened with")


def _check_origin(opened: YamlFile, given: _Origin) -> None:
    """`sender` is chosen in writing, or not at all (rule 4)."""
    if given.proves == "sender" and given.accepted != ACCEPTED:
        text = "the From line alone proves a sender only where the server refuses foreign ones"
        fix = f'find out with `mailflow check --probe`; then write, word by word: accepted: "{ACCEPTED}"'
        opened.mistake(("origin", "accepted" if given.accepted else "proves"), text, fix)
    if given.proves == "origin" and not given.authserv_id:
        text = "no sender can be proven: each sign-off will be confirmed by a second mail"
        fix = "write the first word of the Authentication-Results header of any mail that you received"
        opened.warning(("origin", "authserv_id"), text, fix)


def _check_places(opened: YamlFile, found: _File, folder: Path) -> None:
    folders = found.mailbox.folders
    for name, given in (("watched", folders.watched), ("slow", folders.slow)):
        if folders.own in given:
            place = ("mailbox", "folders", name, given.index(folders.own))
            opened.mistake(place, "is mailflow's own folder", "its own mails are not read again: leave it out")
    for no, name in enumerate(folders.slow):
        if name in folders.watched:
            opened.mistake(("mailbox", "folders", "slow", no), f"{name} is watched already", "keep one of them")
    if found.templates and not (folder / found.templates).is_dir():
        opened.mistake(("templates",), f"there is no folder {folder / found.templates}", "make it, or leave it out")
    for server in ("imap", "smtp"):
        cafile = getattr(found.mailbox, server).cafile
        if cafile and not (folder / cafile).is_file():
            opened.mistake(("mailbox", server, "cafile"), f"there is no file {folder / cafile}", "")
    for name, reach in (("normal", found.reach.normal), ("urgent", found.reach.urgent)):
        if reach.until <= reach.start:
            opened.mistake(("reach", name, "until"), "is not after from", "the hours of one day, without midnight")


def _refuse_secrets(opened: YamlFile) -> None:
    """A password in a file that is backed up, mailed and shown is no secret; the key is taken out of what is judged."""
    mailbox = opened.tree.get("mailbox")
    for name in ("imap", "smtp"):
        server = mailbox.get(name) if isinstance(mailbox, dict) else None
        if not isinstance(server, dict):
            continue
        for key in [one for one in INLINE if one in server]:
            fix = f"take it out and change it; set {SECRETS[name]}, or name a file of mode 0600 in password_file"
            opened.mistake(("mailbox", name, key), "a password never stands in this file", fix)
            del server[key]


def _database(opened: YamlFile, url: str, folder: Path, environment: Mapping[str, str]) -> str:
    """The absolute address; PostgreSQL's password comes from the environment."""
    parts = urlsplit(url)
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///") and ":memory:" not in url:
        return "sqlite:///" + str(folder / url.removeprefix("sqlite:///"))
    if parts.scheme not in ("postgresql", "postgresql+psycopg"):
        fix = "write sqlite:///mailflow.db (a file in this folder) or postgresql://user@host/name"
        opened.mistake(("database",), f'"{parts.scheme or url}" is no database that lasts', fix)
        return url
    if parts.password:
        fix = f"take it out and change it; set {SECRETS['database']}"
        opened.mistake(("database",), "a password never stands in this file", fix)
    password = environment.get(SECRETS["database"], "")
    if not password or parts.password or not parts.username:
        return url
    where = parts.netloc.rpartition("@")[2]
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{where}").geturl()


def _check_environment(opened: YamlFile, environment: Mapping[str, str]) -> None:
    for name in sorted(environment):
        if name.startswith("MAILFLOW_") and name not in ENVIRONMENT:
            fix = did_you_mean(name, ENVIRONMENT)
            opened.mistakes.append(Mistake("environment", 1, 1, name, "no such variable", fix))


def secret(settings: Settings, name: str, environment: Mapping[str, str] | None = None) -> str:
    """The password of "imap" or "smtp"; read anew each time, so that a changed one is used at the next login.

    From the environment, else a systemd credential, else the file that mailflow.yaml names. Without one of its own,
    SMTP uses IMAP's where the user is the same. MailflowError where there is none, or where others can read it.
    """
    environment = os.environ if environment is None else environment
    server = settings.imap if name == "imap" else settings.smtp
    found = environment.get(SECRETS[name], "") or _credential(environment, name)
    if found:
        return found
    if server.password_file:
        return _from_file(Path(server.password_file))
    if name == "smtp" and server.user == settings.imap.user:
        return secret(settings, "imap", environment)
    credential = SECRETS[name].lower()
    raise MailflowError(
        f"no password for {name} ({server.user} at {server.host}): set {SECRETS[name]}, or give systemd's credential "
        f"{credential}, or write it to a file of mode 0600 and name it as password_file in {settings.folder / FILE}"
    )


def _credential(environment: Mapping[str, str], name: str) -> str:
    folder = environment.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / SECRETS[name].lower()
    return path.read_text(encoding="utf-8").rstrip("\r\n") if folder and path.is_file() else ""


def _from_file(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise MailflowError(f"{path} can be read by others (mode {mode:04o}); type: chmod 600 {path}")
        found = path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise MailflowError(f"{path}: the password can't be read ({error.strerror})") from None
    if not found:
        raise MailflowError(f"{path} holds no password")
    return found
