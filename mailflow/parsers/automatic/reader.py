"""Whether a machine wrote a mail, and what it says: bounces, absences, receipts, lists, reactions, loops.

Headers speak first (RFC 3834, 3464, 8098, 5965, 2369). Words of a subject or body count where no person would begin
so, or beside another mark of a machine. What follows from it, and whom it concerns, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mailflow.parsers.automatic.absence import read_absence
from mailflow.parsers.automatic.delivery import Delivery, is_daemon, is_mailer, original_id, read_prose, read_report
from mailflow.parsers.calendar import read_calendar_answer
from mailflow.parsers.message import Message
from mailflow.parsers.message.charset import decode_field
from mailflow.parsers.message.mime import read_head
from mailflow.parsers.page import to_text
from mailflow.parsers.words import NOTHING, Words, shipped_words

KINDS = (
    "bounce",
    "delay",
    "auto_reply",
    "read_receipt",
    "challenge",
    "list",
    "loop",
    "calendar",
    "reaction",
    "feedback",
)

_ID = re.compile(r"<[^<>\s]{1,250}>")
_METHOD = re.compile(rb"^METHOD[ \t]*:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
_LIST_FIELDS = ("list-id", "list-post", "list-help", "list-unsubscribe", "list-subscribe", "list-owner", "list-archive",
                "mailing-list")  # fmt: skip
_REPLY_FIELDS = ("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from",
                 "x-mail-autoreply")  # fmt: skip
_READING = re.compile(r"\d{1,2}:\d{2}|[^\s@]@[a-z0-9]", re.IGNORECASE)
_NOT_SET = ("", "no", "0", "false", "off")
_CHALLENGE_FIELDS = ("x-tmda-confirm", "x-spamarrest-challenge", "x-challenge-response")
_OURS = "<mf."
_NULL = ("<>", "<mailer-daemon>", "mailer-daemon")
_TOLD = 600  # characters
_LOOK_AT = 3000  # characters of a body


@dataclass(frozen=True, slots=True)
class Automatic:
    """A machine's mail. Fields that its kind does not have are empty."""

    kind: str  # of KINDS
    original_message_id: str = ""  # of the mail of ours that it speaks of
    address: str = ""  # that could not be reached
    permanent: bool = False  # of a bounce: it will not be tried again
    status: str = ""  # RFC 3463: 5.1.1
    returns_on: date | None = None  # of an absence: its last day, or the day of the return, as the notice names it
    stand_in: str = ""  # of an absence: whom to ask instead, name or address as written
    text: str = ""  # what it says to people, cut to a few thousand characters


@dataclass(slots=True)
class _Seen:
    """A mail with what several rules ask of it, worked out at most once."""

    message: Message
    words: Words
    fields: Mapping[str, str] = field(default_factory=dict)
    _subject: str | None = None
    _prose: str | None = None
    _body: str | None = None

    def value(self, name: str) -> str:
        """First value of a header field, lower case."""
        return self.fields.get(name, "")

    def subject_is(self, key: str) -> bool:
        """True where the subject is like this list's."""
        if self._subject is None:
            self._subject = self.words.plain(self.message.subject[:300]).strip()
        return bool(self.like(key).search(self._subject))

    def body_is(self, key: str) -> bool:
        """True where the beginning of the body is like this list's."""
        if self._body is None:
            self._body = self.words.plain(self.prose()[:_LOOK_AT])
        return bool(self.like(key).search(self._body))

    def prose(self) -> str:
        """The body as a person sees it."""
        if self._prose is None:
            self._prose = self.message.text if self.message.text.strip() else to_text(self.message.html or "")
        return self._prose

    def first_words(self) -> str:
        """The first line that holds letters: what stands above it is a sign alone."""
        lines = self.prose().lstrip()[:400].split("\n")
        return self.words.plain(next((line[:160] for line in lines if any(map(str.isalnum, line))), "")).strip()

    def like(self, key: str) -> re.Pattern[str]:
        return self.words.patterns.get("automatic", {}).get(key, NOTHING)

    def has_part(self, media_type: str) -> bool:
        return any(part.media_type == media_type for part in self.message.attachments)

    @property
    def is_from_nobody(self) -> bool:
        """The null sender of RFC 5321: never answer."""
        return self.value("return-path").strip() in _NULL

    @property
    def submitted(self) -> str:
        """Auto-Submitted (RFC 3834) without parameters; "" for a person's `no`."""
        word = re.split(r"[;(\s]", self.value("auto-submitted").strip(), maxsplit=1)[0]
        return "" if word == "no" else word

    @property
    def precedence(self) -> str:
        return self.value("precedence").strip()

    @property
    def answers_ours(self) -> bool:
        """It says that it answers a mail of ours, whose ids begin so; whether there is such a mail, others know."""
        return any(one.startswith(_OURS) for one in _ID.findall(self.value("in-reply-to")))

    @property
    def is_machine_made(self) -> bool:
        """A mark that no person's mail program sets, though it does not say what the mail is."""
        return bool(self.is_from_nobody or self.submitted or self.precedence in ("bulk", "junk", "auto_reply"))


def read_automatic(message: Message, words: Words | None = None) -> Automatic | None:
    """What kind of machine wrote this mail; None where a person may have. `words` default to the shipped languages."""
    fields: dict[str, str] = {}
    for name, value in message.headers:
        fields.setdefault(name.lower(), value.lower())
    seen = _Seen(message, words or shipped_words(), fields)
    return next((found for rule in _RULES if (found := rule(seen))), None)


def _loop(seen: _Seen) -> Automatic | None:
    """Our own mail come back, or another mailflow's."""
    return Automatic("loop") if "x-mailflow-loop" in seen.fields else None


def _feedback(seen: _Seen) -> Automatic | None:
    """A complaint through a feedback loop (RFC 5965)."""
    if not seen.has_part("message/feedback-report") and seen.value("x-arf-report-type") == "":
        return None
    return Automatic("feedback", original_id(seen.message, ""), text=seen.prose()[:_LOOK_AT])


def _receipt(seen: _Seen) -> Automatic | None:
    """Read, or deleted unread (RFC 8098); or the same in words alone, as some programs send it."""
    part = next((one for one in seen.message.attachments if one.media_type == "message/disposition-notification"), None)
    if part is not None:
        head, _ = read_head(part.data[: 16 * 1024].replace(b"\r\n", b"\n").replace(b"\n\n", b"\n") + b"\n\n")
        found = _ID.search(decode_field(head.first("original-message-id")))
        return Automatic("read_receipt", found[0] if found else _answered(seen), text=seen.prose()[:_LOOK_AT])
    if seen.subject_is("receipt_subject_like") and seen.body_is("receipt_body_like") and _names_the_reading(seen):
        return Automatic("read_receipt", _answered(seen), text=seen.prose()[:_LOOK_AT])
    return None


def _names_the_reading(seen: _Seen) -> bool:
    """When it was read, or in which mailbox: a receipt says so, a person who has read it says what to do."""
    return bool(_READING.search(_above_quote(seen.prose()[:_LOOK_AT], seen.words)))


def _report(seen: _Seen) -> Automatic | None:
    """A delivery report (RFC 3464)."""
    found = read_report(seen.message)
    return _delivered(seen, found) if found else None


def _delivered(seen: _Seen, found: Delivery) -> Automatic:
    """A failure is a bounce; whatever else a report says kills no address."""
    is_failure = found.action == "failed"
    return Automatic(
        kind="bounce" if is_failure else "delay",
        original_message_id=original_id(seen.message, seen.prose()) or _answered(seen),
        address=found.address,
        permanent=is_failure and not found.status.startswith("4"),
        status=found.status,
        text=seen.prose()[:_LOOK_AT],
    )


def _calendar(seen: _Seen) -> Automatic | None:
    """An answer to an invitation (RFC 5546): attendance, never a decision."""
    for part in seen.message.attachments:
        if part.media_type == "text/calendar":
            method = _METHOD.search(part.data[: 64 * 1024])
            if method and method[1].upper() in (b"REPLY", b"COUNTER"):
                return Automatic("calendar", _answered(seen), text=seen.prose()[:_LOOK_AT])
    if read_calendar_answer(seen.message):  # in a file of another type
        return Automatic("calendar", _answered(seen), text=seen.prose()[:_LOOK_AT])
    return None


def _reaction(seen: _Seen) -> Automatic | None:
    """A thumb under our mail, sent as a mail."""
    if not seen.has_part("text/vnd.google.email-reaction+json") and not seen.like("reaction_body_like").search(
        seen.first_words()
    ):
        return None
    return Automatic("reaction", _answered(seen), text=seen.prose()[:_LOOK_AT])


def _returned(seen: _Seen) -> Automatic | None:
    """A bounce in prose: a mail system's name or mark, and its words or the mail that it brings back."""
    writer = seen.message.value("From")
    is_named = "x-failed-recipients" in seen.fields
    if not (is_named or is_daemon(writer) or seen.is_from_nobody or seen.submitted):
        return None
    is_delay = seen.subject_is("delay_subject_like")
    is_sure = is_named or is_mailer(writer) or seen.is_from_nobody or bool(seen.submitted)
    by_body = (is_sure or not seen.subject_is("answer_subject_like")) and seen.body_is("bounce_body_like")
    speaks = is_named or is_delay or seen.subject_is("bounce_subject_like") or by_body
    brings_back = is_daemon(writer) and (seen.is_from_nobody or seen.has_part("message/rfc822"))
    if not speaks and not brings_back:
        return None
    return _delivered(seen, read_prose(seen.message, seen.prose(), is_delay=is_delay))


def _challenge(seen: _Seen) -> Automatic | None:
    """A filter wants proof that a person writes: we can't give it, and a person must look."""
    is_marked = any(name in seen.fields for name in _CHALLENGE_FIELDS)
    is_worded = seen.subject_is("challenge_subject_like") and seen.body_is("challenge_body_like")
    is_worded = is_worded and (seen.is_machine_made or seen.body_is("challenge_sure_like"))
    return Automatic("challenge", _answered(seen), text=seen.prose()[:_LOOK_AT]) if is_marked or is_worded else None


def _absence(seen: _Seen) -> Automatic | None:
    """Somebody is away: by header, by a subject that only programs begin so, or by words beside a machine's mark."""
    is_marked = (
        seen.submitted == "auto-replied"
        or seen.precedence == "auto_reply"
        or any(seen.value(name).strip() not in _NOT_SET for name in _REPLY_FIELDS)
    )
    is_worded = seen.subject_is("reply_subject_like")
    by_words = _tells_of_itself(seen) or _speaks_of_absence(seen) or _answers_with_a_subject_of_its_own(seen)
    if not (is_marked or is_worded or by_words):
        return None
    at = seen.message.sent_at
    said = _above_quote(seen.prose()[:_LOOK_AT], seen.words)
    returns_on, stand_in = read_absence(said, seen.words, at.date() if at else None)
    return Automatic("auto_reply", _answered(seen), returns_on=returns_on, stand_in=stand_in, text=said)


def _above_quote(prose: str, words: Words) -> str:
    """A notice without the mail that it quotes; its own last lines stay, though they look like a signature."""
    lists = words.lists.get("quoting", {})
    labels = tuple(f"{one}:" for one in lists.get("from_labels", ()))
    rules = lists.get("separators", ())
    lines = prose.split("\n")
    for at, line in enumerate(lines):
        plain = words.plain(line[:120]).replace(" ", "")
        if plain.startswith((">", *labels)) or (plain.startswith("--") and any(one in plain for one in rules)):
            return "\n".join(lines[:at]).strip()
    return prose.strip()


def _tells_of_itself(seen: _Seen) -> bool:
    """本邮件由系统自动回复: no person says so of their mail; what they quote stands below.

    Under an answer to ours a company's gateway may have written it: there only the first paragraph counts.
    """
    said = _above_quote(seen.prose()[:_LOOK_AT], seen.words)
    if seen.answers_ours:
        said = said.split("\n\n", maxsplit=1)[0]
    return bool(seen.like("self_told_like").search(seen.words.plain(said[:_TOLD])))


def _speaks_of_absence(seen: _Seen) -> bool:
    """By words beside a mark; where the mark is a Precedence that a company's gateway may set, by its subject."""
    if not seen.is_machine_made:
        return False
    is_sure = bool(seen.submitted or seen.is_from_nobody or not seen.answers_ours)
    return seen.subject_is("absence_subject_like") or (is_sure and seen.body_is("absence_body_like"))


def _answers_with_a_subject_of_its_own(seen: _Seen) -> bool:
    """Nothing but Exchange's wish not to be answered: who answers by hand leaves our subject, a program writes one."""
    return (
        "oof" in seen.value("x-auto-response-suppress")
        and seen.answers_ours
        and seen.subject_is("absence_subject_like")
        and seen.body_is("absence_body_like")
    )


def _bulk(seen: _Seen) -> Automatic | None:
    """A list or a mass mail (RFC 2369, 2919)."""
    if seen.answers_ours and not seen.submitted and not seen.is_from_nobody:
        return None  # a person's answer that a list or group address passed on to us
    is_list = any(name in seen.fields for name in _LIST_FIELDS) or seen.precedence in ("list", "bulk", "junk")
    return Automatic("list", text=seen.prose()[:_LOOK_AT]) if is_list else None


def _unnamed(seen: _Seen) -> Automatic | None:
    """A machine's mail of no known kind: it must not be answered."""
    if not seen.submitted and not seen.is_from_nobody:
        return None
    return Automatic("auto_reply", _answered(seen), text=seen.prose()[:_LOOK_AT])


def _answered(seen: _Seen) -> str:
    """What the mail itself says it answers: In-Reply-To, else the newest of References."""
    for name in ("In-Reply-To", "References"):
        found = _ID.findall(seen.message.value(name))
        if found:
            return str(found[-1])
    return ""


_RULES: tuple[Callable[[_Seen], Automatic | None], ...] = (
    _loop,
    _feedback,
    _receipt,
    _report,
    _calendar,
    _reaction,
    _returned,
    _challenge,
    _absence,
    _bulk,
    _unnamed,
)
