"""What a reply may do: the checks that stand before every kind of answer (rule 4), and what is told when not.

Each mail that decides nothing is recorded with its reason; the person is told once for each request and reason.
"""

from __future__ import annotations

from datetime import date, datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow import events as e
from mailflow.workflow.case import OPEN, SETTLED, Request
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Level, Role, Value
from mailflow.workflow.process import Step
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Confirmation,
    Decision,
    FormReading,
    OriginVerdict,
    Pick,
    Progress,
    Reading,
    ReplyMail,
)
from mailflow.workflow.rules import REHEARSAL_PREFIX, Rules

NOTHING_SAID, RECEIPT = "none", "receipt"  # a verdict, and a rule of the reader: words that ask and answer nothing
COPY, CLOSED, OLD_VERSION, NOT_ASKED = "copy", "closed", "old_version", "not_asked"
FORGED, NOT_PROVEN, NO_REQUEST, CONFLICT, SUPERSEDED = "forged", "not_proven", "no_request", "conflict", "superseded"
UNLISTED = "unlisted"  # a live reference from an address that is nobody's
ASKED_ANEW = (FORGED, NOT_PROVEN, UNLISTED)  # where the address of record is asked, by a token of its own


def level_of(given: Answer, mail: ReplyMail) -> Level:
    """What this answer proves: a fresh token from where nothing speaks against proves the address of record."""
    if mail.origin.verdict is OriginVerdict.FAILED:
        return Level.NONE
    if given.role is Role.FRESH and not mail.level.reaches(Level.FRESH):
        return Level.FRESH
    return mail.level


def objection(rules: Rules, step: Step, request: Request, given: Answer, mail: ReplyMail) -> str:
    """Why this answer decides nothing; "" where it does. Who and what come before how surely: a copy is no question."""
    if given.role is Role.COPY:
        return COPY
    if not mail.person:
        return UNLISTED if request.state == OPEN else CLOSED
    if mail.person != request.person:
        return NOT_ASKED
    if not is_rehearsed(rules, request.key):
        if mail.origin.verdict is OriginVerdict.FAILED:
            return FORGED
        if not level_of(given, mail).reaches(step.assurance):
            return NOT_PROVEN
    if given.record_digest and request.record and given.record_digest != request.record:
        return OLD_VERSION
    if request.state != OPEN:
        return CLOSED
    return ""


def is_rehearsed(rules: Rules, chain: str) -> bool:
    """Only a TEST chain may do without origin, and only in rehearsal (rule 8)."""
    return rules.rehearsal and chain.startswith(REHEARSAL_PREFIX)


def refuse(draft: Draft, request_key: str, given_words: str, mail: ReplyMail, reason: str) -> None:
    """Record a mail that decides nothing, and say so once."""
    request = draft.case.requests.get(request_key)
    told = (mail.person, reason) in (request.told if request else draft.case.told)
    draft.record(
        e.AnswerRefused(
            at=draft.at,
            request=request_key,
            person=mail.person,
            mail=mail.digest,
            reason=reason,
            level=mail.level,
            words=given_words,
        )
    )
    if told or (request is None and mail.origin.verdict is not OriginVerdict.PROVEN):
        return  # what isn't proven and answers nothing is nobody's mail to answer
    facts: dict[str, Value] = {"reason": reason, "words": given_words}
    if reason in ASKED_ANEW and request:
        # To the address of record, never to where the mail came from; who can read it there can answer it.
        draft.write("fresh_ask", request.person, request_key, role=Role.FRESH, facts=facts, at_once=True)
    else:
        draft.write("not_counted", mail.person, request_key, role=Role.COPY, facts=facts, at_once=True)


def counted(
    draft: Draft,
    step: Step,
    request: Request,
    given: Answer,
    mail: ReplyMail,
    *,
    verdict: str,
    condition: str = "",
    new_due: date | datetime | None = None,
    to: str = "",
    to_words: str = "",
    at_once: bool = False,
) -> None:
    """An answer that counts when its window closes; inside it a new one replaces it.

    `at_once`: without window and receipt.
    """
    reading = given.reading
    if request.answer and mail.received_at < request.answer.received_at:
        refuse(draft, request.key, given.words, mail, SUPERSEDED)  # it comes late to us, and was written before
        return
    length = None if at_once else deadlines.span(draft.rules, draft.case, step.correction)
    until = deadlines.after(draft.rules, draft.case, request.person, draft.at, length) if length else draft.at
    late = bool(request.due and mail.received_at > request.due)
    replaced = request.answer is not None
    event = e.Answered(
        at=draft.at,
        request=request.key,
        person=request.person,
        mail=mail.digest,
        received_at=mail.received_at,
        verdict=verdict,
        level=level_of(given, mail),
        role=given.role,
        rule=rule_of(reading),
        span=span_of(reading),
        late=late,
        until=until,
        new_due=new_due,
        to=to,
        words=given.words,
        condition=condition,
        to_words=to_words,
        points=tuple((one.item, one.text) for one in reading.points) if isinstance(reading, Confirmation) else (),
    )
    draft.record(event)
    if at_once:
        return
    facts: dict[str, Value] = {
        "verdict": verdict,
        "words": given.words,
        "condition": condition,
        "until": until,
        "replaced": replaced,
        "late": late,
        "new_due": new_due,
        "to_words": to_words,
        "points": event.points,
    }
    group = f"receipt/{mail.digest[:16]}"
    draft.write("receipt", request.person, request.key, facts=facts, group=group, at_once=True)


def chosen(draft: Draft, request: Request, given: Answer, mail: ReplyMail, choice: str) -> None:
    """One of the printed choices: it counts at once."""
    draft.record(
        e.Chosen(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            received_at=mail.received_at,
            choice=choice,
            level=level_of(given, mail),
            role=given.role,
            span=(),
            words=given.words,
        )
    )


def rule_of(reading: Reading) -> str:
    """The rule that the reading rests on."""
    return "" if isinstance(reading, (FormReading, Pick)) else reading.rule


def span_of(reading: Reading) -> tuple[int, ...]:
    """Which characters of the new words it stands on; none where the reading doesn't tell."""
    return () if isinstance(reading, (FormReading, Pick, Progress)) or reading.span is None else tuple(reading.span)


def unclear(draft: Draft, request: Request, given: Answer, mail: ReplyMail, *, verdict: str, rule: str) -> None:
    """Asked back once, kindly; the second time the coordinator hears of it and phones."""
    reading = given.reading
    if isinstance(reading, Decision) and reading.withdraws and request.answer:
        withdraw(draft, request, given, mail, in_window=True)
        return
    is_harmless = verdict == NOTHING_SAID or rule == RECEIPT
    suspends = request.answer is not None and not is_harmless
    draft.record(
        e.AnswerUnclear(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            verdict=verdict,
            rule=rule,
            suspends=suspends,
            words=given.words,
        )
    )
    if request.answer and is_harmless:
        return  # thanks for a receipt: the answer stands
    facts: dict[str, Value] = {"words": given.words, "asked": request.person, "suspended": suspends}
    if suspends or draft.case.requests[request.key].unclear == 1:
        draft.write("ask_back", request.person, request.key, facts=facts, at_once=True)
    elif draft.case.requests[request.key].unclear == 2:
        draft.write("unclear_twice", roles.coordinator(draft.rules, draft.case), request.key, facts=facts)


def withdraw(draft: Draft, request: Request, given: Answer, mail: ReplyMail, *, in_window: bool) -> None:
    """An answer taken back. After the window it is a dated record to coordinator and lead, and undoes nothing."""
    reading = given.reading
    verdict = reading.verdict if isinstance(reading, (Decision, Acceptance, Confirmation)) else "unclear"
    draft.record(
        e.Withdrawn(
            at=draft.at,
            request=request.key,
            person=request.person,
            mail=mail.digest,
            verdict=verdict,
            in_window=in_window,
            words=given.words,
        )
    )
    facts: dict[str, Value] = {
        "words": given.words,
        "verdict": verdict,
        "asked": request.person,
        "in_window": in_window,
    }
    draft.write("withdrawn", request.person, request.key, facts=facts, at_once=True)
    if in_window:
        return
    lead = draft.rules.directory.head_of(roles.lead_department(draft.rules, draft.case))
    for person in dict.fromkeys((roles.coordinator(draft.rules, draft.case), lead)):
        if person != request.person:
            draft.write("withdrawn", person, request.key, role=Role.COPY, facts=facts)


def newer_open(draft: Draft, request: Request) -> Request | None:
    """The same question to the same person about a later version, where one is open."""
    same = (one for one in draft.case.open_requests() if (one.step, one.person) == (request.step, request.person))
    return next((one for one in same if one.key != request.key and one.row == request.row), None)


def is_second_thought(request: Request, given: Answer) -> bool:
    """True where a settled answer is answered once more by another word than before."""
    reading = given.reading
    if request.state != SETTLED or request.answer is None:
        return False
    if isinstance(reading, Confirmation):
        return reading.verdict not in (request.answer.verdict, "unclear", "none")
    if isinstance(reading, Decision):
        return reading.withdraws or reading.verdict not in (request.answer.verdict, "unclear", "none", "delegate")
    return isinstance(reading, Acceptance) and reading.verdict not in (request.answer.verdict, "unclear", "none")
