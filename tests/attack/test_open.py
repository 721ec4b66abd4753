"""Known false decisions that aren't mended yet: they are counted, so that no change makes them more unseen."""

from pathlib import Path

from ruamel.yaml import YAML

from mailflow.parsers import read_decision

MOST = 190  # of the 264 sentences in open.yaml; lower it with every family that is mended
DECIDED = ("approve", "reject")


def test_what_is_open_becomes_less() -> None:
    """A sentence that is read right now belongs to slips.yaml, where it must stay right."""
    entries = YAML(typ="safe").load((Path(__file__).parent / "open.yaml").read_text("utf-8"))
    verdicts = [(read_decision(one["text"]).verdict.value, one["verdict"]) for one in entries]
    false = [found for found, label in verdicts if found in DECIDED and found != label]
    assert len(false) <= MOST
