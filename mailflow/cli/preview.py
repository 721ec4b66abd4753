"""`mailflow preview`: every mail that mailflow writes, with sample data, as pages to look at."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailflow.cli.window import fail, safe

if TYPE_CHECKING:
    from mailflow.compose.templates import Rendered

INDEX = "index.html"


def preview(
    template: Annotated[str, typer.Argument(help="Only this one, for example signoff.")] = "",
    language: Annotated[str, typer.Option("--language", "-l", help="Only in this language, for example zh.")] = "",
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder that the pages are written to.")] = Path(
        "preview"
    ),
    templates: Annotated[
        Path | None, typer.Option(help="A folder of your own templates; they come before the shipped ones.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Show the list in a browser afterwards.")] = False,
) -> None:
    """Write each mail as HTML and as text, and a list of them all. Needs no database and no mailbox."""
    from mailflow.compose.templates import Templates

    known = Templates(templates)
    languages = [language] if language else list(known.languages)
    for one in languages:
        if one not in known.languages:
            fail(f"there are no mails in {one!r}; there are: {', '.join(known.languages)}")
    written: list[tuple[str, str, Rendered]] = []
    for one in languages:
        sheets = known.samples(one)
        chosen = {name: sheet for name, sheet in sheets.items() if template in ("", name, name.partition("-")[0])}
        if not chosen:
            fail(f"no template is called {template!r}; there are: {', '.join(sorted(sheets))}")
        for name in sorted(chosen):
            made = known.render(chosen[name])
            folder = out / one
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.html").write_text(made.html, encoding="utf-8")
            (folder / f"{name}.txt").write_text(f"{made.subject}\n\n{made.text}", encoding="utf-8")
            written.append((one, name, made))
    (out / INDEX).write_text(_list(written), encoding="utf-8")
    for one, name, made in written:
        print(safe(f"{out / one / name}.html  {made.subject}"))
    print(f"{len(written)} mails; the list: {out / INDEX}")
    if show:
        typer.launch(str(out / INDEX))


def _list(written: list[tuple[str, str, Rendered]]) -> str:
    rows = "\n".join(
        f'<tr><td>{escape(language)}</td><td><a href="{language}/{name}.html">{escape(name)}</a></td>'
        f'<td>{escape(made.subject)}</td><td><a href="{language}/{name}.txt">text</a></td></tr>'
        for language, name, made in written
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Mails of mailflow</title>\n<style>body{font:15px/1.6 sans-serif;margin:2em;color:#1a1f24}"
        "td{padding:4px 14px 4px 0;border-bottom:1px solid #e3e7eb;vertical-align:top}</style>\n"
        f"<h1>Mails of mailflow, with sample data</h1>\n<table>{rows}</table></html>\n"
    )
