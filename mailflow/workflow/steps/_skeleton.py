"""A step kind with every part explained: copy it, name it, register it in KINDS, give it a template and a story.

Imported by a test and by nothing else. It asks one person one question and is done with the first clear answer.
"""

from __future__ import annotations

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import DONE, SETTLED, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Answer, Decision, ReplyMail, Verdict

KIND = "skeleton"  # the word in process files


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """What replies are read as: decision | confirmation | acceptance | progress | choice | form."""
    return "decision"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """The template of its question, also when somebody else is asked in the first one's place."""
    return "signoff"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Ask. Every request has its letter; where nobody is found the step stops and somebody hears of it.

    A stopped run begins again by order, with `instead` in the place of whoever can't be found.
    """
    person = roles.person(draft.rules, draft.case, step.ask) or instead
    if not person:
        draft.stop(run, "no_signer")
        return
    record = draft.case.record(step.record)
    request = draft.ask(run, person, record=record.digest if record else "")
    draft.write(asks(step, request), person, request.key)


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """Take a reply to an open request; who may answer was checked before (answers.objection)."""
    reading = given.reading
    if isinstance(reading, Decision) and reading.verdict is Verdict.APPROVE:
        counted(draft, step, request, given, mail, verdict=reading.verdict)
    else:
        unclear(draft, request, given, mail, verdict="unclear", rule="skeleton")


def move(draft: Draft, step: Step, run: Run) -> bool:  # noqa: ARG001 - every kind takes the same three
    """Whether the run has come to its end now; records what ends it."""
    asked = draft.case.asked_in(run.key)
    if not asked or any(one.state != SETTLED for one in asked):
        return False
    draft.record(e.StepDone(at=draft.at, run=run.key))
    return True


def fact(case: Case, run: Run, name: str) -> bool:
    """A named fact of a run, for clocks and `after`: `done`, `answered`."""
    return name == "done" and case.runs[run.key].state == DONE
