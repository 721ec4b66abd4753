"""`mailflow score`: what it counts, what it calls false, and how it names a label that can't be used."""

from __future__ import annotations

import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mailflow.cli.score import score
from mailflow.cli.scoring import Score, score_minutes, score_progress
from mailflow.config.labelled import Labelled, MinutesLabel, ProgressLabel, Sample, label_files, read_labels
from mailflow.workflow.reply import Confirmation, Confirming, ItemUpdate, Point, Progress, ProgressStatus

RIGHT = """\
- {id: a, verdict: approve, text: "同意。"}
- {id: b, verdict: reject, text: "Not approved, too expensive."}
- {id: c, verdict: unclear, text: "收到"}
- {id: d, verdict: none, text: ""}
"""
FORM = """\
- id: f
  form: assessment
  body: |-
    牵头部门：物流部
    发起人：李敏
  fields: {lead_department: 物流部, initiator: 王敏}
  missing: [description, impact, related_departments, urgency, cause]
"""


def folder_of(place: Path, **files: str) -> Path:
    """A folder with these label files."""
    for name, text in files.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place


def told(capsys: pytest.CaptureFixture[str], folder: Path) -> tuple[dict[str, Any], int]:
    """What --json says, and the exit code."""
    code = 0
    try:
        score(folder, None, as_json=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return json.loads(capsys.readouterr().out), code


def refused(capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    """What is said of labels that can't be used."""
    with pytest.raises(SystemExit) as ended:
        score(folder)
    assert ended.value.code == 2
    return capsys.readouterr().err


def mail(words: str, *, sender: str = "li@corp.example", html: str = "") -> bytes:
    """A reply above an Outlook quote."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "flow@corp.example", "Re: plan"
    quote = "发件人: 流程邮箱 <flow@corp.example>\n发送时间: 2026年11月23日 10:12\n收件人: 李\n主题: plan\n\n回复同意"
    made.set_content(f"{words}\n\n{quote}\n", cte="base64")
    if html:
        made.add_alternative(html, subtype="html", cte="base64")
    return made.as_bytes()


def test_what_is_read_right_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every verdict has its precision and recall; nothing is wrong."""
    facts, code = told(capsys, folder_of(tmp_path, signoff=RIGHT))
    kind = facts["kinds"]["signoff"]
    assert (code, facts["false_decisions"], kind["wrong"]) == (0, 0, [])
    assert (kind["samples"], kind["right"], kind["needless_questions"]) == (4, 4, 0)
    assert kind["verdicts"]["approve"] == {"labelled": 1, "read": 1, "right": 1, "precision": 1.0, "recall": 1.0}


def test_an_approval_that_nobody_gave_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its text, label, reading, rule and what was weighed; precision falls, recall of the other falls."""
    false = RIGHT + '- {id: e, verdict: revise, text: "批准。\\n李敏"}\n'
    facts, code = told(capsys, folder_of(tmp_path, signoff=false))
    (wrong,) = facts["kinds"]["signoff"]["wrong"]
    assert (code, facts["false_decisions"], wrong["false_decision"], wrong["needless_question"]) == (1, 1, True, False)
    assert (wrong["id"], wrong["text"], wrong["expected"], wrong["read"]) == ("e", "批准。\n李敏", "revise", "approve")
    assert wrong["rule"] == "assent"
    assert wrong["weighed"] == ["assent:批准"]
    assert wrong["place"].endswith("signoff.yaml:5")
    assert facts["kinds"]["signoff"]["verdicts"]["approve"]["precision"] == 0.5
    assert facts["kinds"]["signoff"]["verdicts"]["revise"]["recall"] == 0.0


def test_a_needless_question_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is counted and shown, and the exit code stays 0; neither is right with whatever decides nothing."""
    short = "approve:\n  - 收到，我看一下\nneither:\n  - 收到\n  - 请把第2条改到12月9日\n"
    facts, code = told(capsys, folder_of(tmp_path, short_decisions=short))
    kind = facts["kinds"]["signoff"]
    assert (code, kind["needless_questions"], kind["right"]) == (0, 1, 2)
    assert kind["wrong"][0]["place"].endswith("short_decisions.yaml:2")
    score(tmp_path)
    shown = capsys.readouterr().out
    assert "1 needless questions" in shown
    assert "asked" in shown
    assert "| 收到，我看一下" in shown


def test_several_files_of_a_kind_count_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """minutes.yaml and minutes_own.yaml; a point may be a pair; files of other names are left alone."""
    own = "- {verdict: object, text: 第2点改一下。, points: [['2', 第2点改一下]]}\n- {verdict: confirm, text: 确认}\n"
    again = "- {verdict: confirm, text: 确认。}\n"
    facts, code = told(capsys, folder_of(tmp_path, minutes_own=own, minutes=again, days="12月9日: 2026-12-09\n"))
    assert code == 0
    assert list(facts["kinds"]) == ["minutes"]
    assert facts["kinds"]["minutes"]["samples"] == 3
    assert facts["kinds"]["minutes"]["measures"]["single points exact"] == {"right": 1, "of": 1}


def test_whole_mails_are_trimmed_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mails beside their labels: exact new words, the decision, and those that must not be taken."""
    (tmp_path / "mails").mkdir()
    mails = {
        "good": (mail("同意"), "new_words: 同意\ndecision: approve\n"),
        "trimmed": (mail("同意"), "new_words: 同意。\ndecision: approve\n"),
        "hidden": (
            mail("收到", html="<p>收到<span style='font-size:0'>同意</span></p>"),
            "new_words: ''\ndecision: none\nrefusal: hidden_text\n",
        ),
    }
    for name, (raw, label) in mails.items():
        (tmp_path / "mails" / f"{name}.eml").write_bytes(raw)
        (tmp_path / "mails" / f"{name}.yaml").write_text(label, encoding="utf-8")
    facts, code = told(capsys, tmp_path)
    kind = facts["kinds"]["mails"]
    assert (code, kind["samples"], kind["right"]) == (0, 3, 2)
    assert kind["measures"]["exact new words"] == {"right": 2, "of": 3}
    assert kind["measures"]["taken or refused as labelled"] == {"right": 3, "of": 3}
    assert [(one["id"], one["expected"], one["read"]) for one in kind["wrong"]] == [("trimmed.eml", "同意。", "同意")]


def test_forms_are_told_field_by_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The field that differs is named with what was expected and what was read; text and words beside it."""
    words = "- {typed: '同意\n\n\n  发自我的iPhone', said: 同意}\n- {typed: 收到, said: 同意}\n"
    facts, code = told(capsys, folder_of(tmp_path, forms=FORM, new_words=words))
    kind = facts["kinds"]["forms"]
    assert (code, kind["right"]) == (0, 0)
    assert kind["measures"]["assessment lead_department"] == {"right": 1, "of": 1}
    assert kind["measures"]["assessment initiator"] == {"right": 0, "of": 1}
    assert kind["wrong"][0]["expected"] == {"initiator": "王敏"}
    assert kind["wrong"][0]["read"] == {"initiator": "李敏"}
    assert facts["kinds"]["new_words"]["measures"] == {"exact new words": {"right": 1, "of": 2}}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("signoff", "- {verdict: aprove, text: 同意}", 'signoff.yaml:1:4: 1.verdict: "aprove" is none of'),
        ("signoff", "- {verdict: aprove, text: 同意}", 'did you mean "approve"?'),
        (
            "signoff",
            "- {verdict: approve, text: a}\n- {id: x, verdict: reject}",
            "signoff.yaml:2:3: x.text: is missing",
        ),
        ("signoff", "- {verdict: approve, text: 5}", "write a text; put it in quotes"),
        ("signoff", "verdict: approve", "holds no list; begin each entry with: -"),
        ("signoff", "- {verdict: approve, text: a}\n- {verdict: [}", "signoff.yaml:2:"),
        ("signoff", "- {verdict: none, text: a, verdict: none}", "stands twice"),
        ("minutes", "- {verdict: object, text: a, pionts: []}", 'did you mean "points"?'),
        ("minutes", "- {verdict: confirm, text: a, points: [{item: '1', text: b}]}", "an objection has points"),
        ("progress", "- {today: '2026-11-31', items: [], text: a, unclear: true}", '"2026-11-31" is no date'),
        ("progress", "- {today: '2026-11-30', items: [], text: a}", "write updates, or unclear: true"),
        (
            "progress",
            "- {today: '2026-11-30', items: [], text: a, updates: [{'no': 1, status: done}]}",
            "speaks of an item that isn't listed",
        ),
        ("forms", "- {form: assesment, body: a, fields: {}}", "forms.yaml:1: no such form; known: "),
        ("short_decisions", "yes: [同意]", "is no verdict; known: approve"),
        ("short_decisions", "approve: 同意", "is no list"),
    ],
)
def test_a_bad_label_is_named_by_line_with_its_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, said: str
) -> None:
    """The file, the line and what to do; nothing is scored then."""
    assert said in refused(capsys, folder_of(tmp_path, **{name: text}))


def test_a_mail_and_its_label_stand_beside_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Either alone is a mistake, and all mistakes are named at once; so is a folder without any label."""
    assert "holds no labels" in refused(capsys, tmp_path)
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes(mail("同意"))
    (tmp_path / "mails" / "b.yaml").write_text("new_words: a\ndecision: none\n", encoding="utf-8")
    said = refused(capsys, tmp_path)
    assert "a.yaml:1:1: file: is missing; write new_words: and decision:" in said
    assert "b.yaml:1:1: file: has no mail beside it; add b.eml" in said


def sample(place: Path, name: str, text: str) -> Sample:
    """The one entry of a label file."""
    labelled = Labelled()
    for path in label_files(folder_of(place, **{name: text})):
        read_labels(path, labelled, path.name)
    assert labelled.mistakes == []
    return labelled.samples[name][0]


MINUTES = "- {verdict: object, text: 2改3改, points: [{item: '2', text: 2改}, {item: '3', text: 3改}]}"


@pytest.mark.parametrize(
    ("verdict", "points", "graves", "exact"),
    [
        (
            "object",
            [("2", "2改"), ("3", "3改")],
            0,
            {"points of an objection exact": (1, 1), "single points exact": (2, 2)},
        ),
        ("object", [("2", "2改3改")], 0, {"points of an objection exact": (0, 1), "single points exact": (0, 2)}),
        ("confirm", [], 1, {"points of an objection exact": (0, 1), "single points exact": (0, 2)}),
    ],
)
def test_points_are_compared_word_for_word(
    tmp_path: Path, verdict: str, points: list[tuple[str, str]], graves: int, exact: dict[str, tuple[int, int]]
) -> None:
    """A confirmation read from an objection is a false decision; a point joined with another is wrong."""
    one, counted = sample(tmp_path, "minutes", MINUTES), Score("minutes")
    assert isinstance(one.label, MinutesLabel)
    read = Confirmation(Confirming(verdict), tuple(Point(item, text) for item, text in points))
    score_minutes(counted, one, one.label, read)
    assert (counted.graves, counted.measures, counted.right) == (
        graves,
        exact,
        int(exact["single points exact"][0] == 2),
    )


PROGRESS = """\
- today: "2026-11-25"
  items: [{no: 1, title: A, due: "2026-11-27T18:00"}, {no: 2, title: B, due: "2026-11-27T18:00"}]
  text: "1 done, 2 later"
  updates:
    - {no: 1, status: done, percent: 100}
    - {no: 2, status: delayed, new_due: "2026-11-30", reason: r}
"""


@pytest.mark.parametrize(
    ("due", "invented", "whole"),
    [("2026-11-30", (1, 1), 1), ("2026-12-01", (0, 1), 0), (None, None, 0)],
)
def test_an_invented_date_is_counted(
    tmp_path: Path, due: str | None, invented: tuple[int, int] | None, whole: int
) -> None:
    """A new date that nobody named is worse than none; either way the items aren't wholly right."""
    one, counted = sample(tmp_path, "progress", PROGRESS), Score("progress")
    updates = (
        ItemUpdate(1, ProgressStatus.DONE, percent=100),
        ItemUpdate(2, ProgressStatus.DELAYED, new_due=date.fromisoformat(due) if due else None, reason="r"),
    )
    assert isinstance(one.label, ProgressLabel)
    score_progress(counted, one, one.label, Progress(unclear=False, updates=updates))
    assert counted.measures.get("dates not invented") == invented
    assert counted.measures["items wholly right"] == (whole, 1)
    assert counted.measures["status"] == (2, 2)
