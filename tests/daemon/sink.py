"""Postfix's smtp-sink, and the mails that it has dumped, as the scripted server gives them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from faults import Taken

SETTLED = 0.3  # seconds after which a dump is no longer being written


@dataclass
class Sink:
    """The mails in `folder`; the server itself is MailServer's."""

    port: int
    folder: Path

    @property
    def accepted(self) -> list[Taken]:
        """Every mail that it took, oldest first."""
        files = [one for one in self.folder.iterdir() if time.time() - one.stat().st_mtime > SETTLED]
        return [_taken(one.read_bytes()) for one in sorted(files, key=lambda one: one.stat().st_mtime)]


def _taken(dump: bytes) -> Taken:
    """X-lines of the session and one Received field, then the mail with bare line feeds."""
    session, _, rest = dump.partition(b"\nReceived: ")
    lines = dict(line.split(b": ", 1) for line in session.split(b"\n") if b": " in line)
    while rest.partition(b"\n")[2][:1] in (b"\t", b" "):
        rest = rest.partition(b"\n")[2]
    raw = rest.partition(b"\n")[2].replace(b"\n", b"\r\n")
    sender, rcpt = (lines[name].decode().strip("<> ").split(">")[0] for name in (b"X-Mail-Args", b"X-Rcpt-Args"))
    return Taken(sender, rcpt, raw)
