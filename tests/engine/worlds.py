"""A case that waits for the head's sign-off, and what people write into it."""

from datetime import UTC, datetime

from mailflow.sandbox import people
from mailflow.sandbox.people import Stamp, Writer
from mailflow.sandbox.world import Got, World
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


def ask(world: World) -> Got:
    return next(got for got in world.got if got.person == "chen_gang" and "signoff" in got.templates)


def events(world: World, chain: str = "XC2026-0001") -> list[e.Event]:
    with world.store.read() as tx:
        return [event for _, event in journal.load(tx, chain)]


def reply(world: World, words: str, message_id: str, to: str = BOX) -> bytes:
    return people.reply(CHEN, Stamp(to, world.clock.now(), message_id), words, ask(world).message)
