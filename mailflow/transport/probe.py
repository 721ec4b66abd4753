"""Mails that the mailbox sends to itself, to see what its servers do: stamps, foreign senders, plus-addresses.

Writes to nobody else, and leaves its mails where they came: mailflow deletes nothing. Signs and proves nothing itself.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr

from mailflow.config.settings import ACCEPTED
from mailflow.transport.account import Account
from mailflow.transport.facts import Finding
from mailflow.transport.imap import Mailbox
from mailflow.transport.smtp import Pool, SendResult
from mailflow.workflow.errors import WireError
from mailflow.workflow.model import Level

KINDS = ("plain", "foreign", "plus")
SKEW = 120.0  # seconds that two clocks may differ before deadlines become doubtful
_STAMP_ID = re.compile(r"""\s*"?([^\s;"=]+)"?\s*(?:\([^)]*\)\s*)?\d*\s*;""")
_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
_NAMELESS = (".outlook.com", ".outlook.cn", ".office365.com")
_PASS = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*pass\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProbeMail:
    """One mail on its round: what the server said, and what came back."""

    kind: str
    sent: SendResult
    sent_at: datetime
    raw: bytes = b""
    folder: str = ""
    received_at: datetime | None = None

    @property
    def head(self) -> Message:
        """The header as it came back."""
        return BytesHeaderParser().parsebytes(self.raw)


@dataclass(frozen=True, slots=True)
class Probe:
    """All mails of one probe. `colleague` is whose name the foreign one bears."""

    code: str
    address: str
    colleague: str
    mails: Mapping[str, ProbeMail]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows: the level that an ordinary mail of this office reaches, and the lines for mailflow.yaml."""

    level: Level
    findings: tuple[Finding, ...]
    write: tuple[str, ...] = field(default=())


async def probe(
    imap: Account,
    smtp: Account,
    address: str,
    code: str,
    *,
    watched: Sequence[str] = ("INBOX",),
    colleague: str = "",
    patience: float = 60.0,
    every: float = 2.0,
) -> Probe:
    """Send, and wait until all have come back that were taken. `code` is drawn by the caller, anew for each probe."""
    colleague = colleague or f"mailflow-probe-{code}@{address.rpartition('@')[2]}"
    mailbox = Mailbox(imap)
    try:
        await asyncio.to_thread(mailbox.connect)
        above = await asyncio.to_thread(_highest, mailbox, watched)
        mails = await _send(smtp, address, colleague, code)
        end = time.monotonic() + patience
        while _awaited(mails) and time.monotonic() < end:
            await asyncio.to_thread(_collect, mailbox, above, mails, code)
            if _awaited(mails):
                await asyncio.sleep(every)
    finally:
        await asyncio.to_thread(mailbox.close)
    return Probe(code, address, colleague, mails)


async def _send(smtp: Account, address: str, colleague: str, code: str) -> dict[str, ProbeMail]:
    local, _, domain = address.rpartition("@")
    pool = Pool(smtp, size=1)
    mails = {}
    try:
        for kind in KINDS:
            raw = _mail(kind, colleague if kind == "foreign" else address, address, code)
            rcpt = f"{local}+{code}@{domain}" if kind == "plus" else address
            sent_at = datetime.now(UTC)
            mails[kind] = ProbeMail(kind, await pool.send(address, rcpt, raw), sent_at)
    finally:
        await pool.close()
    return mails


def _awaited(mails: Mapping[str, ProbeMail]) -> list[str]:
    return [kind for kind, one in mails.items() if one.sent.kind in ("accepted", "doubt") and not one.raw]


def _highest(mailbox: Mailbox, watched: Sequence[str]) -> dict[str, int]:
    """The last UID of each folder before anything was sent."""
    present = set(mailbox.folders())
    above = {}
    for name in watched:
        if name in present:
            mailbox.open_folder(name)
            above[name] = max(mailbox.uids(), default=0)
    if not above:
        raise WireError(f"none of the watched folders is there: {', '.join(watched)}")
    return above


def _collect(mailbox: Mailbox, above: dict[str, int], mails: dict[str, ProbeMail], code: str) -> None:
    for folder, last in list(above.items()):
        mailbox.open_folder(folder)
        for batch in mailbox.fetch(mailbox.uids(last)):
            for one in batch:
                above[folder] = max(above[folder], one.uid)
                for kind, mail in mails.items():
                    if _marker(kind, code).encode() in one.raw and not mail.raw:
                        mails[kind] = ProbeMail(kind, mail.sent, mail.sent_at, one.raw, folder, one.received_at)


def _marker(kind: str, code: str) -> str:
    return f"mailflow-probe-{code}-{kind}"


def _mail(kind: str, sender: str, to: str, code: str) -> bytes:
    domain = to.rpartition("@")[2]
    lines = (
        f"From: <{sender}>",
        f"To: <{to}>",
        f"Subject: mailflow check --probe ({kind}, {code})",
        f"Date: {format_datetime(datetime.now(UTC))}",
        f"Message-ID: <{_marker(kind, code)}@{domain}>",
        f"In-Reply-To: <{code}-asked@{domain}>",
        f"References: <{code}-first@{domain}> <{code}-asked@{domain}>",
        "Auto-Submitted: auto-generated",
        "X-Mailflow-Loop: probe",  # a running daemon leaves it alone
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        f"{_marker(kind, code)}",
        "This mail was sent by `mailflow check --probe`, to this mailbox only. It can be deleted.",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


@dataclass(frozen=True, slots=True)
class Expected:
    """What mailflow.yaml says so far."""

    proves: Level = Level.ORIGIN
    authserv_id: str = ""
    plus_addresses: bool = False


def judge(done: Probe, expected: Expected) -> Judgement:
    """Read the round off the mails; what mailflow.yaml promises and the servers don't keep is bad."""
    plain, foreign, plus = (done.mails[kind] for kind in KINDS)
    if not plain.raw:
        said = f"{plain.sent.kind}: {plain.sent.code or ''} {plain.sent.text}".replace(":  ", ": ")
        means = "mail to ourselves doesn't come back: put this right first"
        return Judgement(Level.NONE, (Finding("mail", "round trip", said, "bad", means),))
    border = stamp_of(plain)
    forged = _forgery(foreign, done.colleague, expected)
    stamped, plussed = _stamp(border, plain, expected), _plus(plus, expected)
    findings = [_round_trip(plain), *_clock(plain), _references(plain, done), plussed, stamped, forged]
    refused = forged.state == "good"
    lines = ["origin:"]
    if border:
        level = Level.ORIGIN
        lines += ["  proves: origin", f"  authserv_id: {border}"]
    elif refused:
        level = Level.SENDER
        lines += ["  proves: sender", f'  accepted: "{ACCEPTED}"']
    else:
        level = Level.NONE
        lines += ["  proves: origin", '  authserv_id: ""  # each sign-off is confirmed by a second mail']
    if plus.raw:
        lines += ["mailbox:", "  plus_addresses: true"]
    return Judgement(level, tuple(findings), tuple(lines))


def stamp_of(mail: ProbeMail) -> str:
    """Who stamped this mail with a pass (authserv-id, RFC 8601); our mail bore no stamp when it went out.

    Microsoft's stamps name nobody: there it is the host that took the mail in.
    """
    for value in mail.head.get_all("Authentication-Results", []):
        if not _PASS.search(str(value)):
            continue
        named = _STAMP_ID.match(str(value))
        if named:
            return named[1]
        by = _BY.search(str(mail.head.get("Received", "")))
        if by and by[1].lower().endswith(_NAMELESS):
            return by[1].lower()
    return ""


def _round_trip(mail: ProbeMail) -> Finding:
    return Finding("mail", "round trip", f"came back in {mail.folder}", "good", "the mailbox can write to itself")


def _clock(mail: ProbeMail) -> list[Finding]:
    """IMAP's receipt time has whole seconds, and the way takes some: only a large difference says anything."""
    if mail.received_at is None:
        return []
    skew = (mail.received_at - mail.sent_at).total_seconds()
    if abs(skew) <= SKEW:
        return [Finding("mail", "clock", f"within {SKEW:.0f} seconds", "good", "receipt times can be trusted")]
    means = "deadlines are judged by both clocks: set this machine's (NTP)"
    return [Finding("mail", "clock", f"the server's is {skew:+.0f} seconds off ours", "bad", means)]


def _references(mail: ProbeMail, done: Probe) -> Finding:
    domain = done.address.rpartition("@")[2]
    wanted = {
        "Message-ID": f"<{_marker('plain', done.code)}@{domain}>",
        "In-Reply-To": f"<{done.code}-asked@{domain}>",
        "References": f"<{done.code}-first@{domain}> <{done.code}-asked@{domain}>",
    }
    lost = [name for name, value in wanted.items() if " ".join(str(mail.head.get(name, "")).split()) != value]
    if not lost:
        return Finding("mail", "references", "kept", "good", "an answer is known by the mail that it answers")
    means = "an answer is known by its token alone, which stands in the mail that people answer"
    return Finding("mail", "references", f"changed: {', '.join(lost)}", "gap", means)


def _plus(mail: ProbeMail, expected: Expected) -> Finding:
    if mail.raw:
        return Finding("mail", "plus-addresses", "arrive", "good", "an answer can carry its token in the address")
    said = mail.sent.text if mail.sent.kind != "accepted" else "taken, but never came"
    if expected.plus_addresses:
        return Finding("mail", "plus-addresses", said, "bad", "answers would be lost: write plus_addresses: false")
    return Finding("mail", "plus-addresses", said, "gap", "not needed: tokens stand in the text and the Message-ID")


def _stamp(border: str, mail: ProbeMail, expected: Expected) -> Finding:
    feature = "Authentication-Results"
    if border and expected.authserv_id.lower() in ("", border.lower()):
        means = "proves a colleague's mail, if the border takes such lines out of mail that comes from outside"
        return Finding("mail", feature, f"stamped by {border}", "good", means)
    if border:
        means = f"mailflow.yaml trusts {expected.authserv_id}: no mail would be proven; correct authserv_id"
        return Finding("mail", feature, f"stamped by {border}", "bad", means)
    there = mail.head.get(feature)
    found = f"without a pass or a name: {' '.join(str(there).split())}" if there else "internal mail bears none"
    means = "who wrote a mail isn't proven by it: each sign-off is confirmed by a second mail (level fresh)"
    return Finding("mail", feature, found, "gap", means)


def _forgery(mail: ProbeMail, colleague: str, expected: Expected) -> Finding:
    """Whether our login may write in somebody else's name, as then others' logins may too."""
    feature = f"From: {colleague}"
    if mail.sent.kind == "permanent":
        means = "one login can't write in another's name"
        return Finding("mail", feature, f"refused: {mail.sent.code} {mail.sent.text}", "good", means)
    shown = parseaddr(str(mail.head.get("From", "")))[1]
    if mail.raw and shown.lower() != colleague.lower():
        means = "the server writes its own login's address: one login can't write in another's name"
        return Finding("mail", feature, f"changed to {shown}", "good", means)
    state = "bad" if expected.proves is Level.SENDER else "gap"
    if mail.sent.kind == "temporary":
        means = "not known whether one login can write in another's name: try again later"
        return Finding("mail", feature, f"{mail.sent.code} {mail.sent.text}", state, means)
    if not mail.raw:
        return Finding("mail", feature, "taken, but never came", state, "it may come yet: don't rely on it")
    passed = " and stamped as genuine" if stamp_of(mail) else ""
    means = "one login can write in another's name: level sender is out; let decisions that matter ask for level fresh"
    return Finding("mail", feature, f"accepted{passed}", state, means)
