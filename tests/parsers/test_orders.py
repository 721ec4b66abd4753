"""Orders in a coordinator's mail: read with their operands where every word is known, asked back or left alone else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.orders import read_orders
from mailflow.workflow.reply import Order, OrderKind

TODAY = date(2026, 11, 25)  # a Wednesday
DATA = YAML(typ="safe").load((Path(__file__).parent / "data" / "orders.yaml").read_text(encoding="utf-8"))
FIELDS = (
    "item",
    "person",
    "department",
    "due",
    "since",
    "field",
    "value",
    "reason",
    "source",
    "query",
    "case",
    "number",
)


def shown(order: Order) -> dict[str, Any]:
    """An order as the data file writes it."""
    held = {name: getattr(order, name) for name in FIELDS if getattr(order, name)}
    said = {name: value if isinstance(value, int) else str(value) for name, value in held.items()}
    return {"kind": str(order.kind), **said}


@pytest.mark.parametrize("sample", DATA["sure"], ids=lambda one: one["text"][:40])
def test_an_order_is_read_with_its_operands(sample: dict[str, Any]) -> None:
    """What coordinators write in their own words, one or several in a mail."""
    read = read_orders(sample["text"], TODAY)
    assert [shown(one) for one in read] == sample["orders"]
    assert all(one.sure and not one.missing for one in read)


@pytest.mark.parametrize("sample", DATA["asked"], ids=lambda one: one["text"][:40])
def test_a_doubtful_order_is_asked_back(sample: dict[str, Any]) -> None:
    """A question, a condition, another's wish, a missing operand: named, and never sure."""
    read = read_orders(sample["text"], TODAY)
    assert [str(one.kind) for one in read] == sample["kinds"]
    assert not any(one.sure for one in read)
    assert sorted({name for one in read for name in one.missing}) == sample.get("missing", [])
    assert all(one.rule not in ("", "order") for one in read)


@pytest.mark.parametrize("text", DATA["none"])
def test_a_word_of_order_alone_is_none(text: str) -> None:
    """Told of the past, denied, or about something else: nothing is done and nobody is asked."""
    assert read_orders(text, TODAY) == ()


@pytest.mark.parametrize("text", ["> 催李强", "＞ 催李强", ": 催李强", "| 催李强", "同意\n> 暂停"])
def test_a_quoted_order_is_none(text: str) -> None:
    """Behind the mark of a quote another speaks."""
    assert read_orders(text, TODAY) == ()


def test_the_samples_are_many() -> None:
    """Half of them are traps."""
    assert len(DATA["sure"]) >= 300
    assert len(DATA["asked"]) + len(DATA["none"]) >= 300


def test_every_kind_has_samples_on_both_sides() -> None:
    """A kind that nobody tries is a kind that nobody knows."""
    assert {one["kind"] for sample in DATA["sure"] for one in sample["orders"]} == {str(kind) for kind in OrderKind}
    asked = {kind for sample in DATA["asked"] for kind in sample["kinds"]}
    reading = {OrderKind.SEARCH, OrderKind.LEDGER, OrderKind.STATUS, OrderKind.WHY, OrderKind.FORM, OrderKind.CHOOSE}
    assert asked == {str(kind) for kind in set(OrderKind) - reading}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("改期", ("due",)),
        ("改期 第3项", ("due",)),
        ("取消", ("reason",)),
        ("取消 原因：", ("reason",)),
        ("改责任人 2", ("person",)),
        ("加部门", ("department",)),
        ("换牵头", ("person",)),
        ("换记录人", ("person",)),
        ("更正 紧急程度", ("value",)),
        ("代录 第3项 完成", ("source",)),
        ("代录 第3项（电话）", ("value",)),
        ("登记签字扫描件", ("person",)),
        ("我休假期间由李明代签", ("due",)),
        ("我休假至12月8日，请代签", ("person",)),
        ("cancel", ("reason",)),
        ("move item 3", ("due",)),
        ("reassign item 2", ("person",)),
        ("record on behalf of Li Qiang: done", ("source",)),
    ],
)
def test_what_is_missing_is_named(text: str, missing: tuple[str, ...]) -> None:
    """The question back can then ask for just that."""
    (order,) = read_orders(text, TODAY)
    assert (order.sure, order.missing, order.rule) == (False, missing, "missing")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("暂停\n恢复", "contradiction"),
        ("取消，原因：重复\n催李强", "contradiction"),
        ("第3项改期到12月9日\n第3项改期到12月10日", "contradiction"),
        ("改期到12月9日\n第3项改期到12月10日", "contradiction"),
        ("更正 紧急程度 重要\n更正 紧急程度 紧急", "contradiction"),
        ("换记录人 王敏\n换记录人 李明", "contradiction"),
        ("暂停。先别", "prohibition"),
        ("取消，原因：重复\n不取消了", "denied"),
        ("改期 第3项 到11月20日", "past-day"),
        ("改责任人 2 李明 王敏", "two-people"),
        ("暂停 0007 0008", "two-cases"),
        ("催李\u200b强", "disguised"),
        ("хold\n催李强", "disguised"),
        ("催他", "pronoun"),
        ("1 催李强 3 暂停", "unknown-words"),
        ("暂停 12月1日到12月9日", "two-days"),
        ("李明代签，12月8日前", "reported"),
        ("我休假期间由李明代签合同，12月8日前", "unknown-words"),
    ],
)
def test_none_of_them_is_sure(text: str, rule: str) -> None:
    """Orders that can't both be meant, that are taken back, that name a day gone by or nobody in particular."""
    read = read_orders(text, TODAY)
    assert read
    assert {(one.sure, one.rule) for one in read} == {(False, rule)}


@pytest.mark.parametrize(
    "text",
    [
        "第3项改期到12月9日\n第4项改期到12月10日",
        "暂停 0007\n恢复 0008",
        "2 暂停\n5 恢复",
        "催李强\n催王敏",
        "暂停，不要取消",
        "更正 紧急程度 重要\n更正 影响范围 华东",
        "代录 第3项 完成（电话）\n代录 第4项 80%（微信）",
    ],
)
def test_orders_for_different_things_stand_side_by_side(text: str) -> None:
    """Another item, another case, another line of the printed list."""
    read = read_orders(text, TODAY)
    assert read
    assert all(one.sure for one in read)


def test_the_same_order_twice_is_one() -> None:
    """Said again, not meant again."""
    assert len(read_orders("催李强\n催一下李强\n再催李强", TODAY)) == 1


def test_an_order_knows_where_it_stands() -> None:
    """The receipt quotes the very words."""
    text = "王敏你好：\n请催一下李强，第2项还没回。\n改期 第3项 到12月9日\n谢谢"
    spans = [one.span for one in read_orders(text, TODAY)]
    assert [text[span[0] : span[1]] for span in spans if span] == ["请催一下李强，第2项还没回", "改期 第3项 到12月9日"]


def test_without_a_today_only_a_full_date_is_one() -> None:
    """周五 and 12月9日 depend on the day of reading."""
    (full,) = read_orders("第3项改期到2026年12月9日")
    (short,) = read_orders("第3项改期到12月9日")
    assert (full.sure, full.due) == (True, date(2026, 12, 9))
    assert (short.sure, short.missing) == (False, ("due",))


def test_a_moment_keeps_its_time() -> None:
    """18:00 is a deadline of its own."""
    assert read_orders("第3项改到12月9日18:00", TODAY)[0].due == datetime(2026, 12, 9, 18)


def test_a_number_alone_answers_the_printed_list() -> None:
    """1 改期 2 派代表 3 照常: the digit."""
    assert [(one.kind, one.value, one.sure) for one in read_orders("３", TODAY)] == [(OrderKind.CHOOSE, "3", True)]
    assert read_orders("1\n2", TODAY) == ()
    assert read_orders("1?", TODAY) == ()


def test_a_number_before_an_order_is_kept() -> None:
    """Whether it is the line of a printed list or mere counting, only the mail that was answered can tell."""
    assert [(one.kind, one.number) for one in read_orders("2 催\n5 恢复", TODAY)] == [
        (OrderKind.REMIND, 2),
        (OrderKind.RESUME, 5),
    ]


def test_a_question_leaves_what_only_asks_as_it_is() -> None:
    """状态？ changes nothing, and asks for just that."""
    for text in ("状态？", "状态 0007？", "为什么？", "why?", "what's the status of 0007?"):
        assert [one.sure for one in read_orders(text, TODAY)] == [True], text


def test_so_many_orders_are_none() -> None:
    """Sixty lines of orders are a list that somebody pasted."""
    read = read_orders("\n".join(f"催第{no}项" for no in range(1, 80)), TODAY)
    assert read
    assert not any(one.sure for one in read)
