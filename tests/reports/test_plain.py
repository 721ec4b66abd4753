"""Texts as cells hold them, and the room that they take."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reports.plain import height, plain, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("问题", 4), ("XC-7 号", 7), ("a\n物流部", 6), ("■□", 4), ("e\u0301", 1), ("（）", 4)],
)
def test_a_han_character_takes_two_columns(text: str, columns: int) -> None:
    """Blocks and brackets of Chinese fonts too; accents none."""
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, 1),
        ("优化拣货路径", 12, 1),
        ("优化拣货路径", 11, 2),
        ("three more trucks", 12, 2),
        ("three more trucks", 6, 3),
        ("x" * 25, 10, 3),
        ("a\n\nb", 10, 3),
    ],
)
def test_lines_are_counted_as_programs_wrap_them(text: str, columns: int, lines: int) -> None:
    """Words stay whole, Han characters part anywhere, what is too long is cut."""
    assert height(text, columns) == lines


@given(st.text(max_size=60), st.integers(2, 80))
def test_wrapping_loses_no_room(text: str, columns: int) -> None:
    """The lines hold the text, and a line as wide as the widest needs no more than there are breaks."""
    said = plain(text)
    assert height(said, columns) * columns >= sum(width(line) for line in said.split("\n"))
    assert height(said, max(width(said), 2)) == said.count("\n") + 1


@given(st.text())
def test_plain_text_is_plain(text: str) -> None:
    """XML can hold it, no character bends or ends a line, and once is enough."""
    said = plain(text)
    assert plain(said) == said
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in said.replace("\n", ""))
    assert "\ufffe" not in said
    said.encode()
