"""What of a mail stays with the record of its answer."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from mailflow.engine.reading import open_mail, reply_mail
from mailflow.workflow.model import Level

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_a_document_called_inline_is_kept_and_a_logo_is_not() -> None:
    """Apple Mail calls a PDF inline; a picture with a Content-ID is the page's own."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@corp.example", "process@corp.example", "<1@corp.example>"
    mail.set_content("见附件")
    mail.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="plan.pdf", disposition="inline")
    mail.add_attachment(b"\x89PNG x", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    opened = open_mail(mail.as_bytes(), whole=True, authserv_id="")
    read = reply_mail(opened, digest="d", received_at=AT, person="a", words=opened.words, rules="", proves=Level.SENDER)
    assert [one.name for one in read.attachments] == ["plan.pdf"]
