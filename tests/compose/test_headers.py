"""A mail is complete, decodes to what went in on any parser, and no value can add a line to it."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from email.policy import default as modern

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.compose.headers import Envelope, Rendered, assemble, base64_lines, build
from mailflow.compose.refusal import RenderError
from mailflow.parsers.message import read_message
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Attachment

RENDERED = Rendered(
    "【请签】方案 v2，今天16:00前 [XC2026-0001]", "第一行\n第二行\n", "<html><p>第一行<br>第二行</p></html>"
)
ENVELOPE = Envelope(
    rcpt="zhang.wei@corp.example",
    to=(("zhang.wei@corp.example", "张伟"),),
    cc=(("li.qiang@corp.example", 'Li "Q" Qiang'), ("x@corp.example", "")),
    box_address="flow@corp.example",
    box_name="流程邮箱",
    reply_to="flow+7f3a91c28d4eq0rst@corp.example",
    message_id="<mf.1@corp.example>",
    in_reply_to=("<a@b.example>", "<c@d.example>"),
    at=datetime(2026, 12, 4, 3, 0, tzinfo=UTC),
    boundary="0123456789abcdef01234567",
)
BENT = ("a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\x00b", "a\x0bb", "a\u2028b", "a\x85b", "a\u202eb", "a\ud800b")


def file(name: str, data: bytes, media_type: str = "application/pdf") -> tuple[Attachment, bytes]:
    return Attachment(name, media_type, len(data), sha256(data)), data


def made(rendered: Rendered = RENDERED, envelope: Envelope = ENVELOPE, *files: tuple[Attachment, bytes]) -> bytes:
    built = build(rendered, envelope, [one for one, _ in files])
    assert [digest for digest, _ in built.parts] == [one.digest for one, _ in files]
    return assemble(built.head, [(data, after) for (_, data), (_, after) in zip(files, built.parts, strict=True)])


def is_well_formed(raw: bytes) -> bool:
    """CRLF only, ASCII only, no line over 998 octets (RFC 5321 4.5.3.1.6)."""
    raw.decode("ascii")
    lines = raw.split(b"\r\n")
    return all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)


def test_a_mail_comes_back_as_it_went_in():
    mail = message_from_bytes(made(), policy=modern)
    assert mail["Subject"] == RENDERED.subject
    assert [(one.addr_spec, one.display_name) for one in mail["From"].addresses] == [("flow@corp.example", "流程邮箱")]
    assert [(one.addr_spec, one.display_name) for one in mail["To"].addresses] == [("zhang.wei@corp.example", "张伟")]
    assert [one.display_name for one in mail["Cc"].addresses] == ['Li "Q" Qiang', ""]
    assert mail["Reply-To"].addresses[0].addr_spec == ENVELOPE.reply_to
    assert mail["Message-ID"] == "<mf.1@corp.example>"
    assert mail["In-Reply-To"] == "<c@d.example>"
    assert mail["References"].split() == ["<a@b.example>", "<c@d.example>"]
    assert mail["Date"].datetime == ENVELOPE.at
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail["X-Mailflow-Loop"] == "flow@corp.example"
    assert mail.get_content_type() == "multipart/alternative"
    plain, page = mail.iter_parts()
    assert plain.get_content() == "第一行\r\n第二行\r\n"  # the canonical form of text, RFC 2046 4.1.1
    assert page.get_content_type() == "text/html"
    assert page.get_content().strip() == RENDERED.html
    assert is_well_formed(made())
    assert not mail.defects


def test_files_fill_the_holes_in_their_order():
    files = [file("方案 v2.pdf", b"%PDF" + bytes(range(256)) * 40), file("empty.bin", b""), file("a.txt", b"x")]
    raw = made(RENDERED, ENVELOPE, *files)
    mail = message_from_bytes(raw, policy=modern)
    assert mail.get_content_type() == "multipart/mixed"
    assert [one.get_filename() for one in mail.iter_attachments()] == ["方案 v2.pdf", "empty.bin", "a.txt"]
    assert [one.get_payload(decode=True) for one in mail.iter_attachments()] == [data for _, data in files]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == RENDERED.text
    assert is_well_formed(raw)


def test_our_own_reader_sees_the_same():
    seen = read_message(made(RENDERED, ENVELOPE, file("方案.pdf", b"%PDF-1.7")))
    assert (seen.subject, seen.sender, seen.message_id) == (
        RENDERED.subject,
        "流程邮箱 <flow@corp.example>",
        "<mf.1@corp.example>",
    )
    assert seen.text.strip() == RENDERED.text.strip()
    assert [one.name for one in seen.attachments] == ["方案.pdf"]
    assert not seen.refusal


def test_the_same_input_gives_the_same_bytes():
    files = [file("方案.pdf", b"%PDF")]
    assert made(RENDERED, ENVELOPE, *files) == made(RENDERED, ENVELOPE, *files)
    other = replace(ENVELOPE, boundary="f" * 24)
    assert made(RENDERED, other) != made(RENDERED, ENVELOPE)


@pytest.mark.parametrize("bent", BENT)
def test_a_value_that_would_add_a_line_is_refused(bent):
    for envelope in (
        replace(ENVELOPE, to=(("zhang.wei@corp.example", bent),)),
        replace(ENVELOPE, to=((f"{bent}@corp.example", ""),)),
        replace(ENVELOPE, cc=(("x@corp.example", bent),)),
        replace(ENVELOPE, box_name=bent),
        replace(ENVELOPE, reply_to=f"{bent}@corp.example"),
        replace(ENVELOPE, message_id=f"<{bent}@corp.example>"),
        replace(ENVELOPE, in_reply_to=(f"<{bent}@corp.example>",)),
        replace(ENVELOPE, boundary=bent),
    ):
        with pytest.raises(RenderError):
            build(RENDERED, envelope)
    with pytest.raises(RenderError):
        build(replace(RENDERED, subject=bent), ENVELOPE)
    with pytest.raises(RenderError):
        build(RENDERED, ENVELOPE, [Attachment(bent, "application/pdf", 1, "0" * 64)])


@pytest.mark.parametrize(
    "address", ["", "x", "x@", "x y@corp.example", "x@corp.example, y@evil.example", "张@corp.example"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(RenderError, match="address"):
        build(RENDERED, replace(ENVELOPE, to=((address, ""),)))


def test_a_reference_that_names_nothing_is_left_out():
    ids = ("no brackets", "<a b@c>", "<good@corp.example>", "<" + "x" * 1000 + "@corp.example>")
    mail = message_from_bytes(made(RENDERED, replace(ENVELOPE, in_reply_to=ids)), policy=modern)
    assert mail["References"] == "<good@corp.example>"
    none = message_from_bytes(made(RENDERED, replace(ENVELOPE, in_reply_to=("nothing",))), policy=modern)
    assert none["References"] is None
    assert none["In-Reply-To"] is None


def test_a_file_type_that_would_change_the_structure_is_neutral():
    """A forwarded message must not become part of ours, and base64 may not stand in one (RFC 2046 5.2.1)."""
    for media_type in ("message/rfc822", "multipart/mixed", "no type", "a/b; x=y", ""):
        raw = made(RENDERED, ENVELOPE, file("x.eml", b"From: boss@corp.example\r\n\r\nyes", media_type))
        part = next(iter(message_from_bytes(raw, policy=modern).iter_attachments()))
        assert part.get_content_type() == "application/octet-stream"


def test_long_words_are_cut_between_characters_and_lines_stay_short():
    subject = "跨部门协作与问题解决" * 30 + " 𠮷" * 10
    raw = made(replace(RENDERED, subject=subject))
    head = raw.split(b"\r\n\r\n")[0].decode("ascii")
    assert all(len(line) <= 78 for line in head.split("\r\n"))
    assert message_from_bytes(raw, policy=modern)["Subject"] == subject
    for word in re.findall(r"=\?utf-8\?B\?[^?]+\?=", head):
        assert len(word) <= 75
        str(make_header(decode_header(word)))  # each word decodes by itself


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=60).filter(
    lambda text: text == text.strip() and not re.search("[\u202a-\u202e\u2066-\u2069]", text)
)

# The standard library takes a pair of angle brackets round a parameter off when it reads one.
FILENAMES = NAMES.filter(lambda text: bool(text) and not (text[0] == "<" and text[-1] == ">"))


@settings(max_examples=80, deadline=None)
@given(name=NAMES, subject=NAMES, filename=FILENAMES)
def test_any_plain_name_subject_and_file_name_survives(name, subject, filename):
    envelope = replace(ENVELOPE, to=(("zhang.wei@corp.example", name),))
    raw = made(replace(RENDERED, subject=subject), envelope, file(filename, b"x"))
    assert is_well_formed(raw)
    mail = message_from_bytes(raw, policy=SMTP)
    old = message_from_bytes(raw)
    assert str(make_header(decode_header(old["Subject"] or ""))) == subject
    assert mail["To"].addresses[0].addr_spec == "zhang.wei@corp.example"
    encoded = re.findall(r"=\?utf-8\?B\?([^?]*)\?=", old["To"])
    shown = b"".join(map(b64decode, encoded)).decode() if encoded else mail["To"].addresses[0].display_name
    assert shown == name
    assert [one.get_filename() for one in mail.iter_attachments()] == [filename]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=4))
def test_any_content_survives(contents):
    files = [file(f"{no}.bin", data) for no, data in enumerate(contents)]
    raw = made(RENDERED, ENVELOPE, *files)
    mail = message_from_bytes(raw, policy=modern)
    assert [one.get_payload(decode=True) for one in mail.iter_attachments()] == contents
    assert is_well_formed(raw)


def test_base64_has_lines_of_76():
    lines = base64_lines(bytes(1000)).split(b"\r\n")
    assert {len(line) for line in lines[:-1]} == {76}
    assert base64_lines(b"") == b""
