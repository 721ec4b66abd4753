"""Bad weather: full disks, hanging servers, hostile mails, broken templates, a pause; nothing is lost, all is told."""

import json
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from office import RealOffice
from test_daemon import FORM

from mailflow.parsers.message import read_message
from mailflow.sandbox.border import Border
from mailflow.workflow import events as e


def command(office: RealOffice, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of mailflow on this installation."""
    return subprocess.run(
        [sys.executable, "-m", "mailflow.cli.main", *words, "--config", str(office.folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def wait_for(words: str, office: RealOffice) -> None:
    end = time.monotonic() + 40
    while words not in office.log() and time.monotonic() < end:
        time.sleep(0.1)
    assert words in office.log(), office.log()


def test_a_full_disk_loses_nothing(office: RealOffice) -> None:
    """No write succeeds for a while: the daemon says so, goes on by itself when there is room, and has every mail."""
    office.start()
    wait_for("mailbox_connected", office)
    assert office.daemon is not None
    resource.prlimit(office.daemon.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    office.write("wang_min", "问题初步评估表", FORM)
    wait_for("disk_trouble", office)
    assert office.daemon.poll() is None
    resource.prlimit(office.daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    office.gets("chen_gang", "评估表")
    assert office.stop() == 0
    assert office.verified()


def test_sigterm_during_a_send(office: RealOffice) -> None:
    """Ends within ten seconds; the mail whose answer never came goes again as the same mail, marked as a repeat."""
    office.smtp.script("DOT", ["hang"])
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    end = time.monotonic() + 30
    while "DOT" not in office.smtp.commands and time.monotonic() < end:
        time.sleep(0.05)
    assert office.stop() == 0
    office.start()
    office.gets("chen_gang", "评估表")
    office.until(lambda case: bool(case.requests))
    end = time.monotonic() + 30
    while not any(isinstance(one, e.Sent) and one.repeated for one in office.events("XC2026-0001")):
        assert time.monotonic() < end, office.log()
        time.sleep(0.1)
    ids = [read_message(one.raw).message_id for one in office.smtp.accepted]
    repeated = [one for one in set(ids) if ids.count(one) > 1]
    assert len(repeated) == 1
    assert len({one.raw for one in office.smtp.accepted if read_message(one.raw).message_id == repeated[0]}) == 1


def test_hostile_mails_are_set_aside(office: RealOffice) -> None:
    """Each is quarantined with its reason and shown; the good mail behind them flows on."""
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (no, no) for no in range(3000))
    hostile = {
        "two_from": b"From: wang.min@corp.example\r\nFrom: evil@evil.example\r\nSubject: a\r\n\r\nx\r\n",
        "too_deep": b"From: wang.min@corp.example\r\nSubject: b\r\nMIME-Version: 1.0\r\n" + deep,
    }
    office.start()
    for raw in hostile.values():
        office.dovecot.deliver(raw, office.user, "wang.min@corp.example")
    office.write("wang_min", "问题初步评估表", FORM)
    office.gets("chen_gang", "评估表")
    shown = json.loads(command(office, "inbox", "list", "--state", "quarantined", "--json").stdout)
    assert len(shown) == len(hostile)
    assert all(one["reason"] for one in shown)
    assert command(office, "status").returncode == 1  # something needs a person


def test_an_unknown_sender_gets_nothing(office: RealOffice) -> None:
    """Kept, noted, not answered."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "stranger@elsewhere.example", "inbox@test.local", "问题初步评估表"
    mail.set_content(FORM)
    office.start()
    office.dovecot.deliver(mail.as_bytes(), office.user, "stranger@elsewhere.example")
    office.write("wang_min", "问题初步评估表", FORM)
    office.gets("chen_gang", "评估表")
    assert "stranger@elsewhere.example" not in {one.rcpt for one in office.smtp.accepted}
    noted = [one for one in office.events("office") if isinstance(one, e.MailNoted)]
    assert [one.reason for one in noted] == ["unknown_sender"]


def test_a_broken_template_stops_that_letter_only(office: RealOffice) -> None:
    """The decision stands, the process owner is told, the other mails go."""
    own = office.folder / "templates/zh"
    own.mkdir(parents=True)
    (own / "form_received.j2").write_text("{{ nothing_of_this_name.x }}", "utf-8")
    settings = office.folder / "mailflow.yaml"
    settings.write_text(settings.read_text("utf-8") + "templates: templates\n", "utf-8")
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    office.gets("chen_gang", "评估表")
    told = office.gets("huang_wei", "form_received")
    assert "form_received" in told.text
    assert [one.template for one in office.events("XC2026-0001") if isinstance(one, e.Unrenderable)] == [
        "form_received"
    ]


def test_a_pause(office: RealOffice) -> None:
    """Nothing is sent, intake goes on; resumed, everything goes."""
    office.start()
    wait_for("mailbox_connected", office)
    assert command(office, "pause").returncode == 0
    office.write("wang_min", "问题初步评估表", FORM)
    office.until(lambda case: bool(case.requests))
    assert office.smtp.accepted == []
    assert command(office, "resume").returncode == 0
    office.gets("chen_gang", "评估表")


def test_a_mail_over_the_limit(office: RealOffice) -> None:
    """Only its header is kept and it waits in quarantine; `inbox retry` fetches and reads the whole."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "wang.min@corp.example", "inbox@test.local", "问题初步评估表"
    mail["Message-ID"] = "<large@corp.example>"
    mail.set_content(FORM)
    mail.add_attachment(b"\0" * (20 * 1024 * 1024), maintype="application", subtype="pdf", filename="large.pdf")
    border = Border("corp.example", lambda: datetime.now(UTC))
    raw = border("wang.min@corp.example", "inbox@test.local", mail.as_bytes(policy=SMTP))
    office.start()
    office.dovecot.deliver(raw, office.user, "wang.min@corp.example")
    end = time.monotonic() + 30
    held: list[dict[str, str]] = []
    while not held and time.monotonic() < end:
        held = json.loads(command(office, "inbox", "list", "--state", "quarantined", "--json").stdout or "[]")
    assert [one["reason"] for one in held] == ["too_large"]
    assert command(office, "inbox", "retry", held[0]["digest"][:12]).returncode == 0
    told = office.gets("wang_min", "XC2026-0001")  # read as a whole; files of this size can't travel
    assert "10MB" in told.text
    assert "华东区 500 余家客户" in told.text


def test_kill_signal_is_survived_without_a_crash_point(office: RealOffice) -> None:
    """A kill -9 while mails are under way, five times in a row: one case, and no mail with other bytes."""
    office.start()
    wait_for("mailbox_connected", office)
    office.write("wang_min", "问题初步评估表", FORM)
    for pause in (0.3, 0.6, 0.9, 1.2, 1.5):
        time.sleep(pause)
        office.stop(signal.SIGKILL)
        office.start()
    office.gets("chen_gang", "评估表")
    case = office.until(lambda one: any(request.asked_at for request in one.requests.values()))
    assert len([one for one in office.events(case.number) if isinstance(one, e.CaseOpened)]) == 1
    by_id: dict[str, set[bytes]] = {}
    for taken in office.smtp.accepted:
        by_id.setdefault(read_message(taken.raw).message_id, set()).add(taken.raw)
    assert all(len(same) == 1 for same in by_id.values())
