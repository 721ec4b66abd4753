"""What somebody else typed into, or below, our mail is his: whoever quotes his mail didn't say it.

And what a person types into a quote that his program keeps in an element of its own is found, by our original alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from sweep import POSITIONS, Dress, Reply, build, request, styles

from mailflow.compose.templates import Templates
from mailflow.parsers import new_words, read_message
from mailflow.parsers.message import Message
from mailflow.parsers.quoting import hidden_or_different

ANSWER = Reply("同意。", "approve")
TYPED = (
    "同意。",
    "不同意，预算太高。",
    "仓储部补不齐，请改为12月4日。\n其余同意。",
    "Approved, but split the budget first.",
)
PAGES = [name for name, style in styles().items() if "page" in style]


@cache
def _outbound(language: str) -> tuple[tuple[str, str, str], ...]:
    """Each mail of ours: its name, its text, the body of its page."""
    templates = Templates()
    sent = [(name, templates.render(sheet)) for name, sheet in templates.samples(language).items()]
    return tuple(
        (name, made.text, made.html.partition("<body")[2].partition(">")[2].partition("</body>")[0])
        for name, made in sent
    )


def _original(style: str) -> str:
    return request(styles()[style].get("language", "zh")).text


def _from_another(text: str) -> str:
    """The head of a quote, of a mail that isn't ours."""
    for ours, other in (("流程邮箱", "李敏"), ("flow@corp", "li.min@corp"), ("{subject}", "Re: x")):
        text = text.replace(ours, other)
    return text


def _quoted_page(style: Mapping[str, Any], quoted: Message) -> str:
    html = quoted.html or ""
    body = html.partition("<body")[2].partition(">")[2].partition("</body>")[0] or html
    typed = str(style["line"]).replace("{line}", "收到")
    page = _from_another(style["page"]).replace("{answer}", typed)
    return page.replace("{quoted}", body).replace("{below}", "")


def _quoted_text(style: Mapping[str, Any], quoted: Message) -> str:
    mark, head = str(style.get("mark", "")), _from_another(style["head"])
    if style.get("marks_head"):
        head = "".join(f"{mark}{line}\n" for line in head.rstrip("\n").split("\n")) + f"{mark.rstrip()}\n"
    lines = [f"{mark}{line}".rstrip() if mark else line for line in quoted.text.replace("\r\n", "\n").split("\n")]
    return f"收到\n\n{head}\n" + "\n".join(lines) + "\n"


def _quoting(style: Mapping[str, Any], answer: Message) -> Iterator[tuple[str, str | None]]:
    """Both parts of a mail that quotes an answer, each alone."""
    if answer.text and not style.get("html_only"):
        yield _quoted_text(style, answer), None
    if answer.html and "page" in style:
        yield "", _quoted_page(style, answer)


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("theirs", styles())
def test_what_another_typed_into_our_mail_is_his(theirs: str, position: str) -> None:
    """In each program's quote of each program's answer, with our own mail known and not."""
    answer = read_message(build(ANSWER, Dress(theirs, position, "utf-8", "base64", "")))
    read = [
        (name, args, original)
        for name, style in styles().items()
        for args in _quoting(style, answer)
        for original in (_original(theirs), None)
    ]
    assert len(read) > len(PAGES)
    assert [one for one in read if "同意" in new_words(*one[1], one[2])] == []


@pytest.mark.parametrize("answer", TYPED)
@pytest.mark.parametrize("style", PAGES)
def test_typed_between_our_lines_in_each_program(style: str, answer: str) -> None:
    """With our original each of them is found; without it nothing is made up."""
    message = read_message(build(Reply(answer, "neither"), Dress(style, "between", "utf-8", "base64", "")))
    assert new_words(message.text, message.html, _original(style)) == answer
    assert new_words(message.text, message.html) in ("", answer)
    assert hidden_or_different(message) == ""


@pytest.mark.parametrize("style", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_our_own_page_is_new(style: str, language: str) -> None:
    """Each mail that we send, quoted whole: buttons, tables and all that the text part writes otherwise."""
    page = str(styles()[style]["page"]).replace("{answer}", "<div><br></div>").replace("{below}", "")
    page = page.replace("{subject}", "x")
    found = {name: new_words("", page.replace("{quoted}", body), text) for name, text, body in _outbound(language)}
    own = new_words("", str(styles()[style]["page"]).replace("{answer}", "").replace("{quoted}", ""))
    assert {name: words for name, words in found.items() if words not in ("", own)} == {}


def test_a_quote_from_another_address_is_nobody_s_answer() -> None:
    """Whose head was deleted can't be told from ours; where the head names an address, ours decides."""
    text = f'\n在 2026-11-23 10:12:05，"李敏" <li.min@corp.example> 写道：\n\n{_original("coremail")}\n同意。\n'
    assert new_words(text, None, _original("coremail"), own="flow@corp.example") == ""
    ours = text.replace("li.min@", "Flow@")
    assert new_words(ours, None, _original("coremail"), own="flow@corp.example") == "同意。"


def test_a_line_of_ours_that_lost_letters_is_ours() -> None:
    """A charset that lacks half of a line leaves question marks; a line changed by hand is new."""
    lines = [
        "请回复同意或不同意。",
        "订单延迟率降到百分之五以内",
        "补齐安全库存并恢复专线班次",
        "同意提交的人是张伟和李敏",
    ]
    original = "\n".join(lines)
    head = '-----原始邮件-----\n发件人: "流程" <flow@corp.example>\n收件人: a@corp.example\n\n'
    for damaged in ("同意提交的人?张?和李?", "同意提交的人是"):
        assert new_words(head + original.replace(lines[-1], damaged), None, original) == ""
    changed = original.replace("专线班次", "专线班次，但要减半")
    assert new_words(head + changed, None, original) == "补齐安全库存并恢复专线班次，但要减半"
