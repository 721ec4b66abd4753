"""Every dialog in this folder comes true, on the real engine, store, parsers and mails, under a virtual clock.

`make story NAME=approve` shows one as it is told, with what everybody got to read.
"""

from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from databases import make_database

import mailflow.sandbox
from mailflow.config.load import Installation, load_installation
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.player import Player
from mailflow.sandbox.story import read_story
from mailflow.sandbox.telling import Telling
from mailflow.sandbox.world import World
from mailflow.store.verify import verify

SHIPPED = Path(mailflow.sandbox.__file__).parent  # the demos are stories too
PARTS = Path(__file__).parent / "parts"
STORIES = [*sorted(Path(__file__).parent.glob("*.story")), *sorted(SHIPPED.glob("*.story"))]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path, tmp_path: Path) -> None:
    """Line by line; afterwards the journal verifies."""
    prepare(tmp_path)
    _adapt(tmp_path, path.with_suffix(".sed"))
    _play(path, load_installation(tmp_path))


@pytest.mark.parametrize("name", ["approve", "refusal", "matters", "paused"])
def test_story_on_postgresql(name: str, tmp_path: Path, server: str) -> None:
    """The same on the engine for several machines."""
    database = f"story_{name}"
    make_database(server, database)
    prepare(tmp_path)
    installation = load_installation(tmp_path)
    settings = replace(installation.settings, database=server.format(database))
    _play(Path(__file__).parent / f"{name}.story", replace(installation, settings=settings))


def _play(path: Path, installation: Installation) -> None:
    story = read_story(path.read_text("utf-8"), PARTS)
    start = story.start.replace(tzinfo=ZoneInfo(installation.settings.zone)).astimezone(UTC)
    with World(installation, start) as world:
        telling = Telling(world, lambda _, text: print(text))
        world.says, world.heard = telling.decided, telling.got
        Player(world, story, chapter=telling.chapter, wrote=telling.wrote).play()
        assert verify(world.store).ok


def _adapt(folder: Path, changes: Path) -> None:
    """A story may need other settings: STORY.sed holds `old => new` lines for mailflow.yaml or directory.yaml."""
    lines = changes.read_text("utf-8").splitlines() if changes.exists() else []
    for line in lines:
        old, _, new = line.partition(" => ")
        paths = [folder / name for name in ("mailflow.yaml", "directory.yaml")]
        path = next((one for one in paths if old in one.read_text("utf-8")), None)
        assert path, f"{changes.name}: {old!r} stands neither in mailflow.yaml nor in directory.yaml"
        path.write_text(path.read_text("utf-8").replace(old, new.replace("\\n", "\n")), "utf-8")


def test_there_are_stories() -> None:
    """An empty folder would pass for ever."""
    assert len(STORIES) >= 15
