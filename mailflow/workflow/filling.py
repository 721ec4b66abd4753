"""What a form holds once a mail is laid over what was there: names known, days known, files merged. Records nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailflow.workflow import filed, files, opening, prefill, values
from mailflow.workflow.case import OPEN, Request
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Attachment, FormDefinition, Value
from mailflow.workflow.process import Step
from mailflow.workflow.reply import FormReading
from mailflow.workflow.rows import row
from mailflow.workflow.values import Filled

__all__ = ["Filled", "fill", "known", "takes_files"]


def takes_files(form: FormDefinition) -> bool:
    """Whether files belong to it."""
    return any(one.type == "file" for one in form.fields)


def known(draft: Draft, step: Step, request: Request) -> tuple[Attachment, ...]:
    """The files that are there already."""
    record = draft.case.record(step.form) if step.each is None else None
    own = draft.case.runs[request.run].filling(request.row)
    return own.attachments or (record.attachments if record else ())


def fill(
    draft: Draft,
    step: Step,
    request: Request,
    reading: FormReading,
    attached: Sequence[Attachment],
    *,
    kept: Mapping[str, Value] | None = None,
) -> Filled:
    """The form with this reading laid over what it holds: so far, else in its newest version, else `kept`."""
    form, own = draft.process.forms[step.form], draft.case.runs[request.run].filling(request.row)
    record = draft.case.record(step.form) if step.each is None else None
    given = prefill.given(form, row(draft.rules, draft.case, step, request.row) if request.row else None)
    said = {key: value for key, value in filed.written(reading).items() if key not in given}
    filled = values.fill(
        form,
        {**(kept or {}), **(own.values or (record.fields if record else {})), **given},
        said,
        rivals=filed.rivals(own, reading),
        attachments=_files(draft, step, request, tuple(attached)),
        directory=draft.rules.directory,
        calendar=draft.rules.calendar_of(request.person),
        zone=draft.rules.zone_of(request.person),
        now=draft.at,
    )
    filled = replace(filled, sources=filed.sources(own, reading))
    filled = filed.promised(filled, own, reading, attached, takes_files=takes_files(form))
    return _allowed(draft, step, filled)


def _allowed(draft: Draft, step: Step, filled: Filled) -> Filled:
    """The form that opens a case names a department whose people may open one."""
    if step.form != draft.process.start.form or not filled.is_complete:
        return filled
    may_open = opening.allowed(draft.rules, draft.case, filled.values)
    if may_open is None or draft.case.initiator in may_open:
        return filled
    return replace(filled, problems={**filled.problems, opening.field(draft.process): "not_allowed"})


def _files(draft: Draft, step: Step, request: Request, come: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """Nothing gets lost: a file replaces its namesake. Only where others were asked for do documents replace them all:

    the version was refused (then the form is asked for anew), or its files were too large.
    """
    run = draft.case.runs[request.run]
    own = run.filling(request.row)
    record = draft.case.record(step.form) if step.each is None else None
    refused = record.attachments if record and run.state == OPEN else ()
    kept = own.attachments or (record.attachments if record else ())
    is_refused = bool(refused) and kept == refused and takes_files(draft.process.forms[step.form])
    is_too_large = values.FILES in own.problems
    if is_too_large and come and not files.are_documents(kept):
        return come
    if (is_refused or is_too_large) and files.are_documents(come):
        return come
    return files.merged(kept, come)
