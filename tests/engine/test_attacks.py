"""Attacks on deciding, played in a whole world: doubts, old mails, threads with others, private mailboxes."""

from datetime import timedelta

import pytest
import worlds as ti

from mailflow.parsers.message import read_message
from mailflow.sandbox import people
from mailflow.sandbox.border import Border
from mailflow.sandbox.people import Stamp, Writer
from mailflow.workflow import events as e

LIU = Writer("刘洋", "liu.yang@corp.example")


def settled(w):
    return [x.verdict for x in ti.events(w) if isinstance(x, e.Settled) and x.verdict in ("approve", "reject")]


def answered(w):
    return [x.verdict for x in ti.events(w) if isinstance(x, e.Answered)]


def later(w, minutes):
    w.clock.jump(w.clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "second", ["等一下，我再看看预算，先别往下走", "预算是多少？", "这事请张伟代为审批", "其实我不太放心"]
)
def test_a_yes_that_is_called_into_question_inside_its_window_does_not_settle(world, second):
    world.post(ti.CHEN.address, ti.reply(world, "同意", "<2@corp.example>"))
    world.settle()
    later(world, 3)
    world.post(ti.CHEN.address, ti.reply(world, second, "<3@corp.example>"))
    world.settle()
    world.advance(world.clock.now() + timedelta(hours=1))
    assert settled(world) == []


def test_an_older_mail_that_is_found_later_does_not_replace_a_newer_answer(world):
    """A moved mail gets a new UID: received 10:00 同意, received 10:05 不同意, found in the other order."""
    old, at = ti.reply(world, "同意", "<2@corp.example>"), world.clock.now()
    later(world, 5)
    world.post(ti.CHEN.address, ti.reply(world, "不同意，预算不清楚", "<3@corp.example>"))
    world.settle()
    later(world, 5)
    world._mailbox.append("INBOX", Border("corp.example", lambda: at)(ti.CHEN.address, ti.BOX, old), at)
    world.settle()
    world.advance(world.clock.now() + timedelta(hours=1))
    assert settled(world) != ["approve"]


def test_a_yes_to_a_colleague_in_our_thread_signs_nothing(world):
    """Boss asks Liu in the thread; Liu: 我建议驳回; boss to Liu, box in Cc: 同意 (= reject it)."""
    ask = ti.ask(world).message
    q = people.reply(
        ti.CHEN, Stamp(ti.BOX, world.clock.now(), "<q@corp.example>"), "刘洋，你怎么看？", ask, cc=LIU.address
    )
    liu = people.reply(
        LIU,
        Stamp(ti.CHEN.address, world.clock.now(), "<l@corp.example>"),
        "我建议驳回，预算太高",
        read_message(q),
        cc=ti.BOX,
    )
    b = people.reply(
        ti.CHEN, Stamp(LIU.address, world.clock.now(), "<b@corp.example>"), "同意", read_message(liu), cc=ti.BOX
    )
    b = b.replace(
        b"References: <l@corp.example>",
        b"References: " + ask.message_id.encode() + b" <q@corp.example> <l@corp.example>",
    )
    for sender, raw in ((ti.CHEN, q), (LIU, liu), (ti.CHEN, b)):
        world.post(sender.address, raw)
        world.settle()
        later(world, 2)
    assert answered(world) == []


def test_a_yes_to_a_private_mail_with_our_plus_address_in_cc_signs_nothing(world):
    to = next(v for n, v in ti.ask(world).message.headers if n.lower() == "reply-to").rpartition("<")[2].strip("<> ")
    liu = people.new_mail(
        LIU, Stamp(ti.CHEN.address, world.clock.now(), "<l@corp.example>"), "建议退回", "陈总，建议退回重做"
    )
    b = people.reply(
        ti.CHEN, Stamp(LIU.address, world.clock.now(), "<b@corp.example>"), "同意", read_message(liu), cc=to
    )
    world.post(ti.CHEN.address, b)
    world.settle()
    assert answered(world) == []


def test_an_answer_from_a_private_mailbox_is_told_to_the_address_of_record(world):
    """Reference to a live ask, unknown sender: nobody hears of it today; the signer believes he has answered."""
    other = Writer("陈刚", "chengang88@qq.example")
    before = len(world.got)
    world.post(
        other.address,
        people.reply(other, Stamp(ti.BOX, world.clock.now(), "<2@qq.example>"), "同意", ti.ask(world).message),
    )
    world.settle()
    assert [g.person for g in world.got[before:]] == ["chen_gang"]


def test_a_mail_whose_file_is_lost_holds_up_no_other(world):
    """It is set aside and told; the receipt behind it goes out."""
    with world.store.write() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE outbox SET parts = '[[\"no-such-part\", \"\"]]', state = 'waiting', "
            "next_at = '2026-11-26T01:00:00.000000Z' WHERE id = 1"
        )
    world.post(ti.CHEN.address, ti.reply(world, "同意", "<2@corp.example>"))
    world.settle()
    assert answered(world) == ["approve"]
    assert any("receipt" in got.templates for got in world.got)
