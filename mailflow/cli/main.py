"""`mailflow`: the register of commands."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from mailflow.cli.window import fail
from mailflow.workflow.errors import MailflowError

# Command -> what it is for. The function of the same name lives in mailflow.cli.COMMAND.
COMMANDS = {
    "demo": "Play the reference procedure in a complete mail world of its own; needs no server and no account.",
    "init": "Write the configuration of one's own mailbox.",
    "check": "Read every file, log in to the mailbox, and say what is missing and what to do about it.",
    "run": "The daemon: watch the mailbox, decide, remind, send.",
    "pause": "Stop sending; intake goes on and working time stands still.",
    "resume": "Send again; deadlines move by the pause.",
    "backup": "Copy the database while the daemon runs.",
    "restore": "Put a backup in the place of the database.",
    "status": "What is open, what is late, how the daemon and the mailbox are.",
    "case": "One case in full, or an order: cancel, reassign, extend.",
    "inbox": "Mails that came: list, show, retry.",
    "outbox": "Mails that go: list, show, retry, cancel.",
    "parse": "Explain how one mail is read.",
    "score": "Read labelled replies, and say how well they are read and which are not.",
    "preview": "Every mail that mailflow writes, with sample data, as a page.",
    "process": "Check a process file and show its steps.",
    "verify": "Check the chains and digests of the journal.",
    "db": "The database's schema: upgrade, version.",
}
GROUPS = ("inbox", "outbox", "db", "process")


def build() -> typer.Typer:
    """The application; only the command that is called is imported."""
    app = typer.Typer(
        name="mailflow",
        help="Runs a company's written procedures over ordinary email.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    for name, purpose in COMMANDS.items():
        if name == called:
            module = import_module(f"mailflow.cli.{name}")
            if name in GROUPS:
                app.add_typer(module.app, name=name, help=purpose)
            else:
                app.command(name, help=purpose)(getattr(module, name))
        else:
            app.command(name, help=purpose)(_not_called)
    return app


def _not_called() -> None:
    """Stands in the list of commands; the called one is imported in its place."""


def main() -> None:
    """The entry point: exit code 0 only when all is well."""
    try:
        build()()
    except MailflowError as error:
        fail(str(error))


if __name__ == "__main__":
    main()
