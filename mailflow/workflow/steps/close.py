"""close: the case comes to its end. What is still open beside it is left unfinished, and said to be so."""

from __future__ import annotations

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.case import DONE, OPEN, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Answer, ReplyMail

KIND = "close"


def reads(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """Nothing is asked."""
    return "decision"


def asks(step: Step, request: Request) -> str:  # noqa: ARG001 - every kind takes the same two
    """Nothing is asked."""
    return "case_closed"


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:  # noqa: ARG001 - as every kind
    """End what is open, and tell everybody."""
    for other in tuple(draft.case.runs.values()):
        if other.state == OPEN and other.key != run.key:
            draft.record(e.Unfinished(at=draft.at, run=other.key))
    people = [one for who in step.tell for one in roles.people(draft.rules, draft.case, who)]
    for person in dict.fromkeys(people):
        draft.write("case_closed", person)


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """Nothing is asked, so nothing can be answered."""
    del draft
    raise TypeError(f"{step.id} asks nothing, and {request.key} was answered in {mail.digest}: {given.words[:20]!a}")


def move(draft: Draft, step: Step, run: Run) -> bool:  # noqa: ARG001 - as every kind
    """Done at once."""
    draft.record(e.StepDone(at=draft.at, run=run.key))
    return True


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: everybody was told."""
    return name == "done" and case.runs[run.key].state == DONE
