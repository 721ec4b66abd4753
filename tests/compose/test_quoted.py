"""None of our mails is an answer: quoted wholly, by any program, it leaves no words, and none of them approves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from urllib.parse import parse_qs

import pytest

from mailflow.compose.sample import sheets
from mailflow.parsers import new_words, read_decision
from mailflow.parsers.form import read_form
from mailflow.workflow.marks import find_tokens

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


@pytest.mark.parametrize("said", ["同意", "x\n同意", "不同意"])
def test_an_answer_counts_whatever_our_mail_quotes(templates, said):
    """Typed above the quote, or sent by a button: the same word in somebody's quoted text doesn't swallow it."""
    texts = {**templates.data("zh", "sample"), "opening_words": said}
    for key in ("yes", "unclear", "question", "revise", "rejects", "withdraws"):
        texts[key] = said
    asked = 0
    for name, sheet in sheets("zh", texts).items():
        mail = templates.render(sheet)
        for link in re.findall(r'href="mailto:([^"]+)"', mail.html):
            body = parse_qs(unescape(link).partition("?")[2])["body"][0].replace("\r\n", "\n")
            assert find_tokens(body) == (sheet.token,)
            typed = body.partition("\n\n")[0].strip()
            if name.startswith("form"):
                continue
            asked += 1
            assert new_words(body).strip() == typed, name
            assert new_words(body, None, mail.text).strip() == typed, name
            assert new_words(f"{typed}\n\n{QUOTES['outlook'](mail.text)}", None, mail.text).strip() == typed, name
            assert new_words(f"{typed}\n\n{QUOTES['gmail'](mail.text)}", None, mail.text).strip() == typed, name
    assert asked > 40


@pytest.mark.parametrize("where", ["copied to the top", "in the quote", "in a marked quote"])
def test_a_form_is_filled_in_our_own_mail(templates, samples, where):
    """Whatever a person does with the blank form: what they filled in is read, our hints and examples are not."""
    text = templates.render(samples["zh"]["form_ask"]).text
    lines = text.split("\n")
    start = next(no for no, line in enumerate(lines) if "请在此行以上回复" in line) + 1
    rows = "\n1. 部门：物流部；事项：增派车辆3台；响应时限：2026-12-07 12:00；责任人：赵磊"
    filled = {"协作目标：": "延迟率降到5%", "协作事项：": rows, "所需资源支持：": "无"}
    form = [line + filled.get(line, "") for line in lines[start:]]
    marked = [line if line not in lines else f"> {line}" for line in (*lines[:start], *form)]
    reply = {
        "copied to the top": "\n".join((*form, "", QUOTES["outlook"](text))),
        "in the quote": "\n".join((*lines[:start], *form)),
        "in a marked quote": "\n".join(marked),
    }[where]
    definition = samples["zh"]["form_ask"].processes["XC2026-0001"].forms["application"]
    read = read_form(new_words(reply, None, text), definition, today=date(2026, 12, 3))
    row = {"department": "物流部", "matter": "增派车辆3台", "due": "2026-12-07 12:00", "owner": "赵磊"}
    assert read.fields == {"goal": "延迟率降到5%", "items": (row,), "resources": "无"}
    assert not read.missing
    assert not read_form(new_words(text), definition, today=date(2026, 12, 3)).fields


@pytest.mark.parametrize(
    ("language", "verdicts"),
    [("zh", (["approve"], ["reject"], ["revise"])), ("en", (["approve"], ["reject"], ["revise", "unclear"]))],
)
def test_the_words_of_the_buttons_are_read_as_they_are_meant(templates, language, verdicts):
    """`Please change: ` alone may ask for what; with its words it is a change."""
    words = templates.words(language)
    for answer, verdict in zip(words["signoff_answers"], verdicts, strict=True):
        assert read_decision(answer["word"].strip()).verdict in verdict
    assert read_decision(words["signoff_answers"][2]["word"] + "the amount in item 2").verdict == "revise"
    assert [read_decision(one["word"]).verdict for one in words["opening_answers"]] == ["approve", "reject"]
