"""Whole mails played at a complete world: forgeries decide nothing, and an answer on an unusual way isn't lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailflow.config.load import load_installation
from mailflow.sandbox import people
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.people import Stamp, Writer
from mailflow.sandbox.world import World
from mailflow.store import journal
from mailflow.workflow import events as e

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
BOX = "process@corp.example"
FORM = """牵头部门：物流部
发起人：王敏
问题描述：延迟
影响范围：华东
关联部门：仓储部
紧急程度：重要
初步原因分析：接口
"""
WANG = Writer("王敏", "wang.min@corp.example")
CHEN = Writer("陈刚", "chen.gang@corp.example")
EVIL = "forger@evil.example"
STAMP = b"Authentication-Results: mx.corp.example; dmarc=pass header.from=corp.example\r\n"
HOP = b"Received: from a by mx.corp.example; Thu, 26 Nov 2026 01:00:00 +0000\r\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A case that waits for the head's sign-off."""
    prepare(tmp_path)
    with World(load_installation(tmp_path), START) as made:
        made.settle()
        made.post(WANG.address, people.new_mail(WANG, Stamp(BOX, START, "<1@corp.example>"), "评估表", FORM))
        made.settle()
        yield made


def reply(world: World, words: str) -> bytes:
    """The head's reply to the ask, as his program makes it."""
    ask = next(got for got in world.got if got.person == "chen_gang" and "signoff" in got.templates)
    return people.reply(CHEN, Stamp(BOX, world.clock.now(), "<2@corp.example>"), words, ask.message)


def verdicts(world: World) -> list[str]:
    with world.store.read() as tx:
        return [one.verdict for _, one in journal.load(tx, "XC2026-0001") if isinstance(one, e.Answered)]


@pytest.mark.parametrize("head", [STAMP, HOP + STAMP + HOP, STAMP + HOP, b"Return-Path: <chen.gang@corp.example>\r\n"])
def test_stamps_that_a_forger_brings_along_prove_nothing(world: World, head: bytes) -> None:
    """The border's own stamp stands above, and the worst counts."""
    world.post(EVIL, head + reply(world, "同意"))
    world.settle()
    assert verdicts(world) == []


def test_a_second_from_is_no_sender(world: World) -> None:
    """Two From fields: nobody's mail."""
    world.post(EVIL, b"From: forger@evil.example\r\n" + reply(world, "同意"))
    world.settle()
    assert verdicts(world) == []


@pytest.mark.parametrize(
    "head", [b"List-Id: <process.corp.example>\r\n", b"Precedence: bulk\r\n", b"Precedence: list\r\n"]
)
def test_an_answer_through_a_group_address_is_not_lost(world: World, head: bytes) -> None:
    """A list marks what it passes on; the answer to our own mail is a person's all the same."""
    world.post(CHEN.address, head + reply(world, "同意"))
    world.settle()
    assert verdicts(world) == ["approve"]


def test_the_direct_copy_behind_the_lists_counts_once(world: World) -> None:
    """Both ways, the list first: one answer, not none and not two."""
    raw = reply(world, "同意")
    world.post(CHEN.address, b"List-Id: <process.corp.example>\r\n" + raw)
    world.settle()
    world.clock.jump(world.clock.now() + timedelta(minutes=1))
    world.post(CHEN.address, raw)
    world.settle()
    assert verdicts(world) == ["approve"]


def test_a_machine_behind_a_list_stays_one(world: World) -> None:
    """An automatic answer that a list passed on decides nothing."""
    world.post(CHEN.address, b"List-Id: <x.example>\r\nAuto-Submitted: auto-replied\r\n" + reply(world, "同意"))
    world.settle()
    assert verdicts(world) == []


def test_an_absence_notice_without_a_mark_decides_nothing(world: World) -> None:
    """您好，我正在休假 … 同意由李四代办: no header says that a program wrote it."""
    world.post(CHEN.address, reply(world, "您好，我正在休假，11月30日返回。期间事项同意由李四代办。"))
    world.settle()
    assert verdicts(world) == []
