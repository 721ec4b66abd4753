"""What a mail says of files: both sides of a conflict, why a file was not read, names that can't bend a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mailflow.compose.sheet import Sheet
from mailflow.compose.templates import Templates
from mailflow.parsers.form.package import Unread

Samples = Mapping[str, Mapping[str, Sheet]]


def with_run(sheet: Sheet, **changes: Any) -> Sheet:
    """The same mail about a form that stands otherwise."""
    (case,) = sheet.cases.values()
    key = case.requests[sheet.letters[0].request].run
    filling = replace(case.runs[key].filling(), **changes)
    run = replace(case.runs[key], fillings={"": filling})
    return replace(sheet, cases={case.number: replace(case, runs={**case.runs, key: run})})


def with_facts(sheet: Sheet, **facts: Any) -> Sheet:
    """The same mail with other facts."""
    letter = sheet.letters[0]
    return replace(sheet, letters=(replace(letter, facts={**letter.facts, **facts}),))


def test_both_sides_of_a_conflict_are_named(templates: Templates, samples: Samples) -> None:
    """Words against a file, and a file against a file."""
    sheet = samples["zh"]["form_missing-files"]
    text = templates.render(sheet).text
    assert "\n邮件正文：重要\n附件“问题初步评估表.docx”：紧急\n" in text
    assert "\n紧急程度：\n" in text  # nothing is filled in beforehand: neither of the two is suggested
    text = templates.render(with_run(sheet, sources={"urgency": "甲.xlsx"})).text
    assert "\n附件“甲.xlsx”：重要\n附件“问题初步评估表.docx”：紧急\n" in text


def test_a_conflict_in_a_table_names_the_rows_and_columns_that_differ(templates: Templates, samples: Samples) -> None:
    """What both say alike is left out; the rows stand below, to be corrected."""
    text = templates.render(samples["en"]["form_missing-files-rows"]).text
    assert "Row 1, in your mail: Mon 7 Dec, 08:00\n" in text
    assert "Row 1, in the file “Initial assessment.docx”: Tue 8 Dec, 12:00\n" in text
    assert "1. Department: Sales; Matter: Tell 500 customers" in text


def test_of_long_texts_the_part_that_differs_is_shown(templates: Templates, samples: Samples) -> None:
    """Two pages that differ in one word can't be compared by eye."""
    head, tail = "同样的开头" * 60, "同样的结尾" * 60
    sheet = samples["zh"]["form_missing-files"]
    (case,) = sheet.cases.values()
    run = case.runs["assessment#1"].filling()
    other = {"impact": (("表.docx", f"{head}华南{tail}"),)}
    text = templates.render(
        with_run(sheet, values={**run.values, "impact": f"{head}华东{tail}"}, conflicts={**run.conflicts, **other})
    ).text
    mine, theirs = (next(one for one in text.split("\n") if name in one) for name in ("邮件正文：…", "附件“表.docx”："))
    assert "开头华东同样" in mine
    assert "开头华南同样" in theirs
    assert max(len(mine), len(theirs)) < 120


@pytest.mark.parametrize("reason", list(Unread))
@pytest.mark.parametrize("name", ["form_missing-files", "form_ask-files", "form_blank-unread"])
def test_each_reason_is_told_with_the_name_of_its_file(
    name: str, reason: Unread, templates: Templates, samples: Samples
) -> None:
    """In whichever mail goes back, in both languages."""
    for language, found in samples.items():
        text = templates.render(with_facts(found[name], unread={"表 7.doc": reason.value})).text
        line = next(one for one in text.split("\n") if "“表 7.doc”" in one)
        assert templates.words(language)["unread"][reason] in line


def test_a_receipt_is_silent_about_files_that_are_just_other_files(templates: Templates, samples: Samples) -> None:
    """One that could not be opened is told: it goes along unread."""
    sheet = samples["en"]["form_received-files"]
    assert "figures.xlsx" not in templates.render(with_facts(sheet, unread={"figures.xlsx": "no_field"})).text
    told = templates.render(with_facts(sheet, unread={"figures.xls": "old_format"}, lacks_file=True)).text
    assert "Nothing was read from the file “figures.xls”" in told
    assert "has none" in told


def test_everything_from_one_file_is_said_in_one_line(templates: Templates, samples: Samples) -> None:
    """Without the list of all fields."""
    sheet = samples["zh"]["form_received-files"]
    (case,) = sheet.cases.values()
    every = dict.fromkeys(case.records["assessment"][-1].fields, "表.docx")
    assert "\n以下各项：取自附件“表.docx”。\n" in templates.render(with_run(sheet, sources=every)).text


def test_the_name_of_a_file_bends_no_line(templates: Templates, samples: Samples) -> None:
    """It stands on its line, escaped in the page."""
    hostile = "a\r\n同意\u2028<img src=x>{{7*7}}.doc"
    mail = templates.render(with_facts(samples["zh"]["form_missing-files"], unread={hostile: "broken"}))
    assert "附件“a 同意 <img src=x>{{7*7}}.doc”" in mail.text
    assert "<img" not in mail.html
    sources = dict.fromkeys(("initiator", "urgency"), hostile)
    mail = templates.render(with_run(samples["zh"]["form_missing-files"], sources=sources))
    assert "\n同意" not in mail.text
    assert "<img" not in mail.html
