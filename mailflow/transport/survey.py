"""What the two servers offer, what of it is missing, and what mailflow does about that. Changes nothing on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.transport import smtp
from mailflow.transport.account import Account
from mailflow.transport.facts import Finding, ImapFacts, SmtpFacts
from mailflow.transport.imap import Mailbox
from mailflow.workflow.errors import WireError

MIB = 1024 * 1024
SMALLEST_LIMIT = 5 * MIB  # a sign-off mail with its attachments stays below it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What mailflow.yaml expects of the mailbox."""

    watched: Sequence[str]
    slow: Sequence[str]
    own: str
    poll_seconds: float


def survey_imap(account: Account, wanted: Wanted) -> list[Finding]:
    """Log in and look; a refused login is a finding like any other."""
    mailbox = Mailbox(account)
    try:
        mailbox.connect()
        facts = mailbox.facts("INBOX", wanted.own)
    except WireError as error:
        return [Finding("imap", "login", str(error), "bad", "nothing works before this is put right")]
    finally:
        mailbox.close()
    return [
        _login("imap", account, encrypted=account.security != "none"),
        *_offers(facts, wanted),
        *_folders(facts, wanted),
        _writers(account, facts),
    ]


async def survey_smtp(account: Account) -> list[Finding]:
    """Log in and look; nothing is sent."""
    try:
        facts = await smtp.ask(account)
    except WireError as error:
        return [Finding("smtp", "login", str(error), "bad", "no mail goes out before this is put right")]
    return [_login("smtp", account, encrypted=facts.encrypted), *_extensions(facts)]


def _login(server: str, account: Account, *, encrypted: bool) -> Finding:
    if encrypted:
        return Finding(server, "login", f"{account}, {account.security}", "good", "the certificate is checked")
    means = "password and mails travel in the clear: for servers on this machine only"
    return Finding(server, "login", f"{account}, no TLS", "gap", means)


def _offers(facts: ImapFacts, wanted: Wanted) -> list[Finding]:
    has = set(facts.capabilities)
    idle = "IDLE" in has
    poll = f"mailflow looks every {wanted.poll_seconds:.0f} seconds"
    rows = [
        Finding(
            "imap",
            "IDLE",
            _yes(idle),
            "good" if idle else "gap",
            f"new mail shows at once; {poll} too" if idle else poll,
        )
    ]
    for name in ("MOVE", "UIDPLUS"):
        means = "not needed: mailflow moves and deletes nothing"
        rows.append(Finding("imap", name, _yes(name in has), "good", means))
    keywords = "not seen yet" if facts.keywords is None else _yes(facts.keywords)
    rows.append(Finding("imap", "keywords", keywords, "good", "not needed: what was read stands in the database"))
    return rows


def _folders(facts: ImapFacts, wanted: Wanted) -> list[Finding]:
    shown = f'separator "{facts.separator or "none"}", prefix "{facts.prefix}"'
    rows = [
        Finding(
            "imap", "folder names", shown, "good", 'mailflow.yaml writes "/" and no prefix, whatever the server does'
        )
    ]
    theirs = {name.lower(): name for name in facts.folders}
    for name in wanted.watched:
        if name in facts.folders:
            rows.append(Finding("imap", f"folder {name}", "there", "good", "watched at every pass"))
            continue
        means = "it is not watched"
        if name.lower() in theirs:
            means = f"it is not watched; it is called {theirs[name.lower()]} here: write that into folders.watched"
        elif facts.junk and facts.junk not in wanted.watched:
            means = f"it is not watched; mail taken for junk lies in {facts.junk}: write that into folders.watched"
        state = "bad" if name.upper() == "INBOX" or "write" in means else "gap"
        rows.append(Finding("imap", f"folder {name}", "missing", state, means))
    missing = [name for name in wanted.slow if name not in facts.folders]
    if missing:
        rows.append(Finding("imap", "slow folders", f"missing: {', '.join(missing)}", "gap", "nothing to read there"))
    own = wanted.own in facts.folders
    means = "sent mails are filed here" if own else "made when the first mail is sent"
    rows.append(Finding("imap", f"folder {wanted.own}", "there" if own else "missing", "good", means))
    return rows


def _writers(account: Account, facts: ImapFacts) -> Finding:
    """Whoever may put mail into INBOX can put in one that bears any stamp."""
    feature = "who may write to INBOX"
    if facts.writers is None:
        found = f"our rights: {facts.rights}" if facts.rights else "the server doesn't say"
        means = (
            "ask its administrator: who can put mail straight into the mailbox can put in an answer that looks proven; "
            "where that isn't only you, let steps that matter ask for level fresh"
        )
        return Finding("imap", feature, found, "gap", means)
    ours = {account.user.lower(), account.user.lower().partition("@")[0], "owner"}
    others = [who for who in facts.writers if who.lower() not in ours]
    if not others:
        return Finding("imap", feature, "only this login", "good", "nobody can put in an answer past the border")
    means = "each of them can put in an answer that looks proven: take the rights i and p away, or ask for level fresh"
    return Finding("imap", feature, ", ".join(others), "bad", means)


def _extensions(facts: SmtpFacts) -> list[Finding]:
    has = {name.upper() for name in facts.extensions}
    number = facts.extensions.get("size", "").strip()
    limit = int(number) if number.isdecimal() else 0
    size = f"{limit / MIB:.0f} MiB" if limit else "no limit named"
    small = 0 < limit < SMALLEST_LIMIT
    too_big = "a mail above it is not sent, and its sender in the process hears of it"
    return [
        Finding(
            "smtp", "AUTH", " ".join(facts.auth) or "none", "good", "PLAIN, LOGIN or CRAM-MD5; one try for a login"
        ),
        Finding("smtp", "SIZE", size, "gap" if small else "good", too_big),
        Finding("smtp", "8BITMIME", _yes("8BITMIME" in has), "good", "not needed: mails are written in 7 bits"),
        Finding("smtp", "SMTPUTF8", _yes("SMTPUTF8" in has), "good", "not needed: addresses are ASCII"),
        Finding("smtp", "DSN", _yes("DSN" in has), "good", "not needed: a bounce is known by our Message-ID in it"),
    ]


def _yes(there: object) -> str:
    return "yes" if there else "no"
