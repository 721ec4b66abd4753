"""The page about process files names every kind of step and every key that may be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailflow.config.procedure import FACTS, LATER, STEPS, AgendaFile, ColumnFile, FieldFile, OnRejectFile, ProcessFile
from mailflow.config.yamlfile import Section

PAGE = (Path(__file__).parents[2] / "docs" / "process.md").read_text("utf-8")
FILES = (ProcessFile, FieldFile, ColumnFile, OnRejectFile, AgendaFile, *STEPS.values())


def keys(model: type[Section]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("model", FILES, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[Section]) -> None:
    """A key that isn't there would be found by reading the source only."""
    assert [one for one in sorted(keys(model)) if f"`{one}`" not in PAGE and f"{one}:" not in PAGE] == []


def test_every_kind_and_fact_is_described() -> None:
    """In the table of kinds."""
    for kind, facts in FACTS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |"))
        assert all(f"`{fact}`" in row for fact in facts)


def test_what_is_not_built_is_named() -> None:
    """Whoever knows the language from elsewhere is told."""
    missing = PAGE.partition("## Not built yet")[2]
    for several in LATER.values():
        assert [one for one in several if f"`{one}`" not in missing] == []
