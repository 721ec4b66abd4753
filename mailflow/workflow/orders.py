"""What a coordinator tells the system to do with a case: cancel, reassign, extend; and the shift after a pause."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.case import OPEN, STOPPED, SYSTEM, VOID, Request, Run
from mailflow.workflow.digest import moment
from mailflow.workflow.draft import Draft
from mailflow.workflow.errors import OrderRefused
from mailflow.workflow.model import Role
from mailflow.workflow.steps import assign, kind, signoff, track
from mailflow.workflow.stimuli import Ordered

CANCEL, REASSIGN, EXTEND, RESUMED = "cancel", "reassign", "extend", "resumed"


def obey(draft: Draft, order: Ordered) -> None:
    """Carry an order out, or refuse it with its reason."""
    if draft.case.cancelled or draft.case.finished_at:
        raise OrderRefused(f"{draft.case.number} is {draft.case.state}")
    match order.order:
        case "cancel":
            _cancel(draft, order)
        case "reassign":
            _reassign(draft, order)
        case "extend":
            _extend(draft, order, _waiting(draft, order))
        case "resumed":
            _shift(draft)
        case _:
            raise OrderRefused(f"no such order: {order.order}")


def _waiting(draft: Draft, order: Ordered) -> Request:
    """The request that is meant: still open, or a matter that its owner didn't accept."""
    request = draft.case.requests.get(order.request)
    if request is None:
        raise OrderRefused(f"{draft.case.number} has no request {order.request}")
    unaccepted = request.verdict in ("decline", "counter", "hand_over")
    is_tracked = draft.process.step(request.step).kind == track.KIND
    passed_on = order.order == REASSIGN and is_tracked and track.goes_on(draft.case, request)
    if request.state != OPEN and not unaccepted and not passed_on:
        raise OrderRefused(f"{order.request} is {request.state}")
    if request.state == OPEN and request.answer:
        until = moment(request.answer.until)
        raise OrderRefused(
            f"{order.request} is answered ({request.answer.verdict}); the answer counts from {until} UTC"
        )
    if draft.case.runs[request.run].state == VOID:
        raise OrderRefused(f"{order.request} belongs to {request.run}, which is void: a later round has begun")
    newest = draft.case.newest(request.run, request.row, request.about) if request.row else request
    if newest != request:
        raise OrderRefused(f"{order.request} was asked anew: {newest.key if newest else 'by somebody else'}")
    return request


def _cancel(draft: Draft, order: Ordered) -> None:
    if not order.reason:
        raise OrderRefused("a case is cancelled with a reason: --reason TEXT")
    people = roles.concerned(draft.case)
    draft.record(e.Cancelled(at=draft.at, by=order.by, reason=order.reason))
    for person in people:
        draft.write("cancelled", person, facts={"reason": order.reason, "by": order.by})


def _reassign(draft: Draft, order: Ordered) -> None:
    if order.to not in draft.rules.directory.people:
        raise OrderRefused(f"nobody in the directory is called {order.to!r}")
    if order.request in draft.case.runs:
        _begin_again(draft, order, draft.case.runs[order.request])
        return
    request = _waiting(draft, order)
    if order.to == request.person:
        raise OrderRefused(f"{order.to} is already the one who is asked")
    step = draft.process.step(request.step)
    if step.kind == signoff.KIND:
        if step.four_eyes and order.to in signoff.authors(draft.case, step):
            raise OrderRefused(f"{order.to} opened the case or wrote what is to be signed: {step.id} wants four eyes")
        if any(one.person == order.to for one in draft.case.asked_in(request.run)):
            raise OrderRefused(f"{order.to} is asked in {request.run} already, and nobody signs for two")
    draft.record(e.Reassigned(at=draft.at, request=request.key, to=order.to, by=order.by, reason=order.reason))
    draft.write("reassigned", request.person, request.key, role=Role.COPY, facts={"to": order.to})
    _ask_again(draft, request, order.to)


def _begin_again(draft: Draft, order: Ordered, run: Run) -> None:
    """A run that found nobody begins once more, with this person in the place of whoever is missing."""
    if run.state != STOPPED:
        raise OrderRefused(f"{run.key} is {run.state}: name one of its requests")
    step = draft.process.step(run.step)
    draft.record(e.StepOpened(at=draft.at, run=run.key, step=run.step, round=run.round))
    kind(step.kind).begin(draft, step, draft.case.runs[run.key], instead=order.to)
    if draft.case.runs[run.key].state == STOPPED:
        why = "they opened or wrote it, are asked already, or more than one is missing"
        raise OrderRefused(f"{run.key} can't begin with {order.to}: {why}")
    asked = [one.person for one in draft.case.asked_in(run.key)]
    if order.to not in asked:
        raise OrderRefused(f"{run.key} isn't for {order.to}: the directory now names {', '.join(asked)}")


def _ask_again(draft: Draft, request: Request, person: str, agreed: datetime | None = None) -> None:
    step = draft.process.step(request.step)
    run = draft.case.runs[request.run]
    again = draft.ask(
        run,
        person,
        row=request.row,
        about=request.about,
        record=request.record,
        nth=request.nth + 1,
        agreed=agreed or request.agreed,
    )
    draft.write(kind(step.kind).asks(step, again), person, again.key)


def _extend(draft: Draft, order: Ordered, request: Request) -> None:
    """An open request gets more time. A matter whose owner wants another date gets this one: granted, or asked anew."""
    if order.due is None or order.due <= draft.at:
        raise OrderRefused("the new deadline must lie in the future")
    if request.state == OPEN:
        draft.record(e.Extended(at=draft.at, request=request.key, due=order.due, by=order.by, reason=order.reason))
    elif assign.agrees(draft, request, order.due):
        draft.record(e.Granted(at=draft.at, request=request.key, agreed=order.due, by=order.by))
    else:
        draft.record(
            e.Reassigned(at=draft.at, request=request.key, to=request.person, by=order.by, reason=order.reason)
        )
        _ask_again(draft, request, request.person, agreed=order.due)
        return
    draft.write("extended", request.person, request.key, facts={"due": order.due})


def _shift(draft: Draft) -> None:
    """After a pause: working time subtracts it, so computed deadlines move by it; one that a person set never does.

    Windows of answers stay open as long again: their receipts were held.
    """
    if not draft.rules.paused:
        return
    began, ended = draft.rules.paused[-1]
    before = replace(draft.rules, paused=draft.rules.paused[:-1])
    for request in draft.case.open_requests():
        step = draft.process.step(request.step)
        if request.answer and request.answer.until > began:
            until = request.answer.until + (ended - max(began, request.answer.at))
            draft.record(e.WindowMoved(at=draft.at, request=request.key, until=until))
        if request.asked_at is None or request.due is None or request.own_date or deadlines.is_own_date(step):
            continue
        moved = deadlines.due(draft.rules, draft.case, step, request, request.asked_at)
        fixed = deadlines.due(before, draft.case, step, request, request.asked_at)
        if moved and fixed and moved > fixed:
            due = request.due + (moved - fixed)
            draft.record(e.Extended(at=draft.at, request=request.key, due=due, by=SYSTEM, reason="pause"))
            draft.write("resumed", request.person, request.key, facts={"due": due})
