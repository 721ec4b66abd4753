"""The register of templates, the files of each language and what the workflow writes are the same set of names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from mailflow.compose.templates import Templates
from mailflow.compose.views import VIEWS
from mailflow.config.data import data_root
from mailflow.parsers.form.package import Unread
from mailflow.workflow import answers, case
from mailflow.workflow.reply import ProgressStatus
from mailflow.workflow.steps.choosing import OFFERS

FOLDER = data_root() / "templates" / "email"
SHARED = {"words", "sample"}
WORKFLOW = Path(answers.__file__).parent


def names(language: str) -> set[str]:
    return {path.stem for path in (FOLDER / language).glob("*.j2")} - SHARED


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_has_one_file_in_each_language(language):
    assert names(language) == set(VIEWS)


def test_every_letter_that_the_workflow_writes_has_a_view():
    source = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOW.rglob("*.py"))
    written = set(re.findall(r'(?:\.write\(|_letter\(office, )\s*"([a-z_]+)"', source))
    written |= set(re.findall(r'^ASKS = "([a-z_]+)"', source, re.MULTILINE))
    assert len(written) > 25
    assert written <= set(VIEWS)


def test_every_template_has_a_sample_in_each_language(samples):
    for found in samples.values():
        assert set(VIEWS) <= {name.partition("-")[0] for name in found}
        assert set(VIEWS) <= set(found)


def test_both_languages_use_the_same_fields_of_each_view(templates):
    """A language that forgets a fact says less than the other."""
    for name in VIEWS:
        used = {language: _fields(templates, language, name) for language in ("zh", "en")}
        assert used["zh"] == used["en"], name


def test_words_and_sample_texts_have_the_same_names_in_both_languages(templates):
    for file in SHARED:
        zh, en = templates.data("zh", file), templates.data("en", file)
        assert set(zh) == set(en), file
        for key in zh:
            if isinstance(zh[key], dict):
                assert set(zh[key]) == set(en[key]), f"{file}.{key}"


def test_every_reason_has_its_sentence(templates):
    """The codes that the workflow gives are the keys of the words, no more and no fewer."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOW.rglob("*.py"))
    problems = set(
        re.findall(r'(?:(?:self|reader)\.)?problems\[[\w.()]+\] = (?:"two_people" if found else )?"([a-z_]+)"', source)
    )
    problems |= set(re.findall(r'problems, opening.field\(draft.process\): "([a-z_]+)"', source))
    states = {case.OPEN, case.SETTLED}
    named = {value for key, value in vars(answers).items() if key.isupper() and isinstance(value, str)}
    refused = named - states - {answers.NOTHING_SAID, answers.RECEIPT, answers.REHEARSAL_PREFIX}
    for language in ("zh", "en"):
        words = templates.words(language)
        assert set(words["problems"]) == problems | {"two_people"}
        assert set(words["unread"]) == set(Unread)
        assert set(words["not_counted"]) == refused - set(answers.ASKED_ANEW)
        assert set(words["not_counted_next"]) == set(words["not_counted"])
        assert set(words["not_proven"]) == set(answers.ASKED_ANEW)
        assert set(words["stopped"]) == set(re.findall(r'\.stop\(run, "(\w+)"', source)) | {"left"}
        offered = {one for choices in OFFERS.values() for one in choices}
        assert set(words["choices"]) == offered
        assert set(words["statuses"]) == {*ProgressStatus, ""}
        assert set(words["opening_refused"]) == {"not_allowed", "two_processes"}


def _fields(templates: Templates, language: str, name: str) -> set[str]:
    """The attributes of `view` that a template reads, by name."""
    environment = templates._environments["text"]
    loader = environment.loader
    assert loader is not None
    tree = environment.parse(loader.get_source(environment, f"{language}/{name}.j2")[0])
    return {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "view"
    }
