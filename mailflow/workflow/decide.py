"""decide(rules, state, stimulus, now) -> Outcome: the only thing that changes a case.

Takes the stimulus, then moves the case on for as long as something follows. Time and dice come with the stimulus.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailflow.workflow import answers, deadlines, dues, orders, roles, values
from mailflow.workflow import events as e
from mailflow.workflow.case import DONE, OPEN, SKIPPED, STOPPED, VOID, Case, Request
from mailflow.workflow.draft import Draft, Outcome
from mailflow.workflow.fold import evolve
from mailflow.workflow.model import Role, Value
from mailflow.workflow.process import Step, Test
from mailflow.workflow.reply import Answer, ReplyMail
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import close, form, kind, track
from mailflow.workflow.stimuli import (
    Automatic,
    Delivery,
    DirectoryChanged,
    Due,
    Opened,
    Ordered,
    Posted,
    Replied,
    Stimulus,
)

LEFT = "left"  # why a step waits: who is asked is in the directory no longer
LATE_HANDOVER = timedelta(minutes=15)  # rule 7


def decide(rules: Rules, state: Case | None, stimulus: Stimulus, now: datetime) -> Outcome:
    """Events, letters and the whole set of timers that follow from one stimulus."""
    draft = _open(rules, stimulus, now) if state is None else Draft(rules, state, now, stimulus.salt)
    match stimulus:
        case Opened():
            draft.mail = stimulus.mail.digest
            _opened(draft, stimulus)
        case Replied():
            draft.mail = stimulus.mail.digest
            _replied(draft, stimulus)
        case Automatic():
            _automatic(draft, stimulus)
        case Due():
            dues.came(draft, stimulus.timer)
        case Ordered():
            orders.obey(draft, stimulus)
        case DirectoryChanged():
            _directory_changed(draft)
        case Posted():
            _posted(draft, stimulus)
        case Delivery():
            _delivered(draft, stimulus)
        case _:
            raise TypeError(f"a case knows nothing of {type(stimulus).__name__}")
    _move_on(draft)
    return Outcome(tuple(draft.events), tuple(draft.letters), dues.timers(rules, draft.case))


def _open(rules: Rules, stimulus: Stimulus, now: datetime) -> Draft:
    if not isinstance(stimulus, Opened):
        raise TypeError(f"a case can't begin with {type(stimulus).__name__}")
    first = e.CaseOpened(
        at=now,
        number=stimulus.number,
        process=stimulus.process,
        process_digest=rules.current[stimulus.process],
        initiator=stimulus.mail.person,
        mail=stimulus.mail.digest,
        level=stimulus.mail.level,
    )
    draft = Draft(rules, evolve(None, first), now, stimulus.salt)
    draft.events.append(first)
    return draft


def _opened(draft: Draft, stimulus: Opened) -> None:
    step = draft.process.maker(draft.process.start.form)
    form.opened(draft, step, stimulus.mail, stimulus.reading)


def _replied(draft: Draft, stimulus: Replied) -> None:
    mail = stimulus.mail
    if not stimulus.answers or stimulus.conflict:
        answers.refuse(draft, "", mail.words, mail, answers.CONFLICT if stimulus.conflict else answers.NO_REQUEST)
        return
    for given in stimulus.answers:
        _answered(draft, given, mail)


def _answered(draft: Draft, given: Answer, mail: ReplyMail) -> None:
    request = draft.case.requests.get(given.request)
    if request is None:
        answers.refuse(draft, "", given.words, mail, answers.NO_REQUEST)
        return
    step = draft.process.step(request.step)
    if step.kind == form.KIND and request.state != OPEN:
        # A form is answered to any of its mails: the newest open request of the same person, step and row is meant.
        place = (request.step, request.person, request.row)
        same = [one for one in draft.case.open_requests() if (one.step, one.person, one.row) == place]
        request = same[-1] if same else request
    if step.kind == track.KIND and request.state != OPEN and not request.about:
        request = draft.case.newest(request.run, request.row) or request  # an older mail about it will do as well
    reason = answers.objection(draft.rules, step, request, given, mail)
    if reason == answers.CLOSED and _may_change(draft, step, request):
        reason = ""
    if reason == answers.CLOSED and step.kind != form.KIND and answers.newer_open(draft, request):
        reason = answers.OLD_VERSION
    if reason == answers.CLOSED and _afterthought(draft, step, given, mail):
        return
    if reason:
        answers.refuse(draft, request.key, given.words, mail, reason)
        return
    kind(step.kind).answer(draft, step, request, given, mail)
    answered = draft.case.requests[request.key]
    if answered.state == OPEN and answered.answer and answered.answer.until <= draft.at:
        dues.settle(draft, step, answered)  # a window of no length closes at once


def _may_change(draft: Draft, step: Step, request: Request) -> bool:
    """What was answered may still be answered otherwise: how far a measure is, and whether somebody comes."""
    module = kind(step.kind)
    return hasattr(module, "may_change") and module.may_change(draft.case, request)


def _afterthought(draft: Draft, step: Step, given: Answer, mail: ReplyMail) -> bool:
    """A word after the end: a form's author corrects it, or a signer takes the answer back. True where it was one."""
    request = draft.case.requests[given.request]
    if step.kind == form.KIND:
        return form.correct(draft, step, request, given, mail)
    if answers.is_second_thought(request, given):
        answers.withdraw(draft, request, given, mail, in_window=False)
        return True
    return False


def _automatic(draft: Draft, stimulus: Automatic) -> None:
    draft.record(
        e.AutomaticSeen(
            at=draft.at,
            person=stimulus.person,
            mail=stimulus.mail,
            automatic=stimulus.kind,
            requests=stimulus.requests,
        )
    )
    if stimulus.kind == "bounce" and stimulus.permanent:
        _undeliverable(draft, stimulus.person, stimulus.requests, stimulus.text)


def _undeliverable(draft: Draft, person: str, requests: tuple[str, ...], reply: str) -> None:
    coordinator = roles.coordinator(draft.rules, draft.case)
    to = coordinator if coordinator != person else draft.rules.directory.process_owner
    facts: dict[str, Value] = {"person": person, "reply": reply, "requests": requests}
    draft.write("undeliverable", to, facts=facts)


def _directory_changed(draft: Draft) -> None:
    """Whom a stopped run looked for may be named now; whoever is asked and has left is the coordinator's to replace."""
    for run in [one for one in draft.case.runs.values() if one.state == STOPPED]:
        step = draft.process.step(run.step)
        trial = Draft(draft.rules, draft.case, draft.at, draft.salt)
        trial.record(e.StepOpened(at=draft.at, run=run.key, step=run.step, round=run.round))
        kind(step.kind).begin(trial, step, trial.case.runs[run.key])
        if trial.case.runs[run.key].state != STOPPED:
            draft.case = trial.case
            draft.events += trial.events
            draft.letters += trial.letters
    gone = [one for one in draft.case.requests.values() if one.person not in draft.rules.directory.people]
    waiting = [one for one in gone if one.state == OPEN or _goes_on(draft, one)]
    for run_key, person in dict.fromkeys((one.run, one.person) for one in waiting):
        facts: dict[str, Value] = {"run": run_key, "reason": LEFT, "person": person}
        draft.write("stopped", roles.coordinator(draft.rules, draft.case), facts=facts)


def _goes_on(draft: Draft, request: Request) -> bool:
    """Answered, and asked again until it is done."""
    return draft.process.step(request.step).kind == track.KIND and track.goes_on(draft.case, request)


def _posted(draft: Draft, stimulus: Posted) -> None:
    if stimulus.state == "unrenderable":
        draft.record(
            e.Unrenderable(
                at=draft.at,
                template=stimulus.template,
                person=stimulus.person,
                request=stimulus.request,
                reason=stimulus.reason,
            )
        )
        if stimulus.template != "unrenderable":
            facts: dict[str, Value] = {"template": stimulus.template, "reason": stimulus.reason}
            draft.write("unrenderable", draft.rules.directory.process_owner, facts=facts)
        return
    for one in stimulus.asked:
        if one.role is not Role.COPY and one.request in draft.case.requests:
            draft.record(e.Asked(at=draft.at, request=one.request, message_id=stimulus.message_id, due=one.due))


def _delivered(draft: Draft, stimulus: Delivery) -> None:
    if stimulus.state != "sent":
        bounced = stimulus.state == "bounced"
        draft.record(
            e.SendFailed(
                at=draft.at,
                message_id=stimulus.message_id,
                person=stimulus.person,
                requests=stimulus.requests,
                bounced=bounced,
                reply=stimulus.reply,
            )
        )
        _undeliverable(draft, stimulus.person, stimulus.requests, stimulus.reply)
        return
    late = draft.at - stimulus.posted_at if stimulus.posted_at else timedelta()
    moved: dict[str, datetime] = {}
    for key in stimulus.requests if late > LATE_HANDOVER else ():
        request = draft.case.requests.get(key)
        due = deadlines.delayed(draft.rules, draft.case, request, late) if request and request.state == OPEN else None
        if due and request and request.message_ids[:1] == (stimulus.message_id,):
            moved[key] = due  # only the first ask sets a deadline; a late reminder moves nothing
    draft.record(
        e.Sent(
            at=draft.at,
            message_id=stimulus.message_id,
            person=stimulus.person,
            dues=moved,
            repeated=stimulus.repeated,
        )
    )


def _move_on(draft: Draft) -> None:
    """Close what has come to its end, open what may begin, until nothing follows any more."""
    while not draft.case.cancelled and (_close_runs(draft) or _open_steps(draft)):
        pass
    if draft.case.cancelled or draft.case.finished_at:
        return
    if draft.case.runs and not any(run.state in (OPEN, "stopped") for run in draft.case.runs.values()):
        draft.record(e.CaseFinished(at=draft.at))
        if any(one.kind == close.KIND for one in draft.process.steps):
            return  # whoever is concerned has had its closing mail
        for person in dict.fromkeys((draft.case.initiator, roles.coordinator(draft.rules, draft.case))):
            draft.write("case_done", person)


def _close_runs(draft: Draft) -> bool:
    for run in tuple(draft.case.runs.values()):
        if run.state == OPEN:
            step = draft.process.step(run.step)
            if kind(step.kind).move(draft, step, run):
                return True
    return False


def _open_steps(draft: Draft) -> bool:
    # What is sent back was open before: it waits for nothing again, also where a step before it is corrected just now.
    sent_back = {one.to for one in draft.events if isinstance(one, e.WentBack)}
    for step in draft.process.steps:
        latest = draft.case.latest(step.id)
        may_begin = step.id in sent_back or all(_is_behind(draft.case, one) for one in step.after)
        if (latest is None or latest.state == VOID) and may_begin:
            if step.when and not _holds(draft.case, step.when):
                key = f"{step.id}#{1 + sum(run.step == step.id for run in draft.case.runs.values())}"
                draft.record(e.StepSkipped(at=draft.at, run=key, step=step.id, reason="when"))
            else:
                kind(step.kind).begin(draft, step, draft.open_run(step))
            return True
    return False


def _is_behind(case: Case, step: str) -> bool:
    latest = case.latest(step)
    return latest is not None and latest.state in (DONE, SKIPPED)


def _holds(case: Case, test: Test) -> bool:
    """The one test of the language. A number that can't be told passes: one signature too many is the safe side."""
    record = case.record(test.field.form)
    value = record.fields.get(test.field.field) if record else None
    match test.op:
        case "is":
            return value == test.value
        case "in":
            return value in test.value
        case "at_least" | "below":
            found, limit = values.number(str(value or "")), values.number(str(test.value))
            if found is None or limit is None:
                return True
            return found >= limit if test.op == "at_least" else found < limit
    return False
