"""From one raw mail to what it says: message, origin, automatic, reference, new words, readings. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailflow.parsers.acceptance import read_acceptance
from mailflow.parsers.automatic import Automatic, read_automatic
from mailflow.parsers.choices import find_choice
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.parsers.form import read_form, read_release
from mailflow.parsers.message import Attached, Message, read_message
from mailflow.parsers.origin import read_origin
from mailflow.parsers.progress import read_progress
from mailflow.parsers.quoting import hidden_or_different, new_words
from mailflow.parsers.reference import Reference, read_reference
from mailflow.workflow.digest import canonical, sha256
from mailflow.workflow.directory import plain
from mailflow.workflow.model import Attachment, FormDefinition, Level, Role
from mailflow.workflow.process import Process
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Confirmation,
    Confirming,
    Decision,
    FormReading,
    Origin,
    OriginVerdict,
    Pick,
    Progress,
    ProgressItem,
    Reading,
    ReplyMail,
    Taking,
    Verdict,
)

SIGNATURES = ("application/pkcs7-signature", "application/pgp-signature")  # of the mail itself: no files of its person
LARGEST = 256 * 1024 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail as opened. `refusal` names why it can't be read; then nothing else may be relied on.

    `words` are the new words as far as they show without our own mail beside them, "" of what no person wrote.
    """

    message: Message
    origin: Origin
    automatic: Automatic | None
    refusal: str
    words: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Question:
    """One request that a mail of ours asked, and how an answer to it is read."""

    no: int
    request: str
    role: Role
    record_digest: str
    reads: str  # decision | confirmation | acceptance | progress | choice | form
    form: FormDefinition | None = None
    may_release: bool = False  # of a form: the words may say that it goes on as it was shown
    choices: tuple[str, ...] = ()  # as they were printed
    title: str = ""  # of a row whose progress is asked for
    due: date | datetime | None = None


def open_mail(raw: bytes, *, whole: bool, authserv_id: str) -> Opened:
    """Bytes to a message with what stands around it."""
    message = read_message(raw, LARGEST if whole else len(raw))  # over the limit only by an operator's order
    refusal = message.refusal or ("" if whole else "too_large")
    origin = read_origin(message, authserv_id)
    if not refusal and not origin.address:
        refusal = f"from_{origin.reason}"
    automatic = None if refusal else read_automatic(message)
    if not refusal and automatic is None:
        refusal = hidden_or_different(message)
    words = "" if refusal or automatic else new_words(message.text, message.html)
    return Opened(message, origin, automatic, refusal, words, read_reference(message, words))


def content_of(opened: Opened, raw: bytes) -> str:
    """What is the same where one mail comes on two ways (alias and list): Message-ID, sender, body.

    And what is known of the sender: a forgery that comes first must not hide the mail that it copies. "" for none.
    """
    if not opened.message.message_id:
        return ""
    head = _HEAD_END.search(raw)
    facts = (
        opened.message.message_id,
        opened.origin.address,
        opened.origin.verdict,
        sha256(raw[head.end() if head else 0 :]),
    )
    return sha256(canonical(facts))


def level_of(origin: Origin, proves: Level) -> Level:
    """What the mail itself proves; a token's share is added answer by answer.

    A strict From alone counts only where mailflow.yaml says in writing that the server refuses foreign senders.
    """
    if not origin.address or origin.verdict is OriginVerdict.FAILED:
        return Level.NONE
    if origin.verdict is OriginVerdict.PROVEN:
        return Level.ORIGIN
    return Level.SENDER if proves is Level.SENDER else Level.NONE


def is_decoration(one: Attached) -> bool:
    """A picture within the page is a logo; a document that a program calls inline is one all the same."""
    return one.inline and one.media_type.startswith("image/")


def reply_mail(
    opened: Opened, *, digest: str, received_at: datetime, person: str, words: str, rules: str, proves: Level
) -> ReplyMail:
    """The mail as decisions see it."""
    message = opened.message
    files = tuple(
        Attachment(one.name, one.media_type, len(one.data), one.digest)
        for one in message.attachments
        if one.data and not is_decoration(one) and one.media_type not in SIGNATURES
    )
    return ReplyMail(
        digest=digest,
        received_at=received_at,
        person=person,
        level=level_of(opened.origin, proves),
        origin=opened.origin,
        subject=message.subject,
        words=words,
        attachments=files,
        rules=rules,
    )


def read_answers(
    message: Message,
    words: str,
    questions: Sequence[Question],
    today: date,
    departments: Sequence[str] | None = None,
) -> tuple[Answer, ...]:
    """A reply to one mail of ours, question by question. With several, an answer is found by its number.

    `departments` are the names of those that the writer may speak for; None where nothing is known of the writer.
    """
    reader = _Reader(message, today, departments)
    if all(one.reads == "progress" for one in questions):
        return reader.progress(words, questions)
    if len(questions) == 1:
        return (reader.answer(words, questions[0]),)
    parts = read_numbered(words, len(questions))
    if parts:
        chosen = [(parts[question.no], question) for question in questions if question.no in parts]
        return tuple(reader.answer(part, question) for part, question in chosen)
    return tuple(_for_all(reader.answer(words, question)) for question in questions)


def _for_all(answer: Answer) -> Answer:
    """One unnumbered word to several questions: 好的 takes every matter; a signature names what it signs."""
    reading = answer.reading
    if isinstance(reading, Acceptance) and reading.verdict is Taking.ACCEPT:
        return answer
    return replace(answer, reading=_doubted(reading, "several-questions"))


def to_another(answer: Answer) -> Answer:
    """Said in reply to somebody else's mail of the thread: whatever it means, it wasn't said to us. Asked back."""
    return replace(answer, reading=_doubted(answer.reading, "to-another"))


def _doubted(reading: Reading, rule: str) -> Reading:
    """The same, asked back. What says nothing stays nothing, and a form shows what was read of it anyway."""
    match reading:
        case Decision() if reading.verdict is not Verdict.NONE:
            return replace(reading, verdict=Verdict.UNCLEAR, rule=rule)
        case Acceptance() if reading.verdict is not Taking.NONE:
            return replace(reading, verdict=Taking.UNCLEAR, rule=rule)
        case Confirmation() if reading.verdict is not Confirming.NONE:
            return replace(reading, verdict=Confirming.UNCLEAR, points=(), rule=rule)
        case Progress() if reading.updates:
            return Progress(unclear=True, rule=rule, weighed=reading.weighed)
        case Pick():
            return Pick(0, reading.words)
        case FormReading() if reading.releases:
            return replace(reading, releases=False)
    return reading


@dataclass(frozen=True, slots=True)
class _Reader:
    """One mail, and what its answers are read by."""

    message: Message
    today: date
    departments: Sequence[str] | None

    def answer(self, words: str, question: Question) -> Answer:
        return Answer(question.request, question.role, question.record_digest, self._read(words, question), words)

    def _read(self, words: str, question: Question) -> Reading:
        message = self.message
        match question.reads:
            case "form" if question.form:
                files = message.attachments
                form = read_form(words, question.form, html=message.html, attachments=files, today=self.today)
                return replace(form, releases=question.may_release and not form.fields and read_release(words))
            case "acceptance":
                return self._sure(read_acceptance(words, self.today))
            case "confirmation":
                return self._sure(read_confirmation(words))
            case "choice":
                return self._sure(find_choice(words, question.choices, takes_reason=True))
        return self._sure(read_decision(words, departments=self.departments))

    def _sure(self, reading: Reading) -> Reading:
        """A decision in a part that can't be decoded for sure is no decision."""
        return _doubted(reading, "damaged-mail") if self.message.defects else reading

    def progress(self, words: str, questions: Sequence[Question]) -> tuple[Answer, ...]:
        """One reply about all rows that a mail asks for: an answer for each it speaks of, else one that says so."""
        items = [ProgressItem(one.no, one.title, one.due) for one in questions]
        read = self._sure(read_progress(words, items, self.today))
        if not isinstance(read, Progress) or not read.updates:
            first = questions[0]
            return (Answer(first.request, first.role, first.record_digest, read, words),)
        by_no = {one.no: one for one in read.updates}
        return tuple(
            Answer(one.request, one.role, one.record_digest, replace(read, updates=(by_no[one.no],)), words)
            for one in questions
            if one.no in by_no
        )


def read_opening(message: Message, words: str, process: Process, today: date) -> FormReading | None:
    """The form of a mail that holds a word of `start.words`, else None. Without any field it asks for a blank form."""
    text = plain(f"{message.subject}\n{words}")
    if not any(plain(word) in text for word in process.start.words):
        return None
    form = process.forms[process.start.form]
    return read_form(words, form, html=message.html, attachments=message.attachments, today=today)
