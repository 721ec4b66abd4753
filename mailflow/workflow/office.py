"""The chain of what belongs to no case: numbers, held openings, pauses. Folded and decided like a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.workflow import answers, filed, opening, values
from mailflow.workflow import events as e
from mailflow.workflow.case import Case
from mailflow.workflow.digest import moment
from mailflow.workflow.draft import Outcome
from mailflow.workflow.errors import OrderRefused
from mailflow.workflow.model import Letter, Level, Role, Value
from mailflow.workflow.process import Process
from mailflow.workflow.reply import Decision, OriginVerdict, Verdict
from mailflow.workflow.rules import REHEARSAL_PREFIX, Rules
from mailflow.workflow.stimuli import Automatic, Delivery, Opened, Ordered, Posted, Replied, RulesChanged, Stimulus

CHAIN = "office"


@dataclass(frozen=True, slots=True)
class Office:
    """What the office knows. `version` is that of its chain."""

    version: int = 0
    sequences: Mapping[tuple[str, int], int] = field(default_factory=dict)  # (process, year) -> last number given
    numbers: Mapping[str, str] = field(default_factory=dict)  # opening mail -> case number
    held: Mapping[str, e.OpeningHeld] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    paused_since: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    seen: tuple[str, str, str, str] = ("", "", "", "")
    told: Mapping[str, date] = field(default_factory=dict)  # person -> day (UTC) of a mail about nothing that was asked


def evolve(office: Office, event: e.Event) -> Office:
    """The office after one more event."""
    match event:
        case e.CaseNumbered():
            sequences = {**office.sequences, (event.process, event.year): event.sequence}
            office = replace(office, sequences=sequences, numbers={**office.numbers, event.mail: event.number})
        case e.OpeningHeld():
            office = replace(office, held={**office.held, event.request: event})
        case e.OpeningSettled():
            office = replace(office, settled=office.settled | {event.request})
        case e.Paused():
            office = replace(office, paused_since=event.at)
        case e.Resumed() if office.paused_since:
            office = replace(office, pauses=(*office.pauses, (office.paused_since, event.at)), paused_since=None)
        case e.MailNoted(reason=answers.NO_REQUEST):
            office = replace(office, told={**office.told, event.person: event.at.date()})
        case e.RulesSeen():
            office = replace(office, seen=(event.config, event.directory, event.parsers, event.software))
    return replace(office, version=office.version + 1)


def fold(events: Iterable[e.Event], office: Office | None = None) -> Office:
    """The office after these events."""
    office = office or Office()
    for event in events:
        office = evolve(office, event)
    return office


def decide(rules: Rules, office: Office, stimulus: Stimulus, now: datetime) -> Outcome:
    """What follows for the office. Its letters are few; its timers none."""
    match stimulus:
        case Opened():
            return _open(rules, office, stimulus, now)
        case Replied():
            return _confirmed(office, stimulus, now)
        case Automatic():
            return Outcome((e.MailNoted(at=now, mail=stimulus.mail, person=stimulus.person, reason=stimulus.kind),))
        case Ordered():
            return _ordered(office, stimulus, now)
        case RulesChanged():
            seen = (stimulus.config, stimulus.directory, stimulus.parsers, stimulus.software)
            event = e.RulesSeen(
                at=now,
                config=stimulus.config,
                directory=stimulus.directory,
                parsers=stimulus.parsers,
                software=stimulus.software,
            )
            return Outcome() if seen == office.seen else Outcome((event,))
        case Posted() | Delivery():
            return _post(rules, office, stimulus, now)
    raise TypeError(f"the office knows nothing of {type(stimulus).__name__}")


def _open(rules: Rules, office: Office, opened: Opened, now: datetime) -> Outcome:
    mail = opened.mail
    if mail.digest in office.numbers:
        return Outcome()  # the same bytes again
    process = rules.processes[rules.current[opened.process]]
    if not opened.reading.fields:
        return _blank(office, opened, now)
    reason = "two_processes" if opened.also else "" if _may_open(rules, process, opened, now) else "not_allowed"
    wanted = process.maker(process.start.form).assurance
    if not mail.level.reaches(wanted) and not rules.rehearsal:
        return _hold(office, opened, now, reason=mail.origin.reason)
    if reason:
        event = e.OpeningRefused(at=now, person=mail.person, mail=mail.digest, reason=reason)
        facts: dict[str, Value] = {"reason": reason, "process": process.key, "subject": mail.subject}
        return Outcome((event,), (_letter(office, "opening_refused", mail.person, mail.digest, facts),))
    return _number(rules, office, process, opened, now)


def _blank(office: Office, opened: Opened, now: datetime) -> Outcome:
    """A blank form on request: it opens nothing. A forged request gets none."""
    mail = opened.mail
    is_forged = mail.origin.verdict is OriginVerdict.FAILED
    reason = answers.FORGED if is_forged else "blank_form"
    noted = e.MailNoted(at=now, mail=mail.digest, person=mail.person, reason=reason)
    facts = {"process": opened.process, **filed.told(opened.reading)}
    letter = _letter(office, "form_blank", mail.person, mail.digest, facts)
    return Outcome((noted,), () if is_forged else (letter,))


def _may_open(rules: Rules, process: Process, opened: Opened, now: datetime) -> bool:
    """Whether `start.by` allows this sender, as far as the form already says whom it means."""
    form, person = process.forms[process.start.form], opened.mail.person
    said = {**opened.reading.fields, **opened.reading.values}
    filled = values.fill(
        form,
        {},
        said,
        attachments=(),
        directory=rules.directory,
        calendar=rules.calendar_of(person),
        zone=rules.zone_of(person),
        now=now,
    )
    case = Case(CHAIN, process.key, process.digest, person, now, "", Level.NONE)
    found = opening.allowed(rules, case, filled.values)
    return not found or person in found


def _number(rules: Rules, office: Office, process: Process, opened: Opened, now: datetime) -> Outcome:
    year = now.astimezone(ZoneInfo(rules.calendars[rules.calendar].zone)).year
    sequence = office.sequences.get((process.key, year), 0) + 1
    prefix = REHEARSAL_PREFIX if rules.rehearsal else ""
    number = prefix + process.number.format(year=year, sequence=sequence)
    numbered = e.CaseNumbered(
        at=now, number=number, process=process.key, year=year, sequence=sequence, mail=opened.mail.digest
    )
    return Outcome((numbered,), number=number)


def _hold(office: Office, opened: Opened, now: datetime, *, reason: str) -> Outcome:
    """Nobody else hears of it before the address of record has confirmed it; one such question a person at a time."""
    mail = opened.mail
    waiting = [one for key, one in office.held.items() if key not in office.settled and one.person == mail.person]
    if waiting and mail.origin.verdict is OriginVerdict.FAILED:
        return Outcome((e.MailNoted(at=now, mail=mail.digest, person=mail.person, reason=answers.FORGED),))
    request = f"{CHAIN}/opening/{mail.digest[:16]}"
    held = e.OpeningHeld(
        at=now, request=request, process=opened.process, person=mail.person, mail=mail.digest, reason=reason
    )
    facts: dict[str, Value] = {
        "request": request,
        "process": opened.process,
        "subject": mail.subject,
        "words": mail.words,
    }
    letter = _letter(office, "opening_confirm", mail.person, mail.digest, facts, request=request, role=Role.FRESH)
    return Outcome((held,), (letter,))


def _confirmed(office: Office, replied: Replied, now: datetime) -> Outcome:
    """The answer to a held opening, or a mail about nothing that was asked."""
    for given in replied.answers:
        held = office.held.get(given.request)
        if held is None or given.request in office.settled or replied.mail.person != held.person:
            continue
        if given.role is not Role.FRESH or answers.level_of(given, replied.mail) is Level.NONE:
            continue
        verdict = given.reading.verdict if isinstance(given.reading, Decision) else Verdict.UNCLEAR
        if verdict in (Verdict.APPROVE, Verdict.REJECT):
            yes = verdict == Verdict.APPROVE
            settled = e.OpeningSettled(at=now, request=held.request, confirmed=yes, mail=replied.mail.digest)
            return Outcome((settled,), reopen=(held.mail,) if yes else ())
    is_proven = bool(replied.mail.person) and replied.mail.origin.verdict is OriginVerdict.PROVEN
    reason = replied.conflict or (answers.NO_REQUEST if is_proven else answers.NOT_PROVEN)
    noted = e.MailNoted(at=now, mail=replied.mail.digest, person=replied.mail.person, reason=reason)
    if not is_proven or office.told.get(replied.mail.person) == now.date():
        return Outcome((noted,))  # once a day is enough, and nobody is told of what isn't proven
    facts: dict[str, Value] = {"reason": answers.NO_REQUEST, "words": replied.mail.words}
    return Outcome((noted,), (_letter(office, "not_counted", replied.mail.person, replied.mail.digest, facts),))


def _ordered(office: Office, order: Ordered, now: datetime) -> Outcome:
    if order.order == "pause":
        if office.paused_since:
            raise OrderRefused(f"already paused since {moment(office.paused_since)}")
        return Outcome((e.Paused(at=now, by=order.by),))
    if order.order == "resume":
        if office.paused_since is None:
            raise OrderRefused("not paused")
        return Outcome((e.Resumed(at=now, by=order.by),))
    raise OrderRefused(f"no such order: {order.order}")


def _post(rules: Rules, office: Office, stimulus: Posted | Delivery, now: datetime) -> Outcome:
    owner = rules.directory.process_owner
    match stimulus:
        case Posted(state="unrenderable"):
            event: e.Event = e.Unrenderable(
                at=now,
                template=stimulus.template,
                person=stimulus.person,
                request=stimulus.request,
                reason=stimulus.reason,
            )
            facts: dict[str, Value] = {"template": stimulus.template, "reason": stimulus.reason}
            letters = (
                () if stimulus.template == "unrenderable" else (_letter(office, "unrenderable", owner, "", facts),)
            )
            return Outcome((event,), letters)
        case Delivery(state="failed" | "bounced"):
            event = e.SendFailed(
                at=now,
                message_id=stimulus.message_id,
                person=stimulus.person,
                requests=stimulus.requests,
                bounced=stimulus.state == "bounced",
                reply=stimulus.reply,
            )
            if stimulus.person == owner:
                return Outcome((event,))
            facts = {"person": stimulus.person, "reply": stimulus.reply, "requests": stimulus.requests}
            return Outcome((event,), (_letter(office, "undeliverable", owner, "", facts),))
    return Outcome()


def _letter(
    office: Office,
    template: str,
    person: str,
    mail: str,
    facts: Mapping[str, Value],
    *,
    request: str = "",
    role: Role = Role.COPY,
) -> Letter:
    return Letter(
        chain=CHAIN,
        version=office.version + 1,
        template=template,
        person=person,
        request=request,
        role=role,
        reply_to_mail=mail,
        facts=dict(facts),
    )
