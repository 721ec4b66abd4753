"""What an installation without mistakes still lacks: passwords, next year's holidays, people of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from mailflow.config import directory
from mailflow.config.load import Installation
from mailflow.config.settings import secret
from mailflow.config.yamlfile import Place, open_yaml, where
from mailflow.workflow.errors import MailflowError, Mistake
from mailflow.workflow.model import Level

LOOK_AHEAD = timedelta(days=60)
SAMPLE_DOMAINS = (".example", "example.com", "example.org", "example.net")  # RFC 2606: nobody lives there


def advice(
    installation: Installation, today: date, environment: Mapping[str, str] | None = None
) -> tuple[Mistake, ...]:
    """The warnings of the files, and what is missing besides."""
    return (
        *installation.warnings,
        *_secrets(installation, environment),
        *_years(installation, today),
        *_people(installation),
        *_levels(installation),
    )


def _secrets(installation: Installation, environment: Mapping[str, str] | None) -> list[Mistake]:
    found: list[Mistake] = []
    for name in ("imap", "smtp"):
        server = installation.settings.imap if name == "imap" else installation.settings.smtp
        if not server.user:
            continue
        try:
            secret(installation.settings, name, environment)
        except MailflowError as error:
            if all(one.wrong != str(error) for one in found):  # SMTP takes IMAP's: one password is missing, not two
                found.append(_at(installation, "mailflow.yaml", ("mailbox", name), str(error), ""))
    return found


def _years(installation: Installation, today: date) -> list[Mistake]:
    """Every calendar in use knows this year, and the next one 60 days before it begins."""
    used = {installation.settings.calendar}
    used |= {one.calendar for one in installation.directory.departments.values() if one.calendar}
    wanted = sorted({today.year, (today + LOOK_AHEAD).year})
    found = []
    for key in sorted(used):
        for year in wanted:
            if year in installation.calendars[key].years:
                continue
            file = f"calendars/{key}-{year}.yaml"
            text = (
                f"is missing: holidays and make-up days of {year} aren't known, and all its deadlines are provisional"
            )
            found.append(_at(installation, file, (), text, "copy the file of another year and put in its days"))
    return found


def _people(installation: Installation) -> list[Mistake]:
    """In a live installation nobody has an address that can't exist."""
    if installation.settings.mode != "live":
        return []
    sample = [
        key
        for key, one in installation.directory.people.items()
        if one.address.rpartition("@")[2].endswith(SAMPLE_DOMAINS)
    ]
    if not sample:
        return []
    text = f"{len(sample)} people have addresses that can't exist ({', '.join(sample[:3])}, ...)"
    return [_at(installation, directory.FILE, ("people", sample[0], "address"), text, "put your own people there")]


def _levels(installation: Installation) -> list[Mistake]:
    """Where the mailbox proves less than a step asks for, each answer costs a second mail."""
    proves = installation.settings.proves
    steps = [f"{process.key}.{step.id}" for process in installation.processes.values() for step in process.steps
             if step.assurance in (Level.SENDER, Level.ORIGIN) and not proves.reaches(step.assurance)]  # fmt: skip
    if not steps:
        return []
    text = f"proves less than {', '.join(steps[:2])} and {len(steps) - 2} more ask for" if len(steps) > 2 else (
        f"proves less than {', '.join(steps)} asks for"
    )  # fmt: skip
    return [_at(installation, "mailflow.yaml", ("origin", "proves"), text, "each answer is confirmed by a second mail")]


def _at(installation: Installation, file: str, place: Place, text: str, fix: str) -> Mistake:
    path = Path(installation.settings.folder) / file
    opened = open_yaml(path) if path.exists() else None
    line, column = where(opened.tree, place) if opened else (1, 1)
    return Mistake(str(path), line, column, ".".join(map(str, place)) or "file", text, fix)
