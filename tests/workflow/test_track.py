"""Progress of measures: which word of an owner counts, and what a wish for another date leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from playing import Play

from mailflow.workflow.model import Role
from mailflow.workflow.reply import Answer, ItemUpdate, Pick, Progress, ProgressStatus
from mailflow.workflow.stimuli import Replied

LATER = date(2027, 1, 8)


def said(status: ProgressStatus, percent: int | None = None, due: date | None = None) -> Progress:
    return Progress(unclear=False, updates=(ItemUpdate(1, status, percent, due, span=(0, 1)),))


@pytest.fixture
def running(scene: Any) -> Any:
    """The plan is signed, and its owners have their measures."""
    play = Play(scene.rules, now=scene.now)
    play.open()
    for _ in range(20):
        if any(one.step == "execution" for one in play.case.runs.values()):
            break
        play.go_on()
    return play


def say(play: Any, reading: Progress | Pick, about: str = "", received: timedelta = timedelta()) -> None:
    """The owner of the first measure, or whoever settles its date, writes."""
    requests = [one for one in play.case.requests.values() if one.step == "execution" and one.about == about]
    request = next(one for one in reversed(requests) if one.row.partition(":")[0] == "1")
    play.now += timedelta(minutes=1)
    mail = replace(play.mail(request.person), received_at=play.now + received)
    answer = Answer(request.key, Role.SIGNER, request.record, reading, "words")
    play.give(Replied(at=play.now, salt=play.salt(), mail=mail, answers=(answer,)))


def run_of(play: Any) -> str:
    return play.case.latest("execution").key


def test_the_mail_that_arrived_later_counts(running: Any) -> None:
    """Whichever of the two was read first."""
    say(running, said(ProgressStatus.ON_TRACK, 80))
    say(running, said(ProgressStatus.ON_TRACK, 40), received=timedelta(hours=-5))
    assert running.case.last_said(run_of(running), "1").percent == 80


def test_a_date_is_settled_though_its_owner_has_written_since(running: Any) -> None:
    """The wish stands beside the news."""
    say(running, said(ProgressStatus.DELAYED, 40, LATER))
    say(running, said(ProgressStatus.ON_TRACK, 60))
    say(running, Pick(1), about="date")
    assert [one.due.date() for one in running.case.moved[run_of(running), "1"]] == [LATER]


def test_what_is_done_needs_no_other_date(running: Any) -> None:
    """The question lapses."""
    say(running, said(ProgressStatus.DELAYED, 40, LATER))
    say(running, said(ProgressStatus.DONE, 100))
    assert not [one for one in running.case.open_requests() if one.about == "date"]


def test_a_wish_said_again_is_asked_once(running: Any) -> None:
    """The coordinator has it before them."""
    say(running, said(ProgressStatus.DELAYED, 40, LATER))
    say(running, said(ProgressStatus.DELAYED, 45, LATER))
    assert len([one for one in running.case.requests.values() if one.about == "date"]) == 1
