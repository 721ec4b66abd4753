"""From one raw mail to what it says: message, origin, automatic, reference, new words, readings. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailflow.parsers.acceptance import read_acceptance
from mailflow.parsers.automatic import Automatic, read_automatic
from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.parsers.form import read_form
from mailflow.parsers.message import Attached, Message, read_message
from mailflow.parsers.origin import read_origin
from mailflow.parsers.quoting import hidden_or_different, new_words
from mailflow.parsers.reference import Reference, read_reference
from mailflow.workflow.digest import canonical, sha256
from mailflow.workflow.directory import plain
from mailflow.workflow.model import Attachment, FormDefinition, Level, Role
from mailflow.workflow.process import Process
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Decision,
    FormReading,
    Origin,
    OriginVerdict,
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
    reads: str  # decision | acceptance | form
    form: FormDefinition | None = None


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
    if isinstance(reading, Acceptance):
        return replace(answer, reading=replace(reading, verdict=Taking.UNCLEAR, rule="several-questions"))
    if isinstance(reading, Decision) and reading.verdict is not Verdict.NONE:
        return replace(answer, reading=replace(reading, verdict=Verdict.UNCLEAR, rule="several-questions"))
    return answer


def to_another(answer: Answer) -> Answer:
    """Said in reply to somebody else's mail of the thread: whatever it means, it wasn't said to us. Asked back."""
    reading = answer.reading
    if isinstance(reading, Decision) and reading.verdict is not Verdict.NONE:
        return replace(answer, reading=replace(reading, verdict=Verdict.UNCLEAR, rule="to-another"))
    if isinstance(reading, Acceptance) and reading.verdict is not Taking.NONE:
        return replace(answer, reading=replace(reading, verdict=Taking.UNCLEAR, rule="to-another"))
    return answer


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
                return read_form(words, question.form, html=message.html, attachments=files, today=self.today)
            case "acceptance":
                taken = read_acceptance(words, self.today)
                return replace(taken, verdict=Taking.UNCLEAR, rule="damaged-mail") if _is_damaged(message) else taken
        decision = read_decision(words, departments=self.departments)
        if _is_damaged(message) and decision.verdict is not Verdict.NONE:
            return replace(decision, verdict=Verdict.UNCLEAR, rule="damaged-mail")
        return decision


def _is_damaged(message: Message) -> bool:
    """A decision in a part that can't be decoded for sure is no decision."""
    return bool(message.defects)


def read_opening(message: Message, words: str, process: Process, today: date) -> FormReading | None:
    """The form of a mail that holds a word of `start.words`, else None. Without any field it asks for a blank form."""
    text = plain(f"{message.subject}\n{words}")
    if not any(plain(word) in text for word in process.start.words):
        return None
    form = process.forms[process.start.form]
    return read_form(words, form, html=message.html, attachments=message.attachments, today=today)
