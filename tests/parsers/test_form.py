"""Filled forms in the layouts that people use: every field as written, what is missing, dates read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.parsers.form import read_form
from mailflow.parsers.page import to_text
from mailflow.parsers.quoting import new_words

FORMS = load_process(data_root() / "config" / "processes" / "cross_department.yaml").forms
DATA = Path(__file__).parent / "data"
FILLED = [
    one for name in ("forms", "forms_own") for one in YAML(typ="safe").load((DATA / f"{name}.yaml").read_text("utf-8"))
]
TODAY = date(2026, 11, 24)


def _as_lists(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_as_lists(one) for one in value]
    return {key: _as_lists(one) for key, one in value.items()} if isinstance(value, Mapping) else value


@pytest.mark.parametrize("filled", FILLED, ids=lambda filled: filled["id"])
def test_the_labelled_forms_are_read_as_labelled(filled: dict[str, object]) -> None:
    """Every field of the corpus, and exactly those missing; from all that is seen, and from the new words alone."""
    body = str(filled["body"])
    html = body if filled["format"] == "html" else None
    for text in (to_text(body) if html else body, new_words("" if html else body, html)):
        read = read_form(text, FORMS[str(filled["form"])], html=html, today=TODAY)
        assert _as_lists(read.fields) == filled["fields"]
        assert list(read.missing) == filled["missing"]


@pytest.mark.parametrize("filled", [one for one in FILLED if one["format"] == "text"], ids=lambda filled: filled["id"])
def test_line_ends_of_the_wire_change_nothing(filled: dict[str, object]) -> None:
    """CRLF reads as LF."""
    form = FORMS[str(filled["form"])]
    body = str(filled["body"])
    assert read_form(body.replace("\n", "\r\n"), form) == read_form(body, form)


def test_dates_are_read_beside_the_words() -> None:
    """`fields` is what was written; `values` holds days and moments."""
    text = (
        "协作事项：\n1. 仓储部：补货，响应时限：11月27日，责任人：赵磊\n"
        "2. 技术部：修复，响应时限：11月25日 18:00，责任人：刘洋\n3. 生产部：签样，响应时限：每缸前，责任人：孙浩"
    )
    read = read_form(text, FORMS["application"], today=TODAY)
    rows = read.values["items"]
    assert isinstance(rows, tuple)
    moment = datetime(2026, 11, 25, 18)
    assert [row["due"] for row in rows] == [date(2026, 11, 27), moment, "每缸前"]


@pytest.mark.parametrize(
    "blank",
    [
        "",
        "____",
        "（请填写）",
        "请填写姓名",
        "——",
        "(please fill in)",
        "...",
        "例如：张三",
        "姓名",
        "【待填】",
        "TBD",
        "[Name]",
    ],
)
def test_an_untouched_field_is_missing(blank: str) -> None:
    """A line to write on, a hint or a placeholder is nothing."""
    read = read_form(f"牵头部门：物流部\n发起人：{blank}\n影响范围：华东", FORMS["assessment"])
    assert "initiator" in read.missing
    assert "initiator" not in read.fields
    assert read.fields["impact"] == "华东"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("紧急", "urgent"),
        ("【紧急】", "urgent"),
        ("Urgent", "urgent"),
        ("☑紧急 ☐重要 ☐常规", "urgent"),
        ("[ ]紧急 [x]重要 [ ]常规", "important"),
        ("重要（3个工作日内）", "important"),
        ("一般", "routine"),
        ("緊急", "urgent"),
        ("紧急/重要/常规", None),
        ("☐紧急 ☐重要 ☐常规", None),
        ("不紧急", "不紧急"),
    ],
)
def test_a_choice_is_its_key(written: str, key: str | None) -> None:
    """Labels, their other names and ticked boxes; what is no choice stays as written, all of them is none."""
    assert read_form(f"紧急程度：{written}", FORMS["assessment"]).fields.get("urgency") == key


@pytest.mark.parametrize(
    "line",
    [
        "牵头部门：物流部",
        "牵头部门:物流部",
        "1. 牵头部门：物流部",
        "（一）牵头部门： 物流部",
        "【牵头部门】物流部",
        "**牵头部门：** 物流部",
        "- 牵头部门：物流部",
        "牵头部门（由哪个部门牵头）：物流部",
        "牵頭部門：物流部",
        "Lead department: 物流部",
        "主责部门：物流部",
        "牵头部门\n物流部",
        "牵头部门：\n\n物流部",
        "| 牵头部门 | 物流部 |\n| 发起人 | 李敏 |",
        "牵头部门\t物流部\n发起人\t李敏",
        "牵 头 部 门：物流部",
    ],
)
def test_a_label_is_known_in_any_dress(line: str) -> None:
    """Colons, numbers, bullets, brackets, bold, hints, scripts, languages, other names, lines of their own, tables."""
    assert read_form(f"各位好：\n\n{line}\n\n谢谢", FORMS["assessment"]).fields.get("lead_department") == "物流部"


def test_a_quoted_table_is_not_the_answer() -> None:
    """Only cells that stand in the new words were typed by the writer."""
    html = "<p>收到</p><blockquote><table><tr><td>牵头部门</td><td>物流部</td></tr></table></blockquote>"
    assert read_form("收到", FORMS["assessment"], html=html).fields == {}


@given(st.text(max_size=300), st.sampled_from(sorted(FORMS)))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str, form: str) -> None:
    """Whatever comes is read; what is read and what is missing never overlap."""
    read = read_form(text, FORMS[form], html=f"<table><tr><td>{text}</td></tr></table>", today=TODAY)
    assert not set(read.fields) & set(read.missing)


@pytest.mark.parametrize("head", ["", "协作事项：", "关联部门：", "紧急程度：", "问题描述："])
@pytest.mark.parametrize("piece", [
    *("\n", "_", " \u3000", "牵头部门：x\n", "| 部门 | 事项 |\n", "协作事项：\na——b——c——\n", "：", "（", "a\tb\n"),
    *("责任人 ", "部 ", "财务部与", "due 1 owner A; ", "协作目标 ...... x\n", "☑紧急", "谢谢\n", "1. "),
])  # fmt: skip
def test_a_huge_text_is_read_in_the_end(piece: str, head: str) -> None:
    """A mebibyte of hostile layout costs no more than a long letter: what is quadratic runs into the time limit."""
    huge = head + piece * ((1 << 20) // len(piece))
    for form in FORMS.values():
        assert isinstance(read_form(huge, form, today=TODAY).missing, tuple)
