"""`mailflow resume`: send again."""

from __future__ import annotations

from mailflow.cli.window import HERE, ConfigFolder, bureau_of, load, opened, operator


def resume(config: ConfigFolder = HERE) -> None:
    """Send again; computed deadlines move by the pause, and those who are asked hear of it."""
    from mailflow.engine.orders import resume as go_on

    installation = load(config)
    with opened(installation) as store:
        cases = go_on(bureau_of(installation, store), operator())
    print(f"resumed: deadlines of {cases} open cases were looked at")
