"""form: a person fills a form, or corrects a record. What is missing is asked for field by field; the rest is kept.

With `each` every row has a form of its own, and the answers of all make one record. With `release` it is shown as it
was read, and goes on when its author says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.workflow import events as e
from mailflow.workflow import filed, filling, prefill, roles
from mailflow.workflow.case import DONE, OPEN, SETTLED, STOPPED, UNANSWERED, Case, Filling, Request, Run
from mailflow.workflow.digest import record_digest
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import UNANSWERED_ROW, Attachment, Value
from mailflow.workflow.process import ROWS, Step
from mailflow.workflow.reply import Answer, FormReading, ReplyMail
from mailflow.workflow.rows import Row, rows

KIND = "form"


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """What replies are read as."""
    return "form"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """The template of its question."""
    return "form_ask"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Ask for the form: blank, filled in as far as its fields have a source, or as it was refused."""
    if step.each is None:
        asked = [Row("", roles.person(draft.rules, draft.case, step.ask) or instead, {})]
    else:
        asked = [Row(one.no, one.owner or instead, one.cells) for one in rows(draft.rules, draft.case, step)]
    if not asked or not all(one.owner for one in asked):
        draft.stop(run, "no_signer")
        return
    for row in asked:
        request = draft.ask(run, row.owner, row=row.no)
        _prefill(draft, step, request, row)
        draft.write("form_ask", row.owner, request.key, facts=refusal(draft.case, step))


def _prefill(draft: Draft, step: Step, request: Request, row: Row) -> None:
    """What its sources say. A form that was filled before begins with what stood in it, and with nothing else."""
    form = draft.process.forms[step.form]
    known, record = prefill.given(form, row), draft.case.record(step.form)
    if record is None:
        known = prefill.first(draft, form, row, request.person)
    elif step.each is not None:
        known = {**prefill.before(record, known), **known}
    if known:
        filled = filling.fill(draft, step, request, FormReading({}), (), kept=known)
        _read(draft, request, "", filled)


def refusal(case: Case, step: Step) -> dict[str, Value]:
    """Why a form is asked for again, in the words of whoever refused it last."""
    record = case.record(step.form)
    if record is None:
        return {}
    refusals = case.refusals(record.digest)
    if not refusals:
        return {}
    last = refusals[-1]
    return {"verdict": last.verdict, "words": last.words, "by": last.person, "version": record.version}


def opened(draft: Draft, step: Step, mail: ReplyMail, reading: FormReading) -> None:
    """The form that opened the case."""
    run = draft.open_run(step)
    request = draft.ask(run, draft.case.initiator)
    _take(draft, step, request, mail, reading)


def may_change(case: Case, request: Request) -> bool:
    """Of a row whatever was written, as long as the others are waited for."""
    return request.state == SETTLED and bool(request.row) and case.runs[request.run].state == OPEN


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """A filled form, or a part of one; words without any field are asked back once, then given to the coordinator.

    A file that can't be read, or isn't there, is told each time.
    """
    if not isinstance(given.reading, FormReading):
        raise TypeError(f"a form was read as {type(given.reading).__name__}")
    own = draft.case.runs[request.run].filling(request.row)
    reading = filed.chosen(own, filed.news(given.reading, mail.attachments, filling.known(draft, step, request)))
    wants_files = filling.takes_files(draft.process.forms[step.form]) or filed.waits_for_file(own)
    if reading.fields or (mail.attachments and wants_files):
        _take(draft, step, request, mail, reading)
    elif reading.releases and step.release and own.is_complete:
        _make(draft, step, request, mail, reading)
    else:
        _unclear(draft, step, request, mail, words=given.words, reading=reading)


def _unclear(draft: Draft, step: Step, request: Request, mail: ReplyMail, *, words: str, reading: FormReading) -> None:
    own = draft.case.runs[request.run].filling(request.row)
    draft.record(
        e.AnswerUnclear(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            verdict="unclear",
            rule="unread-file" if reading.unread else "no-file" if reading.lacks_file else "no-field",
            words=words,
        )
    )
    is_again = draft.case.requests[request.key].unclear > 1
    if not is_again or reading.unread or reading.lacks_file:
        facts = {**refusal(draft.case, step), **filed.told(reading), "repeated": True}
        template = "form_missing" if own.missing or own.problems else "form_ask"
        draft.write(template, request.person, request.key, facts=facts, at_once=True)
    if is_again:
        facts = {"words": words, "asked": request.person}
        draft.write("unclear_twice", roles.coordinator(draft.rules, draft.case), request.key, facts=facts)


def correct(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> bool:
    """A later correction by its author is a new version; False where it comes too late or says nothing new."""
    run, record, reading = draft.case.runs[request.run], draft.case.record(step.form), given.reading
    if not isinstance(reading, FormReading) or record is None or step.each is not None:
        return False
    before = run.filling(request.row)
    reading = filed.chosen(before, filed.news(reading, mail.attachments, filling.known(draft, step, request)))
    later = draft.runs_of(draft.process.resting_on(step.form))
    states = {draft.case.runs[key].state for key in later}
    is_too_late = not states.intersection((OPEN, STOPPED)) or DONE in states
    if not reading.fields or draft.case.latest(step.id) != run or is_too_late:
        return False
    filled = filling.fill(draft, step, request, reading, mail.attachments)
    has_new_files = filling.takes_files(draft.process.forms[step.form]) and filled.attachments != record.attachments
    is_as_before = filled.values == record.fields and not has_new_files
    if is_as_before and not (before.missing or before.problems or filled.conflicts):
        return False
    _read(draft, request, mail.digest, filled)
    if not filled.is_complete:
        draft.write("form_missing", request.person, request.key, facts=filed.told(reading), at_once=True)
    elif is_as_before:  # a correction that lacked something is taken back: the version that was asked about stands
        _received(draft, request, record.version, reading)
    else:
        _supersede(draft, request, later)
        version = _version(
            draft, step, run.key, draft.case.runs[run.key].filling(), author=request.person, mail=mail.digest
        )
        _received(draft, request, version, reading)
    return True


def _supersede(draft: Draft, request: Request, later: Sequence[str]) -> None:
    """Whoever was asked about the version before hears that they needn't answer any more."""
    pending = [one for key in later for one in draft.case.asked_in(key) if one.state == OPEN]
    draft.record(e.Superseded(at=draft.at, run=request.run, voided=tuple(later)))
    for one in pending:
        facts: dict[str, Value] = {"words": "", "by": request.person}
        draft.write("request_void", one.person, one.key, facts=facts)


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done as soon as every answer is there, or its silence holds nothing up; then the record of all is made."""
    asked = draft.case.asked_in(run.key)
    for one in asked:
        if step.silence == "skip" and one.state == OPEN and one.overdue:
            draft.record(e.Unanswered(at=draft.at, request=one.key))
            return True
    if not asked or any(one.state == OPEN for one in asked):
        return False
    if step.each is not None:
        _collect(draft, step, run, asked)
    draft.record(e.StepDone(at=draft.at, run=run.key))
    if step.done:
        for person in roles.people(draft.rules, draft.case, step.done.tell):
            draft.write(step.done.template or "signed", person, asked[-1].key)
    return True


def _collect(draft: Draft, step: Step, run: Run, asked: Sequence[Request]) -> None:
    """The answers of all as one record. Where somebody said nothing, that stands in it."""
    newest = {one.row: one for one in asked}
    own = draft.case.runs[run.key]
    said: list[dict[str, Value]] = []
    files: dict[str, Attachment] = {}
    for row in newest.values():
        cells = dict(own.filling(row.row).values)
        said.append({**cells, UNANSWERED_ROW: "yes"} if row.state == UNANSWERED else cells)
        files |= {one.digest: one for one in own.filling(row.row).attachments}
    whole = Filling(values={ROWS: tuple(said)}, attachments=tuple(files.values()))
    _version(draft, step, run.key, whole, author=roles.coordinator(draft.rules, draft.case), mail=draft.mail)


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: the record is complete."""
    return name == "done" and case.runs[run.key].state == DONE


def _take(draft: Draft, step: Step, request: Request, mail: ReplyMail, reading: FormReading) -> None:
    filled = filling.fill(draft, step, request, reading, mail.attachments)
    _read(draft, request, mail.digest, filled)
    if not filled.is_complete:
        draft.write("form_missing", request.person, request.key, facts=filed.told(reading), at_once=True)
    elif step.release:
        draft.write("form_shown", request.person, request.key, facts=filed.told(reading), at_once=True)
    else:
        _make(draft, step, request, mail, reading)


def _make(draft: Draft, step: Step, request: Request, mail: ReplyMail, reading: FormReading) -> None:
    """It is complete, and may go on. Of a row the record waits for the others."""
    draft.record(e.Settled(at=draft.at, request=request.key, verdict="complete"))
    version = 0
    if step.each is None:
        own = draft.case.runs[request.run].filling()
        version = _version(draft, step, request.run, own, author=request.person, mail=mail.digest)
    _received(draft, request, version, reading)


def _read(draft: Draft, request: Request, mail: str, filled: filling.Filled) -> None:
    draft.record(
        e.FormRead(
            at=draft.at,
            run=request.run,
            row=request.row,
            person=request.person,
            mail=mail,
            missing=filled.missing,
            attachments=filled.attachments,
            values=filled.values,
            problems=filled.problems,
            sources=filled.sources,
            conflicts=filled.conflicts,
        )
    )


def _version(draft: Draft, step: Step, run: str, own: Filling, *, author: str, mail: str) -> int:
    """A new version of the record; its number."""
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
        fields=own.values,
        attachments=[one.digest for one in own.attachments],
        salt=salt,
    )
    draft.record(
        e.RecordMade(
            at=draft.at,
            form=step.form,
            version=version,
            run=run,
            author=author,
            mail=mail,
            digest=digest,
            previous=previous,
            attachments=own.attachments,
            fields=own.values,
            salt=salt,
        )
    )
    return version


def _received(draft: Draft, request: Request, version: int, reading: FormReading) -> None:
    facts = {"version": version, **filed.told(reading)}
    draft.write("form_received", request.person, request.key, at_once=True, facts=facts)
