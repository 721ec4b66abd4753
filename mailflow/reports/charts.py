"""Small bar charts for mails: as text, and as HTML tables (mail programs show no SVG). Numbers in, no judgement.

The words and the colours' meaning are the caller's; bars of documents are drawn where those are made, from `shares`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Literal

from mailflow.reports.plain import plain

FULL, EMPTY = "\u25a0", "\u25a1"
Look = Literal["before", "after", "target"]
COLOURS: dict[Look, str] = {"before": "#9aa5b1", "after": "#2f855a", "target": "#c9a227"}
_BAR, _REST = "#2b6cb0", "#e2e8f0"
_CELL = "font-size:1px;line-height:1px;mso-line-height-rule:exactly"
_TABLE = '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: `text` is how it is printed (15 %), `amount` how long its bar is."""

    label: str
    amount: Decimal | int | float
    text: str
    look: Look


def blocks(percent: int | None, cells: int = 5) -> str:
    """■■■■□ for 80. All are full at 100 only and all empty at 0 (or None) only.

    Raises ValueError for less than 0 or more than 100.
    """
    full = 0 if percent is None else _full(checked(percent), cells)
    return FULL * full + EMPTY * (cells - full)


def bar_text(percent: int | None, cells: int = 5) -> str:
    """■■■■□ 80%; only empty blocks where nothing is known."""
    shown = blocks(percent, cells)
    return shown if percent is None else f"{shown} {percent}%"


def bar_html(percent: int | None, *, pixels: int = 100, colour: str = _BAR) -> str:
    """A bar and its number as an HTML table with inline styles only; safe as it is. `pixels` is the bar's width."""
    number = "" if percent is None else f"{checked(percent)}%"
    said = f'<td style="padding-left:6px;white-space:nowrap">{number}</td>' if number else ""
    return f"{_TABLE}><tr><td>{_strip((percent or 0) / 100, pixels, colour)}</td>{said}</tr></table>"


def shares(figures: Sequence[Figure]) -> tuple[float, ...]:
    """How long each bar is, 0 to 1: the largest amount is 1. Negative and boundless amounts have no bar."""
    amounts = [float(one.amount) for one in figures]
    lengths = [one if math.isfinite(one) and one > 0 else 0.0 for one in amounts]
    longest = max(lengths, default=0.0)
    return tuple(one / longest if longest else 0.0 for one in lengths)


def figures_text(figures: Sequence[Figure], cells: int = 10) -> tuple[str, ...]:
    """A line for each figure: bar, text, label; in this order, bars begin together in a font of any kind.

    An amount above 0 has a block at least.
    """
    bars = [max(1 if share else 0, round(share * cells)) for share in shares(figures)]
    return tuple(
        f"{FULL * full}{EMPTY * (cells - full)} {plain(one.text)} {plain(one.label)}"
        for one, full in zip(figures, bars, strict=True)
    )


def figures_html(figures: Sequence[Figure], *, pixels: int = 200) -> str:
    """The same as an HTML table with inline styles only; labels and texts are escaped."""
    rows = [
        f'<tr><td style="padding:2px 8px 2px 0;white-space:nowrap">{escape(plain(one.label))}</td>'
        f"<td>{_strip(share, pixels, COLOURS[one.look])}</td>"
        f'<td style="padding:2px 0 2px 8px;white-space:nowrap">{escape(plain(one.text))}</td></tr>'
        for one, share in zip(figures, shares(figures), strict=True)
    ]
    return f"{_TABLE}>{''.join(rows)}</table>"


def checked(percent: int) -> int:
    """The same percent. Raises ValueError for less than 0 or more than 100."""
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no percent from 0 to 100")
    return percent


def _full(percent: int, cells: int) -> int:
    if percent in (0, 100):
        return cells if percent else 0
    return min(max(math.floor(percent * cells / 100 + 0.5), 1), cells - 1)


def _strip(share: float, pixels: int, colour: str) -> str:
    full = min(max(round(share * pixels), 1 if share else 0), pixels)
    parts = [(full, colour), (pixels - full, _REST)]
    cells = [
        f'<td width="{size}" height="10" bgcolor="{fill}" style="background-color:{fill};width:{size}px;{_CELL}">'
        "&nbsp;</td>"
        for size, fill in parts
        if size
    ]
    return f'{_TABLE} width="{pixels}" style="width:{pixels}px"><tr>{"".join(cells)}</tr></table>'
