"""A folder with the shipped files, to be spoilt in one place at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailflow.config.data import data_root
from mailflow.config.load import Survey, survey
from mailflow.workflow.errors import Mistake


@dataclass(frozen=True)
class Folder:
    """An installation's files."""

    path: Path

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def spoil(self, name: str, old: str, new: str) -> str:
        """Put `new` in the place of `old`, which must be there; the whole new text."""
        text = self.text(name)
        assert text.count(old) >= 1, f"{name} no longer holds {old!r}"
        text = text.replace(old, new, 1)
        (self.path / name).write_text(text, encoding="utf-8")
        return text

    def read(self, **environment: str) -> Survey:
        return survey(self.path, environment)


def place_of(text: str, words: str) -> tuple[int, int]:
    """Line and column of the first place where these words stand, from 1."""
    start = text.index(words)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1


Expect = Callable[[Survey, str, str, str, str], Mistake]


@pytest.fixture
def expect(folder: Folder) -> Expect:
    """One mistake of a file at the place of some words, with its field and what it says."""

    def one(found: Survey, name: str, at: str, field: str, says: str) -> Mistake:
        assert found.installation is None
        line, column = place_of(folder.text(name), at)
        head = f"{folder.path / name}:{line}:{column}: {field}: "
        hits = [mistake for mistake in found.mistakes if str(mistake).startswith(head) and says in str(mistake)]
        assert len(hits) == 1, f"wanted {head}...{says}\ngot {chr(10).join(map(str, found.mistakes))}"
        return hits[0]

    return one


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The shipped files, without languages: those are laid over the shipped ones anyway."""
    target = tmp_path / "office"
    shutil.copytree(data_root() / "config", target, ignore=shutil.ignore_patterns("languages"))
    return Folder(target)
