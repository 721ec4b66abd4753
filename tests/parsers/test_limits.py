"""Plain answers and their near misses: a limit is seen wherever it stands, and courtesy costs no question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.decision import read_decision
from mailflow.workflow.reply import Verdict

DATA = Path(__file__).parent / "data"
PLAIN = (Verdict.APPROVE, Verdict.REJECT)
ASSENTS = ["同意", "批准", "没问题，可以", "Approved", "I approve"]
JOINTS = ["，", "。", "\n", ". ", ", ", " - ", "："]


def load(name: str) -> list[Any]:
    found: list[Any] = YAML(typ="safe").load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("assent", ASSENTS)
@pytest.mark.parametrize("joint", JOINTS)
def test_no_limit_is_lost_beside_an_assent(assent: str, joint: str) -> None:
    """Above or below it, behind whatever mark: it is no plain approval any more."""
    limits = load("limits")
    assert len(limits) > 100
    said = [text for limit in limits for text in (f"{assent}{joint}{limit}", f"{limit}{joint}{assent}")]
    assert not [text for text in said if read_decision(text).verdict in PLAIN]


def test_no_near_miss_decides() -> None:
    """The same sentences with a limit in the place of courtesy."""
    misses = [one["text"] for one in load("signoff_pairs") if one["verdict"] == "neither"]
    assert len(misses) > 200
    assert not [text for text in misses if read_decision(text).verdict in PLAIN]


@pytest.mark.parametrize(("verdict", "share"), [("approve", 0.93), ("reject", 0.9)])
def test_courtesy_costs_few_questions(verdict: str, share: float) -> None:
    """Backgrounds, praise, urging, excuses, wishes for the next time, signatures."""
    of_kind = [one["text"] for one in load("signoff_pairs") if one["verdict"] == verdict]
    right = sum(read_decision(text).verdict == verdict for text in of_kind)
    assert right >= share * len(of_kind), f"{right} of {len(of_kind)}"
