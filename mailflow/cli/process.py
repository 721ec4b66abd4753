"""`mailflow process check FILE` and `mailflow process show FILE`: one procedure, judged or drawn."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, safe, say_json, table
from mailflow.workflow.process import FieldRef, PaceRef

if TYPE_CHECKING:
    from mailflow.workflow.errors import Mistake
    from mailflow.workflow.process import Process, Step

app = typer.Typer(no_args_is_help=True)
ProcessFile = Annotated[Path, typer.Argument(help="A process as a file (.yaml).")]


@app.command()
def check(file: ProcessFile, config: ConfigFolder = HERE, as_json: AsJson = False) -> None:
    """Name every mistake; by the people and templates of an installation too, where there is one."""
    found, mistakes, warnings = _read(file, config)
    if as_json:
        say_json(_judged(found, mistakes, warnings))
    else:
        _complain(mistakes, warnings)
        if found:
            print(
                f"ok       {found.key}: {len(found.steps)} steps, {len(found.forms)} forms, digest {found.digest[:12]}"
            )
    if mistakes:
        raise SystemExit(1)


@app.command()
def show(
    file: ProcessFile,
    config: ConfigFolder = HERE,
    as_json: AsJson = False,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="The steps as a Mermaid flowchart.")] = False,
    language: Annotated[str, typer.Option(help="Of the flowchart's titles.")] = "zh",
) -> None:
    """Its steps, spans and forms as tables; or the steps as a picture for programs that draw Mermaid."""
    from mailflow.cli.drawing import mermaid

    found, mistakes, warnings = _read(file, config)
    if as_mermaid:
        _complain(mistakes, ())
        if found:
            print(mermaid(found, language), end="")
    elif as_json:
        steps = {"steps": [_facts(one) for one in found.steps]} if found else {}
        say_json(_judged(found, mistakes, warnings) | steps)
    else:
        _complain(mistakes, warnings)
        if found:
            _show(found)
    if mistakes:
        raise SystemExit(1)


def _read(file: Path, config: Path) -> tuple[Process | None, tuple[Mistake, ...], tuple[Mistake, ...]]:
    """A process only where it has no mistake."""
    from mailflow.config.load import check_process_file, in_order

    found, opened = check_process_file(file, config if (config / "mailflow.yaml").exists() else None)
    mistakes = in_order(opened.mistakes)
    return (None if mistakes else found), mistakes, in_order(opened.warnings)


def _judged(found: Process | None, mistakes: tuple[Mistake, ...], warnings: tuple[Mistake, ...]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "ok": not mistakes,
        "mistakes": [asdict(one) for one in mistakes],
        "warnings": [asdict(one) for one in warnings],
    }
    return facts | ({"process": found.key, "digest": found.digest} if found else {})


def _complain(mistakes: tuple[Mistake, ...], warnings: tuple[Mistake, ...]) -> None:
    for one in mistakes:
        print(f"mistake  {safe(str(one))}")
    for one in warnings:
        print(f"warning  {safe(str(one))}")


def _show(found: Process) -> None:
    for language, title in found.title.items():
        print(f"{language}: {title}")
    print(
        f"numbers: {found.number.format(year=2026, sequence=1)}   opened by a mail with: {', '.join(found.start.words)}"
    )
    columns = ("step", "title", "kind", "about", "asked", "due", "after")
    table("", columns, [[_facts(one)[name] for name in columns] for one in found.steps])
    if found.pace:
        names = list(dict.fromkeys(name for row in found.pace.rows.values() for name in row))
        rows = [[key, *(_span(row.get(name)) for name in names)] for key, row in found.pace.rows.items()]
        table(f"pace by {found.pace.by.form}.{found.pace.by.field}", [found.pace.by.field, *names], rows)
    for form in found.forms.values():
        rows = [
            [one.key, one.type, " / ".join(one.label.values()), "yes" if one.required else "no"]
            for field in form.fields
            for one in (field, *field.columns)
        ]
        table(f"{form.key}: {' / '.join(form.title.values())}", ("field", "type", "label", "required"), rows)


def _facts(step: Step) -> dict[str, str]:
    about = step.form or step.record or (f"{step.table.form}.{step.table.field}" if step.table else "")
    match step.due:
        case PaceRef(name):
            due = f"pace.{name}"
        case FieldRef(form, field):
            due = f"{form}.{field}"
        case span:
            due = str(span or "-")
    return {
        "step": step.id,
        "title": " / ".join(step.title.values()),
        "kind": step.kind,
        "about": about,
        "asked": str(step.ask),
        "due": due,
        "after": ", ".join(step.after) or "-",
    }


def _span(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value or "-")
