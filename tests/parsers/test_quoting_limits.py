"""Mails made to cost the square of their size end like any others: the suite's time limit is the proof."""

from __future__ import annotations

import pytest

from mailflow.parsers.quoting import new_words

HOSTILE = {
    "marks": ">" * 10**6,
    "one-word": "同" * 10**6,
    "brackets": "(" * 10**5,
    "breaks": "\n" * 10**6,
    "marked-breaks": ">\n" * 300_000,
    "openings": "On " * 300_000,
    "dates": "On 2026 a\n" * 100_000,
    "labels": "From: a\n" * 100_000,
    "addresses": "a@" * 500_000,
    "answers": "同意\n" * 300_000,
    "rules": "-----\n" * 150_000,
    "wrote": "On 2026 <a@b> wrote:\n" * 50_000,
    "broken": "2026-11-23 10:00 <\n" * 50_000,
    "arrows": "<" * 10**6,
    "links": "<mailto:" * 100_000,
    "cards": "张三\n13900000000\n\n" * 50_000,
    "nothing": "\u200b" * 10**6,
    "tabs": "\t\n" * 10**5,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_end(name: str) -> None:
    """A million characters made to cost the square of their number are read like any others."""
    text = HOSTILE[name]
    found = new_words(text, None, "请审阅《跨部门协作申请单》\n同意\n" * 200)
    assert len(found) <= len(text)
    assert len(new_words("x", "<p>" + text.replace("\n", "<p>"))) <= len(text) + 1


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000,
        "<b>" * 300_000,
        "<table>" * 100_000,
        "<style>" + ".a{display:none}" * 60_000 + "</style>x",
        "<p " + "a=1 " * 200_000 + ">",
        '<p class="' + "a " * 400_000 + '">x',
        "<blockquote>x</blockquote>" * 40_000,
        '<p style="' + "a:b;" * 200_000 + '">x',
        "<!--" * 200_000,
        "<style>" + "a," * 400_000 + "{display:none}</style>x",
        "<font color=white>" * 50_000,
        "<p><table><tr><td>" * 60_000,
    ],
)
def test_hostile_pages_end(page: str) -> None:
    """The same for pages; what they hide stays out."""
    assert new_words("", page) in {"", "x"}
