"""read_origin: exactly one plain From, and only what the trusted border stamped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.parsers.message import read_message
from mailflow.parsers.origin import read_address, read_origin
from mailflow.sandbox.border import Border
from mailflow.workflow.reply import Origin, OriginVerdict

ID = "mx.corp.example"
HOP = f"Received: from x.example (x.example [192.0.2.1]) by {ID} with ESMTPS; Mon, 23 Nov 2026 10:30:05 +0800\r\n"
FROM = "From: boss@corp.example\r\n"


def origin(*fields: str, border: str = ID) -> Origin:
    """The origin of a mail with these fields on top of a From that names boss."""
    head = "".join(field if field.endswith("\r\n") else f"{field}\r\n" for field in fields)
    return read_origin(read_message((head + FROM + "\r\nx").encode()), border)


def stamp(text: str, name: str = ID) -> str:
    """A border's stamp."""
    return f"Authentication-Results: {name}; {text}"


PLAIN = [
    ("boss@corp.example", "boss@corp.example"),
    ("Boss@CORP.Example", "Boss@corp.example"),
    ("<boss@corp.example>", "boss@corp.example"),
    ("Wang Fang <w.f+x@hr.corp.example>", "w.f+x@hr.corp.example"),
    ('"Wang, Fang (IT)" <wf@corp.example>', "wf@corp.example"),
    ("=?gb2312?B?zfXP/g==?= <wang@corp.example>", "wang@corp.example"),
    ('"=?gb2312?B?zfXP/g==?=" <wang@corp.example>', "wang@corp.example"),
    ("王芳 <wang@corp.example>", "wang@corp.example"),
    ("John Q. Public <jq@corp.example>", "jq@corp.example"),
    ('"boss@corp.example" <evil@evil.example>', "evil@evil.example"),
    ("a@xn--fiqs8s.example", "a@xn--fiqs8s.example"),
]


@pytest.mark.parametrize(("value", "address"), PLAIN)
def test_a_plain_from_is_read(value: str, address: str) -> None:
    """Local part as it stands, domain in lower case, a display name of any look proves nothing."""
    assert read_address([value]) == (address, "")


TRICKS = [
    ("boss@corp.example:evil@evil.example;", "group"),
    ("friends:boss@corp.example;", "group"),
    ("boss@corp.example)evil@evil.example(", "comment"),
    ("boss@corp.example (Boss)", "comment"),
    ("boss(x)@corp.example", "comment"),
    ("<@evil.example:boss@corp.example>", "route"),
    ("<@evil.example,@b.example:boss@corp.example>", "route"),
    ("boss@corp.example <evil@evil.example>", "several"),
    ("boss@corp.example, evil@evil.example", "several"),
    ("<boss@corp.example>, <evil@evil.example>", "several"),
    ("<boss@corp.example> <evil@evil.example>", "several"),
    ("Boss <boss@corp.example", "syntax"),
    ("Boss <boss@corp.example> x", "syntax"),
    ("bоss@corp.example", "not_ascii"),  # Cyrillic о
    ("Boss <boss@cоrp.example>", "not_ascii"),
    ("boss＠corp.example", "no_address"),
    ('"boss"@corp.example', "syntax"),
    ("boss@[192.0.2.1]", "syntax"),
    ("boss..x@corp.example", "syntax"),
    (".boss@corp.example", "syntax"),
    ("boss@corp..example", "syntax"),
    ("boss@-corp.example", "syntax"),
    ("boss@corp.example@evil.example", "several"),
    ("=?utf-8?q?boss=40corp.example?=", "no_address"),
    ("<=?utf-8?q?boss?=@corp.example>", "syntax"),
    ("boss@corp.example\u200b", "syntax"),
    ("\u202eboss <boss@corp.example>", "syntax"),
    ("bo\x00ss@corp.example", "syntax"),
    ("b" * 65 + "@corp.example", "syntax"),
    ("boss", "no_address"),
    ("", "missing"),
    ("(" * 5000, "comment"),
    ('"' * 5000, "no_address"),
]


@pytest.mark.parametrize(("value", "reason"), TRICKS)
def test_every_trick_has_its_reason_and_no_address(value: str, reason: str) -> None:
    """What two parsers would read as two people is nobody."""
    assert read_address([value]) == ("", reason)


def test_none_and_two_fields_are_nobody() -> None:
    """One From field, no other count."""
    assert read_address([]) == ("", "missing")
    assert read_address(["boss@corp.example", "boss@corp.example"]) == ("", "several_fields")


def test_a_folded_from_is_the_mailbox_in_brackets() -> None:
    """Folding is no syntax: the name goes on, an address in front of the brackets is a trick."""
    folded = read_message(b"From: Wang\r\n Fang\r\n <wf@corp.example>\r\n\r\nx")
    assert read_origin(folded, "").address == "wf@corp.example"
    trick = read_message(b"From: boss@corp.example\r\n <evil@evil.example>\r\n\r\nx")
    assert read_origin(trick, "") == Origin("", OriginVerdict.FAILED, "several")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_read_is_one_plain_address(value: str) -> None:
    """Never more than local@domain in ASCII, whatever the field holds."""
    address, reason = read_address([value])
    assert bool(address) != bool(reason)
    assert address.isascii()
    assert address.count("@") == bool(address)


def test_other_sender_fields_prove_nothing() -> None:
    """Reply-To, Sender and Resent-From leave the origin as it is."""
    read = read_message(
        b"Sender: boss@corp.example\r\nReply-To: boss@corp.example\r\nResent-From: boss@corp.example\r\n"
        b"From: Boss <evil@evil.example>\r\n\r\nx"
    )
    assert read_origin(read, "").address == "evil@evil.example"


VERDICTS = [
    ("dmarc=pass header.from=corp.example", "proven", "dmarc"),
    ("dmarc=pass (p=reject) header.from=Corp.Example", "proven", "dmarc"),
    ("dmarc=pass header.from=evil.example", "failed", "other_domain"),
    ("dmarc=pass", "weak", "dmarc_unnamed"),
    ("dmarc=fail header.from=corp.example; dkim=pass header.d=corp.example", "failed", "dmarc_fail"),
    ("dmarc=temperror header.from=corp.example", "temporary", "dmarc_temperror"),
    ("dmarc=none header.from=corp.example; dkim=pass header.d=corp.example", "proven", "dkim"),
    ("dkim=pass header.d=example", "weak", "none"),
    ("dkim=pass header.i=@corp.example", "proven", "dkim"),
    ("dkim=pass header.d=evil.example", "weak", "none"),
    ("dkim=pass header.d=notcorp.example", "weak", "none"),
    ("dkim=pass header.d=mail.corp.example", "weak", "none"),
    ("dkim=fail header.d=evil.example; dkim=pass header.d=corp.example", "proven", "dkim"),
    ("dkim=fail header.d=corp.example", "failed", "dkim_fail"),
    ("dkim=temperror header.d=corp.example", "temporary", "dkim_temperror"),
    ("spf=pass smtp.mailfrom=boss@corp.example", "weak", "spf_alone"),
    ("spf=fail smtp.mailfrom=boss@corp.example", "failed", "spf_fail"),
    ("spf=softfail smtp.mailfrom=boss@corp.example", "weak", "none"),
    ("none", "weak", "none"),
    ("dmarc=pass (((( header.from=corp.example", "weak", "unreadable_stamp"),
    ('spf=pass smtp.mailfrom="a; dmarc=pass header.from=corp.example"@evil.example; dmarc=none', "weak", "spf_alone"),
    ("spf=pass (x; dmarc=pass header.from=corp.example) smtp.mailfrom=evil.example", "weak", "spf_alone"),
]


@pytest.mark.parametrize(("text", "verdict", "reason"), VERDICTS)
def test_what_a_stamp_proves(text: str, verdict: str, reason: str) -> None:
    """One row of the table of rules each."""
    read = origin(stamp(text), HOP)
    assert (read.address, read.verdict.value, read.reason) == ("boss@corp.example", verdict, reason)
    assert read.stamp == f"{ID}; {text}"


def test_a_parent_domain_signs_for_its_subdomain() -> None:
    """Relaxed alignment goes up, never down."""
    read = read_message(f"{stamp('dkim=pass header.d=corp.example')}\r\n{HOP}From: a@hr.corp.example\r\n\r\nx".encode())
    assert read_origin(read, ID).verdict is OriginVerdict.PROVEN


PASS = stamp("dmarc=pass header.from=corp.example")


def test_without_a_border_name_no_stamp_counts() -> None:
    """Nothing configured, nothing trusted."""
    assert origin(PASS, HOP, border="").reason == "no_border"


def test_only_the_borders_own_name_counts() -> None:
    """Neither another name, nor one that merely begins or ends like it."""
    for name in ("mx.evil.example", f"x{ID}", f"{ID}.evil.example", "corp.example"):
        assert origin(stamp("dmarc=pass header.from=corp.example", name), HOP).reason == "no_stamp"
    assert origin(stamp("dmarc=pass header.from=corp.example", ID.upper()), HOP).reason == "dmarc"
    assert origin(stamp("dmarc=pass header.from=corp.example", f"{ID} 1"), HOP).reason == "dmarc"


def test_a_forged_stamp_below_the_border_never_counts() -> None:
    """Under the next hop it was in the mail before it came."""
    below = HOP.replace(ID, "evil.example")
    assert origin(HOP, below, PASS).reason == "no_stamp"
    assert origin(HOP, stamp("none"), below, PASS).reason == "none"


def test_a_forged_stamp_beside_the_true_one_loses() -> None:
    """At the top of the sender's own mail it stands beside the border's: the worst of them counts, in either order."""
    fail = stamp("dmarc=fail header.from=corp.example")
    for layout in ((fail, HOP, PASS), (HOP, fail, PASS), (HOP, PASS, fail), (HOP, PASS, stamp("none"))):
        assert origin(*layout).verdict is not OriginVerdict.PROVEN
    assert origin(HOP, fail, PASS).stamp.startswith(f"{ID}; dmarc=fail")


def test_a_nameless_stamp_counts_at_microsofts_border_only() -> None:
    """Microsoft's names nobody; anybody else's must."""
    nameless = (
        "Authentication-Results: spf=pass smtp.mailfrom=corp.example; dmarc=pass action=none header.from=corp.example"
    )
    microsoft = HOP.replace(f"by {ID}", "by DB5EUR01FT034.mail.protection.outlook.com")
    assert origin(nameless, microsoft, border="mail.protection.outlook.com").reason == "dmarc"
    assert origin(nameless, HOP).reason == "no_stamp"


def test_a_refused_head_names_nobody() -> None:
    """A mail that two readers would see two senders in has none."""
    trap = read_message(b"X: a\rFrom: boss@corp.example\r\nFrom: evil@evil.example\r\n\r\nx")
    assert read_origin(trap, ID).address == ""
    two = read_message(b"From: boss@corp.example\r\nFrom: evil@evil.example\r\n\r\nx")
    assert read_origin(two, ID).reason == "several_fields"


FORGED = b"From: boss@corp.example\r\n"
TRUE = b"From: evil@evil.example\r\n"
HEADS = [
    ("a bare CR", b"X: a\rFrom: boss@corp.example\r\n" + TRUE, "bare_cr"),
    ("a NUL", b"X: a\x00\r\n" + FORGED, "nul"),
    ("a bare LF among CRLF", b"X: a\nFrom: boss@corp.example\r\n" + TRUE, "mixed_line_ends"),
    ("a second one in capitals", TRUE + b"FROM: boss@corp.example\r\n", "two_from"),
    ("a second one with a blank before its colon", TRUE + b"From : boss@corp.example\r\n", "two_from"),
    ("a second one below a line that is no field", TRUE + b"no field\r\n" + FORGED, "two_from"),
    ("an empty one", b"From:\r\n" + FORGED, "two_from"),
]


@pytest.mark.parametrize(("head", "refusal"), [case[1:] for case in HEADS], ids=[case[0] for case in HEADS])
def test_what_two_readers_would_read_as_two_senders_is_refused(head: bytes, refusal: str) -> None:
    """Whoever checked the mail may have seen the other one: no address at all, whatever the stamp says."""
    read = read_message(f"{PASS}\r\n{HOP}".encode() + head + b"\r\nx")
    assert read.refusal == refusal
    assert read_origin(read, ID).address == ""


def test_a_from_below_the_head_is_words() -> None:
    """After the first blank line nothing is a field; a From folded into another field is part of that one."""
    below = read_message(f"{PASS}\r\n{HOP}Subject: x\r\n\r\n".encode() + FORGED + b"\r\nx")
    assert read_origin(below, ID) == Origin("", OriginVerdict.FAILED, "missing")
    folded = read_message(f"{HOP}Subject: x\r\n ".encode() + FORGED + TRUE + b"\r\nx")
    assert read_origin(folded, ID).address == "evil@evil.example"


@pytest.mark.parametrize(
    "name", ["ARC-Authentication-Results", "X-Authentication-Results", "Authentication-Results-Original"]
)
def test_only_the_borders_own_field_is_a_stamp(name: str) -> None:
    """What a chain of other servers seals (RFC 8617) or an older border stamped is not ours."""
    sealed = "i=1; " if name.startswith("ARC") else ""
    field = f"{name}: {sealed}{ID}; dmarc=pass header.from=corp.example"
    assert origin(field, HOP) == Origin("boss@corp.example", OriginVerdict.WEAK, "no_stamp")


@pytest.mark.parametrize("other", ["evil.example", "corp.example.evil.example"])
def test_a_stamp_that_names_two_domains_proves_neither(other: str) -> None:
    """Whichever stands first: a border names the domain that it checked once."""
    for pair in ((other, "corp.example"), ("corp.example", other)):
        text = f"dmarc=pass header.from={pair[0]} header.from={pair[1]}"
        assert origin(stamp(text), HOP).verdict is OriginVerdict.WEAK
    assert origin(stamp("dkim=pass header.d=evil.example header.d=corp.example"), HOP).reason == "none"


def test_of_two_results_in_one_stamp_the_worse_counts() -> None:
    """A pass beside a fail is a fail, in either order."""
    for text in ("dmarc=pass header.from=corp.example; dmarc=fail", "dmarc=fail; dmarc=pass header.from=corp.example"):
        assert origin(stamp(text), HOP).reason == "dmarc_fail"


def test_a_head_of_encoded_words_names_nobody() -> None:
    """A quarter of a mebibyte of them is not decoded for a name."""
    name = "=?utf-8?b?5rWB?= " * 16_000
    read = read_message(f"{PASS}\r\n{HOP}From: {name}<boss@corp.example>\r\n\r\nx".encode())
    assert read.refusal == "header_too_large"
    assert read_origin(read, ID).address == ""


def test_the_sandbox_border_is_understood() -> None:
    """Its own people pass, a pretender fails, whatever stamp the pretender brings along."""
    border = Border("corp.example", lambda: datetime(2026, 11, 23, tzinfo=UTC))
    mail = f"{FROM}Subject: x\r\n\r\nx".encode()
    assert read_origin(read_message(border("boss@corp.example", "flow@corp.example", mail)), ID).reason == "dmarc"
    forged = f"{PASS}\r\n".encode() + mail
    read = read_origin(read_message(border("evil@evil.example", "flow@corp.example", forged)), ID)
    assert (read.verdict, read.reason) == (OriginVerdict.FAILED, "dmarc_fail")
