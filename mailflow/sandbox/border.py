"""The border of the sandbox's company: stamps each mail with Received and Authentication-Results as a real one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

HOST = "mx.corp.example"


@dataclass(frozen=True, slots=True)
class Border:
    """`clock` gives the receipt time. Mail from a sender of its own domain passes; whoever only claims one fails."""

    domain: str
    clock: Callable[[], datetime]

    def __call__(self, envelope_from: str, rcpt: str, raw: bytes) -> bytes:
        """The mail with the border's stamps on top."""
        claimed = self._claimed(raw)
        came_from = envelope_from.rpartition("@")[2].lower()
        passed = came_from == claimed or claimed.endswith(f".{came_from}") if came_from else False
        verdict = "pass" if passed else "fail"
        stamps = (
            f"Return-Path: <{envelope_from}>\r\n"
            f"Authentication-Results: {HOST};\r\n"
            f"\tspf={'pass' if came_from else 'none'} smtp.mailfrom={came_from or 'unknown'};\r\n"
            f"\tdmarc={verdict} (p=reject) header.from={claimed or 'unknown'}\r\n"
            f"Received: from {came_from or 'unknown'} ([192.0.2.25])\r\n"
            f"\tby {HOST} (sandbox) with ESMTPS for <{rcpt}>;\r\n"
            f"\t{format_datetime(self.clock())}\r\n"
        )
        if came_from == "" and not claimed:
            stamps = stamps.replace("dmarc=fail", "dmarc=none")
        return stamps.encode() + raw

    def _claimed(self, raw: bytes) -> str:
        """The domain of the From header, as far as a border needs it."""
        head = raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        for line in head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n"):
            if line.lower().startswith("from:"):
                return line.rpartition("@")[2].strip(" >\t").lower()
        return ""
