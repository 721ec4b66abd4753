"""tests/corpus/replies: whole replies as mail programs write them, beside what the person typed and decided.

A new quirk is a new pair NAME.eml + NAME.yaml; no code. `original` is our own mail, where only that shows what is new.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.decision import read_decision
from mailflow.parsers.message import read_message
from mailflow.parsers.quoting import hidden_or_different, new_words

FOLDER = Path(__file__).parents[1] / "corpus" / "replies"
MAILS = sorted(FOLDER.glob("*.eml"))


def test_each_mail_has_its_reading() -> None:
    """No mail without its expectation, and no expectation without its mail."""
    assert {path.stem for path in MAILS} == {path.stem for path in FOLDER.glob("*.yaml")}
    assert len(MAILS) >= 150


def _expected(path: Path) -> dict[str, str]:
    found: dict[str, str] = YAML(typ="safe").load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_reply(path: Path) -> None:
    """The new words are exactly what was typed, and the two parts agree."""
    message = read_message(path.read_bytes())
    assert new_words(message.text, message.html, _expected(path).get("original")) == _expected(path)["new_words"]
    assert hidden_or_different(message) == _expected(path).get("refusal", "")


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_decision(path: Path) -> None:
    """The decision is read from the new words alone; where it isn't certain, the person is asked."""
    message = read_message(path.read_bytes())
    words = new_words(message.text, message.html, _expected(path).get("original"))
    verdict = str(read_decision(words).verdict)
    assert verdict in {_expected(path)["decision"], "unclear", "revise"}


def test_few_decisions_are_asked_again() -> None:
    """Asking costs a mail: it may happen, not often."""
    read = {path: str(read_decision(_expected(path)["new_words"]).verdict) for path in MAILS}
    asked = [path.stem for path, verdict in read.items() if verdict != _expected(path)["decision"]]
    assert len(asked) * 8 <= len(MAILS), asked
