"""The labels of every report in one language, from `templates/paper/LANGUAGE.yaml`. A user's own folder comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mailflow.compose.refusal import RenderError
from mailflow.config.data import data_root
from mailflow.config.yamlfile import open_yaml
from mailflow.reports.ledger import LedgerColumns, Outcome, Result
from mailflow.reports.paper import Labels
from mailflow.reports.tracker import Legend, Status, TrackerColumns
from mailflow.workflow.errors import ConfigError

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What reports say by themselves."""

    paper: Labels
    tracker_title: str
    tracker: TrackerColumns
    statuses: tuple[Legend, ...]
    ledger: LedgerColumns
    results: tuple[Outcome, ...]


def report_words(language: str, user_folder: Path | None = None) -> ReportWords:
    """The words of a language.

    Raises RenderError for a language without any or a file that lacks or adds a word, ConfigError for one that is no
    YAML.
    """
    if not _LANGUAGE.fullmatch(language):
        raise RenderError(f"not a language: {language!a}")
    folders = [*([user_folder] if user_folder else []), data_root() / "templates" / "paper"]
    path = next((one for folder in folders if (one := folder / f"{language}.yaml").is_file()), None)
    if path is None:
        raise RenderError(f"reports can't be written in {language}")
    opened = open_yaml(path)
    if opened.mistakes:
        raise ConfigError(tuple(opened.mistakes))
    try:
        return _words(opened.tree)
    except (LookupError, TypeError, ValueError) as error:
        raise RenderError(f"{path.name}: {type(error).__name__}: {error}") from error


def _words(tree: Mapping[str, Any]) -> ReportWords:
    tracker, ledger = tree["tracker"], tree["ledger"]
    statuses = [(cast("Status", str(key)), one) for key, one in tracker["statuses"].items()]
    results = [(cast("Result", str(key)), one) for key, one in ledger["results"].items()]
    return ReportWords(
        paper=Labels(**_texts(tree["paper"])),
        tracker_title=str(tracker["title"]),
        tracker=TrackerColumns(**_texts(tracker["columns"])),
        statuses=tuple(Legend(status, **_texts(one)) for status, one in statuses),
        ledger=LedgerColumns(**_texts(ledger["columns"])),
        results=tuple(Outcome(result, **_texts(one)) for result, one in results),
    )


def _texts(node: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in node.items()}
