"""None of our mails is an answer: quoted wholly, by any program, it leaves no words, and none of them approves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailflow.compose.sample import sheets
from mailflow.parsers import new_words, read_decision

QUOTES: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "marked": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "outlook": lambda text: (
        f"发件人: flow@corp.example\n发送时间: 2026年12月4日 11:00\n收件人: 张伟\n主题: 请签\n\n{text}"
    ),
    "gmail": lambda text: (
        "On Fri, Dec 4, 2026 at 11:00 AM flow@corp.example wrote:\n"
        + "\n".join(f"> {line}" for line in text.split("\n"))
    ),
    "joined": lambda text: " ".join(text.split()),
}
WORDS_OF_OTHERS = ("同意", "Approved", "1 同意\n2 同意", "不同意", "批准。")


@pytest.mark.parametrize("how", QUOTES)
def test_a_quoted_mail_leaves_no_words(mails, how):
    for key, mail in mails.items():
        assert not new_words(QUOTES[how](mail.text), None, mail.text).strip(), key


def test_a_quoted_page_leaves_no_words(mails):
    for key, mail in mails.items():
        assert not new_words("", mail.html, mail.text).strip(), key


@pytest.mark.parametrize("how", QUOTES)
def test_a_quoted_mail_that_we_do_not_know_again_decides_nothing(mails, how):
    """Even where the original isn't at hand, no mail of ours approves or rejects."""
    for key, mail in mails.items():
        for words in (new_words(QUOTES[how](mail.text)), new_words("", mail.html)):
            assert read_decision(words).verdict not in ("approve", "reject"), key


@pytest.mark.parametrize("said", WORDS_OF_OTHERS)
def test_the_words_of_others_in_our_mails_decide_nothing(templates, said):
    """Whatever people wrote in a form or an answer: quoted back, it isn't the reader's own."""
    texts = dict(templates.data("zh", "sample"))
    for key in ("yes", "unclear", "question", "delegates", "revise", "rejects", "withdraws", "matters", "cancels"):
        texts[key] = said
    texts["gappy"] = {**texts["gappy"], "description": f"{said}\n{said}", "initiator": said}
    texts["corrected"] = {"impact": said, "cause": f"x\n{said}"}
    texts["opening_words"] = said
    for name, sheet in sheets("zh", texts).items():
        mail = templates.render(sheet)
        assert not new_words(mail.text, None, mail.text).strip(), name
        assert not new_words("", mail.html, mail.text).strip(), name
        assert read_decision(new_words(mail.text)).verdict not in ("approve", "reject"), name


@pytest.mark.parametrize(
    ("language", "verdicts"), [("zh", ("approve", "reject", "revise")), ("en", ("approve", "reject", "unclear"))]
)
def test_the_words_of_the_buttons_are_read_as_they_are_meant(templates, language, verdicts):
    """`Please change: ` alone asks for what; with its words it is a change."""
    words = templates.words(language)
    for answer, verdict in zip(words["signoff_answers"], verdicts, strict=True):
        assert read_decision(answer["word"].strip()).verdict == verdict
    assert read_decision(words["signoff_answers"][2]["word"] + "the amount in item 2").verdict == "revise"
    assert [read_decision(one["word"]).verdict for one in words["opening_answers"]] == ["approve", "reject"]
