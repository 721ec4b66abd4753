"""Mails that come twice, mails that were held, tokens that meet: what the engine makes of them, in a whole world."""

from datetime import timedelta

from worlds import BOX, CHEN, EVIL, START, ask, events, reply

from mailflow.sandbox import people
from mailflow.sandbox.people import Stamp, Writer
from mailflow.sandbox.world import World
from mailflow.store import inbox
from mailflow.workflow import events as e
from mailflow.workflow.model import Level


def test_one_mail_on_two_ways_counts_once(world: World) -> None:
    """The same reply by alias and by list: other Received lines, one answer, one receipt; both raws are kept."""
    raw = reply(world, "同意", "<2@corp.example>")
    for _ in range(2):
        world.clock.jump(world.clock.now() + timedelta(minutes=1))
        world.post(CHEN.address, raw)
        world.settle()
    assert len([one for one in events(world) if isinstance(one, e.Answered)]) == 1
    assert len([got for got in world.got if "receipt" in got.templates]) == 1
    with world.store.read() as tx:
        assert [one.reason for one in inbox.listing(tx) if one.sender == CHEN.address] == ["again", "reply"]


def test_a_forged_copy_that_comes_first_hides_nothing(world: World) -> None:
    """Same Message-ID, same words, from outside: refused; the genuine mail behind it counts."""
    raw = reply(world, "同意", "<2@corp.example>")
    world.post(EVIL, raw)
    world.settle()
    world.post(CHEN.address, raw)
    world.settle()
    assert [one.reason for one in events(world) if isinstance(one, e.AnswerRefused)] == ["forged"]
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve"]


def test_same_message_id_with_other_words_is_read(world: World) -> None:
    """Squatting on a Message-ID suppresses no reply: the later answer replaces the earlier one in its window."""
    world.post(CHEN.address, reply(world, "同意", "<2@corp.example>"))
    world.settle()
    world.clock.jump(world.clock.now() + timedelta(minutes=1))
    world.post(CHEN.address, reply(world, "不同意，原因不清楚", "<2@corp.example>"))
    world.settle()
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve", "reject"]


def test_a_reply_without_header_is_found_by_its_plus_address(world: World) -> None:
    """Programs that drop In-Reply-To: the address carries the token."""
    got = ask(world)
    reply_to = next(value for name, value in got.message.headers if name.lower() == "reply-to")
    to = reply_to.rpartition("<")[2].strip("<> ")
    world.post(CHEN.address, people.new_mail(CHEN, Stamp(to, world.clock.now(), "<2@corp.example>"), "Re: x", "同意"))
    world.settle()
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve"]


def test_a_mail_with_nothing_that_ties_it_decides_nothing(world: World) -> None:
    """The subject tag is public and opens nothing."""
    subject = "Re: [XC2026-0001]"
    world.post(CHEN.address, people.new_mail(CHEN, Stamp(BOX, START, "<2@corp.example>"), subject, "同意"))
    world.settle()
    refused = [one for one in events(world) if isinstance(one, e.AnswerRefused)]
    assert [one.reason for one in refused] == ["no_request"]


def test_somebody_elses_token_opens_nothing(world: World) -> None:
    """A colleague who was forwarded the ask answers it: proven, with a live reference, and not the one who is asked."""
    colleague = Writer("周杰", "zhou.jie@corp.example")
    raw = people.reply(colleague, Stamp(BOX, START, "<2@corp.example>"), "同意", ask(world).message)
    world.post(colleague.address, raw)
    world.settle()
    assert [one.reason for one in events(world) if isinstance(one, e.AnswerRefused)] == ["not_asked"]


def test_an_answer_counts_at_the_level_that_was_proven(world: World) -> None:
    """What stands in the journal is what the border said."""
    world.post(CHEN.address, reply(world, "同意", "<2@corp.example>"))
    world.settle()
    assert [one.level for one in events(world) if isinstance(one, e.Answered)] == [Level.ORIGIN]
