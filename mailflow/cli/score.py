"""`mailflow score FOLDER`: reads labelled replies and says how well; changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.window import AsJson, fail, safe, table

if TYPE_CHECKING:
    from mailflow.cli.scoring import Score, Wrong
    from mailflow.config.labelled import Labelled, Sample
    from mailflow.workflow.model import FormDefinition
    from mailflow.workflow.process import Process

BAD_LABELS = 2  # exit code
SHOWN = 400  # characters of a reply
ORDER = ("signoff", "mails", "minutes", "progress", "forms", "new_words")


def score(
    folder: Annotated[
        Path,
        typer.Argument(help="Labelled replies: signoff.yaml, minutes.yaml, …, mails/.", exists=True, file_okay=False),
    ],
    process: Annotated[
        Path | None, typer.Option(help="The procedure whose forms forms.yaml speaks of.", exists=True, dir_okay=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Per kind: precision and recall, needless questions, exact new words, fields, points; and each wrong reading.

    Exit code 0 only where nothing is read as an approval, a refusal or a confirmation that isn't one; 2 for bad labels.
    """
    labelled = _read(folder)
    forms = _forms(process, labelled)
    scores = _scores(labelled, forms)
    graves = sum(one.graves for one in scores)
    if as_json:
        told = {"folder": str(folder), "false_decisions": graves, "kinds": {one.kind: facts(one) for one in scores}}
        print(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        for one in scores:
            _show(one)
        print(f"{sum(one.samples for one in scores)} samples, {graves} false decisions")
    if graves:
        raise SystemExit(1)


def _read(folder: Path) -> Labelled:
    from mailflow.config.labelled import Labelled, label_files, read_labels

    labelled = Labelled()
    files = label_files(folder)
    for path in _with_bar("labels", files):
        read_labels(path, labelled, str(path))
    if labelled.mistakes:
        fail("\n".join(map(str, labelled.mistakes)), BAD_LABELS)
    if not labelled.count:
        fail(f"{folder} holds no labels: there is no {', '.join(f'{one}.yaml' for one in ORDER[2:])} …", BAD_LABELS)
    return labelled


def _forms(process: Path | None, labelled: Labelled) -> Mapping[str, FormDefinition]:
    """The forms that labels may speak of. A label of an unknown form is a mistake like others."""
    from mailflow.config.labelled import FormLabel

    samples = labelled.samples.get("forms", [])
    if not samples:
        return {}
    known = _process(process).forms
    strange = [one for one in samples if isinstance(one.label, FormLabel) and one.label.form not in known]
    if strange:
        names = ", ".join(sorted(known))
        fail("\n".join(f"{one.place}: no such form; known: {names}" for one in strange), BAD_LABELS)
    return known


def _process(path: Path | None) -> Process:
    from mailflow.config import load_process
    from mailflow.config.data import data_root

    return load_process(path or data_root() / "config/processes/cross_department.yaml")


def _scores(labelled: Labelled, forms: Mapping[str, FormDefinition]) -> list[Score]:
    from mailflow.cli.scoring import Score, score_one

    scores: list[Score] = []
    work: list[tuple[str, Sample]] = [(kind, one) for kind in ORDER for one in labelled.samples.get(kind, ())]
    for kind, sample in _with_bar("replies", work):
        if not scores or scores[-1].kind != kind:
            scores.append(Score(kind))
        score_one(scores[-1], sample, forms)
    return scores


def _with_bar(what: str, work: Iterable[Any]) -> Iterable[Any]:
    """The same, with a bar on a terminal's error output."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    work = list(work)
    return track(work, what, console=console, transient=True, disable=not console.is_terminal)


def facts(score: Score) -> dict[str, Any]:
    """What --json tells of one kind."""
    return {
        "samples": score.samples,
        "right": score.right,
        "needless_questions": score.questions,
        "false_decisions": score.graves,
        "verdicts": score.rates(),
        "measures": {name: {"right": right, "of": of} for name, (right, of) in score.measures.items()},
        "wrong": [_told(one) for one in score.wrong],
    }


def _told(wrong: Wrong) -> dict[str, Any]:
    return {
        "id": wrong.name,
        "place": wrong.place,
        "text": wrong.text,
        "expected": wrong.expected,
        "read": wrong.read,
        "rule": wrong.rule,
        "weighed": list(wrong.weighed),
        "false_decision": wrong.is_grave,
        "needless_question": wrong.is_question,
    }


def _show(score: Score) -> None:
    title = f"{score.kind}: {score.right} of {score.samples} right, {score.questions} needless questions"
    rates = score.rates()
    if rates:
        columns = ("verdict", "labelled", "read", "right", "precision", "recall")
        rows = [(name, *(_cell(one[key]) for key in columns[1:])) for name, one in rates.items()]
        table(title, columns, rows)
    else:
        print(title)
    if score.measures:
        measures = [(name, right, of, f"{right / of:.1%}") for name, (right, of) in score.measures.items()]
        table("", ("measure", "right", "of", "share"), measures)
    for one in sorted(score.wrong, key=lambda one: (not one.is_grave, one.is_question)):
        _show_wrong(one)
    print()


def _cell(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else "-" if value is None else str(value)


def _show_wrong(wrong: Wrong) -> None:
    kind = "FALSE" if wrong.is_grave else "asked" if wrong.is_question else "wrong"
    print(safe(f"{kind} {wrong.name} ({wrong.place})"))
    text = wrong.text if len(wrong.text) <= SHOWN else wrong.text[:SHOWN] + " …"
    for line in text.split("\n"):
        print(safe(f"    | {line}"))
    print(safe(f"    expected: {wrong.expected}"))
    print(safe(f"    read:     {wrong.read}{f'  (rule: {wrong.rule})' if wrong.rule else ''}"))
    if wrong.weighed:
        print(safe(f"    weighed:  {'  '.join(wrong.weighed)}"))
