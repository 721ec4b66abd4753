"""Where a server is and how one logs in to it. Opens no connection itself."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from typing import Literal


@dataclass(frozen=True, slots=True)
class Account:
    """One login at one server. The password is asked for at each login, so that a changed secret needs no restart."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: Callable[[], str] = field(repr=False)
    cafile: str | PathLike[str] | None = None

    def context(self) -> ssl.SSLContext:
        """Certificate and host name are always checked; `cafile` adds the office's own authority."""
        context = ssl.create_default_context()
        if self.cafile:
            context.load_verify_locations(cafile=self.cafile)
        return context

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
