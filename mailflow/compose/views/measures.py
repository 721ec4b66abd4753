"""Measures that are carried out: what each owner is asked, what they said, who hears of what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines
from mailflow.compose.views.desk import Contact, Desk, Silence
from mailflow.compose.views.document import Refusal, refusals
from mailflow.compose.views.matters import Item, item, row_of
from mailflow.compose.views.view import View
from mailflow.workflow.case import Request
from mailflow.workflow.model import Letter
from mailflow.workflow.process import Step

BLOCKS = 5  # of the bar that shows how far something is


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one measure is."""

    item: Item
    status: str  # done | on_track | delayed | blocked | not_started; "" where nothing was said yet
    percent: int | None
    bar: str  # ■■■□□; "" where no share was said
    new_due: str  # the date that was asked for and isn't settled
    first_due: str  # as the plan has it, where another was settled since
    reason: tuple[str, ...]
    said: When | None
    due: object  # date or moment: for files, which print it themselves
    said_at: datetime | None
    is_late: bool  # its date is past and it isn't done


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(View):
    """The reader's own measures, when they begin: what they are, and how progress is told."""

    ASKS: ClassVar[bool] = True
    items: tuple[Standing, ...]
    source: str
    every: str
    refusals: tuple[Refusal, ...]  # why it begins once more

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        step, record = desk.step_of(letter), desk.record_of(letter)
        span = desk.every(letter, step)
        return {
            "items": standings(desk),
            "source": desk.title(letter, record.form) if record else "",
            "every": desk.span(span) if span else "",
            "refusals": _refusals(desk, letter, step),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAsk(Measure):
    """How far are they? Everything of one owner in one mail."""

    due: When | None
    silence: Silence | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        dues = [at for one in desk.sheet.letters if (at := desk.sheet.dues.get(one.request))]
        return {
            **Measure.facts(desk),
            "due": desk.when(min(dues)) if dues else None,
            "silence": desk.silence(desk.first),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReceipt(View):
    """What was read of each measure. It counts already; what is said later counts instead."""

    ASKS: ClassVar[bool] = True
    items: tuple[Standing, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        return {"items": standings(desk)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLate(View):
    """A measure that is late or can't go on, at once. Wants no answer."""

    standing: Standing
    owner: Contact | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        return {
            "standing": standing(desk, desk.first, 1),
            "owner": desk.contact(desk.request_of(desk.first).person),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSettled(View):
    """Another date for a measure was settled, or wasn't agreed to. Wants no answer."""

    standing: Standing
    is_agreed: bool
    by: str

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {
            "standing": standing(desk, desk.first, 1),
            "is_agreed": facts["choice"] == "agree",
            "by": desk.name(str(facts["by"])),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker(View):
    """Where every measure stands: the late ones first."""

    items: tuple[Standing, ...]
    done: int
    late: int

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        items = all_standings(desk, desk.first, str(desk.first.facts["run"]))
        return {
            "items": items,
            "done": sum(one.status == "done" for one in items),
            "late": sum(one.is_late or one.status in ("delayed", "blocked") for one in items),
        }


def _refusals(desk: Desk, letter: Letter, step: Step) -> tuple[Refusal, ...]:
    """What was said of what came of it before, where that has sent it back."""
    case, found = desk.case_of(letter), list[Refusal]()
    for one in desk.process(letter).steps:
        record = case.record(one.record) if one.on_reject and one.on_reject.back_to == step.id else None
        found += refusals(desk, letter, record) if record else ()
    return tuple(found)


def standings(desk: Desk) -> tuple[Standing, ...]:
    """One for each letter of the mail, numbered as they are asked."""
    return tuple(standing(desk, one, no) for no, one in enumerate(desk.sheet.letters, 1))


def all_standings(desk: Desk, letter: Letter, run: str) -> tuple[Standing, ...]:
    """Every row of a run: what can't go on or is late first."""
    case = desk.case_of(letter)
    newest = {one.row: one for one in case.asked_in(run) if not one.about}
    found = [standing(desk, _about(letter, one), int(one.row)) for one in newest.values()]
    order = {"blocked": 0, "delayed": 1}
    return tuple(sorted(found, key=lambda one: (order.get(one.status, 2 - one.is_late), one.item.no)))


def standing(desk: Desk, letter: Letter, no: int) -> Standing:
    """How far the measure of a letter is."""
    case, step, request = desk.case_of(letter), desk.step_of(letter), desk.request_of(letter)
    row_no = request.row.partition(":")[0]
    said = case.last_said(request.run, row_no)
    moved = case.moved.get((request.run, row_no), ())
    row = row_of(case, step, request)
    due = moved[-1].due if moved else row.get(step.row_due)
    shown = item(desk, letter, no)
    wanted = said.new_due if said else None
    settled = desk.day(due)
    return Standing(
        item=shown,
        status=said.status if said else "",
        percent=said.percent if said else None,
        bar=bar(said.percent) if said and said.percent is not None else "",
        new_due=desk.day(wanted) if wanted and desk.day(wanted) != settled else "",
        first_due=desk.day(row.get(step.row_due)) if moved else "",
        reason=many_lines(said.reason) if said and said.reason else (),
        said=desk.when(said.received_at) if said else None,
        due=due,
        said_at=said.received_at if said else None,
        is_late=not (said and said.status == "done") and _is_past(desk, due),
    )


def bar(percent: int) -> str:
    """■■■□□: full only at 100, empty only at 0."""
    full = min(BLOCKS - 1, max(1, round(percent * BLOCKS / 100))) if 0 < percent < 100 else percent * BLOCKS // 100
    return "■" * full + "□" * (BLOCKS - full)


def _is_past(desk: Desk, due: object) -> bool:
    if isinstance(due, datetime):
        return due <= desk.sheet.now
    return isinstance(due, date) and due < desk.dates.today()


def _about(letter: Letter, request: Request) -> Letter:
    return Letter(
        chain=letter.chain, version=letter.version, template=letter.template, person=letter.person, request=request.key
    )
