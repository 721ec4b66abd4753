"""The daemon as a process, on a real Dovecot and a real SMTP conversation: the first two steps, kills, bad weather."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults import FaultProxy, Taken
from office import RealOffice
from servers import MailServer, free_ports, need
from sink import Sink

from mailflow import crashpoint
from mailflow.config.load import load_installation
from mailflow.parsers.message import read_message
from mailflow.store import meta, outbox
from mailflow.store.database import open_store
from mailflow.workflow import events as e
from mailflow.workflow.digest import moment

FORM = """牵头部门：物流部
发起人：王敏
问题描述：11月上旬以来华东区订单延迟率升到15%
影响范围：华东区 500 余家客户
关联部门：仓储部、技术部
紧急程度：重要
初步原因分析：订单同步接口超时
"""
SOON = datetime.now(UTC).date()  # the daemon runs by the real clock
APPLICATION = f"""协作目标：三周内把延迟率降到3%
协作事项：
技术部 | 修复订单同步接口 | {SOON + timedelta(days=10)} | 吴浩
仓储部 | 优化拣货路线 | {SOON + timedelta(days=14)} | 孙丽
所需资源支持：无
"""


def test_steps_one_and_two(office: RealOffice) -> None:
    """A form mailed in leads to a signed assessment, an approved application with Cc to all heads, accepted matters."""
    first_two_steps(office)


def test_steps_one_and_two_into_smtp_sink(tmp_path: Path) -> None:
    """The same with Postfix's own sink at the other end."""
    need("smtp-sink")
    folder = tmp_path / "taken"
    folder.mkdir()
    for one in (folder, *folder.parents):  # smtp-sink gives up root
        if one.is_relative_to(tmp_path.parents[1]):
            one.chmod(0o755 if one != folder else 0o777)
    with MailServer(users=["office"], sink=True, sink_args=["-d", f"{folder}/mail."]) as server:
        office = RealOffice(tmp_path / "office", server, Sink(server.sink_port, folder), "office")
        office.prepare()
        try:
            first_two_steps(office)
        finally:
            if office.daemon and office.daemon.poll() is None:
                office.daemon.kill()
                office.daemon.wait(5)


def first_two_steps(office: RealOffice) -> None:
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    ask = office.gets("chen_gang", "评估表")
    office.answer("chen_gang", ask, "同意", client="iphone")
    office.gets("liu_yang", "XC2026-0001")  # the assessment goes to the related departments' heads
    office.answer("wang_min", office.gets("wang_min", "协作申请单"), APPLICATION, client="qq")
    approve = office.gets("chen_gang", "协作申请单")
    copy = office.gets("liu_yang", "协作申请单")
    cc = next(value for name, value in approve.headers if name.lower() == "cc")
    assert "liu.yang@corp.example" in cc
    assert "li.ming@corp.example" in cc
    assert cc == next(value for name, value in copy.headers if name.lower() == "cc")
    office.answer("liu_yang", copy, "同意")  # in Cc only: decides nothing
    office.answer("chen_gang", approve, "同意", client="gmail")
    office.answer("wu_hao", office.gets("wu_hao", "XC2026-0001"), "好的", client="foxmail")
    office.answer("sun_li", office.gets("sun_li", "XC2026-0001"), "收到", client="outlook")
    case = office.until(lambda one: any(run.step == "acceptance" and run.state == "done" for run in one.runs.values()))
    _invite(office)
    assert {one.verdict for one in case.requests.values() if one.step == "acceptance"} == {"accept"}
    assert [one.reason for one in office.events("XC2026-0001") if isinstance(one, e.AnswerRefused)] == ["copy"]
    assert office.stop() == 0
    assert office.verified()
    assert all(taken.raw.count(b"\nMessage-ID:") == 1 for taken in office.smtp.accepted)


def _invite(office: RealOffice) -> None:
    """The coordinator settles place and time and lets it go; a head gets an appointment and says that they come."""
    office.answer("wang_min", office.gets("wang_min", "会议安排"), "地点：3号会议室", client="qq")
    check = office.gets("wang_min", "会议安排")
    while "请核对" not in check.text:
        check = office.gets("wang_min", "会议安排")
    office.answer("wang_min", check, "分发", client="qq")
    invited = office.gets("liu_yang", "【会议】")
    assert [one.media_type for one in invited.attachments if one.name == "invite.ics"] == ["application/ics"]
    office.answer("liu_yang", invited, "参加", client="foxmail")
    office.until(lambda one: any(it.step == "meeting" and it.verdict == "accept" for it in one.requests.values()))


@pytest.mark.parametrize("point", crashpoint.POINTS)
def test_a_kill_loses_nothing(office: RealOffice, point: str) -> None:
    """Killed at the point, started again: every mail goes out, one decision each, a repeat is the same mail."""
    office.start(crash=point)
    office.write("wang_min", "问题初步评估表", FORM)
    assert office.crashed() == -signal.SIGKILL, office.log()
    office.start()
    office.answer("chen_gang", office.gets("chen_gang", "评估表"), "同意")
    office.gets("wang_min", "协作申请单")
    case = office.until(lambda one: any(run.step == "application" for run in one.runs.values()))
    events = office.events(case.number)
    kinds = Counter(type(one) for one in events)
    assert (kinds[e.CaseOpened], kinds[e.RecordMade], kinds[e.Answered], kinds[e.Settled]) == (1, 1, 1, 2)
    assert office.stop() == 0
    assert office.verified()
    bodies: dict[str, set[bytes]] = {}
    for taken in office.smtp.accepted:
        bodies.setdefault(read_message(taken.raw).message_id, set()).add(taken.raw)
    assert all(len(same) == 1 for same in bodies.values()), "a repeated mail with other bytes"
    subjects = Counter(
        (taken.rcpt, read_message(taken.raw).subject)
        for taken in {one.raw: one for one in office.smtp.accepted}.values()
    )
    assert max(subjects.values()) == 1, subjects


def test_two_daemons(office: RealOffice) -> None:
    """The second says so and ends; the first goes on."""
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    office.gets("chen_gang", "评估表")
    first = office.daemon
    office.start()
    assert office.daemon is not None
    assert office.daemon.wait(20) == 1
    assert "another daemon" in office.log()
    office.daemon = first
    assert office.stop() == 0


def test_a_refused_address_is_told(office: RealOffice) -> None:
    """550 for the head: the coordinator hears of it, nothing is tried again."""
    office.smtp.refused = {"chen.gang@corp.example": "550 5.1.1 no such user"}
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    told = office.gets("wang_min", "XC2026-0001")
    while "5.1.1" not in told.text:
        told = office.gets("wang_min", "XC2026-0001")
    assert [one.bounced for one in office.events("XC2026-0001") if isinstance(one, e.SendFailed)] == [False]


def status(office: RealOffice) -> tuple[int, list[str]]:
    """Exit code of `mailflow status`, and what it says needs a person."""
    ran = subprocess.run(
        [sys.executable, "-m", "mailflow.cli.main", "status", "--json", "--config", str(office.folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.returncode, json.loads(ran.stdout or '{"attention": []}')["attention"]


def until_told(words: str, office: RealOffice) -> None:
    """Wait until `mailflow status` says this."""
    end = time.monotonic() + 30
    while True:
        code, told = status(office)
        if any(words in one for one in told):
            assert code == 1
            return
        assert time.monotonic() < end, (told, office.log())


def test_a_wrong_password_is_told_and_not_tried_in_a_spin(office: RealOffice) -> None:
    """`status` says so; one login at the server in the first twenty seconds; nothing is lost meanwhile."""
    right, settings = office.dovecot.password, office.folder / "mailflow.yaml"
    text = settings.read_text("utf-8")
    with FaultProxy(office.dovecot.imap_port) as wire:
        settings.write_text(text.replace(f"port: {office.dovecot.imap_port}", f"port: {wire.port}"), "utf-8")
        office.dovecot.password = "wrong"
        began = time.monotonic()
        office.start()
        until_told("login refused (1 of 3 tries this hour)", office)
        logins, lasted = wire.connections, time.monotonic() - began
        office.stop()
    assert logins == 1 + lasted // 20
    settings.write_text(text, "utf-8")
    office.dovecot.password = right
    office.write("wang_min", "问题初步评估表", FORM)
    office.start()
    office.gets("chen_gang", "评估表")
    until_well(office)


def until_well(office: RealOffice) -> None:
    """Wait until nothing needs a person."""
    end = time.monotonic() + 30
    while (found := status(office)) != (0, []):
        assert time.monotonic() < end, (found, office.log())


def test_a_server_that_takes_no_mail_is_told(office: RealOffice) -> None:
    """SMTP that refuses us, and then nobody at the port at all: `status` says which server, and what it said."""
    settings = office.folder / "mailflow.yaml"
    text = settings.read_text("utf-8")
    office.smtp.script("MAIL", ["530 5.7.0 log in first"] * 20)
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    until_told("530 5.7.0 log in first", office)
    office.stop()
    settings.write_text(text.replace(f"port: {office.smtp.port}", f"port: {free_ports(1)[0]}"), "utf-8")
    store = open_store(load_installation(office.folder).settings.database)
    with store.write() as tx:
        for row in outbox.listing(tx):
            outbox.retry(tx, row.id, datetime.now(UTC))
    store.close()
    office.start()
    until_told("sending: 127.0.0.1", office)


def test_a_daemon_that_is_not_heard_of_is_told(office: RealOffice) -> None:
    """A case is open and nobody works: that needs a person."""
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    office.gets("chen_gang", "评估表")
    until_well(office)
    office.stop()
    store = open_store(load_installation(office.folder).settings.database)
    with store.write() as tx:
        told = meta.get(tx, "daemon")
        assert told
        at = moment(datetime.now(UTC) - timedelta(minutes=3))
        meta.put(tx, "daemon", json.dumps(json.loads(told) | {"at": at}))
    store.close()
    code, attention = status(office)
    assert code == 1
    assert "the daemon is not heard of" in attention[0]


def test_what_is_being_sent_at_the_end_is_written(office: RealOffice) -> None:
    """The server answers a second after SIGTERM: its words are written, no new send begins, and nothing goes twice."""

    def slow(_taken: Taken) -> str:
        time.sleep(1)
        return ""

    office.smtp.border = slow
    office.start()
    office.write("wang_min", "问题初步评估表", FORM)
    end = time.monotonic() + 30
    while "DOT" not in office.smtp.commands and time.monotonic() < end:
        time.sleep(0.02)
    began = time.monotonic()
    assert office.stop() == 0
    assert time.monotonic() - began < 10
    store = open_store(load_installation(office.folder).settings.database)
    with store.read() as tx:
        rows = outbox.listing(tx)
    store.close()
    assert {row.state for row in rows} <= {"sent", "waiting"}
    assert len([row for row in rows if row.state == "sent"]) == len(office.smtp.accepted) > 0
