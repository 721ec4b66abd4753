"""signoff: persons confirm one record version. Silence never counts as yes; a refusal goes back to the maker."""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.answers import counted, unclear
from mailflow.workflow.case import CONDITIONAL, DONE, OPEN, REFUSALS, SETTLED, Case, Request, Run
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Role
from mailflow.workflow.process import Step
from mailflow.workflow.reply import Answer, Confirmation, Confirming, Decision, Pick, ReplyMail, Verdict
from mailflow.workflow.steps import choosing

KIND = "signoff"
YES, NO = ("approve", "confirm"), REFUSALS
CONDITION, REFUSAL = "condition", "refusal"  # what the coordinator is asked about
CONFIRMATION, TOGETHER = "confirmation", "together"


def reads(step: Step, request: Request) -> str:
    """What replies are read as."""
    return "choice" if request.about else step.reading


def asks(step: Step, request: Request) -> str:
    """The template of its question."""
    if request.about:
        return "choice"
    return "minutes" if step.reading == CONFIRMATION else "signoff"


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
    people = tuple(dict.fromkeys(found))
    return _without_author(draft.case, step, people) if step.reading == CONFIRMATION else people


def _without_author(case: Case, step: Step, people: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever wrote minutes and sent them out has said with it that they are right."""
    record = case.record(step.record)
    others = tuple(one for one in people if record is None or one != record.author)
    return others or people


def _above(draft: Draft, person: str, own: frozenset[str]) -> str:
    """The first on the way up, this person included, who isn't one of these; "" where the way ends."""
    if not person:
        return ""
    for _ in own:
        person = draft.rules.directory.superior_of(person) if person in own else person
    return "" if person in own else person


def uncovered(draft: Draft, step: Step) -> tuple[str, ...]:
    """Departments that the record names and whose head isn't among those who are asked by the process."""
    if step.covers is None:
        return ()
    asked = roles.people(draft.rules, draft.case, step.ask)
    named = roles.said(draft.case, step.covers)
    return tuple(one for one in named if draft.rules.directory.head_of(one) not in asked)


def begin(draft: Draft, step: Step, run: Run, *, instead: str = "") -> None:
    """Ask every signer at once; whoever stands in CC gets a copy that opens nothing."""
    record = draft.case.record(step.record)
    people = signers(draft, step, instead)
    if record is None or not people:
        draft.stop(run, "no_signer")
        return
    missing = uncovered(draft, step)
    if missing and (len(missing) > 1 or not instead or (step.four_eyes and instead in authors(draft.case, step))):
        draft.stop(run, "uncovered")
        return
    if missing:
        people = tuple(dict.fromkeys((*people, instead)))  # signs for the department that nobody else speaks for
    asked = [draft.ask(run, person, record=record.digest) for person in people]
    for request in asked:
        draft.write(asks(step, request), request.person, request.key)
    for person in copies(draft, step, people):
        draft.write("signoff_copy", person, asked[0].key, role=Role.COPY)


def copies(draft: Draft, step: Step, signing: tuple[str, ...]) -> tuple[str, ...]:
    """Who sees the question without being asked it."""
    found = [person for who in step.cc for person in roles.people(draft.rules, draft.case, who)]
    return tuple(one for one in dict.fromkeys(found) if one not in signing)


def answer(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """A decision counts when its window closes; anything else is asked back."""
    reading = given.reading
    if request.about:
        _choice(draft, step, request, given, mail)
    elif isinstance(reading, Confirmation):
        if reading.verdict in (Confirming.CONFIRM, Confirming.OBJECT):
            counted(draft, step, request, given, mail, verdict=reading.verdict)
        else:
            unclear(draft, request, given, mail, verdict=reading.verdict, rule=reading.rule)
    elif isinstance(reading, Decision):
        _decided(draft, step, request, given, mail, reading=reading)
    else:
        raise TypeError(f"a sign-off was read as {type(reading).__name__}")


def _decided(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail, *, reading: Decision) -> None:
    match reading.verdict:
        case Verdict.REVISE if step.on_condition == "keep" and reading.rule == CONDITION:
            counted(draft, step, request, given, mail, verdict=CONDITIONAL, condition=reading.condition)
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


def may_change(case: Case, request: Request) -> bool:
    """Whoever said yes on a condition may drop it, as long as nothing has followed from it."""
    return request.verdict == CONDITIONAL and case.runs[request.run].state == OPEN


def settled(draft: Draft, step: Step, request: Request) -> None:
    """What isn't a yes: the coordinator settles a condition; of a refusal the others hear while they still read."""
    verdict = request.verdict
    choosing.withdraw(draft, request)
    if verdict == CONDITIONAL:
        choosing.offer(draft, request, CONDITION)
    elif verdict in NO and step.on_reject:
        choosing.offer(draft, request, REFUSAL)
    elif verdict in NO and step.send_back == TOGETHER:
        for one in signing(draft.case, request.run):
            if one.state == OPEN and one.answer is None and one.asked_at:
                draft.write("objection_told", one.person, one.key, facts={"by": request.person, "about": request.key})


def _choice(draft: Draft, step: Step, request: Request, given: Answer, mail: ReplyMail) -> None:
    """What the coordinator makes of a condition or of a refusal."""
    first = choosing.first_of(draft.case, request)
    picked = choosing.taken(draft, request, given, mail)
    if first is None or not picked:
        return
    run = draft.case.runs[request.run]
    match picked:
        case "change":
            go_back(draft, step, run, [first])
        case "go_back" if step.on_reject:
            go_back(draft, step, run, [first], to=step.on_reject.back_to)
        case "ask_again":
            draft.record(e.Reassigned(at=draft.at, request=first.key, to=first.person, by=request.person))
            again = draft.ask(run, first.person, record=first.record, nth=first.nth + 1)
            reason = given.reading.words if isinstance(given.reading, Pick) else ""
            facts = {
                "condition": first.answer.condition if first.answer else "",
                "met": reason,
                "by": request.person,
            }
            draft.write("signoff", first.person, again.key, facts=facts)


def signing(case: Case, run: str) -> tuple[Request, ...]:
    """The questions to signers that still stand; the coordinator's beside them are none."""
    return tuple(one for one in case.asked_in(run) if not one.about)


def move(draft: Draft, step: Step, run: Run) -> bool:
    """Done when all have said yes; a refusal sends the record back with its words, at once or with all others."""
    asked = signing(draft.case, run.key)
    is_closed = any(one.chosen and one.chosen.choice == "close_unmet" for one in draft.case.asked_in(run.key))
    if is_closed and step.on_reject:
        draft.record(e.StepDone(at=draft.at, run=run.key, result=step.on_reject.or_close))
        return True
    refused = [one for one in asked if one.verdict in NO]
    if refused and step.on_reject is None and (step.send_back != TOGETHER or _is_complete(asked)):
        go_back(draft, step, run, refused)
        return True
    if asked and all(one.verdict in YES for one in asked):
        draft.record(e.StepDone(at=draft.at, run=run.key))
        if step.done:
            for person in roles.people(draft.rules, draft.case, step.done.tell):
                draft.write(step.done.template or "signed", person, asked[0].key)
        return True
    return False


def _is_complete(asked: Sequence[Request]) -> bool:
    """Everybody has answered, or has let the time pass."""
    return all(one.state == SETTLED or (one.overdue and one.answer is None) for one in asked)


def go_back(draft: Draft, step: Step, run: Run, refused: Sequence[Request], to: str = "") -> None:
    """The record's maker, or an earlier step, begins anew; everything that rests on it is void."""
    target = draft.process.step(to) if to else draft.process.maker(step.record)
    others = [one for one in signing(draft.case, run.key) if one.state == OPEN and one.asked_at]
    resting = draft.process.behind(target.id) if to else draft.process.resting_on(step.record)
    made = draft.case.latest(target.id)
    later = tuple(key for key in draft.runs_of(resting) if key != run.key)
    voided = ((made.key,) if made else ()) + later  # the maker's own run too: it opens anew
    draft.record(e.WentBack(at=draft.at, run=run.key, to=target.id, request=refused[0].key, voided=voided))
    words = refused[0].answer.words if refused[0].answer else ""
    for one in others:
        draft.write("request_void", one.person, one.key, facts={"words": words, "by": refused[0].person})


def fact(case: Case, run: Run, name: str) -> bool:
    """`done`: signed by all; `answered`: everybody has said something."""
    if name == "answered":
        return all(one.answer for one in signing(case, run.key))
    return name == "done" and case.runs[run.key].state == DONE
