"""tests/corpus/structure: each raw mail beside what it must be read as. A new quirk is a new pair of files, no code.

Keys of a pair: subject, sender, text, html, attachments (names), defects, notes, refusal; origin: [address, verdict,
reason] judged for `border` (mx.corp.example); automatic: a mapping of its fields; message_ids and tags of the
reference. A mail without `automatic` must not be called one.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.automatic import read_automatic
from mailflow.parsers.message import Message, read_message
from mailflow.parsers.origin import read_origin
from mailflow.parsers.reference import read_reference

FOLDER = Path(__file__).parents[1] / "corpus" / "structure"
PAIRS = sorted(path.with_suffix("") for path in FOLDER.glob("**/*.eml"))


def test_every_mail_has_its_reading() -> None:
    """No mail without a pair, no pair without a mail."""
    assert {path.with_suffix("") for path in FOLDER.glob("**/*.yaml")} == set(PAIRS)
    assert len(PAIRS) > 20


@pytest.mark.parametrize("pair", PAIRS, ids=lambda path: path.name)
def test_a_mail_is_read_as_it_must_be(pair: Path) -> None:
    """Everything that its YAML states."""
    wanted = YAML(typ="safe").load(pair.with_suffix(".yaml"))
    message = read_message(pair.with_suffix(".eml").read_bytes())
    assert message.refusal == wanted.get("refusal", "")
    if message.refusal:
        return
    for key in ("subject", "sender", "text", "html"):
        assert getattr(message, key) == wanted.get(key, getattr(message, key))
    for key in ("defects", "notes"):
        assert list(getattr(message, key)) == wanted.get(key, [] if key == "defects" else list(message.notes))
    if "attachments" in wanted:
        assert [one.name for one in message.attachments] == wanted["attachments"]
    if "origin" in wanted:
        origin = read_origin(message, wanted.get("border", "mx.corp.example"))
        assert [origin.address, origin.verdict.value, origin.reason] == wanted["origin"]
    reference = read_reference(message, "")
    assert list(reference.message_ids) == wanted.get("message_ids", list(reference.message_ids))
    assert list(reference.tags) == wanted.get("tags", list(reference.tags))
    _automatic(message, wanted.get("automatic"))


def _automatic(message: Message, wanted: dict[str, object] | None) -> None:
    found = read_automatic(message)
    if wanted is None:
        assert found is None
        return
    assert found is not None
    read = {key: getattr(found, key) for key in wanted}
    assert read == wanted
    assert isinstance(found.returns_on, date | None)
