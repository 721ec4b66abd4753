"""Replies written and labelled by people who had never seen the readers: nothing false, and few questions.

The floors are what was reached; they only ever rise. A sample that stays wrong is one of the questions that they leave.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.decision import read_decision
from mailflow.parsers.progress import read_progress
from mailflow.parsers.quoting import new_words
from mailflow.workflow.reply import Confirming, ItemUpdate, ProgressItem, ProgressStatus, Verdict

DATA = Path(__file__).parent / "data"
SLIPS = Path(__file__).parents[1] / "attack" / "slips.yaml"
PLAIN = (Verdict.APPROVE, Verdict.REJECT)


def load(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "size"), [("signoff_strangers", 1000), ("signoff_colleagues", 940), ("signoff_near", 160)]
)
def test_no_sign_off_is_false(name: str, size: int) -> None:
    """What isn't an approval by its label is never read as one, and no refusal is made up."""
    read = [(one, read_decision(one["text"]).verdict) for one in load(DATA / f"{name}.yaml")]
    assert len(read) >= size
    assert not [
        (one["id"], one["text"], str(verdict))
        for one, verdict in read
        if verdict in PLAIN and verdict != one["verdict"]
    ]


SHARES = {
    "signoff_strangers": {
        "approve": 0.91,
        "reject": 0.95,
        "revise": 0.98,
        "delegate": 0.94,
        "none": 0.85,
        "unclear": 0.98,
    },
    "signoff_colleagues": {
        "approve": 0.94,
        "reject": 0.99,
        "revise": 0.96,
        "delegate": 0.98,
        "none": 1,
        "unclear": 0.97,
    },
}


@pytest.mark.parametrize(("name", "verdict"), [(name, verdict) for name in SHARES for verdict in SHARES[name]])
def test_most_sign_offs_cost_no_question(name: str, verdict: str) -> None:
    """Of all that say this, at least so many are read as it."""
    of_kind = [one for one in load(DATA / f"{name}.yaml") if one["verdict"] == verdict]
    right = sum(read_decision(one["text"]).verdict == verdict for one in of_kind)
    assert right >= SHARES[name][verdict] * len(of_kind), f"{right} of {len(of_kind)}"


def test_what_once_slipped_through_does_no_more() -> None:
    """Conditions behind praise, in signatures, under boxes, beside corrections: each was a plain yes or no once."""
    slipped = []
    for one in load(SLIPS):
        words = new_words("", one["text"]) if one.get("html") else new_words(one["text"])
        verdict = read_decision(words).verdict
        if verdict in PLAIN and verdict != one["verdict"]:
            slipped.append(one["text"])
    assert not slipped


@pytest.mark.parametrize("name", ["minutes_strangers", "minutes_strangers_too", "minutes_colleagues"])
def test_no_minutes_are_confirmed_falsely(name: str) -> None:
    """And nine in ten answers are read as they are labelled."""
    count: Counter[tuple[str, str]] = Counter()
    for one in load(DATA / f"{name}.yaml"):
        count[one["verdict"], read_confirmation(one["text"]).verdict] += 1
    assert not [pair for pair in count if pair[1] == Confirming.CONFIRM and pair[0] != "confirm"]
    whole = sum(count.values())
    assert sum(number for pair, number in count.items() if pair[0] == pair[1]) >= 0.92 * whole


@pytest.mark.parametrize(
    ("name", "share"), [("progress_strangers", 0.99), ("progress_strangers_too", 0.99), ("progress_colleagues", 0.93)]
)
def test_no_finish_and_no_date_is_made_up(name: str, share: float) -> None:
    """And nearly all items are read wholly right: state, share, date and reason."""
    right = whole = 0
    invented = []
    for one in load(DATA / f"{name}.yaml"):
        items = [ProgressItem(item["no"], item["title"], datetime.fromisoformat(item["due"])) for item in one["items"]]
        read = read_progress(one["text"], items, date.fromisoformat(one["today"]))
        wanted = {update["no"]: update for update in one.get("updates") or ()}
        for update in read.updates:
            expected = wanted.get(update.no)
            if update.status is ProgressStatus.DONE and (expected is None or expected["status"] != "done"):
                invented.append((one["id"], update.no, "done"))
            if update.new_due and (expected is None or expected["new_due"] != update.new_due.isoformat()[:16]):
                invented.append((one["id"], update.no, str(update.new_due)))
        whole += len(wanted)
        found = {update.no: update for update in read.updates}
        right += sum(no in found and _told(found[no]) == _told_by(update) for no, update in wanted.items())
    assert not invented
    assert right >= share * whole, f"{right} of {whole}"


def _told(update: ItemUpdate) -> tuple[object, ...]:
    new_due = update.new_due.isoformat()[:16] if update.new_due else None
    return (str(update.status), update.percent, new_due, update.reason)


def _told_by(label: dict[str, Any]) -> tuple[object, ...]:
    return (label["status"], label["percent"], label["new_due"], label["reason"])
