"""One inbox row through: opened, referred to what it answers, read, decided once for each chain it speaks to.

One short write holds the events, the letters, the timers and the end of the inbox row; a conflict decides again.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from mailflow.compose.appointment import meeting_of
from mailflow.crashpoint import crashpoint
from mailflow.engine import deliver
from mailflow.engine.attendance import attendance
from mailflow.engine.bureau import Bureau
from mailflow.engine.reading import (
    Opened,
    content_of,
    open_mail,
    read_answers,
    read_opening,
    reply_mail,
    to_another,
)
from mailflow.engine.target import Target, find_target
from mailflow.parsers import RULES as PARSER_RULES
from mailflow.parsers.automatic import Automatic
from mailflow.parsers.calendar import read_calendar_answer
from mailflow.parsers.quoting import new_words
from mailflow.store import arrivals, inbox, outbox, parts
from mailflow.store.database import DiskTrouble, Transaction
from mailflow.store.inbox import InboxRow
from mailflow.store.outbox import OutboxRow
from mailflow.transport.imap import Fetched
from mailflow.workflow import stimuli
from mailflow.workflow.digest import sha256
from mailflow.workflow.directory import Person
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.events import Answered, OpeningSettled
from mailflow.workflow.model import Level, Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.reply import Answer, FormReading, ReplyMail

BATCH = 50
TRIES = 5
LEASE = timedelta(minutes=5)


def keep(bureau: Bureau, mails: Iterable[Fetched]) -> int:
    """Raw first: the exact bytes are committed before anything else is done (rule 1)."""
    now = bureau.clock.now()
    fetched = [
        arrivals.Arrival(
            digest=sha256(mail.raw),
            raw=mail.raw,
            mailbox=mail.mailbox,
            uidvalidity=mail.uidvalidity,
            uid=mail.uid,
            received_at=mail.received_at,
            kept_at=now,
            size=mail.size,
            whole=mail.whole,
        )
        for mail in mails
    ]
    with bureau.write() as tx:
        kept = arrivals.keep(tx, fetched)
    crashpoint("kept")
    return kept


def work(bureau: Bureau, begun: list[InboxRow]) -> int:
    """Take every row that waits; the number taken.

    `begun` holds what is claimed and not read to its end: what a failing disk has left there is given back uncounted.
    """
    taken = 0
    while True:
        with bureau.write() as tx:
            inbox.give_back(tx, begun)
            rows = inbox.claim(tx, bureau.clock.now(), BATCH, LEASE)
        begun[:] = rows
        while begun:
            _take_safely(bureau, begun[0])
            del begun[0]
        taken += len(rows)
        if not rows:
            return taken


def _take_safely(bureau: Bureau, row: InboxRow) -> None:
    """A bug quarantines the one mail that shows it, with its traceback; the rest flows on.

    Somebody else may have written first: then it is decided again, and given back where that never ends.
    """
    for _ in range(TRIES):
        try:
            take(bureau, row)
        except StoreConflict:
            continue
        except DiskTrouble:
            raise  # says nothing of this mail
        except Exception:
            reason = traceback.format_exc(limit=-6)
            with bureau.write() as tx:
                inbox.finish(tx, row.digest, row.claim, "quarantined", reason=reason)
            bureau.warns("quarantined", row.digest, reason.strip().rpartition("\n")[2])
        return
    with suppress(StoreConflict), bureau.write() as tx:  # the claim may have run out meanwhile
        inbox.finish(tx, row.digest, row.claim, "new", reason="conflict")


def take(bureau: Bureau, row: InboxRow) -> None:
    """One row to its end."""
    settings = bureau.installation.settings
    opened = open_mail(row.raw, whole=row.whole, authserv_id=settings.authserv_id)
    end = _End(bureau, row, opened, content_of(opened, row.raw))
    if opened.refusal:
        end.now("quarantined", opened.refusal)
    elif opened.origin.address == settings.address or any(
        name.lower() == "x-mailflow-loop" for name, _ in opened.message.headers
    ):
        end.now("done", "own")
    else:
        _read(end)


def _read(end: _End) -> None:
    """One look at what the store knows of this mail, then its way as a machine's or as a person's."""
    bureau, opened = end.bureau, end.opened
    with bureau.store.read() as tx:
        is_again = bool(end.content) and inbox.has_twin(tx, end.content, end.row.digest)
        target = find_target(bureau, tx, opened)
    if is_again:
        end.now("done", "again")
    elif opened.automatic:
        _automatic(end, opened.automatic)
    else:
        _personal(end, target)


@dataclass(slots=True)
class _End:
    """How a row comes to its end: with nothing decided, or with what is decided for each chain."""

    bureau: Bureau
    row: InboxRow
    opened: Opened
    content: str  # what another row has too where it is this mail on another way
    answered: int = 0  # the outbox id of our mail that it answers

    def now(self, state: str, reason: str) -> None:
        with self.bureau.write() as tx:
            self.finish(tx, state, reason)
        if state != "done":
            self.bureau.warns(state, self.row.digest, reason)

    def finish(self, tx: Transaction, state: str, reason: str) -> None:
        inbox.finish(
            tx,
            self.row.digest,
            self.row.claim,
            state,
            reason=reason,
            sender=self.opened.origin.address,
            subject=self.opened.message.subject,
            content=self.content,
        )

    def decided(self, stimuli_by_chain: Mapping[str, stimuli.Stimulus], reason: str) -> None:
        crashpoint("decided")
        with self.bureau.write() as tx:
            for chain, stimulus in stimuli_by_chain.items():
                _apply(self, tx, chain, stimulus)
            self.finish(tx, "done", reason)
        crashpoint("written")


def _apply(end: _End, tx: Transaction, chain: str, stimulus: stimuli.Stimulus) -> None:
    """Decide for one chain; a number that the office gives opens the new chain in the same write."""
    bureau = end.bureau
    outcome = bureau.change(tx, chain, stimulus, cause=end.row.digest)
    used = any(
        isinstance(one, OpeningSettled) or (isinstance(one, Answered) and one.role is Role.FRESH)
        for one in outcome.events
    )
    if used and end.answered:
        outbox.void_tokens(tx, end.answered, stimulus.at)  # a fresh token is used once (rule 4)
    for attachment in end.opened.message.attachments:
        parts.keep(tx, attachment.data, attachment.media_type)
    if outcome.number and isinstance(stimulus, stimuli.Opened):
        opened = stimuli.Opened(
            at=stimulus.at,
            salt=bureau.salt(),
            process=stimulus.process,
            mail=stimulus.mail,
            reading=stimulus.reading,
            number=outcome.number,
        )
        bureau.change(tx, outcome.number, opened, cause=end.row.digest)
    for digest in outcome.reopen:
        _reopen(end, tx, digest)


def _reopen(end: _End, tx: Transaction, digest: str) -> None:
    """A held opening was confirmed from the address of record: it is read again, and now stands as proven."""
    row = inbox.get(tx, digest)
    opened = open_mail(row.raw, whole=row.whole, authserv_id=end.bureau.installation.settings.authserv_id)
    person = end.bureau.installation.directory.person_at(opened.origin.address)
    if person is None:
        return
    first = _End(end.bureau, row, opened, "")
    held = _opening(first, person.key, opened.words, level=Level.FRESH)
    if held:
        _apply(first, tx, CHAIN, held)


def _automatic(end: _End, automatic: Automatic) -> None:
    """A machine's mail: matched by Message-ID alone, never by its text. A calendar's answer is its person's."""
    bureau = end.bureau
    if automatic.kind == "calendar" and _attends(end):
        return
    reference = end.opened.reference
    ids = ([automatic.original_message_id] if automatic.original_message_id else []) + list(reference.message_ids)
    with bureau.store.read() as tx:
        found = next((mail for one in ids if (mail := outbox.by_message_id(tx, one))), None)
        chains = list(deliver.concerned(tx, found)) if found and automatic.kind == "bounce" else []
    if found and not found.asked and automatic.permanent and chains:
        end.decided({chain: _bounced(end, found, automatic) for chain in chains}, automatic.kind)
        return
    requests = tuple(one.request for one in found.asked) if found else ()
    asked = dict.fromkeys(request.partition("/")[0] for request in requests) or (CHAIN,)
    made = {
        chain: stimuli.Automatic(
            at=bureau.clock.now(),
            salt=bureau.salt(),
            mail=end.row.digest,
            kind=automatic.kind,
            person=found.person if found else "",
            requests=tuple(one for one in requests if one.startswith(f"{chain}/")),
            permanent=automatic.permanent,
            text=automatic.status,
        )
        for chain in asked
    }
    end.decided(made, automatic.kind)


def _attends(end: _End) -> bool:
    """Whether somebody has accepted or declined a meeting of ours in their calendar; then it is decided like words."""
    bureau, row, opened = end.bureau, end.row, end.opened
    said = read_calendar_answer(opened.message)
    person = bureau.installation.directory.person_at(opened.origin.address)
    if said is None or person is None:
        return False
    with bureau.store.read() as tx:
        number, _ = meeting_of(said.uid)
        case = bureau.case(tx, number) if number else None
        answer = attendance(bureau.rules(tx), case, person, said) if case else None
    if answer is None:
        return False
    mail = _mail(bureau, row, opened, person.key, answer.words)
    replied = stimuli.Replied(at=bureau.clock.now(), salt=bureau.salt(), mail=mail, answers=(answer,))
    end.decided({number: replied}, "calendar")
    return True


def _bounced(end: _End, found: OutboxRow, automatic: Automatic) -> stimuli.Delivery:
    """A mail that asked nothing came back: no request tells of it, so the mail itself does."""
    return stimuli.Delivery(
        at=end.bureau.clock.now(),
        salt=end.bureau.salt(),
        state="bounced",
        person=found.person,
        message_id=found.message_id,
        posted_at=found.posted_at,
        reply=automatic.status,
    )


def _personal(end: _End, target: Target) -> None:
    """A person's mail: an answer, an opening, or neither."""
    bureau, opened, row = end.bureau, end.opened, end.row
    person = _sender(bureau, opened, target)
    end.answered = target.mail.id if target.mail else 0
    if person is None and not target.questions:
        unknown = stimuli.Automatic(
            at=bureau.clock.now(), salt=bureau.salt(), mail=row.digest, kind="unknown_sender", person=""
        )
        end.decided({CHAIN: unknown}, "unknown_sender")
        return
    words = opened.words
    if target.mail:
        own = bureau.installation.settings.address
        words = new_words(opened.message.text, opened.message.html, target.original, own=own)
    if person and not target.questions and not target.conflict and target.chain == CHAIN:
        opening = _opening(end, person.key, words)
        if opening and (target.mail is None or _brings_form(opening.reading)):
            end.decided({CHAIN: opening}, "opening" if opening.reading.fields else "blank_form")
            return
    key = person.key if person else ""  # from an address that is nobody's: the address of record is asked
    mail = _mail(bureau, row, opened, key, words)
    answers: tuple[Answer, ...] = ()
    if not target.conflict:
        today = row.received_at.astimezone(bureau.zone_of(key)).date()
        every = [one for several in target.questions.values() for one in several]
        houses = bureau.installation.directory.houses_of(key) if key else None
        answers = read_answers(opened.message, words, every, today, houses) if every else ()
        if target.is_indirect:
            answers = tuple(to_another(one) for one in answers)
    made = {
        chain: stimuli.Replied(
            at=bureau.clock.now(),
            salt=bureau.salt(),
            mail=mail,
            answers=tuple(one for one in answers if one.request.startswith(f"{chain}/")),
            conflict=target.conflict,
        )
        for chain in target.questions or (target.chain,)
    }
    end.decided(made, "reply")


def _brings_form(reading: FormReading) -> bool:
    """A reply to a blank form of ours brings it back: filled in, in a file that can't be read, or without its file."""
    return bool(reading.fields or reading.unread or reading.lacks_file)


def _sender(bureau: Bureau, opened: Opened, target: Target) -> Person | None:
    """Whose mail it is: the From's person. In rehearsal the token says for whom the tester answers."""
    settings, directory = bureau.installation.settings, bureau.installation.directory
    is_played = target.mail is None or all(bureau.plays(chain) for chain in target.questions)
    if settings.mode == "rehearsal" and is_played and opened.origin.address == settings.rehearsal_to:
        return directory.people[target.mail.person if target.mail else directory.process_owner]
    return directory.person_at(opened.origin.address)


def _mail(bureau: Bureau, row: InboxRow, opened: Opened, person: str, words: str) -> ReplyMail:
    return reply_mail(
        opened,
        digest=row.digest,
        received_at=row.received_at,
        person=person,
        words=words,
        rules=PARSER_RULES,
        proves=bureau.installation.settings.proves,
    )


def _opening(end: _End, person: str, words: str, level: Level | None = None) -> stimuli.Opened | None:
    """The stimulus of a mail that opens a case, or asks for a blank form; several processes that match: a question."""
    bureau, row, opened = end.bureau, end.row, end.opened
    zone = ZoneInfo(bureau.installation.settings.zone)
    today = row.received_at.astimezone(zone).date()
    readings = {
        key: reading
        for key, process in bureau.installation.processes.items()
        if (reading := read_opening(opened.message, words, process, today)) is not None
    }
    if not readings:
        return None
    # A form's own fields tell more than a word that both processes have in common.
    ranked = sorted(readings, key=lambda key: -len(readings[key].fields))
    best = len(readings[ranked[0]].fields)
    rivals = tuple(key for key in ranked[1:] if best and len(readings[key].fields) == best)
    mail = _mail(bureau, row, opened, person, words)
    if level:
        mail = replace(mail, level=level)
    return stimuli.Opened(
        at=bureau.clock.now(),
        salt=bureau.salt(),
        process=ranked[0],
        mail=mail,
        reading=readings[ranked[0]],
        also=rivals,
    )
