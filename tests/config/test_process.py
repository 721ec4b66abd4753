"""A process file: every class of mistake is named with its line, column and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.config.load import check_process_file, read_process_file
from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import ConfigError
from mailflow.workflow.model import FieldType, Level
from mailflow.workflow.process import FieldRef, PaceRef, Span, Who

SAMPLE = """\
process: repair
title: {zh: 维修, en: Repair}
number: "RP{year}-{sequence:03}"
start: {form: report, by: lead.members, words: [维修单, repair]}
forms:
  report:
    title: {zh: 维修单, en: Report}
    fields:
      place: {type: text, label: {zh: 地点, en: Place}, also: [位置]}
      lead: {type: department, label: {zh: 部门, en: Department}}
      cost: {type: number, label: {zh: 费用, en: Cost}}
      until: {type: date, label: {zh: 期限, en: Until}}
      speed:
        type: choice
        label: {zh: 速度, en: Speed}
        choices: {fast: {zh: 快, en: Fast, also: [急]}, slow: {zh: 慢, en: Slow}}
      works:
        type: table
        label: {zh: 工作, en: Works}
        columns:
          what: {type: text, label: {zh: 内容, en: What}}
          due: {type: date, label: {zh: 时限, en: Due}}
          owner: {type: person, label: {zh: 责任人, en: Owner}}
      guest: {type: person, label: {zh: 来宾, en: Guest}, required: false}
roles:
  lead: {department: report.lead}
  coordinator: {person: report.guest, else: initiator}
  boss: {people: [huang_wei]}
  guest: {person: report.guest}
pace:
  by: report.speed
  before: slow
  fast: {sign: 1h, do: 2h, answer: 24h, remind: [-1h, 0, 1h]}
  slow: {sign: 2wh, do: 1wd, remind: [0, 4wh]}
clocks:
  - {id: answer, span: pace.answer, from: report, until: doing.answered, tell: [lead.head]}
defaults:
  remind: pace.remind
  escalate: [{after: 1wd, to: asked.superior}]
  correction: 10m
steps:
  - {id: report, kind: form, form: report, ask: initiator, due: 1wd}
  - {id: signing, kind: signoff, record: report, ask: lead.head, cc: [boss], due: pace.sign, done: {tell: boss}}
  - {id: doing, kind: assign, each: report.works, ask: row.owner, due: pace.do, row_due: row.due, new_date: coordinator}
  - id: paying
    kind: signoff
    record: report
    ask: boss
    due: report.until
    when: {field: report.cost, at_least: 1000}
  - {id: extra, kind: signoff, record: report, after: report, ask: boss}
"""

# name: what is spoilt, what stands there instead, whose place is named, field, words of the message
SPOILT: dict[str, tuple[str, str, str, str, str]] = {
    "unknown key": ("cc: [boss]", "ccs: [boss]", "ccs: [boss]", "steps.signing.ccs",
        'no such key; did you mean "cc"?'),
    "unknown key at the top": ("roles:\n", "rolls:\n", "rolls:\n", "rolls", 'did you mean "roles"?'),
    "missing key": (", record: report, ask: lead", ", ask: lead", "{id: signing", "steps.signing.record",
        "is missing"),
    "missing kind": ("kind: form, form", "form", "{id: report", "steps.report", "kind is missing"),
    "wrong type": ("record: report, ask: lead", "record: report, four_eyes: maybe, ask: lead", "four_eyes",
        "steps.signing.four_eyes", "write true or false"),
    "kind of step": ("kind: assign", "kind: asign", "kind: asign", "steps.doing.kind", 'did you mean "assign"?'),
    "key of a later version": ("ask: boss\n", "ask: boss\n    editorial: tell\n", "editorial",
        "steps.paying.editorial", "not built"),
    "covers": ("ask: boss\n", "ask: boss\n    covers: x\n", "covers", "steps.paying.covers", "names no field"),
    "silent signer": ("ask: boss\n", "ask: boss\n    silence: skip\n", "silence", "steps.paying.silence",
        "never a yes"),
    "silence": ("due: 1wd}", "due: 1wd, silence: deemed}", "silence", "steps.report.silence", "not built into"),
    "empty": ("due: 1wd}", "due: 1wd, empty: skip}", "empty: skip", "steps.report.empty", "not built into"),
    "quorum": ("ask: boss\n", "ask: boss\n    quorum: any\n", "quorum", "steps.paying.quorum", "not built into"),
    "smime": ("correction:", "assurance: smime\n  correction:", "assurance", "defaults.assurance", "not built into"),
    "beside": ("steps:\n", "beside: []\nsteps:\n", "beside", "beside", "not built into this version"),
    "replaced_by": ("until: doing.answered,", "until: doing, replaced_by: x,", "replaced_by",
        "clocks.answer.replaced_by", 'no step "x"'),
    "asked_by": ("tell: boss}", "tell: asked_by.lead}", "tell: asked_by", "steps.signing.done.tell",
        "not built into"),
    "form": ("form: report, ask", "form: reprot, ask", "form: reprot", "steps.report.form", 'did you mean "report"?'),
    "start form": ("start: {form: report", "start: {form: raport", "form: raport", "start.form",
        'did you mean "report"?'),
    "start word": ("[维修单, repair]", "[修, repair]", "修, repair]", "start.words.1", "stands in too many mails"),
    "record": ("record: report, ask: lead", "record: repor, ask: lead", "record: repor,", "steps.signing.record",
        'did you mean "report"?'),
    "field of a role": ("{department: report.lead}", "{department: report.led}", "department: report.led}",
        "roles.lead.department", 'did you mean "lead"?'),
    "type of a role's field": ("{department: report.lead}", "{department: report.place}", "department: report.place",
        "roles.lead.department", "is of type text"),
    "role in two ways": ("{people: [huang_wei]}", "{people: [huang_wei], person: report.guest}", "boss: {people",
        "roles.boss", "in several ways"),
    "role without a way": ("{people: [huang_wei]}", "{else: initiator}", "boss: {else", "roles.boss",
        "doesn't say who"),
    "role by itself": ("else: initiator}", "else: coordinator.head}", "coordinator: {person", "roles.coordinator",
        "by way of itself"),
    "role with a built-in name": ("  boss: {people", "  everyone: {people: [huang_wei]}\n  boss: {people",
        "everyone: {people", "roles.everyone", "every process has"),
    "role": ("ask: lead.head", "ask: leed.head", "ask: leed", "steps.signing.ask", 'did you mean "lead"?'),
    "suffix": ("ask: lead.head", "ask: lead.haed", "ask: lead.haed", "steps.signing.ask", 'did you mean "head"?'),
    "nobody": ("ask: lead.head", "ask: Lead head", "ask: Lead head", "steps.signing.ask", "names nobody"),
    "asked outside of escalations": ("ask: lead.head", "ask: asked", "ask: asked", "steps.signing.ask", "escalation"),
    "row outside of assign": ("ask: lead.head", "ask: row.owner", "ask: row.owner, cc", "steps.signing.ask",
        "no rows"),
    "row without a column": ("ask: row.owner", "ask: row", "ask: row,", "steps.doing.ask", "a row is no person"),
    "column of a row": ("ask: row.owner", "ask: row.onwer", "ask: row.onwer", "steps.doing.ask",
        'did you mean "owner"?'),
    "column that is nobody": ("ask: row.owner", "ask: row.what", "ask: row.what", "steps.doing.ask",
        "is of type text"),
    "table": ("each: report.works", "each: report.place", "each: report.place", "steps.doing.each",
        "is of type text"),
    "column of the row's date": ("row_due: row.due", "row_due: row.what", "row_due", "steps.doing.row_due",
        "type text"),
    "row_due": ("row_due: row.due", "row_due: due", "row_due", "steps.doing.row_due", "write row.COLUMN"),
    "due of the wrong type": ("due: report.until", "due: report.place", "due: report.place", "steps.paying.due",
        "type"),
    "due in no words": ("due: 1wd}", "due: tomorrow}", "due: tomorrow", "steps.report.due", "is no span"),
    "after": ("record: report, ask: lead", "after: reprt, record: report, ask: lead", "after: reprt",
        "steps.signing.after", 'did you mean "report"?'),
    "circle": ("record: report, ask: lead", "after: [report, paying], record: report, ask: lead", "after: [",
        "steps.signing.after", "goes in a circle"),
    "circle with itself": ("kind: assign", "kind: assign, after: doing", "after: doing", "steps.doing.after",
        "a circle"),
    "unreachable": ("each: report.works,", "each: report.works, after: nothing,", "id: paying", "steps.paying",
        "can never begin: it waits for doing"),
    "further down": ("kind: signoff, record: report, ask: lead",
        "kind: signoff, record: report, after: extra, ask: lead", "after: extra", "steps.signing.after",
        "further down"),
    "same id": ("id: paying", "id: signing", "id: signing\n", "steps.signing.id", "already"),
    "opening form not first": ("form: report, ask: initiator", "form: report, after: signing, ask: initiator",
        "{id: report", "steps.report", "must stand first"),
    "pace row": ("  fast: {sign", "  fsat: {sign", "fsat", "pace.fsat", 'did you mean "fast"?'),
    "pace row that lacks": ("  slow: {sign: 2wh, do: 1wd, remind: [0, 4wh]}\n", "", "pace:", "pace",
        'no row for "slow"'),
    "pace before": ("before: slow", "before: slwo", "before: slwo", "pace.before", 'did you mean "slow"?'),
    "pace without before": ("  before: slow\n", "", "by: report.speed", "pace.by",
        "has no value yet where report uses"),
    "pace by": ("by: report.speed", "by: report.place", "by: report.place", "pace.by", "is of type text"),
    "pace cell": ("sign: 1h,", "sign: 1x,", "sign: 1x", "pace.fast.sign", "is no span"),
    "pace name": ("due: pace.sign", "due: pace.sing", "due: pace.sing", "steps.signing.due", 'did you mean "sign"?'),
    "pace name that a row lacks": ("due: pace.sign", "due: pace.answer", "due: pace.answer", "steps.signing.due",
        "no answer in the row slow"),
    "pace list for one span": ("due: pace.sign", "due: pace.remind", "due: pace.remind", "steps.signing.due",
        "a list"),
    "pace span for a list": ("remind: pace.remind", "remind: pace.sign", "remind: pace.sign", "defaults.remind",
        "one span"),
    "too many reminders": ("remind: [0, 4wh]", "remind: [0, 1h, 2h, 3h]", "remind: [0, 1h", "pace.slow.remind",
        "has 4 reminders"),
    "clock from": ("from: report", "from: signing", "from: signing", "clocks.answer.from", "makes no record"),
    "clock until": ("until: doing.answered", "until: doing.answred", "until: doing", "clocks.answer.until",
        'did you mean "answered"?'),
    "clock span": ("span: pace.answer", "span: pace.anwser", "span: pace", "clocks.answer.span",
        'did you mean "answer"?'),
    "label": ("label: {zh: 地点, en: Place}", "label: {zh: 地点}", "label: {zh: 地点}",
        "forms.report.fields.place.label", "has no text in en"),
    "label of a choice": ("slow: {zh: 慢, en: Slow}", "slow: {zh: 慢}", "slow: {zh: 慢}}",
        "forms.report.fields.speed.choices.slow", "has no text in en"),
    "label of a column": ("{zh: 内容, en: What}", "{en: What}", "label: {en: What}",
        "forms.report.fields.works.columns.what.label", "has no text in zh"),
    "title of a step": ("kind: form, form", "title: {zh: 单}, kind: form, form", "title: {zh: 单}",
        "steps.report.title", "has no text in en"),
    "language": ("label: {zh: 地点, en: Place}", "label: {zh: 地点, en: Place, ne: x}", "ne: x",
        "forms.report.fields.place.label.ne", "known: en, zh"),
    "label that is none": ("label: {zh: 地点, en: Place}", "label: Place", "label: Place",
        "forms.report.fields.place.label", "is not a label"),
    "two fields of one name": ("also: [位置]", "also: [费 用]", "cost: {type", "forms.report.fields.cost",
        "as place is"),
    "two choices of one name": ("also: [急]", "also: [慢]", "slow: {zh", "forms.report.fields.speed.choices.slow",
        "fast is"),
    "default": ("label: {zh: 速度, en: Speed}", "label: {zh: 速度, en: Speed}\n        default: slwo",
        "default: slwo", "forms.report.fields.speed.default", 'did you mean "slow"?'),
    "type of a field": ("cost: {type: number", "cost: {type: nubmer", "type: nubmer", "forms.report.fields.cost.type",
        'did you mean "number"?'),
    "columns without a table": ("type: table", "type: text", "columns:\n", "forms.report.fields.works.columns",
        "no columns"),
    "choice without choices": ("cost: {type: number", "cost: {type: choice", "cost: {type: choice",
        "forms.report.fields.cost", "needs choices"),
    "test by number of no number": ("field: report.cost", "field: report.place", "at_least",
        "steps.paying.when.at_least", "compare numbers"),
    "test that can't hold": ("when: {field: report.cost, at_least: 1000}", "when: {field: report.speed, is: fats}",
        "is: fats", "steps.paying.when.is", 'did you mean "fast"?'),
    "two tests": ("at_least: 1000}", "at_least: 1000, below: 5}", "when: {", "steps.paying.when", "is no test"),
    "no number": ("at_least: 1000}", "at_least: many}", "at_least: many", "steps.paying.when.at_least",
        "is no number"),
    "person": ("people: [huang_wei]", "people: [huang_wie]", "huang_wie", "roles.boss.people.1", "huang_wei"),
    "role that may be nobody": ("ask: boss\n", "ask: guest\n", "ask: guest", "steps.paying.ask", "needn't be filled"),
    "role known too late": ("form: report, ask: initiator", "form: report, ask: lead.head",
        "ask: lead.head, due: 1wd", "steps.report.ask", "isn't filled yet"),
    "template": ("done: {tell: boss}", "done: {tell: boss, template: signde}", "template: signde",
        "steps.signing.done.template", "no mail template"),
    "number": ('"RP{year}-{sequence:03}"', '"RP {sequence}"', "number", "number", "no pattern"),
    "number with a slash": ('"RP{year}-{sequence:03}"', '"RP/{year}/{sequence}"', "number", "number", "no pattern"),
    "key of the process": ("process: repair", "process: Repair Shop", "process:", "process", "is no key"),
    "yes without quotes": ("fast: {zh: 快, en: Fast, also: [急]}", "fast: {zh: 快, en: true}", "fast: {zh",
        "forms.report.fields.speed.choices.fast", "put yes, no and numbers in quotes"),
}  # fmt: skip


@pytest.fixture
def repair(folder: Any) -> Any:
    """The sample as the only process of an installation, whose word for `signed` has its template."""
    for path in (folder.path / "processes").glob("*.yaml"):
        path.unlink()
    (folder.path / "processes" / "repair.yaml").write_text(SAMPLE, encoding="utf-8")
    return folder


def test_the_sample_has_no_mistake(repair: Any) -> None:
    """Otherwise nothing below would mean anything."""
    found = repair.read()
    assert found.mistakes == ()
    assert found.installation is not None


@pytest.mark.parametrize("name", SPOILT)
def test_each_mistake_is_named_where_it_stands(name: str, repair: Any, expect: Any) -> None:
    """File, line, column, field, what is wrong and what to do."""
    old, new, at, field, says = SPOILT[name]
    repair.spoil("processes/repair.yaml", old, new)
    expect(repair.read(), "processes/repair.yaml", at, field, says)


def test_all_mistakes_come_at_once(repair: Any) -> None:
    """One in the forms, one in the roles, one in the pace, two in the steps: five lines."""
    repair.spoil("processes/repair.yaml", "label: {zh: 地点, en: Place}", "label: {zh: 地点}")
    repair.spoil("processes/repair.yaml", "{department: report.lead}", "{department: report.led}")
    repair.spoil("processes/repair.yaml", "before: slow", "before: slwo")
    repair.spoil("processes/repair.yaml", "cc: [boss]", "ccs: [boss]")
    repair.spoil("processes/repair.yaml", "due: pace.do,", "due: pace.don,")
    found = repair.read()
    assert [one.field for one in found.mistakes] == [
        "forms.report.fields.place.label",
        "roles.lead.department",
        "pace.before",
        "steps.signing.ccs",
        "steps.doing.due",
    ]


def test_a_misspelt_key_is_one_mistake(repair: Any) -> None:
    """`from` written `form` is not also a `from` that is missing."""
    repair.spoil("processes/repair.yaml", "from: report,", "form: report,")
    assert [one.field for one in repair.read().mistakes] == ["clocks.answer.form"]


def test_a_clock_that_the_way_cannot_keep_is_a_warning_with_the_sum(repair: Any) -> None:
    """Sign-off 1h and its window, the matters 2h and theirs: 3h 20m; a clock of 3h can't hold."""
    repair.spoil("processes/repair.yaml", "answer: 24h", "answer: 3h")
    found = repair.read()
    assert found.mistakes == ()
    said = [str(one) for one in found.warnings]
    assert len(said) == 1
    assert "repair.yaml:33:28: pace.fast.answer: report to doing may take 1h + 10m + 2h + 10m = 3h 20m" in said[0]


def test_a_working_clock_counts_eight_hours_a_day(repair: Any) -> None:
    """2wh and 1wd fit two working days, and not one."""
    repair.spoil("processes/repair.yaml", "slow: {sign: 2wh", "slow: {answer: 2wd, sign: 2wh")
    assert repair.read().warnings == ()
    repair.spoil("processes/repair.yaml", "slow: {answer: 2wd", "slow: {answer: 1wd")
    assert ["2wh + 10m + 1wd" in str(one) for one in repair.read().warnings] == [True]


def test_a_form_that_no_step_makes_is_a_warning(repair: Any) -> None:
    """It does no harm, but somebody meant something by it."""
    extra = "  bill: {title: {zh: 账单, en: Bill}, fields: {sum: {type: number, label: {zh: 额, en: Sum}}}}\nroles:\n"
    repair.spoil("processes/repair.yaml", "roles:\n", extra)
    found = repair.read()
    assert found.mistakes == ()
    assert [(one.field, one.wrong) for one in found.warnings] == [("forms.bill", "no step makes this form")]


def test_what_the_sample_says(repair: Any) -> None:
    """The file becomes the very values that the rooms above work with."""
    process = repair.read().installation.processes["repair"]
    report, signing, doing, paying, _ = process.steps
    assert (report.after, report.due, report.correction) == ((), Span(1, "wd"), Span(10, "m"))
    assert report.assurance is Level.ORIGIN
    assert signing.ask == Who("lead", ("head",))
    assert signing.after == ("report",)
    assert signing.title == {"zh": "维修单", "en": "Report"}
    assert doing.each == FieldRef("report", "works")
    assert doing.row_due == "due"
    assert doing.due == PaceRef("do")
    assert doing.remind == PaceRef("remind")
    assert paying.due == FieldRef("report", "until")
    assert paying.when is not None
    assert (paying.when.op, paying.when.value) == ("at_least", "1000")
    assert process.pace is not None
    assert process.pace.rows["fast"]["remind"] == (Span(-1, "h"), Span(0, "m"), Span(1, "h"))
    speed = process.forms["report"].field("speed")
    assert [(one.key, one.also) for one in speed.choices] == [("fast", ("急",)), ("slow", ())]
    assert process.digest == sha256(SAMPLE.encode())


def test_a_stored_definition_loads_without_its_surroundings(tmp_path: Path) -> None:
    """A case keeps its definition: people, templates and languages of today don't matter to it."""
    path = tmp_path / "process.yaml"
    path.write_text(SAMPLE.replace("huang_wei", "somebody_who_left").replace("zh: ", "xx: "), encoding="utf-8")
    assert load_process(path).roles["boss"].people == ("somebody_who_left",)
    assert load_process(str(path)) == read_process_file(path)


def test_a_definition_by_itself_still_names_its_mistakes(tmp_path: Path) -> None:
    """ConfigError holds all of them, by line."""
    path = tmp_path / "process.yaml"
    path.write_text(SAMPLE.replace("ask: boss", "ask: bos").replace("row.owner", "row.onwer"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_process(path)
    assert [one.field for one in caught.value.mistakes] == ["steps.doing.ask", "steps.paying.ask", "steps.extra.ask"]
    assert str(caught.value).count(f"{path}:") == 3


@pytest.mark.parametrize("name", ["cross_department", "approval"])
def test_the_shipped_processes_have_nothing_to_complain_of(name: str) -> None:
    """Every label in every language, every span in its clock, every template there."""
    found, opened = check_process_file(data_root() / "config" / "processes" / f"{name}.yaml")
    assert opened.mistakes == []
    assert opened.warnings == []
    assert found is not None
    assert all(step.title for step in found.steps)


def test_the_forms_have_the_keys_that_everybody_builds_on() -> None:
    """Keys are stable from the first release; labels and aliases may grow."""
    process = load_process(data_root() / "config" / "processes" / "cross_department.yaml")
    assert [one.key for one in process.forms["assessment"].fields] == [
        "lead_department", "initiator", "description", "impact", "related_departments", "urgency", "cause",
    ]  # fmt: skip
    assert [one.key for one in process.forms["application"].fields if one.required] == ["goal", "items", "resources"]
    items = process.forms["application"].field("items")
    assert [(one.key, one.type) for one in items.columns] == [
        ("department", FieldType.DEPARTMENT),
        ("matter", FieldType.TEXT),
        ("due", FieldType.DATE),
        ("owner", FieldType.PERSON),
    ]
    assert [one.key for one in process.forms["assessment"].field("urgency").choices] == [
        "urgent",
        "important",
        "routine",
    ]
    assert process.number.format(year=2026, sequence=7) == "XC2026-0007"
    assert [one.id for one in process.steps] == [
        "assessment", "assessment_signoff", "application", "application_signoff", "acceptance",
        "invitation", "meeting", "minutes", "minutes_signoff", "plan", "plan_signoff", "execution",
        "effects", "verify", "feedback", "report", "report_signoff", "management_signoff", "closing",
    ]  # fmt: skip
