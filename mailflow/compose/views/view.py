"""What every mail says at its edges; each template's own view adds what that mail is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from mailflow.compose.refusal import has_control, strict
from mailflow.compose.views.desk import Contact, Desk
from mailflow.workflow.marks import find_tags, plus_address, show_token, subject_tag
from mailflow.workflow.office import CHAIN

LONGEST_SUBJECT = 160  # of somebody else's mail that ours is to stand beside in one thread
_REPLY_MARK = re.compile(r"[^\s:：]{2,3}[:：]")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The edges of a mail. A template sees its view as `view`, and nothing else of the world."""

    language: str
    name: str  # of the reader
    tag: str  # [XC2026-0001], or "" where a mail belongs to no case or to several
    number: str  # XC2026-0001, or several
    process: str  # title of the procedure
    coordinator: Contact | None  # whom to ask: the coordinator, to whom the process owner; None to the latter
    box: str  # the mailbox's name
    address: str  # where an answer goes
    code: str  # MF-7F3A-...: names this mail in an answer's body; "" where nothing is asked
    rehearsal: str  # in a rehearsal: for whom the tester answers
    thread: str  # the subject of the mail that this answers, if it is to stand in the same thread

    ASKS: ClassVar[bool] = False  # whether an answer is wanted or corrects something: then the mail shows its code

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """The view of a sheet."""
        return cls(**edges(desk, asks=cls.asks(desk)), **cls.facts(desk))

    @classmethod
    def asks(cls, desk: Desk) -> bool:
        """`ASKS`, where the facts don't tell."""
        del desk
        return cls.ASKS

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """What this kind of mail adds to its edges."""
        del desk
        return {}


def edges(desk: Desk, *, asks: bool) -> dict[str, Any]:
    """The fields of `View`."""
    sheet = desk.sheet
    numbers = tuple(dict.fromkeys(one.chain for one in sheet.letters if one.chain != CHAIN))
    number = strict(desk.joiner.join(numbers), "a case number")
    first = numbers[0] if numbers else ""
    process = sheet.processes.get(first)
    return {
        "language": desk.language,
        "name": desk.name(sheet.person.key),
        "tag": subject_tag(first) if len(numbers) == 1 else "",
        "number": number,
        "process": desk.label(process.title, process.key) if process else "",
        "coordinator": desk.contact(sheet.coordinators.get(first, "")) or desk.process_owner(),
        "box": desk.label(sheet.box_name, sheet.box_address),
        "address": _answer_address(desk),
        "code": show_token(sheet.token) if sheet.token and asks else "",
        "rehearsal": desk.name(sheet.rehearsal_for.key) if sheet.rehearsal_for else "",
        "thread": _thread(sheet.original_subject, first),
    }


def _answer_address(desk: Desk) -> str:
    sheet = desk.sheet
    with_token = sheet.token and sheet.plus_addresses
    return plus_address(sheet.box_address, sheet.token) if with_token else sheet.box_address


def _thread(subject: str, number: str) -> str:
    """`Re: ` and somebody's subject; "" where it can't stand in a header, is none, or bears another case's tag."""
    plain = subject.strip()
    if not plain or len(plain) > LONGEST_SUBJECT or has_control(plain):
        return ""
    if any(one != number and any(map(str.isdigit, one)) for one in find_tags(plain)):
        return ""
    return plain if _REPLY_MARK.match(plain) else f"Re: {plain}"
