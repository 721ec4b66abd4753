"""What servers offer, as far as mailflow cares. Asks nobody and judges nothing: that is survey.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImapFacts:
    """What a server offers, as far as mailflow cares."""

    capabilities: tuple[str, ...]
    separator: str
    prefix: str
    folders: tuple[str, ...]
    junk: str  # the folder that the server itself marks as junk (RFC 6154)
    keywords: bool | None  # None: only a folder that is open for writing shows it, and we have none yet
    rights: str  # our own on the folder, "" where the server has no ACL (RFC 4314)
    writers: tuple[str, ...] | None  # who else may put mail into the folder; None: the server doesn't say


@dataclass(frozen=True, slots=True)
class SmtpFacts:
    """What a server offers after login."""

    extensions: dict[str, str]
    auth: tuple[str, ...]
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what `mailflow check` has found out about a server, and what mailflow does about it."""

    server: str  # imap | smtp | mail
    feature: str
    found: str
    state: str  # good | gap: mailflow copes | bad: a person has to do something
    means: str
