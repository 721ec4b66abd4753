"""What `check` says of servers: real ones, and ones with gaps."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from faults import FaultProxy, ScriptedSmtp
from imapclient import IMAPClient
from servers import STAMP, Border, MailServer

from mailflow.transport.account import Account
from mailflow.transport.facts import Finding
from mailflow.transport.imap import Mailbox
from mailflow.transport.probe import Expected, Judgement, Probe, judge, probe
from mailflow.transport.survey import Wanted, survey_imap, survey_smtp
from mailflow.workflow.model import Level

WANTED = Wanted(watched=("INBOX", "Junk"), slow=("Archive",), own="mailflow-sent", poll_seconds=60)


def by_feature(findings: Sequence[Finding]) -> dict[str, Finding]:
    """One finding for each feature."""
    assert len({one.feature for one in findings}) == len(findings)
    return {one.feature: one for one in findings}


def test_a_good_server_has_no_gap_but_the_missing_folders(
    dovecot: MailServer, account: Account, opened: Callable[..., Mailbox]
) -> None:
    """Nothing is created or selected for writing that wasn't there before."""
    found = by_feature(survey_imap(account, WANTED))
    assert {name for name, one in found.items() if one.state != "good"} == {
        "folder Junk",
        "slow folders",
        "who may write to INBOX",
    }
    assert found["IDLE"].found == "yes"
    assert found["keywords"].found == "not seen yet"
    mailbox = opened(account)
    assert mailbox.folders() == ["INBOX"]
    mailbox.ensure_folder("mailflow-sent")
    found = by_feature(survey_imap(account, WANTED))
    assert (found["keywords"].found, found["folder mailflow-sent"].found) == ("yes", "there")


def test_the_junk_folder_of_the_server_is_named(
    dovecot: MailServer, account: Account, opened: Callable[..., Mailbox]
) -> None:
    """A watched folder under another name is a thing to put right: answers could lie in it unread."""
    opened(account).ensure_folder("Spam")
    junk = by_feature(survey_imap(account, WANTED))["folder Junk"]
    assert junk.state == "bad"
    assert "lies in Spam" in junk.means
    opened(account).ensure_folder("JUNK")
    assert "called JUNK here" in by_feature(survey_imap(account, WANTED))["folder Junk"].means


def test_missing_extensions_are_explained(dovecot: MailServer, account: Account) -> None:
    """No IDLE, and no TLS on the way."""
    with FaultProxy(dovecot.imap_port) as wire:
        wire.replace = (b" IDLE", b" XDLE")
        found = by_feature(survey_imap(dataclasses.replace(account, port=wire.port, security="none"), WANTED))
    assert (found["IDLE"].state, found["IDLE"].means) == ("gap", "mailflow looks every 60 seconds")
    assert (found["login"].state, "in the clear" in found["login"].means) == ("gap", True)


ACL = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""


def test_who_else_may_write_to_the_inbox_is_named() -> None:
    """GETACL: somebody with the right to insert can put in an answer that bears any stamp."""
    with MailServer(users=["inbox", "li", "reader"], dovecot_extra=ACL) as server:
        account = Account("localhost", server.imaps_port, "tls", "inbox", lambda: "secret", server.cafile)
        with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client:
            client.login("inbox", "secret")
            client.setacl("INBOX", "reader", "lr")
            alone = by_feature(survey_imap(account, WANTED))["who may write to INBOX"]
            client.setacl("INBOX", "li", "lri")
            shared = by_feature(survey_imap(account, WANTED))["who may write to INBOX"]
    assert (alone.state, alone.found) == ("good", "only this login")
    assert (shared.state, shared.found) == ("bad", "li")


def test_a_login_that_fails_is_a_finding(dovecot: MailServer, account: Account) -> None:
    """The table says so; nothing is raised."""
    wrong = dataclasses.replace(account, password=lambda: "wrong")
    (imap,) = survey_imap(wrong, WANTED)
    assert (imap.state, "AUTHENTICATIONFAILED" in imap.found) == ("bad", True)
    with ScriptedSmtp(logins={}) as server:
        (refused,) = asyncio.run(survey_smtp(Account("127.0.0.1", server.port, "none", "li", lambda: "x")))
    (down,) = asyncio.run(survey_smtp(Account("127.0.0.1", server.port, "none", "li", lambda: "x")))
    assert (refused.state, "535" in refused.found) == ("bad", True)
    assert down.state == "bad"


def test_what_smtp_offers() -> None:
    """A small SIZE is a gap; nothing is sent."""
    with ScriptedSmtp(extensions=("SIZE 2000000", "DSN"), logins={"li": "x"}) as server:
        found = by_feature(asyncio.run(survey_smtp(Account("127.0.0.1", server.port, "none", "li", lambda: "x"))))
        assert "MAIL" not in server.commands
    assert (found["SIZE"].state, found["SIZE"].found) == ("gap", "2 MiB")
    assert (found["DSN"].found, found["SMTPUTF8"].found, found["AUTH"].found) == ("yes", "no", "LOGIN PLAIN")


@pytest.fixture
def round_trip(dovecot: MailServer, account: Account, box: str) -> Callable[..., tuple[Probe, Judgement]]:
    """Probe the mailbox through a border."""

    def run(expected: Expected | None = None, **border: object) -> tuple[Probe, Judgement]:
        made = Border(dovecot, box, **border)
        with ScriptedSmtp(border=made) as smtp:
            there = Account("127.0.0.1", smtp.port, "none", "", lambda: "")
            done = asyncio.run(
                probe(
                    account,
                    there,
                    f"{box}@test.local",
                    "c0de",
                    watched=("INBOX", "Junk"),
                    colleague="colleague@test.local",
                    patience=10,
                    every=0.05,
                )
            )
        return done, judge(done, expected or Expected())

    return run


def test_a_border_that_stamps_proves_origin(round_trip: Callable[..., tuple[Probe, Judgement]]) -> None:
    """Stamped internal mail, foreign senders let through: level origin, and a warning."""
    done, judged = round_trip(stamp=STAMP)
    found = by_feature(judged.findings)
    assert judged.level is Level.ORIGIN
    assert "  authserv_id: mx.test.local" in judged.write
    assert "  plus_addresses: true" in judged.write
    assert found["From: colleague@test.local"].found == "accepted and stamped as genuine"
    assert {name for name, one in found.items() if one.state != "good"} == {"From: colleague@test.local"}
    assert all(one.received_at for one in done.mails.values())


@pytest.mark.parametrize("foreign", ["refuse", "rewrite"])
def test_a_server_that_refuses_foreign_senders_allows_level_sender(
    round_trip: Callable[..., tuple[Probe, Judgement]], foreign: str
) -> None:
    """Without a stamp, the From line of a login is worth something only then."""
    _, judged = round_trip(foreign=foreign, plus=False)
    found = by_feature(judged.findings)
    assert judged.level is Level.SENDER
    assert "  proves: sender" in judged.write
    assert found["From: colleague@test.local"].state == "good"
    assert found["plus-addresses"].state == "gap"
    assert found["Authentication-Results"].found == "internal mail bears none"


def test_without_stamps_and_with_foreign_senders_nothing_is_proven(
    round_trip: Callable[..., tuple[Probe, Judgement]],
) -> None:
    """Every sign-off is confirmed; a configured level sender is refused."""
    done, judged = round_trip()
    assert judged.level is Level.NONE
    promised = Expected(proves=Level.SENDER, authserv_id="other.example", plus_addresses=True)
    assert by_feature(judge(done, promised).findings)["From: colleague@test.local"].state == "bad"


def test_what_mailflow_yaml_promises_and_the_servers_break_is_bad(
    round_trip: Callable[..., tuple[Probe, Judgement]],
) -> None:
    """Another border's name, and plus-addresses that don't arrive."""
    _, judged = round_trip(Expected(authserv_id="other.example", plus_addresses=True), stamp=STAMP, plus=False)
    found = by_feature(judged.findings)
    assert (found["Authentication-Results"].state, found["plus-addresses"].state) == ("bad", "bad")


def test_a_stamp_without_a_pass_or_a_name_proves_nothing(round_trip: Callable[..., tuple[Probe, Judgement]]) -> None:
    """A stamp that says fail, and one that names nobody and isn't Microsoft's."""
    done, judged = round_trip(stamp="mx.test.local; spf=fail smtp.mailfrom=test.local")
    assert judged.level is Level.NONE
    nameless = b"Authentication-Results: spf=pass smtp.mailfrom=test.local; dmarc=pass header.from=test.local\r\n"
    plain = done.mails["plain"]
    for by, level in (("mx.test.local", Level.NONE), ("x.mail.protection.outlook.com", Level.ORIGIN)):
        hop = f"Received: from a.example (192.0.2.1) by {by} with ESMTPS\r\n".encode()
        mail = dataclasses.replace(plain, raw=nameless + hop + plain.raw.partition(b"Authentication-Results:")[2])
        assert judge(dataclasses.replace(done, mails={**done.mails, "plain": mail}), Expected()).level is level


def test_clocks_that_differ_and_references_that_are_lost_are_told(
    round_trip: Callable[..., tuple[Probe, Judgement]],
) -> None:
    """Deadlines rest on receipt times; answers are known by what they refer to."""
    done, _ = round_trip(stamp=STAMP)
    plain = done.mails["plain"]
    raw = plain.raw.replace(b"In-Reply-To:", b"X-Was:")
    mail = dataclasses.replace(plain, raw=raw, sent_at=plain.sent_at - timedelta(hours=1))
    found = by_feature(judge(dataclasses.replace(done, mails={**done.mails, "plain": mail}), Expected()).findings)
    assert (found["clock"].state, found["references"].state) == ("bad", "gap")
    assert "In-Reply-To" in found["references"].found


def test_mail_that_never_comes_back_is_told(account: Account) -> None:
    """The server takes everything and delivers nothing."""
    with ScriptedSmtp() as smtp:
        there = Account("127.0.0.1", smtp.port, "none", "", lambda: "")
        done = asyncio.run(probe(account, there, "box@test.local", "c0de", patience=0.2, every=0.05))
        assert len(smtp.accepted) == 3
        assert all(b"\r\nX-Mailflow-Loop: " in one.raw for one in smtp.accepted)
    judged = judge(done, Expected())
    assert judged.level is Level.NONE
    assert [one.state for one in judged.findings] == ["bad"]
