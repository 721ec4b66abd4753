"""Bars as text and as tables of mails."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reports.charts import EMPTY, FULL, Figure, bar_html, bar_text, blocks, figures_html, figures_text, shares

RATE = (Figure("改进前", 15, "15%", "before"), Figure("改进后", 3, "3%", "after"), Figure("目标", 5, "5%", "target"))


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (0, "□□□□□ 0%"),
        (1, "■□□□□ 1%"),
        (50, "■■■□□ 50%"),
        (80, "■■■■□ 80%"),
        (99, "■■■■□ 99%"),
        (100, "■■■■■ 100%"),
        (None, "□□□□□"),
    ],
)
def test_a_percent_as_blocks(percent: int | None, text: str) -> None:
    """Only what is done looks done, only what hasn't begun looks so."""
    assert bar_text(percent) == text


@given(st.integers(0, 100), st.integers(0, 100), st.integers(2, 30))
def test_more_percent_never_has_fewer_blocks(one: int, other: int, cells: int) -> None:
    """And every bar has the same length."""
    less, more = (blocks(each, cells) for each in sorted((one, other)))
    assert less.count(FULL) <= more.count(FULL)
    assert len(less) == len(more) == cells
    assert more.lstrip(FULL).strip(EMPTY) == ""


@pytest.mark.parametrize("percent", [-1, 101, 180])
def test_no_percent_beyond_its_ends(percent: int) -> None:
    """Whoever reads 180 % asks back before it gets here."""
    for draw in (bar_text, bar_html):
        with pytest.raises(ValueError, match="no percent"):
            draw(percent)


def test_figures_as_lines() -> None:
    """Bars begin together; the largest fills its bar, a small one still shows."""
    assert figures_text(RATE) == ("■■■■■■■■■■ 15% 改进前", "■■□□□□□□□□ 3% 改进后", "■■■□□□□□□□ 5% 目标")
    assert figures_text([Figure("a", 1000, "1000", "before"), Figure("b", 1, "1", "after")], 5)[1] == "■□□□□ 1 b"
    assert figures_text(()) == ()


def test_amounts_without_a_length_have_no_bar() -> None:
    """Nothing, less than nothing, no number: the text says it all the same."""
    odd = [Figure("a", amount, str(amount), "before") for amount in (0, -3, float("nan"), float("inf"))]
    assert shares(odd) == (0, 0, 0, 0)
    assert all(EMPTY * 10 in line for line in figures_text(odd))


class Page(HTMLParser):
    """Which tags stand there, and that every one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.open.append(tag)
        assert not {name for name, _ in attrs} & {"class", "id", "onclick"}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("html", [bar_html(80), bar_html(0), bar_html(100), bar_html(None), figures_html(RATE)])
def test_tables_are_all_that_mail_programs_need(html: str) -> None:
    """No SVG, no picture, no style sheet; widths and colours stand in each cell."""
    page = Page(html)
    assert set(page.seen) == {"table", "tr", "td"}
    assert page.open == []


def test_labels_are_never_markup() -> None:
    """A label comes from people."""
    assert "<b>" not in figures_html([Figure("<b>a</b>", 1, "<i>", "after")])
