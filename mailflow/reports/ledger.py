"""The ledger of a month as .xlsx: a row for each case. Counts nothing itself: sums come in as lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mailflow.reports.workbook import Column, Grid, Kind, Look, workbook

Result = Literal["met", "unmet", "open", "cancelled"]
LOOKS: dict[Result, Look] = {"met": Look.GOOD, "unmet": Look.BAD, "open": Look.PLAIN, "cancelled": Look.QUIET}


@dataclass(frozen=True, slots=True)
class LedgerColumns:
    """The labels of the columns, in their order."""

    number: str
    title: str
    lead: str
    opened: str
    closed: str
    result: str
    days: str
    effect: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One case. Days are those of the reader's zone; `days` is how long it took, or has taken so far."""

    number: str
    title: str
    lead: str
    opened: date | None
    closed: date | None
    result: Result
    days: int | float | None
    effect: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result: its word in the table and what it means."""

    result: Result
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that the sheet shows. `legend` holds every result that an entry has."""

    name: str  # on the tab: the month
    title: str
    lines: tuple[str, ...]
    columns: LedgerColumns
    entries: tuple[Entry, ...]
    legend: tuple[Outcome, ...]
    sums: tuple[str, ...]  # below the table
    printed: str
    author: str
    created: datetime


def ledger_xlsx(ledger: Ledger) -> bytes:
    """The ledger as .xlsx. Raises KeyError for a result that the legend lacks."""
    labels = {one.result: one.label for one in ledger.legend}
    words = ledger.columns
    grid = Grid(
        name=ledger.name,
        title=ledger.title,
        lines=ledger.lines,
        columns=(
            Column(words.number, Kind.SHORT, least=16, most=24),
            Column(words.title, least=24, most=48),
            Column(words.lead, Kind.SHORT, least=12, most=24),
            Column(words.opened, Kind.DATE, least=14, most=16),
            Column(words.closed, Kind.DATE, least=14, most=16),
            Column(words.result, Kind.SHORT, least=12, most=18, coloured=True),
            Column(words.days, Kind.NUMBER, least=8, most=14),
            Column(words.effect, least=24, most=48),
        ),
        rows=tuple(
            (
                one.number,
                one.title,
                one.lead,
                one.opened,
                one.closed,
                labels[one.result],
                one.days,
                one.effect,
            )
            for one in ledger.entries
        ),
        looks={one.label: LOOKS[one.result] for one in ledger.legend},
        legend=tuple((one.label, one.meaning) for one in ledger.legend if one.meaning),
        closing=ledger.sums,
        footer=(ledger.title, ledger.printed),
        author=ledger.author,
        created=ledger.created,
    )
    return workbook(grid)
