"""`mailflow demo`: the main thing in a world of its own."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailflow.cli.window import AsJson, fail, safe, say_json, table

if TYPE_CHECKING:
    from mailflow.sandbox.demo import Summary

STYLES = {
    "chapter": "bold magenta",
    "wrote": "bold cyan",
    "quote": "cyan",
    "read": "yellow",
    "recorded": "dim",
    "next": "dim",
    "got": "green",
}
LEFT = Path("demo-world")  # where a demo leaves its world, below the current folder


def demo(
    as_json: AsJson = False,
    keep: Annotated[Path | None, typer.Option(help=f"Leave the world in this folder (default: ./{LEFT}).")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="The whole procedure, from the first form to the report.")
    ] = False,
) -> None:
    """Play the reference procedure with people who answer as people do: its first two steps, or all. Needs nothing."""
    from mailflow.sandbox.demo import play
    from mailflow.sandbox.story import StoryError

    passing = as_json and keep is None
    with tempfile.TemporaryDirectory() if passing else nullcontext(str(keep or LEFT)) as folder:
        try:
            summary = play(Path(folder), _silent if as_json else _shown(), full=full)
        except (StoryError, FileExistsError) as error:
            fail(str(error))
        if as_json:
            say_json(summary.facts())
        else:
            _tell(summary)
    if not summary.journal_ok:
        raise SystemExit(1)


def _silent(_style: str, _text: str) -> None:
    """With --json only the facts are printed."""


def _shown() -> Callable[[str, str], None]:
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 140, soft_wrap=True, highlight=False)

    def shown(style: str, text: str) -> None:
        if style == "chapter":
            console.print()
        console.print(Text(safe(text), style=STYLES[style]))

    return shown


def _tell(summary: Summary) -> None:
    rows = [[case["number"], case["state"]] for case in summary.cases]
    print()
    table("Cases", ["number", "state"], rows)
    facts = {**summary.counts, "journal_ok": summary.journal_ok}
    table("What happened", ["", ""], [[name.replace("_", " "), str(value)] for name, value in facts.items()])
    folder = summary.folder
    config = shlex.quote(str(folder))
    files = (
        f"  files          {folder / 'files'}/: {', '.join(one.name for one in summary.files)}\n"
        if summary.files
        else ""
    )
    print(
        f"Left behind:\n"
        f"  database       {folder / 'mailflow.db'}\n"
        f"  mails          {folder / 'mails'}/*.eml, and each as a page (*.html)\n"
        f"{files}"
        f"  configuration  {folder}/\n"
        f"Worth trying next:\n"
        f"  mailflow status --config {config}\n"
        f"  mailflow case {summary.cases[0]['number']} --config {config}\n"
        f"  mailflow parse {shlex.quote(str(summary.telling or summary.mails[0]))} --config {config}"
    )
