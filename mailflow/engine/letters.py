"""Letters that may go: grouped by person, rendered from the case as it is now, committed to the outbox with Posted.

A letter that can't be rendered stops that letter and is told; what was decided stands.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from mailflow.compose.headers import Envelope, build
from mailflow.compose.sheet import Sheet, due_of, processes_of, seen_by
from mailflow.compose.templates import RenderError
from mailflow.crashpoint import crashpoint
from mailflow.engine.bureau import Bureau
from mailflow.parsers.message import read_message
from mailflow.reports.enclosed import CARRIERS, enclosed
from mailflow.reports.words import report_words
from mailflow.store import inbox, letters, outbox, parts
from mailflow.store.database import DiskTrouble, Transaction
from mailflow.store.outbox import Asking, Posting
from mailflow.workflow import roles, stimuli
from mailflow.workflow.case import OPEN, VOID, Case
from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.marks import make_token, plus_address
from mailflow.workflow.model import Attachment, Letter, LetterState, Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.rules import Rules

# Letters that ask for an answer: pointless once there is one, or once the question is closed.
ASKS = (
    "form_ask", "form_shown", "signoff", "signoff_copy", "minutes", "objection_told", "matter", "matter_copy",
    "invitation", "stand_in_ask", "progress_ask", "choice", "ask_back", "fresh_ask", "reminder", "escalation",
    "escalation_coordinator", "resumed",
)  # fmt: skip
SHOWN_ALIKE = (
    "signoff",
    "signoff_copy",
    "minutes",
    "invitation",
)  # one question to several: all see the same To and Cc
Shown = tuple[tuple[str, str], ...]  # (address, name)
# The record's files travel with these.
WITH_FILES = ("signoff", "signoff_copy", "minutes", "assessment_shared", "matter", "measure")


def post(bureau: Bureau) -> int:
    """Render and post every letter whose time has come; the number of mails made."""
    now = bureau.clock.now()
    with bureau.store.read() as tx:
        if bureau.paused(tx):
            return 0
        waiting = letters.ready(tx, now)
    groups: dict[tuple[str, str, str], list[Letter]] = {}
    held = [one.key for one in waiting if not bureau.plays(one.chain)]
    if held:
        with bureau.write() as tx:
            letters.postpone(tx, held, now)
    for letter in (one for one in waiting if bureau.plays(one.chain)):
        groups.setdefault((letter.person, letter.template, letter.group or letter.key), []).append(letter)
    crashpoint("grouped")
    posted = 0
    for group in groups.values():
        posted += _post_safely(bureau, group, now)
    return posted


def _post_safely(bureau: Bureau, group: Sequence[Letter], now: datetime) -> int:
    """A bug sets the one letter aside that shows it, with its traceback; the rest of its group and all others go."""
    try:
        return _post_group(bureau, group, now)
    except StoreConflict:
        return 0  # somebody else was first: looked at again in the next turn
    except DiskTrouble:
        raise  # says nothing of this letter
    except Exception:
        reason = traceback.format_exc(limit=-6).strip()
    if len(group) > 1:
        return sum(_post_safely(bureau, [one], now) for one in group)
    with suppress(StoreConflict):
        _set_aside(bureau, group[0], reason)
    return 0


def _set_aside(bureau: Bureau, letter: Letter, reason: str) -> None:
    """As `_broken`; where the case itself is what shows the bug, the office tells of it."""
    for chain in (letter.chain, CHAIN):
        try:
            with bureau.write() as tx:
                _broken(bureau, tx, [letter], reason, chain)
        except (StoreConflict, DiskTrouble):
            raise
        except Exception:
            bureau.warns("letter_broken", letter.key, traceback.format_exc(limit=-6).strip())
        else:
            return
    with bureau.write() as tx:
        letters.mark(tx, letter.key, LetterState.BROKEN, reason=reason)


def _post_group(bureau: Bureau, group: Sequence[Letter], now: datetime) -> int:
    with bureau.write() as tx:
        cases = {one.chain: case for one in group if (case := bureau.case(tx, one.chain))}
        live = [one for one in group if not _is_moot(cases.get(one.chain), one)]
        for one in group:
            if one not in live:
                letters.mark(tx, one.key, LetterState.MOOT, reason="its question was settled before it went out")
        if not live:
            return 0
        if _is_over_limit(bureau, tx, live[0].person, now):
            letters.postpone(tx, [one.key for one in live], now)
            return 0
        try:
            made = _make(bureau, tx, live, cases, now)
        except RenderError as error:
            _broken(bureau, tx, live, str(error))
            return 0
        identity = outbox.post(tx, made)
        for one in live:
            letters.mark(tx, one.key, LetterState.POSTED, outbox=identity)
        if identity is None:
            return 0  # the same letters were posted before
        _tell(bureau, tx, live, made, now)
    crashpoint("posted")
    return 1


def _is_moot(case: Case | None, letter: Letter) -> bool:
    """A void question is nobody's any more; one that is answered needs no asking."""
    if case is None or not letter.request:
        return False
    request = case.requests.get(letter.request)
    if request is None or request.state == VOID:
        return letter.template in (*ASKS, "form_missing", "receipt")
    is_answered = request.state != OPEN or (request.answer is not None and letter.role is not Role.COPY)
    return letter.template in ASKS and is_answered


def _is_over_limit(bureau: Bureau, tx: Transaction, person: str, now: datetime) -> bool:
    """A cap for each person and day, against loops and floods; what is over it waits for the next day."""
    return outbox.posted_to(tx, person, now) >= bureau.installation.settings.mails_per_day


def _make(bureau: Bureau, tx: Transaction, live: Sequence[Letter], cases: Mapping[str, Case], now: datetime) -> Posting:
    """One mail of these letters, with its Message-ID and token: from here on its bytes never change."""
    settings = bureau.installation.settings
    token = make_token(bureau.dice.bits(80)) if any(one.request for one in live) else ""
    message_id = f"<mf.{bureau.dice.bits(128):032x}@{settings.address.rpartition('@')[2]}>"
    sheet = _sheet(bureau, tx, live, cases, token=token, now=now)
    text = bureau.templates.render(sheet)
    envelope = _envelope(bureau, bureau.rules(tx), sheet, message_id)
    files = [*_files(cases, live), *_made(bureau, tx, sheet)]
    built = build(text, envelope, files, calendar=bureau.templates.appointment(sheet))
    asked = [
        Asking(
            no=no,
            chain=one.chain,
            request=one.request,
            record_digest=_record_of(cases.get(one.chain), one),
            role=_role(cases.get(one.chain), one),
            due=sheet.dues.get(one.request),
        )
        for no, one in enumerate((one for one in live if one.request), 1)
    ]
    return Posting(
        group_key=sha256("\n".join(sorted(one.key for one in live)).encode()),
        message_id=message_id,
        rcpt=envelope.rcpt,
        person=sheet.person.key,
        subject=text.subject,
        text=text.text,
        head=built.head,
        parts=built.parts,
        asked=tuple(asked),
        token_digest=sha256(token.encode()) if token else "",
        posted_at=now,
    )


def _sheet(
    bureau: Bureau,
    tx: Transaction,
    live: Sequence[Letter],
    cases: Mapping[str, Case],
    *,
    token: str,
    now: datetime,
) -> Sheet:
    """What the mail is rendered from, as everything is now."""
    settings, directory, rules = bureau.installation.settings, bureau.installation.directory, bureau.rules(tx)
    person = directory.people.get(live[0].person)
    if person is None:
        raise RenderError(f"nobody in the directory is called {live[0].person!r} any more")
    asking = [one for one in live if one.request]
    subject, references = _thread(tx, live[0])
    return Sheet(
        letters=tuple(live),
        person=person,
        cases=cases,
        processes=processes_of(rules, cases, live[0]),
        directory=directory,
        dues={one.request: due_of(rules, cases.get(one.chain), one, now) for one in asking},
        seen_by={one.request: seen_by(rules, cases.get(one.chain), one) for one in asking},
        coordinators={number: roles.coordinator(rules, case) for number, case in cases.items()},
        zones={person.key: str(rules.zone_of(person.key))},
        now=now,
        box_address=settings.address,
        box_name=settings.name,
        zone=settings.zone,
        token=token,
        plus_addresses=settings.plus_addresses,
        rehearsal_for=person if settings.mode == "rehearsal" else None,
        original_subject=subject,
        in_reply_to=references,
    )


def _envelope(bureau: Bureau, rules: Rules, sheet: Sheet, message_id: str) -> Envelope:
    """Whom the mail goes to, and what its head shows."""
    settings, first = bureau.installation.settings, sheet.letters[0]
    if sheet.rehearsal_for:
        rcpt = settings.rehearsal_to
        to: Shown = ((rcpt, ""),)
        cc: Shown = ()
    else:
        rcpt = sheet.person.address
        to, cc = _shown_to(bureau, rules, sheet.cases.get(first.chain), first)
    return Envelope(
        rcpt=rcpt,
        to=to,
        cc=cc,
        box_address=settings.address,
        box_name=settings.name.get(sheet.person.language) or next(iter(settings.name.values())),
        reply_to=plus_address(settings.address, sheet.token) if sheet.token and settings.plus_addresses else "",
        message_id=message_id,
        in_reply_to=sheet.in_reply_to,
        at=sheet.now,
        boundary=f"{bureau.dice.bits(96):024x}",
    )


def _record_of(case: Case | None, letter: Letter) -> str:
    request = case.requests.get(letter.request) if case else None
    return request.record if request else ""


def _role(case: Case | None, letter: Letter) -> Role:
    """Seeing a mail gives no power: whoever isn't asked can only read (rule 3)."""
    request = case.requests.get(letter.request) if case else None
    return Role.COPY if request and request.person != letter.person else letter.role


def _shown_to(bureau: Bureau, rules: Rules, case: Case | None, letter: Letter) -> tuple[Shown, Shown]:
    """The To and Cc that everybody of one question sees alike, so that reply-all works (rule 3).

    Each has a mail of their own; who only stands in Cc gets one that resolves to the role copy.
    """
    request = case.requests.get(letter.request) if case else None
    if case is None or request is None or letter.template not in SHOWN_ALIKE:
        return _display(bureau, [letter.person]), ()
    step = rules.process_of(case).step(request.step)
    signing = [one.person for one in case.asked_in(request.run) if one.record == request.record and not one.about]
    copies = [person for who in step.cc for person in roles.people(rules, case, who)]
    return _display(bureau, signing), _display(bureau, [one for one in dict.fromkeys(copies) if one not in signing])


def _display(bureau: Bureau, people: Sequence[str]) -> Shown:
    known = bureau.installation.directory.people
    found = [known[one] for one in people if one in known]
    return tuple((one.address, one.name.get(one.language) or next(iter(one.name.values()), "")) for one in found)


def _thread(tx: Transaction, letter: Letter) -> tuple[str, tuple[str, ...]]:
    """The mail that this answers, so that both stand in one thread."""
    if not letter.reply_to_mail:
        return "", ()
    message = read_message(inbox.get(tx, letter.reply_to_mail).raw)
    references = tuple(one for one in (message.message_id,) if one)
    return message.subject, references


def _files(cases: Mapping[str, Case], live: Sequence[Letter]) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for one in live:
        case = cases.get(one.chain)
        request = case.requests.get(one.request) if case else None
        record = case.record_with(request.record) if case and request else None
        if record and one.template in WITH_FILES:
            found |= {file.digest: file for file in record.attachments}
    return list(found.values())


def _made(bureau: Bureau, tx: Transaction, sheet: Sheet) -> list[Attachment]:
    """The files that go with this mail and that nobody has sent: kept like any other."""
    if sheet.letters[0].template not in CARRIERS:
        return []
    made = enclosed(bureau.templates.desk(sheet), report_words(sheet.person.language))
    return [
        Attachment(one.name, one.media_type, len(one.data), parts.keep(tx, one.data, one.media_type)) for one in made
    ]


def _tell(bureau: Bureau, tx: Transaction, live: Sequence[Letter], made: Posting, now: datetime) -> None:
    """Posted, for each case that the mail asks something of."""
    for chain in dict.fromkeys(one.chain for one in live if one.chain != CHAIN and one.request):
        asked = tuple(
            stimuli.AskedFor(request=one.request, role=one.role, due=one.due)
            for one in made.asked
            if one.chain == chain and one.role is not Role.COPY
        )
        if asked:
            posted = stimuli.Posted(
                at=now,
                salt=bureau.salt(),
                state="asked",
                person=made.person,
                message_id=made.message_id,
                asked=asked,
            )
            bureau.change(tx, chain, posted, cause=made.message_id)


def _broken(bureau: Bureau, tx: Transaction, live: Sequence[Letter], reason: str, chain: str = "") -> None:
    """Set aside with the whole reason; its last line is told, by `chain` or by the letter's own."""
    for one in live:
        bureau.warns("letter_broken", one.key, reason)
        letters.mark(tx, one.key, LetterState.BROKEN, reason=reason)
        posted = stimuli.Posted(
            at=bureau.clock.now(),
            salt=bureau.salt(),
            state="unrenderable",
            person=one.person,
            template=one.template,
            request=one.request,
            reason=reason.rpartition("\n")[2],
        )
        bureau.change(tx, chain or one.chain, posted, cause=one.key)
