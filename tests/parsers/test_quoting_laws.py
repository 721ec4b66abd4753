"""new_words as laws: whatever mail of ours is quoted, in whatever way, the answer is all that is new."""

from __future__ import annotations

from email.message import EmailMessage
from functools import cache
from html import escape
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.compose.templates import Templates
from mailflow.parsers.message import Message, read_message
from mailflow.parsers.page import to_text
from mailflow.parsers.quoting import hidden_or_different, new_words

CLIENTS = YAML(typ="safe").load((Path(__file__).parent / "data" / "clients.yaml").read_text(encoding="utf-8"))
UNMARKED, MARKED, PAGES, PLAIN_ANSWERS = (CLIENTS[key] for key in ("unmarked", "marked", "pages", "answers"))
HEADED_PAGES = {"outlook-web", "outlook-desktop", "qq"}  # no container: only our original shows where the quote ends
SAMPLES = ("signoff", "signoff-v2", "matter", "form_ask", "form_missing", "reminder", "receipt", "ask_back")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def outbound() -> tuple[tuple[str, str], ...]:
    """Mails of ours as they go out: text and page."""
    templates = Templates()
    return tuple(
        (made.text, made.html)
        for language in ("zh", "en")
        for name, sheet in templates.samples(language).items()
        if name in SAMPLES
        for made in [templates.render(sheet)]
    )


def _message(text: str, html: str) -> Message:
    """A mail of these two parts."""
    made = EmailMessage()
    made["From"] = "a@corp.example"
    made.set_content(text, cte="base64")
    made.add_alternative(html, subtype="html", cte="base64")
    return read_message(made.as_bytes())


def marked(text: str, mark: str = "> ") -> str:
    """Every line with the mark in front."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def wrapped(text: str, width: int) -> str:
    """Lines broken as programs break them, at a width and not at words: Chinese has none."""
    lines = []
    for line in text.split("\n"):
        lines += [line[at : at + width] for at in range(0, len(line), width)] or [""]
    return "\n".join(lines)


LETTERS = st.characters(categories=("Lu", "Ll", "Nd", "Lo"), max_codepoint=0x9FFF)
LINES = st.lists(
    st.text(st.one_of(LETTERS, st.sampled_from("，。！？、；：,.!? ")), min_size=1, max_size=30), min_size=1, max_size=3
)


def _alone(answer: str) -> str:
    return new_words(answer)


ANSWERS = st.one_of(st.sampled_from(PLAIN_ANSWERS), LINES.map("\n".join).map(str.strip)).filter(
    lambda answer: any(map(str.isalnum, answer)) and _alone(answer) == answer
)
MAILS = st.sampled_from(range(2 * len(SAMPLES)))


def test_plain_answers_stand_for_themselves() -> None:
    """The answers of the laws below survive alone: the laws speak about them too."""
    assert [answer for answer in PLAIN_ANSWERS if new_words(answer) != answer] == []
    assert len(outbound()) == 2 * len(SAMPLES)


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(UNMARKED)), width=st.sampled_from([0, 24, 40]))
def test_above_and_below_an_unmarked_quote(answer: str, mail: int, style: str, width: int) -> None:
    """The answer above the quote is all that is new; below it as well, since our original shows where it ends."""
    text = outbound()[mail][0]
    old = wrapped(text, width) if width else text
    quote = f"{UNMARKED[style]}\n{old}"
    assert new_words(f"{answer}\n\n{quote}", None, text) == answer
    assert new_words(f"{answer}\n\n{quote}") == answer
    assert new_words(f"\n{quote}\n\n{answer}\n", None, text) == answer
    assert new_words(quote, None, text) == ""
    assert new_words(quote) == ""


def test_the_last_words_of_our_mails_are_known() -> None:
    """Without the original only our last line shows where our quote ends: templates and words must agree."""
    lost = [text for text, _ in outbound() if new_words(f"{UNMARKED['coremail']}\n{text}\n\n同意") != "同意"]
    assert lost == []


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(MARKED)), mark=st.sampled_from(["> ", ">", "＞ "]))
def test_above_below_and_between_marked_lines(answer: str, mail: int, style: str, mark: str) -> None:
    """Marks show the quote without the original; what stands between is new."""
    text = outbound()[mail][0]
    quote = f"{MARKED[style]}\n{marked(text, mark)}"
    lines = marked(text, mark).split("\n")
    half = len(lines) // 2
    between = "\n".join([MARKED[style], *lines[:half], "", answer, "", *lines[half:]])
    for original in (text, None):
        assert new_words(f"{answer}\n\n{quote}", None, original) == answer
        assert new_words(f"{quote}\n\n{answer}", None, original) == answer
        assert new_words(between, None, original) == answer
        assert new_words(quote, None, original) == ""


@SLOW
@given(answer=ANSWERS, mail=MAILS, width=st.sampled_from([0, 30, 76]), at=st.integers(0, 40))
def test_without_any_mark_our_own_lines_are_known(answer: str, mail: int, width: int, at: int) -> None:
    """With no head and no mark at all our original is the only sign: above, below and between paragraphs."""
    text = outbound()[mail][0]
    old = wrapped(text, width) if width else text
    paragraphs = old.split("\n\n")
    place = at % (len(paragraphs) + 1)
    reply = "\n\n".join([*paragraphs[:place], answer, *paragraphs[place:]])
    assert new_words(reply, None, text) == answer
    assert new_words(old, None, text) == ""
    assert new_words(old.replace("：", ": ").replace("  ", " "), None, text) == ""


@SLOW
@given(answer=ANSWERS, mail=MAILS, style=st.sampled_from(sorted(PAGES)))
def test_page_of_a_client(answer: str, mail: int, style: str) -> None:
    """A reply in HTML: above the quoted page, and below it where a container or the original shows its end."""
    text, page = outbound()[mail]
    body = page.partition("<body>")[2].partition("</body>")[0] or page
    typed = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in answer.split("\n"))
    quote = PAGES[style].replace("{page}", body)
    above = f"<html><body>{typed}{quote}</body></html>"
    below = f"<html><body><div><br></div>{quote}<div><br></div>{typed}</body></html>"
    assert new_words("", above, text).split() == answer.split()
    assert new_words("", above).split() == answer.split()
    assert new_words("", below, text).split() == answer.split()
    if style not in HEADED_PAGES:
        assert new_words("", below).split() == answer.split()
    assert new_words("", f"<html><body>{quote}</body></html>", text) == ""
    for html in (above, below):
        assert hidden_or_different(_message(f"{answer}\n\n{UNMARKED['outlook-zh']}\n{text}", html)) == ""


@SLOW
@given(mail=MAILS, style=st.sampled_from(sorted(UNMARKED)))
def test_text_made_from_our_page_says_nothing_new(mail: int, style: str) -> None:
    """Programs make a text part from our page, whose buttons stand in no text of ours: they are nobody's answer."""
    text, page = outbound()[mail]
    quote = f"{UNMARKED[style]}\n{to_text(page)}"
    assert new_words(f"\n{quote}", None, text) == ""
    assert new_words(f"同意\n\n{quote}", None, text) == "同意"
