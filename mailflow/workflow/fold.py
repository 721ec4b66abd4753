"""What each event means for the state of its case. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailflow.workflow import events as e
from mailflow.workflow.case import (
    DONE,
    OPEN,
    SETTLED,
    SKIPPED,
    STOPPED,
    SYSTEM,
    UNANSWERED,
    UNFINISHED,
    VOID,
    Case,
    Filling,
    Request,
    Run,
)
from mailflow.workflow.model import Record


def _opened(event: e.CaseOpened) -> Case:
    return Case(
        event.number, event.process, event.process_digest, event.initiator, event.at, event.mail, event.level, version=0
    )


def _run(case: Case, key: str, **changes: object) -> Case:
    return replace(case, runs={**case.runs, key: replace(case.runs[key], **changes)})  # type: ignore[arg-type]  # names are Run's


def _request(case: Case, key: str, **changes: object) -> Case:
    return replace(case, requests={**case.requests, key: replace(case.requests[key], **changes)})  # type: ignore[arg-type]  # names are Request's


def _step_opened(case: Case, event: e.StepOpened) -> Case:
    return replace(case, runs={**case.runs, event.run: Run(event.run, event.step, event.round, event.at)})


def _step_skipped(case: Case, event: e.StepSkipped) -> Case:
    run = Run(event.run, event.step, 1, event.at, SKIPPED, event.at)
    return replace(case, runs={**case.runs, event.run: run})


def _voided(case: Case, gone: set[str], event: e.Event) -> Case:
    runs = {key: replace(run, state=VOID, ended_at=event.at) if key in gone else run for key, run in case.runs.items()}
    requests = {
        key: replace(one, state=VOID) if one.run in gone and one.state == OPEN else one
        for key, one in case.requests.items()
    }
    return replace(case, runs=runs, requests=requests)


def _requested(case: Case, event: e.Requested) -> Case:
    step = case.runs[event.run].step
    one = Request(
        event.request, event.run, step, event.row, event.person, event.record, event.nth, event.at, event.agreed,
        event.about,
    )  # fmt: skip
    return replace(case, requests={**case.requests, event.request: one})


def _asked(case: Case, event: e.Asked) -> Case:
    one = case.requests[event.request]
    return _request(
        case,
        event.request,
        asked_at=one.asked_at or event.at,
        due=one.due or event.due,
        message_ids=(*one.message_ids, event.message_id),
    )


def _sent(case: Case, event: e.Sent) -> Case:
    for key, due in event.dues.items():
        case = _request(case, key, due=due)
    return case


def _form_read(case: Case, event: e.FormRead) -> Case:
    filling = Filling(
        values=event.values,
        attachments=event.attachments,
        missing=event.missing,
        problems=event.problems,
        sources=event.sources,
        conflicts=event.conflicts,
    )
    return _run(case, event.run, fillings={**case.runs[event.run].fillings, event.row: filling})


def _progressed(case: Case, event: e.Progressed) -> Case:
    place = (event.run, event.row)
    case = replace(case, progress={**case.progress, place: (*case.progress.get(place, ()), event)})
    before = case.requests[event.request]
    state = SETTLED if before.state == OPEN else before.state
    return _request(case, event.request, progress=event, state=state, settled_at=before.settled_at or event.at)


def _date_moved(case: Case, event: e.DateMoved) -> Case:
    place = (event.run, event.row)
    return replace(case, moved={**case.moved, place: (*case.moved.get(place, ()), event)})


def _unfinished(case: Case, event: e.Unfinished) -> Case:
    return _run(_voided(case, {event.run}, event), event.run, state=UNFINISHED)


def _record_made(case: Case, event: e.RecordMade) -> Case:
    record = Record(
        form=event.form,
        version=event.version,
        fields=event.fields,
        attachments=event.attachments,
        author=event.author,
        made_at=event.at,
        previous=event.previous,
        salt=event.salt,
        digest=event.digest,
    )
    records = {**case.records, event.form: (*case.records.get(event.form, ()), record)}
    return replace(case, records=records, completed={event.form: event.at, **case.completed})


def _answer_unclear(case: Case, event: e.AnswerUnclear) -> Case:
    one = case.requests[event.request]
    return _request(case, event.request, unclear=one.unclear + 1, answer=None if event.suspends else one.answer)


def _answered(case: Case, event: e.Answered) -> Case:
    return _request(case, event.request, answer=event, told=frozenset(), state=OPEN)  # a guest may say so anew


def _window_moved(case: Case, event: e.WindowMoved) -> Case:
    given = case.requests[event.request].answer
    return _request(case, event.request, answer=replace(given, until=event.until) if given else None)


def _answer_refused(case: Case, event: e.AnswerRefused) -> Case:
    if event.request not in case.requests:
        return replace(case, told=case.told | {(event.person, event.reason)})
    told = case.requests[event.request].told | {(event.person, event.reason)}
    return _request(case, event.request, told=told)


def _withdrawn(case: Case, event: e.Withdrawn) -> Case:
    return _request(case, event.request, answer=None) if event.in_window else case


def _escalated(case: Case, event: e.Escalated) -> Case:
    return _request(case, event.request, escalated=event.step, escalated_at=event.at)


def _cancelled(case: Case, event: e.Cancelled) -> Case:
    runs = {
        key: replace(run, state=VOID, ended_at=event.at) if run.state in (OPEN, STOPPED) else run
        for key, run in case.runs.items()
    }
    requests = {key: replace(one, state=VOID) if one.state == OPEN else one for key, one in case.requests.items()}
    return replace(case, cancelled=event, runs=runs, requests=requests)


def _granted(case: Case, event: e.Granted) -> Case:
    given = case.requests[event.request].answer
    accepted = replace(given, verdict="accept", new_due=event.agreed) if given else None
    return _request(case, event.request, answer=accepted, agreed=event.agreed)


def _extended(case: Case, event: e.Extended) -> Case:
    if event.by == SYSTEM:  # the same deadline, moved by a pause: what was reminded of is behind us
        return _request(case, event.request, due=event.due, overdue=False)
    return _request(
        case, event.request, due=event.due, own_date=True, reminded=0, overdue=False, escalated=0, escalated_at=None
    )


def _meaning(case: Case, event: e.Event) -> Case:  # noqa: C901, PLR0912 - a table, one line for each kind of event
    match event:
        case e.StepOpened():
            return _step_opened(case, event)
        case e.StepStopped():
            return _run(case, event.run, state=STOPPED, ended_at=event.at)
        case e.StepDone():
            return _run(case, event.run, state=DONE, ended_at=event.at, result=event.result)
        case e.StepSkipped():
            return _step_skipped(case, event)
        case e.WentBack():
            return _voided(case, {event.run, *event.voided}, event)
        case e.Superseded():
            return _voided(case, set(event.voided), event)
        case e.Requested():
            return _requested(case, event)
        case e.Asked():
            return _asked(case, event)
        case e.Sent():
            return _sent(case, event)
        case e.FormRead():
            return _form_read(case, event)
        case e.RecordMade():
            return _record_made(case, event)
        case e.Answered():
            return _answered(case, event)
        case e.Progressed():
            return _progressed(case, event)
        case e.DateMoved():
            return _date_moved(case, event)
        case e.Lapsed():
            return _request(case, event.request, state=VOID)
        case e.Unanswered():
            return _request(case, event.request, state=UNANSWERED)
        case e.Chosen():
            return _request(case, event.request, chosen=event, state=SETTLED, settled_at=event.at)
        case e.Held():
            return _run(case, event.run, present=event.present, held_at=event.at)
        case e.Unfinished():
            return _unfinished(case, event)
        case e.WindowMoved():
            return _window_moved(case, event)
        case e.AnswerUnclear():
            return _answer_unclear(case, event)
        case e.AnswerRefused():
            return _answer_refused(case, event)
        case e.Withdrawn():
            return _withdrawn(case, event)
        case e.Settled():
            return _request(case, event.request, state=SETTLED, settled_at=event.at)
        case e.Reminded():
            return _request(case, event.request, reminded=event.upto)
        case e.Overdue():
            return _request(case, event.request, overdue=True)
        case e.Escalated():
            return _escalated(case, event)
        case e.ClockPassed():
            return replace(case, clocks_passed=case.clocks_passed | {event.clock})
        case e.Reassigned():
            return _request(case, event.request, state=VOID)
        case e.Extended():
            return _extended(case, event)
        case e.Granted():
            return _granted(case, event)
        case e.Cancelled():
            return _cancelled(case, event)
        case e.CaseFinished():
            return replace(case, finished_at=event.at)
    return case  # told for the record; changes nothing that decides


def evolve(case: Case | None, event: e.Event) -> Case:
    """The case after one more event."""
    if case is None:
        if not isinstance(event, e.CaseOpened):
            raise TypeError(f"a case begins with case_opened, not {e.kind_of(type(event))}")
        case = _opened(event)
    else:
        case = _meaning(case, event)
    return replace(case, version=case.version + 1)


def fold(events: Iterable[e.Event], case: Case | None = None) -> Case | None:
    """The case after these events."""
    for event in events:
        case = evolve(case, event)
    return case
