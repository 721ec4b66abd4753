"""read_message: what a person sees of a mail; a named refusal or defect where two readers would differ."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.parsers.automatic import Automatic, read_automatic
from mailflow.parsers.message import Message, read_message
from mailflow.parsers.message.parameters import safe_name
from mailflow.parsers.origin import read_origin
from mailflow.parsers.reference import Reference, read_reference
from mailflow.workflow.reply import Origin

HEAD = b"From: boss@corp.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MAILS = sorted((Path(__file__).parents[1] / "corpus").glob("**/*.eml"))


def mail(kind: str, body: bytes, *more: str) -> Message:
    """A mail of one part."""
    lines = [f"Content-Type: {kind}", *more]
    return read_message(HEAD + "\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def multipart(*parts: bytes, kind: str = "mixed", end: bytes = b"--b--\r\n") -> Message:
    """A multipart mail of ready parts."""
    inside = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return read_message(HEAD + f'Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode() + inside + end)


def part(kind: str, text: str, *more: str) -> bytes:
    """One part in UTF-8."""
    return "\r\n".join([f"Content-Type: {kind}; charset=utf-8", *more, "", text]).encode()


TEXTS = ["同意", "不同意，预算需下调10%。", "朱镕基同志：已核准。"]  # 镕 stands in GBK, not in GB2312
CODINGS = [
    ("gb2312", "gbk"),
    ("GBK", "gbk"),
    ("x-gbk", "gb18030"),
    ("cp936", "gbk"),
    ("gb18030", "gb18030"),
    ("utf-8", "utf-8"),
    ("UTF8", "utf-8"),
    ("", "utf-8"),
    ("", "gbk"),
    ("us-ascii", "utf-8"),
    ("us-ascii", "gbk"),
    ("iso-8859-1", "gbk"),
    ("windows-1252", "utf-8"),
    ("gb2312", "utf-8"),  # the label lies
    ("utf-8", "gbk"),  # the label lies
]


@pytest.mark.parametrize(("label", "real"), CODINGS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("coding", ["8bit", "base64", "quoted-printable"])
def test_chinese_is_read_whatever_its_label_says(text: str, label: str, real: str, coding: str) -> None:
    """15 labels and encodings, three texts, three transfer encodings: the words come out, with nothing to doubt."""
    data = text.encode(real)
    if coding == "base64":
        data = base64.encodebytes(data)
    elif coding == "quoted-printable":
        data = "".join(f"={byte:02X}" for byte in data).encode()
    charset = f"; charset={label}" if label else ""
    read = mail(f"text/plain{charset}", data, f"Content-Transfer-Encoding: {coding}")
    assert read.text.strip() == text
    assert not read.defects


@pytest.mark.parametrize("text", ["同意", "駁回，請補充附件。", "核准"])
def test_big5_is_read_as_big5(text: str) -> None:
    """Traditional Chinese under its own label."""
    assert mail("text/plain; charset=big5", text.encode("big5")).text == text


@pytest.mark.parametrize(
    ("label", "raw", "text"),
    [("iso-8859-1", b"Andr\xe9e est d'accord", "Andrée est d'accord"), ("windows-1252", b"it\x92s fine", "it’s fine")],
)
def test_latin_text_stays_latin(label: str, raw: bytes, text: str) -> None:
    """Single high bytes between ASCII letters are no Chinese."""
    assert mail(f"text/plain; charset={label}", raw).text == text


@pytest.mark.parametrize(
    ("label", "raw", "never"),
    [
        ("unicode_escape", rb"\u540c\u610f", "同意"),
        ("utf-7", b"+VAxhDw-", "同意"),
        ("hz-gb-2312", b"~{M,Rb~}", "同意"),
        ("raw_unicode_escape", rb"\u540c\u610f", "同意"),
        ("base64_codec", b"5ZCM5oSP", "同意"),
        ("idna", b"xn--4gqt09j", "同意"),
    ],
)
def test_an_encoding_that_spells_letters_in_ascii_is_not_honoured(label: str, raw: bytes, never: str) -> None:
    """It could say one thing to a reader and another to us: the letters stay as they are, with a defect."""
    read = mail(f"text/plain; charset={label}", raw)
    assert read.text == raw.decode()
    assert never not in read.text
    assert "unknown_charset" in read.defects


@pytest.mark.parametrize(
    ("coding", "body", "defect"),
    [
        ("base64", b"5ZCM5oSP\r\n", ""),
        ("base64", b"5ZCM5oSP=5LiN5ZCM5oSP\r\n", "damaged_encoding"),
        ("base64", b"5ZCM5oSPCg==5LiN5ZCM5oSP\r\n", "damaged_encoding"),
        ("base64", b"5ZCM5o*SP\r\n", "damaged_encoding"),
        ("base64", b"5ZCM5\r\n", "damaged_encoding"),
        ("quoted-printable", b"=E5=90=8C=E6=84=8F", ""),
        ("quoted-printable", b"=E5=90=8C=\r\n=E6=84=8F=", ""),
        ("quoted-printable", b"=E5=90=8C=E6=84=8F a=zb", "damaged_encoding"),
        ("x-rot13", b"abc", "unknown_encoding"),
        ("8-bit", "同意".encode(), ""),
    ],
)
def test_a_damaged_transfer_encoding_is_a_defect(coding: str, body: bytes, defect: str) -> None:
    """Two readers would read two things."""
    read = mail("text/plain; charset=utf-8", body, f"Content-Transfer-Encoding: {coding}")
    assert (defect in read.defects) if defect else not read.defects
    assert "同意" in read.text or coding in ("x-rot13",) or defect


@pytest.mark.parametrize(
    "body", ["同\ufffd意".encode(), "同意".encode() + b"\xe5\x90", "同\x00意".encode(), "同\x1b意".encode()]
)
def test_unreadable_characters_are_a_defect(body: bytes) -> None:
    """U+FFFD, half characters, controls: whatever stood there is not certain."""
    read = mail("text/plain; charset=utf-8", body)
    assert read.defects
    assert "\x00" not in read.text


def test_an_odd_head_does_not_spoil_the_words() -> None:
    """No date, no Message-ID, an X field in Latin-1: notes at most."""
    read = read_message(b"From: boss@corp.example\r\nX-Odd: \xe9\r\nDate: yesterday\r\n\r\nhello\r\n")
    assert (read.text, read.defects, read.refusal) == ("hello\n", (), "")
    assert read.sent_at is None
    assert read.message_id == ""


def test_a_forwarded_message_is_an_attachment() -> None:
    """Somebody else's 同意 in a message/rfc822 part is not among this mail's words."""
    inner = "From: boss@corp.example\r\nSubject: old\r\n\r\n同意"
    read = multipart(part("text/plain", "请看"), part("message/rfc822", inner))
    assert read.text == "请看"
    assert [one.media_type for one in read.attachments] == ["message/rfc822"]
    assert read.attachments[0].data.decode().endswith("同意")


@pytest.mark.parametrize(
    "attached",
    [
        part("text/plain", "同意", "Content-Disposition: attachment"),
        part("text/plain", "同意", 'Content-Disposition: inline; filename="a.txt"'),
        part('text/plain; name="a.txt"', "同意"),
        b'Content-Type: multipart/mixed; boundary="c"\r\nContent-Disposition: attachment\r\n\r\n--c\r\n'
        + part("text/plain", "同意")
        + b"\r\n--c--\r\n",
    ],
)
def test_a_text_file_is_no_body(attached: bytes) -> None:
    """Neither an attached text nor a body inside an attached multipart is what the mail says."""
    read = multipart(part("text/plain", "请看附件"), attached)
    assert read.text == "请看附件"
    assert len(read.attachments) == 1


def test_plain_and_html_are_both_kept_and_several_bodies_joined() -> None:
    """Text first; HTML beside it for whoever compares."""
    both = multipart(part("text/plain", "同意"), part("text/html", "<p>同意</p>"), kind="alternative")
    assert (both.text, both.html) == ("同意", "<p>同意</p>")
    several = multipart(part("text/plain", "一"), part("application/pdf", "%PDF"), part("text/plain", "二"))
    assert several.text == "一\n二"
    assert several.html is None


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('filename="../../etc/cron.d/x"', "x"),
        ("filename*=utf-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ('filename="=?utf-8?b?Li4vLi4v562+5a2X54mILnBkZg==?="', "签字版.pdf"),
        ('filename="..\\\\..\\\\a.exe"', "a.exe"),
        ("filename*0*=gb2312''%C7%A9; filename*1*=%D7%D6; filename*2=.pdf", "签字.pdf"),
        ("filename*=unicode_escape''%5Cu540c", "u540c"),
        ('filename=".."', ""),
        ('filename="a\u202egpj.exe"', "agpj.exe"),
    ],
)
def test_a_file_name_is_data_and_never_a_path(field: str, name: str) -> None:
    """Plain, RFC 2231 and encoded-word forms: last component, no controls."""
    disposition = f"Content-Disposition: attachment; {field}"
    read = multipart(part("text/plain", "x"), part("application/pdf", "data", disposition))
    assert read.attachments[0].name == name
    assert read.attachments[0].digest == hashlib.sha256(b"data").hexdigest()


def test_a_nul_or_line_break_leaves_a_file_name() -> None:
    """Encoded controls don't survive the reading."""
    assert safe_name("a\x00b\r\nc.txt") == "abc.txt"
    assert len(safe_name("x" * 1000)) == 255


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_date_at_the_edge_of_time_is_none_or_a_date(year: str) -> None:
    """No zone pushes a date over the edge."""
    for date, zone in (("1 Jan", "+1400"), ("31 Dec", "-1200")):
        read = read_message(f"From: a@b.example\r\nDate: {date} {year} 00:00:00 {zone}\r\n\r\nx".encode())
        assert read.sent_at is None or read.sent_at.tzinfo is UTC


def test_head_fields_are_read() -> None:
    """Subject over two encoded words that share a character, sender in quotes, date with a zone, Message-ID."""
    data = "关于预算的答复".encode("gbk")
    words = [base64.b64encode(piece).decode() for piece in (data[:5], data[5:])]
    read = read_message(
        f'From: "=?gb18030?B?zfXP/g==?=" <wang@corp.example>\r\n'
        f"Subject: =?gb2312?B?{words[0]}?=\r\n =?gb2312?B?{words[1]}?=\r\n"
        "Date: Mon, 23 Nov 2026 11:57:12 +0800\r\nMessage-ID:\r\n <a.b@corp.example>\r\n\r\nx".encode()
    )
    assert read.subject == "关于预算的答复"
    assert read.sender == "王晓 <wang@corp.example>"
    assert read.sent_at == datetime(2026, 11, 23, 3, 57, 12, tzinfo=UTC)
    assert read.message_id == "<a.b@corp.example>"
    assert read.value("subject").startswith("=?gb2312?B?")


@pytest.mark.parametrize("value", ["a =?utf-8?b?5ZCM", "=?GB2312?B?tPq/x?=", "x =?UTF-8?B?0Jct: y?="])
def test_a_broken_encoded_word_stands_as_it_is(value: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither lost nor guessed, and no library writes a mail's words into the log."""
    read = read_message(f"From: {value} <a@b.example>\r\nSubject: {value}\r\n\r\nx".encode())
    assert read.subject == value
    assert not caplog.records


def test_a_decoded_line_break_stays_in_its_field() -> None:
    """An encoded word can't smuggle a second field into anything that prints the subject."""
    read = read_message(b"From: a@b.example\r\nSubject: =?utf-8?q?a=0D=0ABcc:_evil=40e.example?=\r\n\r\nx")
    assert read.subject == "a Bcc: evil@e.example"


TRAPS = {
    "bare_cr": b"X: a\rFrom: boss@corp.example\r\nFrom: evil@evil.example\r\n\r\nx",
    "nul": b"From: boss@corp.example\x00evil\r\n\r\nx",
    "mixed_line_ends": b"From: a@b.example\r\nX: y\nSubject: z\r\n\r\nx",
    "two_from": b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nx",
    "duplicate_header": b"From: a@b.example\r\nContent-Type: text/plain\r\ncontent-type: text/html\r\n\r\nx",
    "header_too_large": b"From: a@b.example\r\nX: " + b"a" * 70_000 + b"\r\n\r\nx",
    "unreadable": b"",
    "encoded_words": b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?a?= " * 1200 + b"\r\n\r\nx",
}


@pytest.mark.parametrize("refusal", TRAPS)
def test_each_trap_has_its_name(refusal: str) -> None:
    """Quarantined before anything is parsed that two parsers would read differently."""
    read = read_message(TRAPS[refusal])
    assert read.refusal == refusal
    assert not read.text


def test_a_trap_inside_a_part_counts_as_well() -> None:
    """A part's own head follows the same law."""
    twice = part("text/plain", "同意", "Content-Type: text/html")
    assert multipart(twice).refusal == "duplicate_header"
    assert multipart(b"Content-Type: text/plain\rX: y\r\n\r\nx").refusal == "bare_cr"
    assert multipart(b"X: " + b"a" * 70_000 + b"\r\n\r\nx").refusal == "header_too_large"


def nested(depth: int) -> bytes:
    """A multipart in a multipart, so many deep."""
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{no}"\r\n\r\n--b{no}\r\n' for no in range(depth))
    return b"From: a@b.example\r\n" + heads.encode() + b"Content-Type: text/plain\r\n\r\nx"


BOMBS = {
    "too_deep": nested(3000),
    "too_many_parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3000,
    "header_too_large": b"From: a@b.example\r\nSubject: " + b"=?utf-8?b?5ZCM?= " * 62_000 + b"\r\n\r\nx",
    "encoded_words": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + (b'--b\r\nContent-Disposition: attachment; filename="' + b"=?utf-8?q?a?=" * 200 + b'"\r\n\r\nx\r\n') * 150,
    "too_large": HEAD + b"\r\n" + b"a" * (25 * 1024 * 1024),
}


@pytest.mark.parametrize("refusal", BOMBS)
def test_a_bomb_ends_in_its_refusal(refusal: str) -> None:
    """3,000 nested parts, 3,000 parts, a mebibyte of encoded words, 30,000 of them in file names, 25 MiB."""
    assert read_message(BOMBS[refusal]).refusal == refusal


HOSTILE = {
    "parentheses": b"From: " + b"(" * 30_000 + b"\r\n\r\nx",
    "quotes": b'From: "' + b'"' * 30_000 + b"\r\n\r\nx",
    "addresses": b"From: a@b.example\r\nTo: " + b"a@b.example," * 5_000 + b"\r\n\r\nx",
    "received": b"From: a@b.example\r\nReceived: " + b"from by " * 7_000 + b"\r\n\r\nx",
    "forwards in forwards": b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "dashes": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--\r\n" * 300_000,
    "almost delimiters": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bb\r\n" * 200_000,
    "parameters": HEAD + b"Content-Type: text/plain" + b'; a="' * 800 + b"\r\n\r\nx",
    "sections": HEAD
    + b"Content-Disposition: attachment"
    + b"".join(b"; f*%d*=%%41" % no for no in range(250))
    + b"\r\n\r\nx",
    "padding": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 500_000,
    "quoted blanks": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= " * 500_000,
    "one character": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "同".encode() * 350_000,
    "high bytes": HEAD + b"\r\n" + bytes(range(128, 256)) * 8_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_to_its_end(name: str) -> None:
    """Long runs of whatever makes careless patterns slow or deep: a message comes back."""
    read = read_message(HOSTILE[name])
    assert read.refusal in ("", "header_too_large")
    assert isinstance(read.sender, str)


def test_broken_structure_is_said() -> None:
    """A mail cut short, a boundary that never comes, junk between fields: the words are doubtful."""
    assert multipart(part("text/plain", "同意"), end=b"").defects == ("truncated",)
    never = read_message(HEAD + b"Content-Type: multipart/mixed; boundary=zz\r\n\r\nhello")
    assert (never.text, never.defects) == ("hello", ("broken_structure",))
    assert mail("multipart/mixed", b"hello").defects == ("broken_structure",)
    junk = read_message(b"From: a@b.example\r\nno field at all\r\nSubject: x\r\n\r\nhello")
    assert (junk.subject, junk.defects) == ("x", ("header_junk",))
    early = read_message(b"From: a@b.example\r\nhello there\r\n\r\nmore")
    assert early.text.startswith("hello there")
    assert early.defects == ("header_junk",)


def test_a_boundary_of_the_outer_part_closes_the_inner() -> None:
    """An inner part whose end is missing does not swallow what comes after it."""
    inner = b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n' + part("text/plain", "一")
    read = multipart(inner, part("text/plain", "二"))
    assert read.text == "一\n二"
    assert read.defects == ("truncated",)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    """Whatever comes, a message comes back."""
    assert isinstance(read_message(raw), Message)


PIECES = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\x00",
    b"--b",
    b"--b--",
    b": ",
    b"=?gb2312?b?",
    b"?=",
    b"%",
    b"charset=hz",
    b"\xff\xfe",
    b'"',
]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_to_a_real_mail_makes_it_fail(data: st.DataObject) -> None:
    """Mails of the corpus with pieces cut out, doubled and put in."""
    raw = data.draw(st.sampled_from(MAILS)).read_bytes()[:20_000]
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 200)))
        raw = raw[:start] + data.draw(st.sampled_from([b"", raw[start:end] * 2, *PIECES])) + raw[end:]
    read = read_message(raw)
    assert "\x00" not in read.text + read.subject + read.sender
    assert isinstance(read_origin(read, "mx.corp.example"), Origin)
    assert isinstance(read_automatic(read), Automatic | None)
    assert isinstance(read_reference(read, read.text), Reference)
