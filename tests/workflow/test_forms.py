"""What a form becomes: its files, numbers and dates, who may open with it, and what an incomplete correction does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailflow.workflow import values
from mailflow.workflow.case import Filling
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Attachment, Field, FieldType, FormDefinition, Record
from mailflow.workflow.process import Who
from mailflow.workflow.reply import Decision, FormReading, Verdict
from mailflow.workflow.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
REQUEST = {"subject": "接口变更", "approvers": ("李明", "黄伟"), "due": date(2026, 12, 4)}
ASSESSMENT = {
    "lead_department": "物流部", "initiator": "王敏", "description": "延迟", "impact": "华东",
    "related_departments": ("仓储部", "技术部"), "urgency": "important", "cause": "接口",
}  # fmt: skip
PLAN, LOGO = "方案.pdf", "签名.png"
NO = Decision(Verdict.REVISE, span=(0, 1))
YES = Decision(Verdict.APPROVE, span=(0, 1))


def file(name: str, text: str = "", size: int = 100) -> Attachment:
    return Attachment(name, "application/octet-stream", size, sha256(f"{name}{text}".encode()))


def names(found: Record | Filling) -> list[str]:
    return [one.name for one in found.attachments]


def record(scene: Any, form: str = "request") -> Record:
    found = scene.case.record(form)
    assert found is not None
    return found


def templates(letters: list[Any]) -> dict[str, str]:
    return {one.person: one.template for one in letters}


# -- files


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], [PLAN]),
        ([file(LOGO)], [PLAN, LOGO]),
        ([file(PLAN, "new")], [PLAN]),
        ([file("方案v2.pdf")], ["方案v2.pdf"]),
        ([file("方案v2.pdf"), file(LOGO)], [PLAN, "方案v2.pdf", LOGO]),
        ([file("扫描件.jpg")], [PLAN, "扫描件.jpg"]),
    ],
)
def test_a_refused_version_keeps_its_files_unless_documents_come(
    scene: Any, sent: list[Any], expected: list[str]
) -> None:
    """What the second version shows is what travels with it and what its digest holds."""
    scene.open("approval", "wu_hao", REQUEST, [file(PLAN)])
    scene.answer("huang_wei", NO)
    said = {"subject": "接口变更二", **({"document": tuple(one.name for one in sent)} if sent else {})}
    scene.answer("wu_hao", FormReading(said), sent)
    second = record(scene)
    assert second.version == 2
    assert names(second) == expected
    assert second.fields["document"] == tuple(expected)
    assert names(scene.case.latest("request").filling()) == expected
    if sent:
        assert sent[-1].digest in {one.digest for one in second.attachments}


def test_a_refused_version_keeps_its_files_over_several_mails(scene: Any) -> None:
    """The first mail of the round lacks something, the second brings the document."""
    scene.open("approval", "wu_hao", REQUEST, [file(PLAN)])
    scene.answer("huang_wei", NO)
    scene.answer("wu_hao", FormReading({"approvers": ("李明", "火星人")}))
    assert record(scene).version == 1
    scene.answer("wu_hao", FormReading({"approvers": ("李明", "黄伟")}), [file("方案v2.pdf")])
    assert names(record(scene)) == ["方案v2.pdf"]


def test_a_form_that_is_filled_bit_by_bit_gathers_its_files(scene: Any) -> None:
    """A picture beside a later mail takes no document away, and neither does a second document."""
    scene.open("approval", "wu_hao", {"subject": "接口变更"}, [file(PLAN)])
    scene.answer("wu_hao", FormReading({"approvers": ("李明", "黄伟")}), [file(LOGO)])
    scene.answer("wu_hao", FormReading({"due": date(2026, 12, 4)}), [file("附表.xlsx")])
    assert names(record(scene)) == [PLAN, LOGO, "附表.xlsx"]


def test_a_correction_may_be_the_newer_file_alone(scene: Any) -> None:
    """The same name, other bytes: a new version, and those who were asked about the old one hear it."""
    scene.open("approval", "wu_hao", REQUEST, [file(PLAN)])
    newer = file(PLAN, "newer")
    letters = scene.answer("wu_hao", FormReading({"document": (PLAN,)}), [newer])
    assert record(scene).version == 2
    assert record(scene).attachments == (newer,)
    assert "signoff" in [one.template for one in letters if one.person == "li_ming"]


def test_files_that_were_too_large_are_replaced_by_smaller_ones(scene: Any) -> None:
    """Together with those that stay they count; what comes instead need not have their names."""
    half = values.MOST_BYTES // 2 + 1
    scene.open("approval", "wu_hao", {"subject": "x"}, [file(PLAN, size=half)])
    scene.answer("wu_hao", FormReading(REQUEST), [file("附表.xlsx", size=half)])
    assert scene.case.latest("request").filling().problems == {values.FILES: "files_too_large"}
    scene.answer("wu_hao", FormReading({"document": ("小.zip",)}), [file("小.zip")])
    assert names(record(scene)) == ["小.zip"]


# -- numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50000", "50000"), ("１２，３４５．６", "12345.6"), ("1,234,567", "1234567"), ("5万", "50000"),
        ("1.5 亿", "150000000"),
        ("-3", "-3"), ("−3.50", "-3.5"), ("15%", "15"), ("15％", "15"), ("0", "0"), ("-0", "0"), ("007", "7"),
        ("999999999999999.99999999亿", "99999999999999999999999"),
        ("约5万元", None), ("5万左右", None), ("5千", None), ("50k", None), ("1,2345", None), ("1,5", None),
        ("1.234.567", None),
        ("五万", None), ("12万3千", None), ("1e5", None), ("NaN", None), ("Infinity", None), ("3-5", None), ("", None),
        ("½", None),
        ("1" * 100, None), ("0x10", None), ("5_0", None), ("٣", None),
    ],
)  # fmt: skip
def test_a_number_is_read_or_asked_about(text: str, expected: str | None) -> None:
    """Never guessed, and never a float."""
    found = values.number(text)
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("kind", "text", "value", "problem"),
    [
        (FieldType.NUMBER, "50,000.00", "50000", ""),
        (FieldType.NUMBER, "5万", "50000", ""),
        (FieldType.NUMBER, "约5万元", "约5万元", "unreadable_number"),
        (FieldType.NUMBER, "15%", "15%", "unreadable_number"),
        (FieldType.PERCENT, "15", "15%", ""),
        (FieldType.PERCENT, "12.50％", "12.5%", ""),
        (FieldType.PERCENT, "0.5%", "0.5%", ""),
        (FieldType.PERCENT, "0.15", "0.15", "unreadable_number"),
        (FieldType.PERCENT, "一半", "一半", "unreadable_number"),
    ],
)
def test_a_number_is_kept_as_canonical_text(rules: Rules, kind: FieldType, text: str, value: str, problem: str) -> None:
    """Read once more it stays what it is: what is kept is filled in again with each mail."""
    field = Field("amount", kind, {"zh": "金额"})
    for said in (text, value):
        filled = fill(rules, field, said, datetime(2026, 11, 26, 1, 1, tzinfo=UTC))
        assert filled.values == {"amount": value}
        assert filled.problems == ({"amount": problem} if problem else {})


def fill(rules: Rules, field: Field, said: Any, now: datetime) -> values.Filled:
    form = FormDefinition("f", {"zh": "f"}, (field,))
    return values.fill(
        form, {}, {field.key: said}, attachments=(), directory=rules.directory, calendar=rules.calendar_of("wu_hao"),
        zone=ZONE, now=now,
    )  # fmt: skip


# -- dates


@pytest.mark.parametrize(
    ("said", "is_past"),
    [
        (datetime(2026, 11, 26, 8, 0), True),
        (datetime(2026, 11, 26, 9, 1), True),
        (datetime(2026, 11, 26, 9, 2), False),
        (date(2026, 11, 25), True),
        (date(2026, 11, 26), False),
    ],
)
def test_what_has_passed_is_asked_about(rules: Rules, at: Callable[[str], datetime], said: Any, is_past: bool) -> None:
    """Moments are compared, not days: nothing may be overdue at once."""
    found = fill(rules, Field("due", FieldType.DATE, {"zh": "期限"}), said, at("2026-11-26 09:01"))
    assert found.problems == ({"due": "past_date"} if is_past else {})


def test_a_day_ends_with_its_working_hours(rules: Rules, at: Callable[[str], datetime]) -> None:
    """A bare date of today is past in the evening: its deadline was at the end of the hours."""
    field = Field("due", FieldType.DATE, {"zh": "期限"})
    assert fill(rules, field, date(2026, 11, 26), at("2026-11-26 19:00")).problems == {"due": "past_date"}


def test_a_time_that_has_passed_reaches_no_signer(scene: Any) -> None:
    """Today 08:00, sent at 09:01."""
    scene.open("approval", "wu_hao", {**REQUEST, "due": datetime(2026, 11, 26, 8, 0)}, [file(PLAN)])
    assert templates(scene.letters) == {"wu_hao": "form_missing"}


# -- who may open


def test_a_department_that_is_named_later_is_checked_as_well(scene: Any) -> None:
    """Leaving it out and sending it afterwards opens no way round `start.by`."""
    scene.open("cross-department", "sun_li", {**ASSESSMENT, "lead_department": ""})
    letters = scene.answer("sun_li", FormReading({"lead_department": "物流部"}))
    assert templates(letters) == {"sun_li": "form_missing"}
    assert scene.case.latest("assessment").filling().problems == {"lead_department": "not_allowed"}
    assert scene.case.record("assessment") is None
    letters = scene.answer("sun_li", FormReading({"lead_department": "仓储部"}))
    assert "liu_yang" in templates(letters)


def test_a_correction_may_not_change_to_a_department_of_others(scene: Any) -> None:
    """The version that was allowed stands."""
    scene.open("cross-department", "wang_min", ASSESSMENT)
    letters = scene.answer("wang_min", FormReading({"lead_department": "技术部"}))
    assert templates(letters) == {"wang_min": "form_missing"}
    assert record(scene, "assessment").version == 1


def test_who_may_open_is_found_through_other_roles(scene: Any) -> None:
    """`start.by` may name a role that is made of others; the field that they rest on is asked about."""
    (digest,) = [scene.rules.current["cross-department"]]
    process = scene.rules.processes[digest]
    nested = replace(process.roles["coordinator"], key="board", person=None, superior_of=(Who("lead"),), otherwise=None)
    changed = replace(process, start=replace(process.start, by=Who("board")), roles={**process.roles, "board": nested})
    scene.rules = replace(scene.rules, processes={**scene.rules.processes, digest: changed})
    scene.open("cross-department", "wang_min", ASSESSMENT)
    assert scene.case.latest("assessment").filling().problems == {"lead_department": "not_allowed"}


# -- corrections


def test_an_incomplete_correction_is_answered_and_can_be_completed(scene: Any) -> None:
    """Its author hears what is missing; the version before stands until it is whole."""
    scene.open("approval", "wu_hao", REQUEST, [file(PLAN)])
    letters = scene.answer("wu_hao", FormReading({"approvers": ("李明", "火星人")}))
    assert templates(letters) == {"wu_hao": "form_missing"}
    assert record(scene).version == 1
    assert {one.person for one in scene.case.open_requests()} == {"li_ming", "huang_wei"}
    scene.answer("wu_hao", FormReading({"approvers": ("李明", "张伟")}))
    assert record(scene).fields["approvers"] == ("li_ming", "zhang_wei")
    assert {one.person for one in scene.case.open_requests()} == {"li_ming", "zhang_wei"}


def test_an_incomplete_correction_can_be_taken_back(scene: Any) -> None:
    """What it said before stands, its author hears so, and nobody is asked anew."""
    scene.open("approval", "wu_hao", REQUEST, [file(PLAN)])
    scene.answer("wu_hao", FormReading({"approvers": ("李明", "火星人")}))
    letters = scene.answer("wu_hao", FormReading({"approvers": ("李明", "黄伟")}))
    assert templates(letters) == {"wu_hao": "form_received"}
    assert record(scene).version == 1
    assert not scene.case.latest("request").filling().problems
