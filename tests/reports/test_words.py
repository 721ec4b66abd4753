"""The labels of reports."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML

from mailflow.compose.refusal import RenderError
from mailflow.config.data import data_root
from mailflow.reports.ledger import Result
from mailflow.reports.tracker import Status
from mailflow.reports.words import report_words
from mailflow.workflow.errors import ConfigError

FOLDER = data_root() / "templates" / "paper"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_language_has_every_word(language: str) -> None:
    """Every status and result that there is, and no empty label."""
    words = report_words(language)
    assert {one.status for one in words.statuses} == set(get_args(Status))
    assert {one.result for one in words.results} == set(get_args(Result))
    for part in (words.paper, words.tracker, words.ledger, *words.statuses, *words.results):
        assert all(getattr(part, one.name) for one in fields(part))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_patterns_have_their_places(language: str) -> None:
    """A page number that isn't filled in would be printed as {page}."""
    paper = report_words(language).paper
    assert "{page}" in paper.page
    assert "{pages}" in paper.page
    assert "{text}" in paper.hint
    assert "{text}" in paper.example


def test_a_folder_of_the_users_own_comes_first(tmp_path: Path) -> None:
    """One file is changed; the other language stays ours."""
    text = (FOLDER / "en.yaml").read_text("utf-8").replace("Sign-off", "Countersigned")
    (tmp_path / "en.yaml").write_text(text, "utf-8")
    assert report_words("en", tmp_path).paper.signatures == "Countersigned"
    assert report_words("zh", tmp_path) == report_words("zh")


@pytest.mark.parametrize("language", ["xx", "../zh", ""])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(RenderError):
        report_words(language)


def test_a_file_that_lacks_a_word_is_refused(tmp_path: Path) -> None:
    """Before a paper with a hole is printed."""
    yaml = YAML()
    tree = yaml.load(FOLDER / "en.yaml")
    del tree["paper"]["page"]
    yaml.dump(tree, tmp_path / "en.yaml")
    with pytest.raises(RenderError, match="page"):
        report_words("en", tmp_path)


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("paper: [", "utf-8")
    with pytest.raises(ConfigError, match=r"en\.yaml:"):
        report_words("en", tmp_path)
