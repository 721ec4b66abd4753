"""A form in the mail's words and in its files: what differs is asked, what can't be read or isn't there is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from mailflow.workflow import events as e
from mailflow.workflow import filed, office
from mailflow.workflow.digest import sha256
from mailflow.workflow.entries import encode, event_of
from mailflow.workflow.model import Attachment, Letter
from mailflow.workflow.reply import Decision, FormReading, Verdict
from mailflow.workflow.rules import Rules
from mailflow.workflow.stimuli import Opened

WHOLE = {
    "lead_department": "物流部", "initiator": "王敏", "description": "延迟", "impact": "华东",
    "related_departments": ("仓储部", "技术部"), "urgency": "important", "cause": "接口",
}  # fmt: skip
REQUEST = {"subject": "接口变更", "approvers": ("李明", "黄伟"), "due": date(2026, 12, 4)}
DOC = "评估表.docx"
URGENT = {"urgency": ((DOC, "urgent"),)}


def file(name: str = DOC, text: str = "") -> Attachment:
    return Attachment(name, "application/octet-stream", 100, sha256(f"{name}{text}".encode()))


def conflicting(**fields: Any) -> FormReading:
    """The words say important, the file says urgent and brings the cause."""
    return FormReading({**WHOLE, **fields}, otherwise=URGENT, sources={"cause": DOC})


def templates(letters: list[Letter]) -> dict[str, str]:
    return {one.person: one.template for one in letters}


def run(scene: Any, step: str = "assessment") -> Any:
    return scene.case.latest(step).filling()


# -- conflicts


def test_a_form_with_a_conflict_is_not_complete(scene: Any) -> None:
    """Its sender is asked, nobody else hears of it; both values and the file are kept for the question."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    assert templates(scene.letters) == {"wang_min": "form_missing"}
    assert run(scene).problems == {"urgency": "conflict"}
    assert run(scene).values["urgency"] == "important"
    assert run(scene).conflicts == URGENT
    assert scene.case.record("assessment") is None


def test_the_answer_to_a_conflict_lets_the_form_go_on(scene: Any) -> None:
    """Whichever of the two it says; the source of the other fields is still known."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    letters = scene.answer("wang_min", FormReading({"urgency": "urgent"}))
    assert templates(letters) == {"wang_min": "form_received", "chen_gang": "signoff"}
    assert scene.case.record("assessment").fields["urgency"] == "urgent"
    assert (run(scene).problems, run(scene).conflicts, run(scene).sources) == ({}, {}, {"cause": DOC})


def test_a_conflict_stands_until_its_field_is_written(scene: Any) -> None:
    """An answer about something else settles nothing."""
    scene.open("cross-department", "wang_min", conflicting(impact=""), [file()])
    letters = scene.answer("wang_min", FormReading({"impact": "华东"}))
    assert templates(letters) == {"wang_min": "form_missing"}
    assert run(scene).problems == {"urgency": "conflict"}
    assert run(scene).conflicts == URGENT


def test_the_same_file_again_is_no_answer(scene: Any) -> None:
    """It was read; without a word about the field the question stands, and is put again."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    again = FormReading({"urgency": "urgent", "cause": "接口"}, sources={"urgency": DOC, "cause": DOC})
    letters = scene.answer("wang_min", again, [file()])
    assert templates(letters) == {"wang_min": "form_missing"}
    assert run(scene).problems == {"urgency": "conflict"}


def test_words_beside_the_same_file_are_the_answer(scene: Any) -> None:
    """Many people attach the file once more: that isn't a new conflict."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    letters = scene.answer("wang_min", conflicting(), [file()])
    assert templates(letters) == {"wang_min": "form_received", "chen_gang": "signoff"}
    assert scene.case.record("assessment").fields["urgency"] == "important"


def test_a_corrected_file_is_an_answer_and_may_differ_anew(scene: Any) -> None:
    """Other bytes under the same name are read."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    newer = FormReading({"urgency": "routine"}, otherwise={"urgency": ((DOC, "urgent"),)})
    assert templates(scene.answer("wang_min", newer, [file(text="2")])) == {"wang_min": "form_missing"}
    read = FormReading({"urgency": "routine"}, sources={"urgency": DOC})
    assert templates(scene.answer("wang_min", read, [file(text="3")]))["wang_min"] == "form_received"
    assert scene.case.record("assessment").fields["urgency"] == "routine"
    assert run(scene).sources == {"cause": DOC, "urgency": DOC}


def test_a_new_file_beside_an_old_one_speaks_alone() -> None:
    """What the old one says was read before; what the new one says is what is said now."""
    reading = FormReading(
        {"urgency": "important", "cause": "接口"},
        sources={"urgency": "a.docx", "cause": "a.docx"},
        otherwise={"urgency": (("b.docx", "urgent"), ("c.docx", "routine"))},
    )
    files = [file("a.docx"), file("b.docx"), file("c.docx")]
    found = filed.news(reading, files, [file("a.docx")])
    assert found.fields == {"urgency": "urgent"}
    assert found.sources == {"urgency": "b.docx"}
    assert found.otherwise == {"urgency": (("c.docx", "routine"),)}


def test_pointing_to_the_file_chooses_what_it_says(scene: Any) -> None:
    """以附件为准 is an answer where one file differs from the words; between two files it is none."""
    pointing = FormReading({"urgency": "以附件为准"}, lacks_file=True, pointers=("urgency",))
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    assert templates(scene.answer("wang_min", pointing))["chen_gang"] == "signoff"
    assert scene.case.record("assessment").fields["urgency"] == "urgent"
    assert run(scene).sources["urgency"] == DOC
    scene.case = None
    two = FormReading(WHOLE, otherwise=URGENT, sources={"urgency": "a.docx"})
    scene.open("cross-department", "wang_min", two, [file(), file("a.docx")])
    assert templates(scene.answer("wang_min", pointing)) == {"wang_min": "form_missing"}


@pytest.mark.parametrize(
    ("key", "words", "other", "is_conflict"),
    [
        ("lead_department", "物流部", "Logistics", False),
        ("lead_department", "物流部", "运输部", False),
        ("lead_department", "物流部", "仓储部", True),
        ("related_departments", ("仓储部", "技术部"), ("Technology", "仓库"), False),
        ("related_departments", ("仓储部", "技术部"), ("仓储部",), True),
        ("urgency", "important", "high", True),
        ("urgency", "urgent", "特急", False),
        ("impact", "华东", "华南", True),
    ],
)
def test_two_names_of_one_thing_are_no_conflict(
    scene: Any, key: str, words: Any, other: Any, *, is_conflict: bool
) -> None:
    """Compared once the directory and the choices have told what is meant."""
    reading = FormReading({**WHOLE, key: words}, otherwise={key: ((DOC, other),)})
    scene.open("cross-department", "wang_min", reading, [file()])
    assert (key in run(scene).problems) is is_conflict
    assert (key in run(scene).conflicts) is is_conflict


def test_what_a_file_says_of_a_table_is_kept_as_meant(scene: Any, at: Callable[[str], datetime]) -> None:
    """Names are keys and days have their zone, so that the question can be rendered from the case alone."""
    scene.open("cross-department", "wang_min", WHOLE)
    scene.answer("chen_gang", Decision(Verdict.APPROVE, span=(0, 1)))
    row = {"department": "仓储部", "matter": "补货", "due": datetime(2026, 11, 30, 12, 0), "owner": "孙丽"}
    other = {**row, "due": datetime(2026, 12, 1, 12, 0)}
    said = {"goal": "降到5%", "items": (row,), "resources": "无"}
    scene.answer(
        "wang_min", FormReading(said, otherwise={"items": (("申请单.xlsx", (other,)),)}), [file("申请单.xlsx")]
    )
    assert run(scene, "application").problems == {"items": "conflict"}
    ((_, rows),) = run(scene, "application").conflicts["items"]
    assert rows == ({"department": "warehouse", "matter": "补货", "due": at("2026-12-01 12:00"), "owner": "sun_li"},)


def test_a_correction_that_differs_from_its_file_is_asked_about(scene: Any) -> None:
    """Even where its words repeat what stands; the version that was asked about stands meanwhile."""
    scene.open("cross-department", "wang_min", WHOLE)
    letters = scene.answer("wang_min", FormReading({"urgency": "important"}, otherwise=URGENT), [file()])
    assert templates(letters) == {"wang_min": "form_missing"}
    assert scene.case.record("assessment").version == 1
    letters = scene.answer("wang_min", FormReading({"urgency": "important"}))
    assert templates(letters) == {"wang_min": "form_received"}
    assert scene.case.record("assessment").version == 1


def test_a_settled_conflict_is_not_undone_by_the_same_file(scene: Any) -> None:
    """Thanks for the receipt, with the file still attached."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    scene.answer("wang_min", FormReading({"urgency": "routine"}))
    letters = scene.answer("wang_min", FormReading({"urgency": "urgent"}, sources={"urgency": DOC}), [file()])
    assert templates(letters) == {"wang_min": "not_counted"}
    assert scene.case.record("assessment").fields["urgency"] == "routine"


# -- files that can't be read, and files that aren't there


def test_a_file_that_can_not_be_read_is_told_with_what_is_missing(scene: Any) -> None:
    """In the mail that asks."""
    reading = FormReading({"lead_department": "物流部"}, unread=(("评估表.doc", "old_format"),))
    scene.open("cross-department", "wang_min", reading, [file("评估表.doc")])
    (letter,) = scene.letters
    assert (letter.template, letter.facts["unread"]) == ("form_missing", {"评估表.doc": "old_format"})
    assert letter.facts["lacks_file"] is False


@pytest.mark.parametrize(
    ("reading", "rule"),
    [
        (FormReading({}, unread=(("申请单.wps", "old_format"),)), "unread-file"),
        (FormReading({}, lacks_file=True), "no-file"),
    ],
)
def test_an_answer_that_is_only_a_file_in_trouble_is_asked_for_each_time(
    scene: Any, reading: FormReading, rule: str
) -> None:
    """Its sender hears why; the second time the coordinator does too."""
    scene.open("cross-department", "wang_min", WHOLE)
    scene.answer("chen_gang", Decision(Verdict.APPROVE, span=(0, 1)))
    files = [file("申请单.wps")] if reading.unread else []
    (letter,) = scene.answer("wang_min", reading, files)
    assert (letter.template, letter.person) == ("form_ask", "wang_min")
    assert letter.facts == {**filed.told(reading), "repeated": True}
    again = scene.answer("wang_min", reading, files)
    assert sorted(one.template for one in again) == ["form_ask", "unclear_twice"]
    assert scene.case.latest("application").filling().missing == ()  # nothing was read, nothing recorded as a form
    assert [one.rule for one in scene.events if isinstance(one, e.AnswerUnclear)] == [rule, rule]


def test_words_without_a_field_are_answered_with_what_is_missing(scene: Any) -> None:
    """A form that was begun is not asked for as a whole."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    assert templates(scene.answer("wang_min", FormReading({}))) == {"wang_min": "form_missing"}


def test_a_promised_file_is_asked_for_where_a_field_is_missing(scene: Any) -> None:
    """Once: written in the mail, the form goes on without it."""
    scene.open("cross-department", "wang_min", FormReading({**WHOLE, "cause": ""}, lacks_file=True))
    assert run(scene).problems == {"(files)": "no_file"}
    assert run(scene).missing == ("cause",)
    assert templates(scene.answer("wang_min", FormReading({"cause": "接口"})))["chen_gang"] == "signoff"


def test_a_field_that_points_to_no_file_is_asked_for(scene: Any) -> None:
    """It stands until it is written, or until a file comes."""
    pointing = FormReading({**WHOLE, "cause": "见附件"}, lacks_file=True, pointers=("cause",))
    scene.open("cross-department", "wang_min", pointing)
    assert run(scene).problems == {"cause": "only_points"}
    assert templates(scene.answer("wang_min", FormReading({"impact": "华南"}))) == {"wang_min": "form_missing"}
    assert run(scene).problems == {"cause": "only_points"}
    letters = scene.answer("wang_min", FormReading({}), [file("原因.pdf")])
    assert templates(letters)["chen_gang"] == "signoff"
    assert scene.case.record("assessment").attachments == (file("原因.pdf"),)


def test_a_refused_version_does_not_go_on_with_its_old_file_unasked(scene: Any) -> None:
    """The new one was promised. The file alone is an answer, and so are words that promise none."""
    for files, reading in (
        ([file("方案v2.pdf")], FormReading({"document": ("方案v2.pdf",)})),
        ([], FormReading({"subject": "接口变更二"})),
    ):
        scene.case = None
        scene.open("approval", "wu_hao", REQUEST, [file("方案.pdf")])
        scene.answer("huang_wei", Decision(Verdict.REVISE, span=(0, 1)))
        letters = scene.answer("wu_hao", FormReading({"subject": "接口变更二"}, lacks_file=True))
        assert templates(letters) == {"wu_hao": "form_missing"}
        assert scene.case.latest("request").filling().problems == {"(files)": "no_file"}
        scene.answer("wu_hao", reading, files)
        assert scene.case.record("request").version == 2


def test_the_receipt_tells_of_a_promised_file_that_nothing_hangs_on(scene: Any) -> None:
    """Everything is there: it goes on, and its sender sees that no file came."""
    scene.open("cross-department", "wang_min", {**WHOLE, "cause": ""})
    letters = scene.answer("wang_min", FormReading({"cause": "接口，明细见附件"}, lacks_file=True))
    (receipt,) = [one for one in letters if one.template == "form_received"]
    assert receipt.facts["lacks_file"] is True


def test_an_opening_without_a_field_gets_a_blank_form_that_tells_why(scene: Any, rules: Rules) -> None:
    """No case is opened; whoever sent a file hears what became of it."""
    reading = FormReading({}, unread=(("评估表.xls", "old_format"),))
    mail = scene.mail("wang_min", [file("评估表.xls")])
    opened = Opened(at=scene.now, salt=scene.salt(), process="cross-department", mail=mail, reading=reading)
    (letter,) = office.decide(rules, office.Office(), opened, scene.now).letters
    assert letter.template == "form_blank"
    assert letter.facts["unread"] == {"评估表.xls": "old_format"}


# -- the journal


def test_what_is_journaled_comes_back(scene: Any) -> None:
    """Sources and conflicts are texts of people; an entry from before they were kept is read as having none."""
    scene.open("cross-department", "wang_min", conflicting(), [file()])
    event = e.FormRead(
        at=scene.now, run="r", person="p", mail="m", missing=(), attachments=(), values={}, problems={},
        sources={"cause": DOC}, conflicts={"items": ((DOC, ({"due": date(2026, 12, 1)},)),)},
    )  # fmt: skip
    entry = encode(event, "00" * 16, 0)
    assert DOC not in str(entry.facts)
    assert event_of(entry) == event
    old = {name: digest for name, digest in entry.texts.items() if name in ("values", "problems")}
    before = event_of(type(entry)(entry.kind, entry.at, entry.facts, old, entry.stored))
    assert (before.sources, before.conflicts) == ({}, {})  # type: ignore[attr-defined]  # a FormRead
