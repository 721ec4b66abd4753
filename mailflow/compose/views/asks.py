"""Forms to fill and documents to sign: what is asked, until when, and what there is to go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mailflow.compose.dates import When
from mailflow.compose.refusal import many_lines, one_line
from mailflow.compose.views.desk import Contact, Desk, Silence
from mailflow.compose.views.document import (
    NOTHING,
    Blank,
    Document,
    Named,
    Refusal,
    Shown,
    blank,
    blank_form,
    blanks,
    document,
    draft,
    files,
    named,
    refusals,
    row_title,
    show,
)
from mailflow.compose.views.filed import NO_FIELD, Source, Unread, lacks_file, sources_of, unread_of
from mailflow.compose.views.gaps import CONFLICT, Gap, gaps_of, gaps_of_files
from mailflow.compose.views.view import View
from mailflow.workflow.case import OPEN, Filling
from mailflow.workflow.filed import NO_FILE, POINTER
from mailflow.workflow.model import Field, FieldType, Letter
from mailflow.workflow.steps.signoff import YES


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAsk(View):
    """A form to be filled: blank, or as it was refused, with the words of the refusal."""

    ASKS: ClassVar[bool] = True
    title: str
    row: str  # which of several forms of one kind it is
    due: When | None
    silence: Silence | None
    version: int  # of the version that was refused; 0 for a blank form
    refusals: tuple[Refusal, ...]
    blanks: tuple[Blank, ...]
    wants_files: bool
    files: tuple[str, ...]  # that are there already
    is_repeated: bool  # asked back: no field could be read in the answer before
    unread: tuple[Unread, ...]  # files of that answer
    lacks_file: bool  # it speaks of a file and has none
    is_enclosed: bool  # the form goes along as a file to be filled

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        step, request, case = desk.step_of(letter), desk.request_of(letter), desk.case_of(letter)
        form, record = desk.process(letter).forms[step.form], case.record(step.form) if step.each is None else None
        values = case.runs[request.run].filling(request.row).values or (record.fields if record else {})
        return {
            "title": desk.title(letter, step.form),
            "row": row_title(desk, letter),
            "due": desk.due(letter),
            "silence": desk.silence(letter),
            "version": record.version if record else 0,
            "refusals": refusals(desk, letter, record) if record else (),
            "blanks": blanks(desk, form, values),
            "wants_files": any(one.type is FieldType.FILE for one in form.fields),
            "files": files(record) if record else (),
            "is_repeated": bool(request.unclear),
            "unread": unread_of(letter),
            "lacks_file": lacks_file(letter),
            "is_enclosed": blank_form(desk, letter) is not None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMissing(View):
    """What a form still lacks or says in two ways, and nothing else; what was read stands below."""

    ASKS: ClassVar[bool] = True
    title: str
    due: When | None
    gaps: tuple[Gap, ...]
    has_conflict: bool  # one of them
    blanks: tuple[Blank, ...]  # the fields that have gaps
    read: tuple[Shown, ...]  # the others
    sources: tuple[Source, ...]  # of those
    unread: tuple[Unread, ...]
    lacks_file: bool  # where no gap says so
    is_repeated: bool  # no field could be read in the answer before
    files: tuple[str, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        step, request = desk.step_of(letter), desk.request_of(letter)
        own = desk.case_of(letter).runs[request.run].filling(request.row)
        fields = desk.process(letter).forms[step.form].fields
        gaps = {field.key: gaps_of(desk, field, own) for field in fields}
        read = tuple(one for one in fields if one.key in own.values and not gaps[one.key])
        return {
            "title": desk.title(letter, step.form),
            "due": desk.due(letter),
            "gaps": (*(gap for found in gaps.values() for gap in found), *gaps_of_files(own)),
            "has_conflict": CONFLICT in own.problems.values(),
            "blanks": tuple(
                blank(desk, one, None if _is_open(one, own) else own.values.get(one.key))
                for one in fields
                if gaps[one.key] and one.type is not FieldType.FILE
            ),
            "read": tuple(show(desk, one, own.values[one.key]) for one in read),
            "sources": sources_of(desk, read, own.sources),
            "unread": unread_of(letter),
            "lacks_file": lacks_file(letter) and not {NO_FILE, POINTER}.intersection(own.problems.values()),
            "is_repeated": bool(letter.facts.get("repeated")),
            "files": tuple(one_line(one.name) for one in own.attachments),
        }


def _is_open(field: Field, own: Filling) -> bool:
    """Whether what is there is no answer; the rows of a table are corrected, not written anew."""
    return own.problems.get(field.key) in (CONFLICT, POINTER) and field.type is not FieldType.TABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReceived(View):
    """A complete form arrived: what it is now, where it was read, and who is asked next. Wants no answer."""

    ASKS: ClassVar[bool] = True
    document: Document
    asked: tuple[Contact, ...]  # who has it before them now
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]  # files that go along as they are
    lacks_file: bool

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        case, request = desk.case_of(letter), desk.request_of(letter)
        step, own = desk.step_of(letter), case.runs[request.run].filling(request.row)
        record = desk.needed_record(letter) if step.each is None else None
        people = dict.fromkeys(one.person for one in case.open_requests() if record and one.record == record.digest)
        filled = _filled(desk, letter, own)
        return {
            "sources": sources_of(desk, filled, own.sources),
            "unread": tuple(one for one in unread_of(letter) if one.reason != NO_FIELD),
            "lacks_file": lacks_file(letter),
            "document": document(desk, letter, record) if record else _draft(desk, letter, own),
            "asked": tuple(found for one in people if (found := desk.contact(one))),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormShown(View):
    """A complete form as it was read, before it goes to anybody: a word of its author lets it go on."""

    ASKS: ClassVar[bool] = True
    document: Document
    due: When | None
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]
    lacks_file: bool

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        request = desk.request_of(letter)
        own = desk.case_of(letter).runs[request.run].filling(request.row)
        return {
            "document": _draft(desk, letter, own),
            "due": desk.due(letter),
            "sources": sources_of(desk, _filled(desk, letter, own), own.sources),
            "unread": tuple(one for one in unread_of(letter) if one.reason != NO_FIELD),
            "lacks_file": lacks_file(letter),
        }


def _filled(desk: Desk, letter: Letter, own: Filling) -> tuple[Field, ...]:
    fields = desk.process(letter).forms[desk.step_of(letter).form].fields
    return tuple(one for one in fields if own.values.get(one.key) not in NOTHING)


def _draft(desk: Desk, letter: Letter, own: Filling) -> Document:
    return draft(desk, letter, own.values, [one.name for one in own.attachments])


@dataclass(frozen=True, slots=True, kw_only=True)
class Signoff(View):
    """A document to be signed by the reader."""

    ASKS: ClassVar[bool] = True
    document: Document
    due: When | None
    silence: Silence | None
    signed: tuple[str, ...]  # who has approved this version already
    waiting: tuple[str, ...]  # who hasn't, besides the reader
    seen_by: str
    is_enclosed: bool  # the document goes along as a file too
    condition: str  # on which the reader approved this version, where somebody says that it is met
    met_by: str
    met: tuple[str, ...]  # what they say of it

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        request, case = desk.request_of(letter), desk.case_of(letter)
        asked = [one for one in case.asked_in(request.run) if not one.about]
        others = [one for one in asked if one.person != request.person]
        return {
            "document": document(desk, letter, desk.needed_record(letter)),
            "due": desk.due(letter),
            "silence": desk.silence(letter),
            "signed": tuple(desk.name(one.person) for one in others if one.verdict in YES),
            "waiting": tuple(desk.name(one.person) for one in others if one.state == OPEN),
            "seen_by": desk.seen_by(letter),
            "is_enclosed": bool(desk.process(letter).maker(desk.needed_record(letter).form).render),
            "condition": one_line(str(letter.facts.get("condition", ""))),
            "met_by": desk.name(str(letter.facts.get("by", ""))),
            "met": many_lines(str(letter.facts.get("met", ""))),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SignoffCopy(View):
    """The same for somebody who only sees it: who is asked, and that an answer of theirs counts for nothing."""

    document: Document
    due: When | None
    asked: tuple[str, ...]

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        asked = desk.case_of(letter).asked_in(desk.request_of(letter).run)
        return {
            "document": document(desk, letter, desk.needed_record(letter)),
            "due": desk.due(letter),
            "asked": tuple(desk.name(one.person) for one in asked),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestVoid(View):
    """A question that needs no answer any more: the document was sent back, or its author corrected it."""

    document: Named
    by: str
    words: tuple[str, ...]  # of the refusal; none where the author corrected it
    author: Contact | None

    @classmethod
    def facts(cls, desk: Desk) -> dict[str, Any]:
        """See the fields."""
        letter = desk.first
        record = desk.needed_record(letter)
        return {
            "document": named(desk, letter, record),
            "by": desk.name(str(letter.facts["by"])),
            "author": desk.contact(record.author),
            "words": many_lines(str(letter.facts["words"])),
        }
