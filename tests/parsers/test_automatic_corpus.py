"""tests/corpus/automatic: mails of machines, and of persons whose mails look like theirs, beside what each must be.

A new quirk is a new pair NAME.eml + NAME.yaml, named by what is odd; no code. `kind: person` must not be called a
machine's; any other key is a field of `Automatic`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.automatic.reader import KINDS, read_automatic
from mailflow.parsers.message import read_message

FOLDER = Path(__file__).parents[1] / "corpus" / "automatic"
MAILS = sorted(FOLDER.glob("*.eml"))


def _wanted(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    return found


def test_every_mail_has_its_reading() -> None:
    """No mail without a pair, no pair without a mail; machines of every kind, and persons enough."""
    assert {path.stem for path in MAILS} == {path.stem for path in FOLDER.glob("*.yaml")}
    kinds = Counter(_wanted(path)["kind"] for path in MAILS)
    assert set(kinds) == {*KINDS, "person"}
    assert kinds["person"] >= 70
    assert kinds.total() - kinds["person"] >= 130


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_is_a_machines_or_a_persons(path: Path) -> None:
    """Its kind, and every field that is stated."""
    message = read_message(path.read_bytes())
    assert message.refusal == ""
    found = read_automatic(message)
    wanted = _wanted(path)
    if wanted["kind"] == "person":
        assert found is None
        return
    assert found is not None
    assert {key: getattr(found, key) for key in wanted} == wanted
