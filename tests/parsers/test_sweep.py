"""Sign-offs in the dress of thirty mail programs, as whole mails: a sample of tests/sweep.py, the same each time."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sweep import (
    CHARSETS,
    POSITIONS,
    TRANSFERS,
    Dress,
    Reply,
    build,
    is_false,
    is_right,
    read,
    readings,
    replies,
    request,
    styles,
    whole,
)

from mailflow.parsers import new_words, read_message

MOST = 800
SAMPLE = random.Random(20261125).sample(whole(0, 1), MOST)  # noqa: S311 - the same mails each time, no secret
ANSWER = Reply("不同意，预算太高。", "reject")
MARKED = [name for name, style in styles().items() if style.get("mark")]


def test_there_are_twenty_thousand() -> None:
    """The whole sweep, of which this is a sample: every reply, program and place."""
    mails = whole(0, 1)
    assert len(mails) >= 20_000
    assert len(mails) == len(replies()) * len(styles()) * len(POSITIONS)
    assert {dress.charset for _, dress in mails} == set(CHARSETS)
    assert {dress.transfer for _, dress in mails} == set(TRANSFERS)


def test_no_dress_decides() -> None:
    """No mail is read as an approval or a refusal that its label isn't, whether our own mail is known or not."""
    false = [
        (reply.text, reply.verdict, read_as, how, dress)
        for reply, dress in SAMPLE
        for how, read_as in readings(reply, dress).items()
        if is_false(reply, read_as)
    ]
    assert false == []


def test_most_are_read_as_labelled() -> None:
    """Above, below and between the lines of our mail nine of ten; what isn't is asked, not guessed."""
    seen: Counter[tuple[str, bool]] = Counter()
    for reply, dress in SAMPLE:
        seen[dress.position, is_right(reply, readings(reply, dress)["known"])] += 1
    for position in POSITIONS:
        right, wrong = seen[position, True], seen[position, False]
        assert right >= 9 * wrong, f"{position}: {right} right, {wrong} not"


@pytest.mark.parametrize("style", styles())
@pytest.mark.parametrize("position", ["above", "below"])
def test_the_plain_answer_is_all_that_is_new(style: str, position: str) -> None:
    """Of each program: the answer, and nothing of the quote that says 同意 and Approved."""
    message = read_message(build(ANSWER, Dress(style, position, "utf-8", "base64", "")))
    assert message.defects == ()
    assert new_words(message.text, message.html) == ANSWER.text


@pytest.mark.parametrize("style", MARKED)
def test_between_marked_lines_the_text_part_says_it(style: str) -> None:
    """An answer within a marked quote is found without our own mail."""
    message = read_message(build(ANSWER, Dress(style, "between", "utf-8", "8bit", "")))
    assert new_words(message.text) == ANSWER.text


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("transfer", TRANSFERS)
def test_every_encoding_carries_the_words(charset: str, transfer: str) -> None:
    """The same answer in each charset and transfer encoding; what Big5 lacks of our own mail became question marks."""
    dress = Dress("outlook-desktop-tw", "above", charset, transfer, "")
    reply = (
        Reply("同意，請儘速辦理。", "approve")
        if charset in ("utf-8", "big5", "gb18030")
        else Reply("同意。", "approve")
    )
    assert read(build(reply, dress), request("zh").text) == "approve"
