"""The files that a person edits, checked and frozen. Reads and judges them; decides nothing and opens no connection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailflow.workflow.process import Process


def load_process(path: Path | str) -> Process:
    """The procedure in a file; ConfigError names every mistake by line and column."""
    from mailflow.config.load import read_process_file  # noqa: PLC0415 - readers of words need no pydantic

    return read_process_file(Path(path))


__all__ = ["load_process"]
