"""The files that go along with mails: which mail has which, and what stands in them."""

from __future__ import annotations

import io

import openpyxl
import pytest

from mailflow.compose.templates import Templates
from mailflow.parsers.form import read_form
from mailflow.parsers.message import Attached
from mailflow.reports.enclosed import DOCX, PDF, XLSX, enclosed
from mailflow.reports.pdf import PdfError, pdf_of
from mailflow.reports.words import report_words


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def made(templates: Templates, language: str, sample: str) -> dict[str, bytes]:
    sheet = templates.samples(language)[sample]
    return {one.media_type: one.data for one in enclosed(templates.desk(sheet), report_words(language))}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tracker_goes_with_its_mail(templates: Templates, language: str) -> None:
    """A row for each measure, with the date that was settled."""
    files = made(templates, language, "tracker")
    assert set(files) == {XLSX}
    cells = [one.value for row in openpyxl.load_workbook(io.BytesIO(files[XLSX])).active.rows for one in row]
    assert {"zh": "优化拣货路径", "en": "Shorten the picking routes"}[language] in cells
    assert {"zh": "已完成", "en": "Done"}[language] in cells


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_goes_with_its_question_and_with_the_last_mail(templates: Templates, language: str) -> None:
    """As Word always, as PDF where it can be made."""
    asked, closed = made(templates, language, "signoff-report"), made(templates, language, "case_closed")
    assert set(asked) >= {DOCX}
    assert set(closed) >= {DOCX, XLSX}
    assert asked[DOCX] != closed[DOCX]  # the last one has its signatures
    try:
        pdf_of_sample(templates, language)
    except PdfError as error:
        pytest.skip(str(error))
    assert asked[PDF].startswith(b"%PDF-")
    assert closed[PDF].startswith(b"%PDF-")


def pdf_of_sample(templates: Templates, language: str) -> bytes:
    from mailflow.reports import enclosed as room

    sheet = templates.samples(language)["case_closed"]
    desk = templates.desk(sheet)
    record = desk.case_of(desk.first).record("report")
    assert record is not None
    return pdf_of(room._paper(desk, desk.first, record, report_words(language)))


def test_a_mail_about_nothing_of_the_kind_has_none(templates: Templates) -> None:
    """The assessment isn't rendered, so its question goes alone."""
    assert made(templates, "zh", "signoff") == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_blank_form_goes_with_its_question_and_reads_back(templates: Templates, language: str) -> None:
    """While nothing stands in it; empty it says nothing."""
    for sample in ("form_blank", "form_ask"):
        assert set(made(templates, language, sample)) == {DOCX}, sample
    sheet = templates.samples(language)["form_blank"]
    process = next(iter(sheet.processes.values()))
    data = made(templates, language, "form_blank")[DOCX]
    file = Attached("f.docx", DOCX, data, "d", inline=False)
    assert read_form("", process.forms["assessment"], attachments=(file,)).fields == {}
    assert made(templates, language, "form_ask-revise") == {}  # that one was refused: its values stand in the mail
