"""Rehearsal and live never meet: no live chain signs without origin, no TEST chain writes to people."""

from dataclasses import replace

from worlds import CHEN, EVIL, ask, events, reply

from mailflow.sandbox.world import World
from mailflow.workflow import events as e


def switch(world: World, mode: str) -> None:
    settings = replace(world.installation.settings, mode=mode, rehearsal_to="tester@corp.example")
    world.bureau.installation = replace(world.installation, settings=settings)


def test_a_forged_mail_signs_no_live_chain_in_rehearsal(world: World) -> None:
    """Origin is done without on TEST chains only."""
    switch(world, "rehearsal")
    world.post(EVIL, reply(world, "同意", "<2@corp.example>"))
    world.settle()
    assert [one.reason for one in events(world) if isinstance(one, e.AnswerRefused)] == ["forged"]
    assert [one for one in events(world) if isinstance(one, e.Answered)] == []


def test_nothing_of_a_live_case_is_sent_in_rehearsal(world: World) -> None:
    """The genuine answer is recorded; its receipt waits until the company is live again."""
    mails = len(world.got)
    switch(world, "rehearsal")
    world.post(CHEN.address, reply(world, "同意", "<2@corp.example>"))
    world.settle()
    assert [one.verdict for one in events(world) if isinstance(one, e.Answered)] == ["approve"]
    assert len(world.got) == mails
    assert ask(world)
