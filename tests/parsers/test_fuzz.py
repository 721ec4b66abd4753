"""Damaged mails: whatever comes, nothing crashes a reader. A share of tests/fuzz.py, the same each time."""

from __future__ import annotations

from pathlib import Path

import fuzz
import pytest
from fuzz import DAMAGES, damaged, read_all, seeds, smallest, trouble

LOTS = 8
EACH = 250


@pytest.mark.parametrize("lot", range(LOTS))
def test_no_damage_crashes_a_reader(lot: int) -> None:
    """Byte flips, cuts, splices, broken heads, lying charsets and types, in up to four layers."""
    for raw in damaged(EACH, seed=1000 + lot):
        read_all(raw)


def test_the_same_seed_gives_the_same_mails() -> None:
    """A crash on one machine is a crash on another."""
    assert list(damaged(20, seed=7)) == list(damaged(20, seed=7))
    assert list(damaged(20, seed=7)) != list(damaged(20, seed=8))


def test_most_damages_change_the_mail() -> None:
    """The damage is done: few mails come out as they went in."""
    assert len(DAMAGES) >= 12
    assert sum(raw in set(seeds()) for raw in damaged(200, seed=3)) < 40


def test_trouble_is_found_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader raises is named by its place, and the mail shrinks to what raises it."""

    def fragile(raw: bytes) -> None:
        if b"\xff\xfe" in raw:
            raise ValueError(raw)

    monkeypatch.setattr(fuzz, "read_all", fragile)
    raw = b"From: a@b\r\n\r\n" + b"x" * 5000 + b"\xff\xfe" + b"y" * 3000
    what = trouble(raw)
    assert what == f"ValueError in {Path(__file__).name}:fragile"
    assert smallest(raw, what) == b"\xff\xfe"
    assert trouble(b"sound") == ""
