"""A world for the engine's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from worlds import BOX, FORM, START, WANG

from mailflow.config.load import load_installation
from mailflow.sandbox import people
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.people import Stamp
from mailflow.sandbox.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A case that waits for the head's sign-off."""
    prepare(tmp_path)
    with World(load_installation(tmp_path), START) as made:
        made.settle()
        made.post(WANG.address, people.new_mail(WANG, Stamp(BOX, START, "<1@corp.example>"), "评估表", FORM))
        made.settle()
        yield made
