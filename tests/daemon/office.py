"""A company on real servers: Dovecot, an SMTP server that keeps what it takes, and `mailflow run` as a process.

People answer with the bytes of ordinary mail programs; a border stamps what comes in, as a company's own server does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from faults import ScriptedSmtp, Taken
from servers import MailServer
from sink import Sink

from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.parsers.message import Message, read_message
from mailflow.sandbox import people
from mailflow.sandbox.border import HOST, Border
from mailflow.sandbox.people import Stamp, Writer
from mailflow.store import journal
from mailflow.store.database import open_store
from mailflow.store.verify import verify
from mailflow.workflow import fold as cases
from mailflow.workflow.case import Case
from mailflow.workflow.events import Event

BOX = "inbox@test.local"
PATIENCE = 60.0  # seconds until something that must happen counts as lost
MAILFLOW_YAML = """
mailbox:
  address: {box}
  name: {{zh: 流程邮箱, en: Process desk}}
  imap: {{host: 127.0.0.1, port: {imap}, security: none, user: inbox}}
  smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
  folders: {{watched: [INBOX], slow: [], own: mailflow-sent}}
  poll_seconds: 2
origin: {{proves: origin, authserv_id: {stamp}}}
office: {{language: zh, zone: Asia/Shanghai, calendar: cn}}
reach:
  normal: {{from: "00:00", until: "23:59", days: every}}
  urgent: {{from: "00:00", until: "23:59", days: every}}
mails_per_day: 200
database: {database}
"""


@dataclass
class RealOffice:
    """One installation in `folder` against a running Dovecot; `start` and `stop` its daemon as often as needed."""

    folder: Path
    dovecot: MailServer
    smtp: ScriptedSmtp | Sink
    user: str
    database: str = "sqlite:///mailflow.db"
    daemon: subprocess.Popen[bytes] | None = None
    _mails: int = 0
    _seen: list[Taken] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """The shipped configuration, with windows of no length: nobody waits half an hour for a test."""
        self.folder.mkdir(exist_ok=True)
        config = data_root() / "config"
        for part in ("calendars", "processes"):
            shutil.copytree(config / part, self.folder / part)
        process = self.folder / "processes/cross_department.yaml"
        text = process.read_text("utf-8")
        process.write_text(text.replace("correct: 10m", "correct: 0m").replace("correct: 30m", "correct: 0m"), "utf-8")
        people_of_sample = (config / "directory.yaml").read_text("utf-8")
        (self.folder / "directory.yaml").write_text(people_of_sample, "utf-8")
        settings = MAILFLOW_YAML.format(
            box=BOX, imap=self.dovecot.imap_port, smtp=self.smtp.port, stamp=HOST, database=self.database
        )
        settings = settings.replace("user: inbox", f"user: {self.user}")
        (self.folder / "mailflow.yaml").write_text(settings, "utf-8")

    def start(self, crash: str = "") -> None:
        """`mailflow run`; with a crash point it kills itself there."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")}
        environment["MAILFLOW_IMAP_PASSWORD"] = self.dovecot.password
        if crash:
            environment["MAILFLOW_CRASH"] = crash
        self.daemon = subprocess.Popen(
            [sys.executable, "-m", "mailflow.cli.main", "run", "--config", str(self.folder)],
            env=environment,
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
        )
        threading.Thread(target=self._listen, args=(self.daemon,), daemon=True).start()

    def _listen(self, daemon: subprocess.Popen[bytes]) -> None:
        assert daemon.stdout is not None
        with daemon.stdout as said:
            for line in said:
                self._said.append(line.decode("utf-8", "replace"))

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """The exit code; must end within ten seconds."""
        assert self.daemon is not None
        self.daemon.send_signal(sign)
        return self.daemon.wait(10)

    def crashed(self) -> int:
        """Wait for the daemon to die by itself."""
        assert self.daemon is not None
        return self.daemon.wait(PATIENCE)

    def log(self) -> str:
        """What the daemon said."""
        return "".join(self._said[-60:])

    def write(self, key: str, subject: str, words: str) -> bytes:
        """Somebody writes a mail that answers nothing; the bytes as delivered."""
        return self._deliver(key, lambda writer, stamp: people.new_mail(writer, stamp, subject, words))

    def answer(self, key: str, to: Message, words: str, client: str = "outlook") -> bytes:
        """Somebody answers one of our mails."""
        return self._deliver(key, lambda writer, stamp: people.reply(writer, stamp, words, to), client)

    def _deliver(self, key: str, made: Callable[[Writer, Stamp], bytes], client: str = "outlook") -> bytes:
        self._mails += 1
        person = load_installation(self.folder).directory.people[key]
        writer = Writer(next(iter(person.name.values())), person.address, client, person.language)
        now = datetime.now(UTC)
        stamp = Stamp(BOX, now, f"<{self._mails}.{time.time_ns()}.{key}@corp.example>")
        raw = Border("corp.example", lambda: now)(person.address, BOX, made(writer, stamp))
        self.dovecot.deliver(raw, self.user, person.address)
        return raw

    def gets(self, key: str, words: str) -> Message:
        """Wait until this person has got a mail with these words in its subject, not handed out before."""
        address = load_installation(self.folder).directory.people[key].address
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for taken in list(self.smtp.accepted):
                if taken in self._seen or taken.rcpt != address:
                    continue
                message = read_message(taken.raw)
                if words in message.subject:
                    self._seen.append(taken)
                    return message
            assert self.daemon is None or self.daemon.poll() is None, f"the daemon died:\n{self.log()}"
            time.sleep(0.05)
        got = [(one.rcpt, read_message(one.raw).subject) for one in self.smtp.accepted]
        raise AssertionError(f"{key} got no mail with {words!r}; taken: {got}\n{self.log()}")

    def until(self, true: Callable[[Case], bool], number: str = "XC2026-0001") -> Case:
        """Wait until this holds of the case."""
        end = time.monotonic() + PATIENCE
        case = None
        while time.monotonic() < end:
            case = self.case(number)
            if case and true(case):
                return case
            time.sleep(0.1)
        raise AssertionError(f"{number} did not come to it: {case}\n{self.log()}")

    def events(self, number: str) -> list[Event]:
        """What the journal says of a case."""
        store = open_store(self._url())
        try:
            with store.read() as tx:
                return [event for _, event in journal.load(tx, number)]
        finally:
            store.close()

    def case(self, number: str = "XC2026-0001") -> Case | None:
        """The case as the journal has it."""
        return cases.fold(self.events(number)) if (self.folder / "mailflow.db").exists() else None

    def verified(self) -> bool:
        """Whether everything is as it was written."""
        store = open_store(self._url())
        try:
            return verify(store).ok
        finally:
            store.close()

    def _url(self) -> str:
        return load_installation(self.folder).settings.database
