"""signoff: persons confirm one record version. Silence never counts as yes; a refusal goes back to the maker."""

from __future__ import annotations

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import DONE, OPEN, SETTLED, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Role
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Answer, Decision, ReplyMail, Verdict

KIND = "signoff"
READS = "decision"
ASKS = "signoff"


def authors(case: Case, step: Step) -> frozenset[str]:
    """Who may not sign under four eyes: whoever opened the case, and whoever wrote what is to be signed."""
    record = case.record(step.record)
    return frozenset({case.initiator, record.author} if record else {case.initiator})


def signers(draft: Draft, step: Step, instead: str = "") -> tuple[str, ...]:
    """Who signs, each once; nobody where one can't be found, for whom `instead` may stand, but not sign twice.

    Four eyes: a signer who opened the case or wrote the record is replaced by their superior.
    """
    own = authors(draft.case, step) if step.four_eyes else frozenset()
    found = [_above(draft, one, own) for one in roles.seats(draft.rules, draft.case, step.ask)] or [""]
    if "" in found:
        if not instead or instead in own or instead in found or found.count("") > 1:
            return ()
        found = [one or instead for one in found]
    return tuple(dict.fromkeys(found))


def _above(draft: Draft, person: str, own: frozenset[str]) -> str:
    """The first on the way up, this person included, who isn't one of these; "" where the way ends."""
    if not person:
        return ""
    for _ in own:
        person = draft.rules.directory.superior_of(person) if person in own else person
    return "" if person in own else person


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Ask every signer at once; whoever stands in CC gets a copy that opens nothing."""
    record = draft.case.record(step.record)
    people = signers(draft, step, instead)
    if record is None or not people:
        draft.record(e.StepStopped(at=draft.at, run=run.key, reason="no_signer"))
        facts = {"run": run.key, "reason": "no_signer"}
        for person in dict.fromkeys((roles.coordinator(draft.rules, draft.case), draft.rules.directory.process_owner)):
            draft.write("stopped", person, facts=facts)
        return
    asked = [draft.ask(run, person, record=record.digest) for person in people]
    for request in asked:
        draft.write("signoff", request.person, request.key)
    for person in copies(draft, step, people):
        draft.write("signoff_copy", person, asked[0].key, role=Role.COPY)


def copies(draft: Draft, step: Step, signing: tuple[str, ...]) -> tuple[str, ...]:
    """Who sees the question without being asked it."""
    found = [person for who in step.cc for person in roles.people(draft.rules, draft.case, who)]
    return tuple(one for one in dict.fromkeys(found) if one not in signing)


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """A decision counts when its window closes; anything else is asked back."""
    reading = given.reading
    if not isinstance(reading, Decision):
        raise TypeError(f"a sign-off was read as {type(reading).__name__}")
    match reading.verdict:
        case Verdict.APPROVE | Verdict.REJECT | Verdict.REVISE:
            counted(draft, step, request, given, mail, verdict=reading.verdict, condition=reading.condition)
        case Verdict.DELEGATE:
            _hand_on(draft, request, given, mail, reading)
        case _:
            unclear(draft, request, given, mail, verdict=reading.verdict, rule=reading.rule)


def _hand_on(draft: Draft, request: Request, given: Answer, mail: ReplyMail, reading: Decision) -> None:
    """Nobody signs for somebody else by a reply alone: the coordinator reassigns, or not."""
    draft.record(
        e.AnswerUnclear(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            verdict=reading.verdict,
            rule=reading.rule,
            suspends=request.answer is not None,
            words=given.words,
        )
    )
    facts = {"asked": request.person, "to_words": reading.delegate_to, "words": given.words}
    draft.write("delegation_asked", roles.coordinator(draft.rules, draft.case), request.key, facts=facts)


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done when all have approved; one refusal sends the record back with its words."""
    asked = draft.case.asked_in(run.key)
    refused = next((one for one in asked if one.verdict in ("reject", "revise")), None)
    if refused:
        _go_back(draft, step, run, refused)
        return True
    if asked and all(one.state == SETTLED for one in asked):
        draft.record(e.StepDone(at=draft.at, run=run.key))
        if step.done:
            for person in roles.people(draft.rules, draft.case, step.done.tell):
                draft.write(step.done.template or "signed", person, asked[0].key)
        return True
    return False


def _go_back(draft: Draft, step: Step, run: Run, refused: Request) -> None:
    maker = draft.process.maker(step.record)
    others = [one for one in draft.case.asked_in(run.key) if one.state == OPEN and one.asked_at]
    made = draft.case.latest(maker.id)
    later = tuple(key for key in draft.runs_after(maker.id) if key != run.key)
    voided = ((made.key,) if made else ()) + later  # the maker's own run too: it opens anew
    draft.record(e.WentBack(at=draft.at, run=run.key, to=maker.id, request=refused.key, voided=voided))
    words = refused.answer.words if refused.answer else ""
    for one in others:
        draft.write("request_void", one.person, one.key, facts={"words": words, "by": refused.person})


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: signed by all; `answered`: everybody has said something."""
    if name == "answered":
        return all(one.answer for one in case.asked_in(run.key))
    return name == "done" and case.runs[run.key].state == DONE
