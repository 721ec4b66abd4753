"""A procedure in Mermaid's words: a box for each step, arrows for what waits, dashed ones for going back."""

from __future__ import annotations

from collections.abc import Iterator

from mailflow.workflow.process import Process, Step

SHAPES = {"form": ("[", "]"), "signoff": ("{{", "}}"), "assign": ("[/", "/]"), "meeting": ("([", "])"),
          "track": ("[[", "]]"), "close": ("((", "))")}  # fmt: skip


def mermaid(process: Process, language: str) -> str:
    """The text of a flowchart; boxes bear the titles in this language, else in any."""
    return "\n".join(["flowchart TD", *(f"  {line}" for line in _lines(process, language))]) + "\n"


def _lines(process: Process, language: str) -> Iterator[str]:
    for step in process.steps:
        opening, closing = SHAPES[step.kind]
        title = step.title.get(language) or next(iter(step.title.values()), step.id)
        who = ", ".join(map(str, step.tell)) if step.kind == "close" else str(step.ask)
        yield f'{step.id}{opening}"{_quoted(title)}<br>{_quoted(who)}"{closing}'
    for step in process.steps:
        for before in step.after:
            label = f"|{step.when.field.form}.{step.when.field.field}|" if step.when else ""
            yield f"{before} -->{label} {step.id}"
        back = _back(process, step)
        if back:
            yield f"{step.id} -.-> {back}"


def _back(process: Process, step: Step) -> str:
    """Where a refusal leads to."""
    if step.on_reject:
        return step.on_reject.back_to
    return process.maker(step.record).id if step.kind in ("signoff", "meeting") else ""


def _quoted(text: str) -> str:
    """As it may stand within quotation marks (Mermaid: entity codes)."""
    return text.replace("&", "&amp;").replace('"', "#quot;").replace("<", "&lt;")
