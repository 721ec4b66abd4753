"""The progress tracker of a case as .xlsx: a row for each measure, coloured by status. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mailflow.reports.charts import checked
from mailflow.reports.workbook import Column, Grid, Kind, Look, workbook

Status = Literal["done", "on_track", "delayed", "blocked", "not_started", "silent"]
When = date | datetime | str | None  # a text where a person wrote something that is no date
LOOKS: dict[Status, Look] = {
    "done": Look.GOOD,
    "on_track": Look.PLAIN,
    "delayed": Look.WARN,
    "blocked": Look.BAD,
    "not_started": Look.QUIET,
    "silent": Look.WARN,
}


@dataclass(frozen=True, slots=True)
class TrackerColumns:
    """The labels of the columns, in their order."""

    no: str
    measure: str
    owner: str
    department: str
    due: str
    status: str
    percent: str
    new_date: str
    reason: str
    updated: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure and how it stands. Moments are wall clock of the reader's zone."""

    no: int
    measure: str
    owner: str
    department: str
    due: When
    status: Status
    percent: int | None  # 0 to 100
    new_date: When
    reason: str
    updated: When


@dataclass(frozen=True, slots=True)
class Legend:
    """A status: its word in the table and what it means."""

    status: Status
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Tracker:
    """Everything that the sheet shows. `legend` holds every status that a measure has, with its word."""

    title: str
    number: str  # of the case
    lines: tuple[str, ...]  # below the title: the problem, lead, summary
    columns: TrackerColumns
    measures: tuple[Measure, ...]
    legend: tuple[Legend, ...]
    printed: str  # "as of …", on every page
    author: str  # the mailbox or company
    created: datetime


def tracker_xlsx(tracker: Tracker) -> bytes:
    """The tracker as .xlsx.

    Raises ValueError for a percent outside 0 to 100, KeyError for a status that the legend lacks.
    """
    labels = {one.status: one.label for one in tracker.legend}
    words = tracker.columns
    grid = Grid(
        name=tracker.number or tracker.title,
        title=tracker.title,
        lines=tracker.lines,
        columns=(
            Column(words.no, Kind.NUMBER, least=6, most=8),
            Column(words.measure, least=20, most=40),
            Column(words.owner, Kind.SHORT, least=10, most=18),
            Column(words.department, Kind.SHORT, least=10, most=20),
            Column(words.due, Kind.DATE, least=18, most=20),
            Column(words.status, Kind.SHORT, least=10, most=18, coloured=True),
            Column(words.percent, Kind.PERCENT, least=12, most=16),
            Column(words.new_date, Kind.DATE, least=18, most=20),
            Column(words.reason, least=20, most=44),
            Column(words.updated, Kind.DATE, least=18, most=20),
        ),
        rows=tuple(
            (
                one.no,
                one.measure,
                one.owner,
                one.department,
                one.due,
                labels[one.status],
                None if one.percent is None else checked(one.percent) / 100,
                one.new_date,
                one.reason,
                one.updated,
            )
            for one in tracker.measures
        ),
        looks={one.label: LOOKS[one.status] for one in tracker.legend},
        legend=tuple((one.label, one.meaning) for one in tracker.legend),
        closing=(),
        footer=(" ".join(one for one in (tracker.number, tracker.title) if one), tracker.printed),
        author=tracker.author,
        created=tracker.created,
    )
    return workbook(grid)
