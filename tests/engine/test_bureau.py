"""A start with another directory: open cases hear of it once."""

from dataclasses import replace

from worlds import events

from mailflow.sandbox.world import World
from mailflow.workflow import events as e


def test_a_start_with_another_directory_tells_the_open_cases(world: World) -> None:
    """The head who is asked has left: the coordinator hears of it at the next start, and not again at the one after."""
    directory = world.installation.directory
    people = {key: one for key, one in directory.people.items() if key != "chen_gang"}
    changed = replace(directory, people=people, digest="f" * 64)
    world.bureau.installation = replace(world.installation, directory=changed)
    for _ in range(2):
        world.bureau.begin("test")
        world.settle()
    told = [got for got in world.got if "stopped" in got.templates]
    assert [got.person for got in told] == ["wang_min"]
    assert [one.directory for one in events(world, "office") if isinstance(one, e.RulesSeen)][-1] == "f" * 64
