"""The sending pool against a scripted server, and against Postfix's smtp-sink."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from faults import ScriptedSmtp, Taken
from servers import MailServer, self_signed

from mailflow.transport import smtp as room
from mailflow.transport.account import Account
from mailflow.transport.smtp import Pool, SendResult
from mailflow.workflow.errors import WireError

BOX, LI = "box@corp.example", "li@corp.example"
RAW = b"From: box@corp.example\r\nMessage-ID: <1@corp.example>\r\n\r\n.dot\r\n..\r\n.\r\n\r\nend\r\n"


def plain(port: int, user: str = "") -> Account:
    """An account at a scripted server."""
    return Account("127.0.0.1", port, "none", user, lambda: "secret")


T = TypeVar("T")


def with_pool(account: Account, work: Callable[[Pool], Awaitable[T]], **more: float) -> T:
    """Run something on a fresh pool and close it."""

    async def run() -> T:
        pool = Pool(account, pause_seconds=0, **{"command_seconds": 5, "final_seconds": 5, **more})
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


def send(account: Account, count: int = 1, raw: bytes = RAW, rcpt: str = LI, **more: float) -> list[SendResult]:
    """Mails one after the other through one pool."""

    async def work(pool: Pool) -> list[SendResult]:
        return [await pool.send(BOX, rcpt, raw) for _ in range(count)]

    return with_pool(account, work, **more)


def test_the_bytes_that_arrive_are_the_bytes_that_were_sent() -> None:
    """Dots at the beginning of lines, a lone dot, long lines and 8-bit: nothing is changed."""
    raw = RAW + b"x" * 3000 + b"\r\n" + "会签\r\n".encode()
    with ScriptedSmtp() as smtp:
        assert send(plain(smtp.port), raw=raw) == [SendResult("accepted", 250, f"taken for {LI}")]
        assert smtp.accepted == [Taken(BOX, LI, raw)]


def test_a_bounce_address_may_be_empty() -> None:
    """The null sender (RFC 5321) and a mail without a last line end."""

    async def work(pool: Pool) -> SendResult:
        return await pool.send("", LI, b"Subject: x\r\n\r\nend")

    with ScriptedSmtp() as smtp:
        assert with_pool(plain(smtp.port), work).kind == "accepted"
        assert smtp.accepted == [Taken("", LI, b"Subject: x\r\n\r\nend\r\n")]


FAULTS: Sequence[tuple[str, str, str, int]] = [
    ("GREETING", "421 busy", "temporary", 421),
    ("GREETING", "554 no service", "temporary", 554),
    ("GREETING", "cut", "temporary", 0),
    ("GREETING", "hang", "temporary", 0),
    ("EHLO", "cut", "temporary", 0),
    ("EHLO", "hang", "temporary", 0),
    ("MAIL", "421 closing", "temporary", 421),
    ("MAIL", "451 later", "temporary", 451),
    ("MAIL", "530 log in first", "temporary", 530),
    ("MAIL", "550 not you", "permanent", 550),
    ("MAIL", "cut", "temporary", 0),
    ("MAIL", "hang", "temporary", 0),
    ("RCPT", "421 closing", "temporary", 421),
    ("RCPT", "450 grey", "temporary", 450),
    ("RCPT", "452 full", "temporary", 452),
    ("RCPT", "550 5.1.1 nobody", "permanent", 550),
    ("RCPT", "cut", "temporary", 0),
    ("RCPT", "nonsense", "temporary", 0),
    ("DATA", "421 closing", "temporary", 421),
    ("DATA", "451 later", "temporary", 451),
    ("DATA", "554 no", "permanent", 554),
    ("DATA", "cut", "temporary", 0),
    ("DATA", "hang", "temporary", 0),
    ("DATA", "cut-inside", "doubt", 0),
    ("DOT", "421 closing", "temporary", 421),
    ("DOT", "451 later", "temporary", 451),
    ("DOT", "552 too big", "permanent", 552),
    ("DOT", "554 spam", "permanent", 554),
    ("DOT", "cut", "doubt", 0),
    ("DOT", "hang", "doubt", 0),
    ("DOT", "swallow", "doubt", 0),
    ("DOT", "354 what?", "doubt", 354),
    ("DOT", "nonsense", "doubt", 0),
]


@pytest.mark.parametrize(("verb", "step", "kind", "code"), FAULTS, ids=[f"{fault[0]}-{fault[1]}" for fault in FAULTS])
def test_each_fault_has_its_result_and_the_next_mail_goes(verb: str, step: str, kind: str, code: int) -> None:
    """Before the content: temporary or permanent, as the server says; after it began without an answer: doubt."""
    with ScriptedSmtp({verb: [step]}) as smtp:
        waits = {"command_seconds": 0.2, "final_seconds": 0.2} if step == "hang" else {}
        first, second = send(plain(smtp.port), 2, **waits)
        assert (first.kind, first.code) == (kind, code)
        assert first.text
        assert second.kind == "accepted"
        assert smtp.accepted[-1] == Taken(BOX, LI, RAW)
        assert len(smtp.accepted) == (2 if step in ("hang", "swallow") and verb == "DOT" else 1)


def test_one_connection_carries_many_mails() -> None:
    """Refused ones too: RSET, not a new login; and one recipient for each DATA."""
    with ScriptedSmtp({"RCPT": ["", "550 nobody"]}) as smtp:
        results = send(plain(smtp.port), 5)
        assert [one.kind for one in results] == ["accepted", "permanent", "accepted", "accepted", "accepted"]
        assert smtp.connections == 1
        assert smtp.commands.count("RCPT") == smtp.commands.count("MAIL") == 5


def test_a_connection_is_given_up_after_many_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers limit the mails of a connection: ours ends first."""
    monkeypatch.setattr(room, "MAILS_A_CONNECTION", 2)
    with ScriptedSmtp() as smtp:
        assert [one.kind for one in send(plain(smtp.port), 5)] == ["accepted"] * 5
        assert smtp.connections == 3


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_gone_stale_is_replaced_without_a_word(verb: str) -> None:
    """The server closes it at the second mail: nothing was said about that mail yet, it goes over a new one."""
    with ScriptedSmtp({verb: ["", "cut"]}) as smtp:
        assert [one.kind for one in send(plain(smtp.port), 2)] == ["accepted", "accepted"]
        assert smtp.connections == 2
        assert len(smtp.accepted) == 2


def test_a_connection_that_was_silent_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """NOOP answers, or a new connection is made."""
    monkeypatch.setattr(room, "STALE", 0.0)
    with ScriptedSmtp({"NOOP": ["", "421 you were away"]}) as smtp:
        assert [one.kind for one in send(plain(smtp.port), 4)] == ["accepted"] * 4
        assert smtp.commands.count("NOOP") == 3
        assert smtp.connections == 2


def test_mails_go_side_by_side_on_at_most_four_connections() -> None:
    """Twenty at once: each once, none lost."""

    async def work(pool: Pool) -> list[SendResult]:
        mails = [b"Message-ID: <%d@corp.example>\r\n\r\nx\r\n" % number for number in range(20)]
        return await asyncio.gather(*(pool.send(BOX, LI, raw) for raw in mails))

    with ScriptedSmtp() as smtp:
        assert {one.kind for one in with_pool(plain(smtp.port), work)} == {"accepted"}
        assert len({one.raw for one in smtp.accepted}) == len(smtp.accepted) == 20
        assert 1 < smtp.most_at_once <= 4


def test_a_hanging_server_does_not_hold_mails_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that finds no free connection goes back into the outbox."""
    monkeypatch.setattr(room, "SLOT_WAIT", 0.05)

    async def work(pool: Pool) -> list[SendResult]:
        return await asyncio.gather(*(pool.send(BOX, LI, RAW) for _ in range(3)))

    with ScriptedSmtp({"DOT": ["hang"]}) as smtp:
        results = with_pool(plain(smtp.port), work, size=1, final_seconds=0.5)
        assert sorted(one.kind for one in results) == ["doubt", "temporary", "temporary"]


def test_a_login_goes_by_one_mechanism_and_a_wrong_password_is_tried_three_times_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fifty mails, one try; after three the account is left alone, and the text says so."""
    clock = [1000.0]
    monkeypatch.setattr(room, "_now", lambda: clock[0])
    with ScriptedSmtp(logins={"li": "right"}) as smtp:
        password, tried = ["wrong"], []

        async def work(pool: Pool) -> list[SendResult]:
            results: list[SendResult] = []
            for later in (0.0, 30.0, 30.0, 30.0, 3600.0):
                clock[0] += later
                if later == 3600.0:
                    password[0] = "right"
                results += await asyncio.gather(*(pool.send(BOX, LI, RAW) for _ in range(10)))
                if password[0] == "wrong":
                    tried.append(smtp.commands.count("AUTH"))
            return results

        results = with_pool(Account("127.0.0.1", smtp.port, "none", "li", lambda: password[0]), work)
        assert {one.kind for one in results[:40]} == {"temporary"}
        assert {one.kind for one in results[40:]} == {"accepted"}
        assert "login refused (1 of 3 tries this hour)" in results[0].text
        assert "so that the account isn't locked" in results[1].text
        assert tried == [1, 2, 3, 3]


def test_a_password_that_cannot_be_had_is_temporary() -> None:
    """The text names what is missing."""

    def nothing() -> str:
        raise WireError("MAILFLOW_SMTP_PASSWORD is not set")

    with ScriptedSmtp(logins={"li": "right"}) as smtp:
        (result,) = send(Account("127.0.0.1", smtp.port, "none", "li", nothing))
        assert result.kind == "temporary"
        assert "MAILFLOW_SMTP_PASSWORD" in result.text
        assert "AUTH" not in smtp.commands


def test_a_server_without_login_is_said() -> None:
    """A user is configured and no AUTH is offered."""
    with ScriptedSmtp() as smtp:
        (result,) = send(plain(smtp.port, "li"))
        assert (result.kind, "offers no login" in result.text) == ("temporary", True)


def test_starttls_and_its_certificate(tmp_path: Path) -> None:
    """With the office's own authority it works, without it nothing is sent."""
    crt, key = self_signed(tmp_path)
    with ScriptedSmtp(tls=(crt, key), logins={"li": "right"}) as smtp:
        trusted = Account("localhost", smtp.port, "starttls", "li", lambda: "right", crt)
        assert send(trusted)[0].kind == "accepted"
        (refused,) = send(Account("localhost", smtp.port, "starttls", "li", lambda: "right"))
        assert (refused.kind, "certificate" in refused.text) == ("temporary", True)
        assert smtp.commands.count("AUTH") == 1


def test_a_missing_starttls_sends_nothing() -> None:
    """No fallback to plain text, neither for the password nor for the mail."""
    with ScriptedSmtp(logins={"li": "right"}) as smtp:
        (result,) = send(Account("localhost", smtp.port, "starttls", "li", lambda: "right"))
        assert (result.kind, "offers no STARTTLS" in result.text) == ("temporary", True)
        assert set(smtp.commands) == {"GREETING", "EHLO"}


@pytest.mark.parametrize(
    ("raw", "rcpt", "extensions", "words"),
    [
        (b"Subject: x\r\n\r\na\n.\r\nMAIL FROM:<b@x>\r\n", LI, ("SIZE 1000",), "bare CR or LF"),
        (b"Subject: x\r\n\r\na\rb\r\n", LI, ("SIZE 1000",), "bare CR or LF"),
        (b"Subject: x\r\n\r\na\r\n\r", LI, ("SIZE 1000",), "bare CR or LF"),
        (RAW, "li@corp.example> SIZE=1", (), "not an address"),
        (RAW, "li@corp.example\r\nDATA", (), "not an address"),
        (RAW, "李@corp.example", (), "not an address"),
        (RAW, "", (), "not an address"),
        (RAW * 20, LI, ("SIZE 1000",), "the server takes 1000"),
        (RAW + "会签\r\n".encode(), LI, (), "8BITMIME"),
    ],
)
def test_what_no_server_can_take_is_permanent(raw: bytes, rcpt: str, extensions: Sequence[str], words: str) -> None:
    """Smuggled line ends (RFC 5321 2.3.8), broken addresses, too many bytes: refused before anything is said of it."""
    with ScriptedSmtp(extensions=extensions) as smtp:
        (result,) = send(plain(smtp.port), raw=raw, rcpt=rcpt)
        assert (result.kind, words in result.text) == ("permanent", True)
        assert "MAIL" not in smtp.commands


def test_a_server_that_is_down_is_tried_once_for_all_waiting_mails() -> None:
    """The others share the answer, and the pause ends."""

    async def run() -> tuple[list[SendResult], int, SendResult]:
        pool = Pool(plain(smtp.port), command_seconds=5, pause_seconds=0.2)
        first = await asyncio.gather(*(pool.send(BOX, LI, RAW) for _ in range(20)))
        tries = smtp.connections
        await asyncio.sleep(0.25)
        later = await pool.send(BOX, LI, RAW)
        await pool.close()
        return first, tries, later

    with ScriptedSmtp({"GREETING": ["421 busy"]}) as smtp:
        first, tries, later = asyncio.run(run())
        assert {one.kind for one in first} == {"temporary"}
        assert tries == 1
        assert later.kind == "accepted"


def test_closing_ends_quickly_and_for_good() -> None:
    """A server that doesn't answer QUIT, a send in the middle: close() doesn't wait for either."""

    async def run() -> tuple[SendResult, SendResult, float]:
        pool = Pool(plain(smtp.port))
        await pool.send(BOX, LI, RAW)
        sending = asyncio.create_task(pool.send(BOX, LI, RAW))
        while smtp.commands.count("DOT") < 2:
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await pool.close()
        return await sending, await pool.send(BOX, LI, RAW), time.monotonic() - began

    with ScriptedSmtp({"DOT": ["", "hang"]}) as smtp:
        sending, after, seconds = asyncio.run(run())
        assert sending.kind == "doubt"
        assert (after.kind, after.text) == ("temporary", "mailflow is ending")
        assert seconds < 3


SCRIPT = """
import asyncio, sys
from mailflow.transport.account import Account
from mailflow.transport.smtp import Pool
pool = Pool(Account("127.0.0.1", int(sys.argv[1]), "none", "", str))
raw = b"Subject: x\\r\\n\\r\\n" + b"x" * 76 + b"\\r\\n"
print(asyncio.run(pool.send("box@corp.example", "li@corp.example", raw)).kind)
"""


@pytest.mark.parametrize(("point", "code"), [("data_sent", -signal.SIGKILL), ("accepted", -signal.SIGKILL), ("", 0)])
def test_a_process_that_dies_after_the_last_dot_has_sent_the_mail(point: str, code: int) -> None:
    """At both points the server has all bytes; only the second knows the answer."""
    with ScriptedSmtp() as smtp:
        environment = {**os.environ, "MAILFLOW_CRASH": point}
        ended = subprocess.run([sys.executable, "-c", SCRIPT, str(smtp.port)], check=False, env=environment, timeout=60)
        assert ended.returncode == code
        end = time.monotonic() + 5
        while not smtp.accepted and time.monotonic() < end:
            time.sleep(0.01)
        assert len(smtp.accepted) == 1


SINK_FAULTS: Mapping[str, tuple[Sequence[str], str]] = {
    "well": ((), "accepted"),
    "421 at RCPT": (("-Q", "RCPT"), "temporary"),
    "450 at RCPT": (("-r", "RCPT"), "temporary"),
    "500 at RCPT": (("-f", "RCPT"), "permanent"),
    "450 at the dot": (("-r", "."), "temporary"),
    "500 at the dot": (("-f", "."), "permanent"),
    "cut at the dot": (("-q", "."), "doubt"),
    "cut at DATA": (("-q", "DATA"), "temporary"),
}


@pytest.mark.parametrize("fault", SINK_FAULTS)
def test_smtp_sink_agrees(fault: str) -> None:
    """A server that is not ours, with its own faults."""
    arguments, kind = SINK_FAULTS[fault]
    with MailServer(sink=True, sink_args=arguments) as server:
        assert send(plain(server.sink_port))[0].kind == kind
