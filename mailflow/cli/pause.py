"""`mailflow pause`: nothing is sent; intake goes on."""

from __future__ import annotations

from mailflow.cli.window import HERE, ConfigFolder, bureau_of, load, opened, operator


def pause(config: ConfigFolder = HERE) -> None:
    """Stop sending, and working time with it, until `mailflow resume`."""
    from mailflow.engine.orders import give_office

    installation = load(config)
    with opened(installation) as store:
        give_office(bureau_of(installation, store), "pause", operator())
    print("paused: mails are still taken in and read, none is sent. `mailflow resume` goes on.")
