"""read_reference: every carrier of a reply, by where it stands."""

from __future__ import annotations

from mailflow.parsers.message import read_message
from mailflow.parsers.reference import Reference, read_reference
from mailflow.workflow.marks import make_token, plus_address, show_token

ONE, TWO, THREE, FOUR = (make_token(bits) for bits in (1, 2, 3, 4))


def read(*fields: str, text: str = "", html: str = "", words: str = "") -> Reference:
    """The reference of a mail with these fields and bodies."""
    kind = "Content-Type: text/{}; charset=utf-8"
    parts = (f"--b\r\n{kind.format(name)}\r\n\r\n{body}\r\n" for name, body in (("plain", text), ("html", html)))
    both = "".join(parts) + "--b--"
    head = "\r\n".join(["From: a@b.example", *fields, 'Content-Type: multipart/alternative; boundary="b"'])
    return read_reference(read_message(f"{head}\r\n\r\n{both}".encode()), words)


def test_message_ids_come_nearest_first() -> None:
    """In-Reply-To, then References from its end, each once; what is no id is passed over."""
    found = read("In-Reply-To: Your mail of <c@x> today", "References: <a@x>\r\n <b@x> junk <c@x>")
    assert found.message_ids == ("<c@x>", "<b@x>", "<a@x>")


def test_plus_addresses_are_found_wherever_they_were_sent_to() -> None:
    """To, Cc, Delivered-To, X-Original-To; a wrong check digit is no token."""
    broken = ONE[:-1] + ("0" if ONE[-1] != "0" else "1")
    found = read(
        f"To: Flow <{plus_address('flow@corp.example', ONE)}>, b@x.example",
        f"Cc: {plus_address('flow@corp.example', TWO)}",
        f"Delivered-To: {plus_address('flow@corp.example', ONE)}",
        f"X-Original-To: flow+{broken}@corp.example",
    )
    assert found.plus_tokens == (ONE, TWO)


def test_typed_and_quoted_tokens_are_kept_apart() -> None:
    """What the person typed is one carrier, what stands in the quote, the HTML or the subject another."""
    text = f"同意 {show_token(ONE)}\n\n> 编号 {show_token(TWO)} {show_token(ONE)}"
    found = read(f"Subject: Re: {show_token(THREE)}", text=text, words=f"同意 {show_token(ONE).lower()}")
    assert found.word_tokens == (ONE,)
    assert found.quoted_tokens == (THREE, TWO)


def test_a_token_cut_by_html_elements_and_one_in_a_link_are_found() -> None:
    """Programs put elements round anything, and links carry plus-addresses."""
    shown = show_token(ONE)
    html = f'<p>{shown[:9]}<b>{shown[9:]}</b></p><a href="mailto:{plus_address("flow@corp.example", FOUR)}">x</a>'
    assert set(read(html=html).quoted_tokens) == {ONE, FOUR}


def test_tags_come_from_the_subject_alone() -> None:
    """As the marks' grammar reads them."""
    found = read("Subject: =?utf-8?b?5Zue5aSN77yaW1hDMjAyNi0wMDA3XSDor7fnoa7orqQ=?= [TEST-1]", text="[XC2026-9999]")
    assert found.tags == ("XC2026-0007", "TEST-1")


def test_a_thousand_ids_are_cut_to_what_an_answer_names() -> None:
    """A hostile References can't make the engine ask the store for ever."""
    found = read("References: " + " ".join(f"<{no}@x>" for no in range(3000)))
    assert len(found.message_ids) == 100
    assert found.message_ids[0] == "<2999@x>"


def test_a_mail_without_any_carrier() -> None:
    """Nothing is invented."""
    assert read("Subject: hello", text="hello") == Reference((), (), (), (), ())
