"""Where a server is and how one logs in to it. Opens no connection itself."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike

SECURITY = ("tls", "starttls", "none")


@dataclass(frozen=True, slots=True)
class Account:
    """One login at one server. The password is asked for at each login, so that a changed secret needs no restart."""

    host: str
    port: int
    security: str  # one of SECURITY
    user: str
    password: Callable[[], str] = field(repr=False)
    cafile: str | PathLike[str] | None = None

    def __post_init__(self) -> None:
        if self.security not in SECURITY:  # a word nobody knows must not end in a connection without TLS
            raise ValueError(f"security is one of {', '.join(SECURITY)}; not {self.security!r}")

    def context(self) -> ssl.SSLContext:
        """Certificate and host name are always checked; `cafile` adds the office's own authority."""
        context = ssl.create_default_context()
        if self.cafile:
            context.load_verify_locations(cafile=self.cafile)
        return context

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
