"""How folders are called: with "/" and without a prefix in the house, as it likes on the server. Asks no server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class FolderNames:
    """`listed` holds what the server has: our spelling -> the server's."""

    separator: str = "/"  # "" where the server has no hierarchy
    prefix: str = ""
    listed: dict[str, str] = field(default_factory=dict)

    def learn(self, theirs: Iterable[str]) -> None:
        """The server's folders, as it has just listed them."""
        self.listed = {self.ours(name): name for name in theirs}

    def both(self) -> list[str]:
        """All names in our spelling, and in the server's where that differs."""
        return sorted({*self.listed, *self.listed.values()})

    def ours(self, name: str) -> str:
        """From the server's spelling."""
        if name.upper() == "INBOX":
            return "INBOX"
        bare = name.removeprefix(self.prefix) or name
        return bare.replace(self.separator, "/") if self.separator else bare

    def theirs(self, name: str) -> str:
        """The server's spelling, also of a folder that is still to be made."""
        if name in self.listed:
            return self.listed[name]
        if name in self.listed.values() or name.upper() == "INBOX":
            return name
        return self.prefix + name.replace("/", self.separator or "-")
