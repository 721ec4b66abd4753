"""form: a person fills a form, or corrects a record. What is missing is asked for field by field; the rest is kept."""

from __future__ import annotations

from dataclasses import replace

from mailflow.workflow import events as e
from mailflow.workflow import filed, files, opening, roles, values
from mailflow.workflow.case import DONE, OPEN, SETTLED, Case, Request, Run
from mailflow.workflow.digest import record_digest
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Attachment, FormDefinition, Value
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Answer, FormReading, ReplyMail

KIND = "form"
READS = "form"
ASKS = "form_ask"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Ask for the form, blank or as it was refused."""
    person = roles.person(draft.rules, draft.case, step.ask) or instead
    if not person:
        draft.record(e.StepStopped(at=draft.at, run=run.key, reason="no_signer"))
        draft.write("stopped", draft.rules.directory.process_owner, facts={"run": run.key, "reason": "no_signer"})
        return
    request = draft.ask(run, person)
    draft.write("form_ask", person, request.key, facts=_refusal(draft.case, step))


def _refusal(case: Case, step: Step) -> dict[str, Value]:
    """Why a form is asked for again, in the words of whoever refused it."""
    record = case.record(step.form)
    if record is None:
        return {}
    refusals = [
        one.answer
        for one in case.requests.values()
        if one.record == record.digest and one.answer and one.answer.verdict in ("reject", "revise")
    ]
    if not refusals:
        return {}
    last = refusals[-1]
    return {"verdict": last.verdict, "words": last.words, "by": last.person, "version": record.version}


def opened(draft: Draft, step: Step, mail: ReplyMail, reading: FormReading) -> None:
    """The form that opened the case."""
    run = draft.open_run(step)
    request = draft.ask(run, draft.case.initiator)
    _take(draft, step, request, mail, reading)


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """A filled form, or a part of one; words without any field are asked back once, then given to the coordinator.

    A file that can't be read, or isn't there, is told each time.
    """
    if not isinstance(given.reading, FormReading):
        raise TypeError(f"a form was read as {type(given.reading).__name__}")
    run = draft.case.runs[request.run]
    reading = filed.chosen(run, filed.news(given.reading, mail.attachments, _known(draft, step, run)))
    wants_files = _takes_files(draft.process.forms[step.form]) or filed.waits_for_file(run)
    if reading.fields or (mail.attachments and wants_files):
        _take(draft, step, request, mail, reading)
        return
    draft.record(
        e.AnswerUnclear(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            verdict="unclear",
            rule="unread-file" if reading.unread else "no-file" if reading.lacks_file else "no-field",
            words=given.words,
        )
    )
    is_again = draft.case.requests[request.key].unclear > 1
    if not is_again or reading.unread or reading.lacks_file:
        facts = {**_refusal(draft.case, step), **filed.told(reading), "repeated": True}
        template = "form_missing" if run.missing or run.problems else "form_ask"
        draft.write(template, request.person, request.key, facts=facts, at_once=True)
    if is_again:
        facts = {"words": given.words, "asked": request.person}
        draft.write("unclear_twice", roles.coordinator(draft.rules, draft.case), request.key, facts=facts)


def _known(draft: Draft, step: Step, run: Run) -> tuple[Attachment, ...]:
    """The files that are there already."""
    record = draft.case.record(step.form)
    return run.attachments or (record.attachments if record else ())


def _takes_files(form: FormDefinition) -> bool:
    return any(one.type == "file" for one in form.fields)


def correct(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> bool:
    """A later correction by its author is a new version; False where it comes too late or says nothing new."""
    run = draft.case.runs[request.run]
    reading = given.reading
    if isinstance(reading, FormReading):
        reading = filed.chosen(run, filed.news(reading, mail.attachments, _known(draft, step, run)))
    later = draft.runs_after(step.id)
    open_later = [draft.case.runs[key] for key in later if draft.case.runs[key].state == OPEN]
    if (
        not isinstance(reading, FormReading)
        or not reading.fields
        or draft.case.latest(step.id) != run
        or not open_later
    ):
        return False
    record = draft.case.record(step.form)
    if record is None or any(draft.case.runs[key].state == DONE for key in later):
        return False
    filled = _fill(draft, step, run, mail, reading)
    has_new_files = _takes_files(draft.process.forms[step.form]) and filled.attachments != record.attachments
    is_as_before = filled.values == record.fields and not has_new_files
    if is_as_before and not (run.missing or run.problems or filled.conflicts):
        return False
    _read(draft, run, request, mail, filled)
    if not filled.is_complete:
        draft.write("form_missing", request.person, request.key, facts=filed.told(reading), at_once=True)
    elif is_as_before:  # a correction that lacked something is taken back: the version that was asked about stands
        _received(draft, request, record.version, reading)
    else:
        pending = [one for key in later for one in draft.case.asked_in(key) if one.state == OPEN]
        draft.record(e.Superseded(at=draft.at, run=run.key, voided=later))
        for one in pending:
            facts: dict[str, Value] = {"words": "", "by": request.person}
            draft.write("request_void", one.person, one.key, facts=facts)
        version = _make(draft, step, run, request, mail)
        _received(draft, request, version, reading)
    return True


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done as soon as its record is made: a complete form moves on at once."""
    asked = draft.case.asked_in(run.key)
    if not asked or any(one.state != SETTLED for one in asked):
        return False
    draft.record(e.StepDone(at=draft.at, run=run.key))
    if step.done:
        for person in roles.people(draft.rules, draft.case, step.done.tell):
            draft.write(step.done.template or "signed", person, asked[-1].key)
    return True


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: the record is complete."""
    return name == "done" and case.runs[run.key].state == DONE


def _take(draft: Draft, step: Step, request: Request, mail: ReplyMail, reading: FormReading) -> None:
    run = draft.case.runs[request.run]
    filled = _fill(draft, step, run, mail, reading)
    _read(draft, run, request, mail, filled)
    if filled.is_complete:
        draft.record(e.Settled(at=draft.at, request=request.key, verdict="complete"))
        version = _make(draft, step, run, request, mail)
        _received(draft, request, version, reading)
    else:
        draft.write("form_missing", request.person, request.key, facts=filed.told(reading), at_once=True)


def _fill(draft: Draft, step: Step, run: Run, mail: ReplyMail, reading: FormReading) -> values.Filled:
    form, record = draft.process.forms[step.form], draft.case.record(step.form)
    initiator = draft.case.initiator
    filled = values.fill(
        form,
        run.values or (record.fields if record else {}),
        filed.written(reading),
        rivals=filed.rivals(run, reading),
        attachments=_files(draft, step, run, mail),
        directory=draft.rules.directory,
        calendar=draft.rules.calendar_of(initiator),
        zone=draft.rules.zone_of(initiator),
        now=draft.at,
    )
    filled = replace(filled, sources=filed.sources(run, reading))
    filled = filed.promised(filled, run, reading, mail.attachments, takes_files=_takes_files(form))
    may_open = (
        opening.allowed(draft.rules, draft.case, filled.values) if step.form == draft.process.start.form else None
    )
    if may_open is None or initiator in may_open or not filled.is_complete:
        return filled
    problems = dict(filled.problems)
    problems[opening.field(draft.process)] = "not_allowed"
    return replace(filled, problems=problems)


def _files(draft: Draft, step: Step, run: Run, mail: ReplyMail) -> tuple[Attachment, ...]:
    """Nothing gets lost: a file replaces its namesake. Only where others were asked for do documents replace them all:

    the version was refused (then the form is asked for anew), or its files were too large.
    """
    record = draft.case.record(step.form)
    refused = record.attachments if record and run.state == OPEN else ()
    kept = run.attachments or (record.attachments if record else ())
    is_refused = bool(refused) and kept == refused and _takes_files(draft.process.forms[step.form])
    is_too_large = values.FILES in run.problems
    if is_too_large and mail.attachments and not files.are_documents(kept):
        return mail.attachments
    if (is_refused or is_too_large) and files.are_documents(mail.attachments):
        return mail.attachments
    return files.merged(kept, mail.attachments)


def _read(draft: Draft, run: Run, request: Request, mail: ReplyMail, filled: values.Filled) -> None:
    draft.record(
        e.FormRead(
            at=draft.at,
            run=run.key,
            person=request.person,
            mail=mail.digest,
            missing=filled.missing,
            attachments=filled.attachments,
            values=filled.values,
            problems=filled.problems,
            sources=filled.sources,
            conflicts=filled.conflicts,
        )
    )


def _make(draft: Draft, step: Step, run: Run, request: Request, mail: ReplyMail) -> int:
    """A new version of the record; its number."""
    run = draft.case.runs[run.key]
    before = draft.case.record(step.form)
    version = before.version + 1 if before else 1
    previous = before.digest if before else ""
    salt = draft.own_salt(f"record/{step.form}/{version}")
    digest = record_digest(
        case=draft.case.number,
        record=step.form,
        version=version,
        previous=previous,
        process=draft.case.process_digest,
        fields=run.values,
        attachments=[one.digest for one in run.attachments],
        salt=salt,
    )
    draft.record(
        e.RecordMade(
            at=draft.at,
            form=step.form,
            version=version,
            run=run.key,
            author=request.person,
            mail=mail.digest,
            digest=digest,
            previous=previous,
            attachments=run.attachments,
            fields=run.values,
            salt=salt,
        )
    )
    return version


def _received(draft: Draft, request: Request, version: int, reading: FormReading) -> None:
    facts = {"version": version, **filed.told(reading)}
    draft.write("form_received", request.person, request.key, at_once=True, facts=facts)
