"""Where the shipped files stand: inside the installed package, or beside it in a working copy. Reads none of them."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def data_root() -> Path:
    """The folder that holds `config/` and `templates/`: `mailflow/_data` of a wheel, else the repository's root."""
    shipped = PACKAGE / "_data"
    return shipped if (shipped / "config").is_dir() else PACKAGE.parent
