"""The exceptions of mailflow. Expected outcomes are values; whatever else is raised is a bug."""

from __future__ import annotations

from dataclasses import dataclass


class MailflowError(Exception):
    """Something that mailflow can name; the text is fit for the operator."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file that a person edits."""

    file: str
    line: int
    column: int
    field: str
    wrong: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return (
            f"{where}: {self.field}: {self.wrong}; {self.fix}" if self.fix else f"{where}: {self.field}: {self.wrong}"
        )


class ConfigError(MailflowError):
    """The configuration can't be used; holds every mistake found, not only the first."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class OrderRefused(MailflowError):  # noqa: N818 - an outcome that the person at the keyboard reads
    """An order that can't be carried out, and why."""


class StoreConflict(MailflowError):  # noqa: N818 - the word of the house
    """Somebody else has written to this chain first: read it again and decide again."""


class WireError(MailflowError):
    """A server couldn't be reached or refused; unknown failures are temporary."""

    def __init__(self, text: str, *, permanent: bool = False) -> None:
        super().__init__(text)
        self.permanent = permanent
