"""A fresh token proves the address of record, once; the header that travels with every reply to all proves nothing."""

from email.utils import parseaddr

from worlds import BOX, CHEN, EVIL, events, reply

from mailflow.sandbox.world import Got, World
from mailflow.workflow import events as e


def fresh_ask(world: World) -> Got:
    world.post(EVIL, reply(world, "同意", "<2@corp.example>"))
    world.settle()
    return next(got for got in world.got if "fresh_ask" in got.templates)


def unstamped(world: World, words: str, message_id: str, to: str, answered: str = "") -> None:
    """A mail from the head's address that no border has stamped: nothing speaks for it, nothing against it."""
    head = f"From: {CHEN.address}\r\nTo: {to}\r\nSubject: x\r\nMessage-ID: {message_id}\r\n"
    head += f"In-Reply-To: {answered}\r\n" if answered else ""
    raw = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()
    world._mailbox.append("INBOX", raw, world.clock.now())
    world.settle()


def answers(world: World) -> list[tuple[str, str]]:
    return [(one.verdict, one.level) for one in events(world) if isinstance(one, e.Answered)]


def test_the_header_alone_is_not_fresh(world: World) -> None:
    """Whoever has seen the Message-ID can name it."""
    asked = fresh_ask(world)
    unstamped(world, "同意", "<3@corp.example>", BOX, asked.message.message_id)
    assert answers(world) == []


def test_the_token_is_fresh_once(world: World) -> None:
    """The first answer counts; the same token again, which a reply to all has shown around, replaces nothing."""
    asked = fresh_ask(world)
    to = parseaddr(next(value for name, value in asked.message.headers if name.lower() == "reply-to"))[1]
    unstamped(world, "同意", "<3@corp.example>", to)
    assert answers(world) == [("approve", "fresh")]
    unstamped(world, "不同意", "<4@corp.example>", to)
    assert answers(world) == [("approve", "fresh")]
