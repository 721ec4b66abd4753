"""The files that mailflow makes to go with a mail: the tracker as .xlsx, a signed document as .docx and PDF.

What they show is the case as it is when the mail is made; they are kept with the mail and never made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from mailflow.compose.views.course import signature
from mailflow.compose.views.desk import Desk
from mailflow.compose.views.document import blank_form, blanks, document, named
from mailflow.compose.views.measures import Standing, all_standings
from mailflow.reports.paper import Head, Paper, Signed, Unsigned, of_blanks, of_document
from mailflow.reports.tracker import Measure, Status, Tracker, tracker_xlsx
from mailflow.reports.words import ReportWords
from mailflow.workflow.case import Request
from mailflow.workflow.model import Letter, Record
from mailflow.workflow.steps.signoff import YES, signing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
TRACKER = ("tracker",)  # the templates of the mails that the tracker goes with
DOCUMENT = ("signoff", "signoff_copy")  # the document that is asked about
ALL = ("case_closed",)  # every rendered document of the case, and the tracker
BLANK = ("form_ask", "form_blank")  # the form to be filled, while nothing stands in it yet
CARRIERS = (*TRACKER, *DOCUMENT, *ALL, *BLANK)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    name: str
    media_type: str
    data: bytes


def enclosed(desk: Desk, words: ReportWords) -> list[Made]:
    """The files of one mail."""
    letter, found = desk.first, list[Made]()
    if letter.template in BLANK:
        return list(_blank_form(desk, letter, words))
    case = desk.case(letter)
    if case is None:
        return found
    if letter.template in DOCUMENT and letter.request:
        record = desk.record_of(letter)
        found += _papers(desk, letter, record, words) if record else ()
    if letter.template in ALL:
        for versions in case.records.values():
            found += _papers(desk, letter, versions[-1], words)
    if letter.template in (*TRACKER, *ALL):
        runs = [one for one in case.runs.values() if desk.process(letter).step(one.step).kind == "track"]
        standing = [one for one in runs if one.state != "void"]
        found += [_tracker(desk, letter, one.key, words) for one in standing[-1:]]
    return found


def _blank_form(desk: Desk, letter: Letter, words: ReportWords) -> Iterator[Made]:
    """To be filled on a screen or on paper and sent back."""
    form = blank_form(desk, letter)
    if form is None:
        return
    from mailflow.reports.word import docx_of  # noqa: PLC0415 - costs a daemon's start half a second

    title = desk.label(form.title, form.key)
    paper = of_blanks(title, blanks(desk, form, {}), _head(desk, desk.sheet.now), words.paper)
    yield Made(f"{title}.docx", DOCX, docx_of(paper))


def _tracker(desk: Desk, letter: Letter, run: str, words: ReportWords) -> Made:
    now = desk.when(desk.sheet.now)
    measures = sorted(all_standings(desk, letter, run), key=lambda one: one.item.no)
    tracker = Tracker(
        title=words.tracker_title,
        number=letter.chain,
        lines=(desk.label(desk.process(letter).title, ""),),
        columns=words.tracker,
        measures=tuple(_measure(desk, one) for one in measures),
        legend=words.statuses,
        printed=now.full if now else "",
        author=desk.label(desk.sheet.box_name, desk.sheet.box_address),
        created=_local(desk, desk.sheet.now),
    )
    return Made(f"{words.tracker_title}_{letter.chain}.xlsx", XLSX, tracker_xlsx(tracker))


def _measure(desk: Desk, one: Standing) -> Measure:
    return Measure(
        no=one.item.no,
        measure=one.item.title,
        owner=one.item.owner,
        department=one.item.cells[0].text if one.item.cells else "",
        due=_day(desk, one.due),
        status=cast("Status", one.status or "silent"),
        percent=one.percent,
        new_date=one.new_due or None,
        reason=" ".join(one.reason),
        updated=_day(desk, one.said_at),
    )


def _day(desk: Desk, value: object) -> date | datetime | None:
    """A moment as the clock of the reader's zone shows it."""
    if isinstance(value, datetime):
        return _local(desk, value)
    return value if isinstance(value, date) else None


def _local(desk: Desk, at: datetime) -> datetime:
    zone = desk.sheet.zones.get(desk.sheet.person.key) or desk.sheet.zone
    return at.astimezone(ZoneInfo(zone))


def _papers(desk: Desk, letter: Letter, record: Record, words: ReportWords) -> Iterator[Made]:
    """In every format that the process names for this document."""
    maker = desk.process(letter).maker(record.form)
    if not maker.render:
        return
    paper = _paper(desk, letter, record, words)
    shown = named(desk, letter, record)
    name = f"{shown.title}_{letter.chain}_v{shown.version}"
    for kind in maker.render:
        if kind == "docx":
            from mailflow.reports.word import docx_of  # noqa: PLC0415 - costs a daemon's start half a second

            yield Made(f"{name}.docx", DOCX, docx_of(paper))
        else:
            from mailflow.reports.pdf import PdfError, pdf_of  # noqa: PLC0415 - as above; an extra of its own

            try:
                yield Made(f"{name}.pdf", PDF, pdf_of(paper))
            except PdfError:
                continue  # the mail goes all the same; `mailflow check` says what is missing


def _paper(desk: Desk, letter: Letter, record: Record, words: ReportWords) -> Paper:
    head = _head(desk, record.made_at)
    signed = list(_signatures(desk, letter, record))
    return of_document(document(desk, letter, record), head, words.paper, case=letter.chain, signatures=signed)


def _head(desk: Desk, at: datetime) -> Head:
    company = desk.label(desk.sheet.box_name, desk.sheet.box_address)
    return Head(company=company, form="", edition="", language=desk.language, created=_local(desk, at))


def _signatures(desk: Desk, letter: Letter, record: Record) -> Iterator[Signed | Unsigned]:
    """Who has confirmed this version, by which mail; who is asked and hasn't."""
    case = desk.case_of(letter)
    runs = dict.fromkeys(one.run for one in case.requests.values() if one.record == record.digest)
    steps = {run: desk.process(letter).step(case.runs[run].step) for run in runs}
    for run in [one for one in runs if steps[one].kind == "signoff"]:
        for request in signing(case, run):
            if request.verdict in YES:
                yield Signed(signature(desk, request), _how(request))
            elif request.state == "open":
                person = desk.sheet.directory.people.get(request.person)
                yield Unsigned(desk.department(person.department) if person else "", desk.name(request.person))


def _how(request: Request) -> str:
    """What proves it: the level of the sender's origin, and the digest of the mail."""
    given = request.answer
    return f"{given.level} \u00b7 {given.mail[:12]}" if given else ""
