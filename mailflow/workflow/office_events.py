"""What has happened to the office: numbers, openings, pauses, what belongs to no case. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.workflow.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumbered(Event):
    """A number was given to a new case."""

    number: str
    process: str
    year: int
    sequence: int
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHeld(Event):
    """An opening mail whose sender isn't proven: confirmed by a fresh token before anybody else hears of it."""

    request: str
    process: str
    person: str
    mail: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSettled(Event):
    """A held opening was confirmed, declined or replaced."""

    request: str
    confirmed: bool
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRefused(Event):
    """A mail that would have opened a case, and why it did not."""

    person: str
    mail: str
    reason: str  # not_allowed | two_processes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailNoted(Event):
    """A mail that belongs to no case: unknown sender, failed origin, automatic, nothing asked."""

    mail: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSeen(Event):
    """The daemon started with this configuration, directory and rule set."""

    config: str
    directory: str
    parsers: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """Sending stopped; intake goes on; working time subtracts the span."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """Sending goes on."""

    by: str
