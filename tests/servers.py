"""Private throw-away mail servers on 127.0.0.1: real Dovecot, Postfix and smtp-sink (scripted ones: faults.py).

    with MailServer() as server:                     # Dovecot: IMAP, IMAPS, STARTTLS, LMTP
        server.deliver(raw)                          # put a mail into INBOX over LMTP
    with MailServer(sink=True, postfix=True) as server:
        server.sink_port                             # smtp-sink: accepts and drops mail
        server.smtp_port                             # Postfix: @test.local -> Dovecot, everything else -> smtp-sink

Needs (Debian): dovecot-imapd dovecot-lmtpd, postfix for the sink. Nothing in /etc is read or written.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import pytest
from faults import Taken
from server_files import DOVECOT_CONF, POSTFIX_MAIN, POSTFIX_MASTER, POSTFIX_QUEUES, SUBMISSION_CONF

ROOT = os.geteuid() == 0
DOMAIN = "test.local"
SBIN = ("/usr/sbin", "/usr/local/sbin")


def program(name: str) -> str | None:
    """Where a program lies, also outside an ordinary user's PATH."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *SBIN]))


def need(*names: str) -> None:
    """Skip the test where a program isn't installed; on CI that is a failure."""
    missing = [name for name in names if program(name) is None]
    if missing:
        text = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at this moment."""
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in socks:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in socks]


def wait_banner(port: int, want: bytes, timeout: float = 10.0) -> None:
    """Until a server greets."""
    end = time.monotonic() + timeout
    last: object = None
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as sock:
                sock.settimeout(2)
                last = sock.recv(200)
                if last.startswith(want):
                    return
        except OSError as error:
            last = error
        time.sleep(0.01)
    raise TimeoutError(f"port {port}: no {want!r} banner ({last!r})")


def self_signed(directory: Path) -> tuple[Path, Path]:
    """A certificate for localhost and 127.0.0.1 that is its own authority, and its key."""
    crt, key = directory / "cert.pem", directory / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *names, "-keyout", str(key), "-out", str(crt)],
        check=True,
        capture_output=True,
    )
    return crt, key


class MailServer:
    """Dovecot, and on demand smtp-sink, Dovecot submission and Postfix. `sink_args` go to smtp-sink as they are."""

    def __init__(
        self,
        users: Sequence[str] = ("inbox",),
        password: str = "secret",  # noqa: S107 - of a server that lives for one test
        *,
        submission: bool = False,
        sink: bool = False,
        postfix: bool = False,
        separator: str = "/",
        prefix: str = "",
        dovecot_extra: str = "",
        postfix_extra: str = "",
        sink_args: Sequence[str] = (),
    ) -> None:
        need("dovecot", "openssl", *(("postfix",) if postfix else ()), *(("smtp-sink",) if sink or submission else ()))
        if postfix and not ROOT:
            pytest.skip("Postfix starts only as root")
        self.users, self.password, self.user = list(users), password, users[0]
        self.submission, self.postfix, self.sink = submission, postfix, sink or postfix or submission
        self.separator, self.prefix = separator, prefix
        self.extra, self.postfix_extra, self.sink_args = dovecot_extra, postfix_extra, list(sink_args)
        self._procs: list[subprocess.Popen[bytes]] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def address(self, user: str | None = None) -> str:
        """The mail address of a mailbox here."""
        return f"{user or self.user}@{DOMAIN}"

    def _start(self) -> None:
        self.dir = Path(tempfile.mkdtemp(prefix="mf-"))  # short: paths of unix sockets end at 108 bytes
        self.dir.chmod(0o755)
        self.crt, self.key = self_signed(self.dir)
        self.cafile = str(self.crt)
        ports = free_ports(6)
        self.imap_port, self.imaps_port, self.lmtp_port, self.submission_port, self.sink_port, self.smtp_port = ports
        if self.sink:
            user = ["-u", "nobody"] if ROOT else []
            self._spawn(["smtp-sink", *user, *self.sink_args, f"127.0.0.1:{self.sink_port}", "1000"], "sink.out")
            wait_banner(self.sink_port, b"220")
        self._start_dovecot()
        if self.postfix:
            self._start_postfix()

    def _spawn(self, command: Sequence[str], log: str, **more: object) -> None:
        out = self._stack.enter_context((self.dir / log).open("wb"))
        where = program(command[0]) or command[0]
        self._procs.append(
            subprocess.Popen(
                [where, *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **more,
            )
        )

    def write_users(self, password: str) -> None:
        """Give every mailbox this password from now on."""
        (self.dir / "users").write_text("".join(f"{user}:{{PLAIN}}{password}::::::\n" for user in self.users))
        (self.dir / "users").chmod(0o644)

    def _start_dovecot(self) -> None:
        for sub in ("run", "state", "mail"):
            (self.dir / sub).mkdir()
        if ROOT:  # Dovecot never logs a user in as uid 0: mail belongs to Debian's "mail"
            uid, gid = pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid
            os.chown(self.dir / "mail", uid, gid)
            internal, group, login, chroot = "dovecot", "dovecot", "dovenull", ""
        else:
            uid, gid = os.getuid(), os.getgid()
            internal = login = pwd.getpwuid(uid).pw_name
            group, chroot = grp.getgrgid(gid).gr_name, "chroot ="
        self.write_users(self.password)
        extra = self.extra
        if self.submission:
            extra += SUBMISSION_CONF.format(sink=self.sink_port, submission=self.submission_port, chroot=chroot)
        conf = DOVECOT_CONF.format(
            run=self.dir / "run",
            state=self.dir / "state",
            log=self.dir / "dovecot.log",
            mail=self.dir / "mail",
            users=self.dir / "users",
            internal_user=internal,
            internal_group=group,
            login_user=login,
            chroot=chroot,
            uid=uid,
            gid=gid,
            ssl="yes",
            ssl_files=f"ssl_cert = <{self.crt}\nssl_key = <{self.key}",
            imap=self.imap_port,
            imaps=self.imaps_port,
            lmtp=self.lmtp_port,
            separator=self.separator,
            prefix=self.prefix,
            submission_proto=" submission" if self.submission else "",
            extra=extra,
        )
        (self.dir / "dovecot.conf").write_text(conf)
        self._spawn(["dovecot", "-F", "-c", str(self.dir / "dovecot.conf")], "dovecot.out")
        try:
            wait_banner(self.imap_port, b"* OK")
            wait_banner(self.lmtp_port, b"220")
        except TimeoutError as error:
            raise RuntimeError(f"{error}\n{self.log()}") from error

    def _start_postfix(self) -> None:
        home = self.dir / "postfix"
        etc, spool, data = home / "etc", home / "spool", home / "data"
        for folder in (etc, spool, data):
            folder.mkdir(parents=True)
        shutil.chown(data, "postfix")
        facts = {"dir": home, "spool": spool, "data": data, "maillog": home / "maillog", "lmtp": self.lmtp_port}
        facts |= {"smtp": self.smtp_port, "sink": self.sink_port, "crt": self.crt, "key": self.key}
        for name, text in (("main.cf", POSTFIX_MAIN), ("master.cf", POSTFIX_MASTER)):
            (etc / name).write_text(text.format(**facts, extra=self.postfix_extra))
            # a main.cf that changed a moment ago is read again and again, with 0.3 s of sleep each: backdate it
            os.utime(etc / name, (time.time() - 60,) * 2)
        modes = {"pid": 0o755, "public": 0o710, "maildrop": 0o730}
        for name in POSTFIX_QUEUES.split():  # by hand and in the foreground: faster, and it stays our child
            (spool / name).mkdir()
            (spool / name).chmod(modes.get(name, 0o700))
            group = "postdrop" if name in ("public", "maildrop") else None
            shutil.chown(spool / name, "root" if name == "pid" else "postfix", group)
        environment = {**os.environ, "MAIL_CONFIG": str(etc), "MAIL_LOGTAG": "postfix"}
        master = ["/usr/lib/postfix/sbin/master", "-c", str(etc), "-d"]
        self._spawn(master, "postfix.out", cwd=spool, env=environment)
        wait_banner(self.smtp_port, b"220")

    def stop(self) -> None:
        """End what was started, at once."""
        for proc in reversed(self._procs):
            if proc.poll() is None:
                proc.send_signal(signal.SIGTERM)
        for proc in reversed(self._procs):  # Dovecot's master lingers a second for its log process: don't wait for it
            with contextlib.suppress(subprocess.TimeoutExpired):
                proc.wait(0.1)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(proc.pid, signal.SIGKILL)
            proc.wait(5)
        self._procs.clear()
        self._stack.close()
        if hasattr(self, "dir"):
            shutil.rmtree(self.dir, ignore_errors=True)

    def log(self) -> str:
        """What Dovecot has to say, for a failing test."""
        names = [name for name in ("dovecot.out", "dovecot.log") if (self.dir / name).exists()]
        return "".join(f"== {name}\n{(self.dir / name).read_text(errors='replace')[-4000:]}" for name in names)

    def deliver(self, raw: bytes, user: str | None = None, sender: str = "someone@example.org") -> None:
        """Hand in a mail over LMTP, as the MTA of an office does."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [self.address(user)], raw)

    def maildir(self, user: str | None = None) -> Path:
        """The files of a mailbox."""
        return self.dir / "mail" / (user or self.user)

    def preload(self, raws: Iterable[bytes], user: str | None = None) -> None:
        """Many mails at once, straight into Maildir/new."""
        folder = self.maildir(user)
        for sub in ("", "cur", "new", "tmp"):
            (folder / sub).mkdir(exist_ok=True)
        now = int(time.time())
        for number, raw in enumerate(raws):
            # without S= and W= in the name Dovecot rewrites its list of UIDs at every single FETCH
            text = raw.replace(b"\r\n", b"\n")
            name = f"{now}.M{number:06d}P1.test,S={len(text)},W={len(text) + text.count(10)}"
            (folder / "new" / name).write_bytes(text)
        if ROOT:
            for base, _, files in os.walk(folder):
                for name in (base, *(os.path.join(base, file) for file in files)):  # noqa: PTH118 - os.walk gives strings
                    shutil.chown(name, "mail", "mail")


STAMP = "mx.test.local; spf=pass smtp.mailfrom=test.local;\r\n dmarc=pass header.from=test.local"


class Border:
    """The MTA of an office between the scripted server and Dovecot: stamps, and treats foreign senders as told."""

    def __init__(self, server: MailServer, box: str, stamp: str = "", foreign: str = "", plus: bool = True) -> None:
        self.server, self.box, self.stamp, self.foreign, self.plus = server, box, stamp, foreign, plus

    def __call__(self, taken: Taken) -> str:
        """What the border says to a mail; "" = taken and delivered."""
        raw = taken.raw
        if b"From: <colleague@" in raw and self.foreign == "refuse":
            return "550 5.7.1 not your address"
        if self.foreign == "rewrite":
            raw = raw.replace(b"From: <colleague@", f"From: <{self.box}@".encode())
        if "+" in taken.rcpt and not self.plus:
            return "550 5.1.1 nobody here"
        stamp = f"Authentication-Results: {self.stamp}\r\n".encode() if self.stamp else b""
        with smtplib.LMTP("127.0.0.1", self.server.lmtp_port) as lmtp:
            lmtp.sendmail(taken.envelope_from, [taken.rcpt], stamp + raw)
        return ""
