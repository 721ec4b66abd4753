"""What the house has to say for itself: openings to confirm or refuse, mails that could not be delivered or made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.desk import Contact, Desk
from mailflow.compose.views.document import Blank, blanks
from mailflow.compose.views.filed import Unread, lacks_file, unread_of
from mailflow.compose.views.view import View
from mailflow.workflow.model import FieldType


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable(View):
    """A mail that did not reach somebody. Wants no answer."""

    person: Contact | None
    reply: tuple[str, ...]  # of the server
    count: int  # of questions that wait for it

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        requests = facts["requests"]
        return {
            "person": desk.contact(str(facts["person"])),
            "reply": many_lines(str(facts["reply"])),
            "count": len(requests) if isinstance(requests, (tuple, list)) else 0,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrenderable(View):
    """A mail that could not be made; what was decided stands. Wants no answer."""

    template: str
    reason: tuple[str, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {"template": one_line(str(facts["template"])), "reason": many_lines(str(facts["reason"]))}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBlank(View):
    """The form that opens a procedure, on request; it has opened nothing yet."""

    title: str
    procedure: str
    blanks: tuple[Blank, ...]
    wants_files: bool
    unread: tuple[Unread, ...]  # files of the mail that asked for it, which may have been meant as the form
    lacks_file: bool

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        process = desk.process(desk.first)
        form = process.forms[process.start.form]
        return {
            "title": desk.label(form.title, form.key),
            "procedure": desk.label(process.title, process.key),
            "blanks": blanks(desk, form, {}),
            "wants_files": any(one.type is FieldType.FILE for one in form.fields),
            "unread": unread_of(desk.first),
            "lacks_file": lacks_file(desk.first),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningConfirm(View):
    """Somebody opened a case in the reader's name, and the sender isn't proven: did they?"""

    ASKS: ClassVar[bool] = True
    subject: str
    words: tuple[str, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {"subject": one_line(str(facts["subject"])), "words": many_lines(str(facts["words"]))}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRefused(View):
    """A mail that opens no case, and why. Wants no answer."""

    subject: str
    reason: str  # not_allowed | two_processes

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        facts = desk.first.facts
        return {"subject": one_line(str(facts["subject"])), "reason": str(facts["reason"])}
