"""Intake, IMAP to committed records, as a ratio to the bare chain on the same mailbox in the same run.

    python benchmarks/intake.py [--mails 2000] [--rounds 3]

The ratio is given of the time that passed and of the processor time of the one process.

The bare chain is what one would write first: IMAPClient fetches in batches of 100, mail-parser parses, SQLAlchemy Core
inserts sender, subject, text and the raw bytes, one transaction per mail, on SQLite with the same settings. mailflow
does what it does: raw bytes first, origin, references, new words, a decision with its journal entry, letters.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import mailparser
import sqlalchemy as sa
from imapclient import IMAPClient

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from servers import MailServer

from mailflow.compose.templates import Templates
from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.engine import intake
from mailflow.engine.bureau import Bureau
from mailflow.engine.reader import Arrived, Reader
from mailflow.parsers.message import Message, read_message
from mailflow.sandbox import people
from mailflow.sandbox.border import Border
from mailflow.sandbox.clock import SeededDice, VirtualClock
from mailflow.sandbox.demo import HERE
from mailflow.sandbox.people import CLIENTS, Stamp, Writer
from mailflow.store import inbox
from mailflow.store.database import open_store
from mailflow.transport.account import Account
from mailflow.transport.imap import Mailbox

BOX = "process@corp.example"
START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
WORDS = (
    "同意",
    "收到，我看一下",
    "可以，请抓紧落实",
    "第二条需要修改，交期改到12月9日",
    "Approved",
    "Noted, will come back to you",
)


def prepare(folder: Path) -> None:
    """The sample company's configuration."""
    shutil.copy(HERE / "mailflow.yaml", folder)
    shutil.copy(data_root() / "config/directory.yaml", folder)
    for part in ("processes", "calendars"):
        shutil.copytree(data_root() / "config" / part, folder / part)


def mails(folder: Path, count: int) -> list[bytes]:
    """Replies of the sample company's people, from five mail programs, above a long quote: 4 to 12 KB."""
    everybody = list(load_installation(folder).directory.people.values())
    border = Border("corp.example", lambda: START)
    made = []
    for no in range(count):
        person = everybody[no % len(everybody)]
        # Every mail quotes another one, so that nothing remembered from the last mail helps with this one.
        quoted = "\n".join(f"{at}. 华东区订单{no}延迟情况说明与各部门后续安排，第{at}条" for at in range(1, 40))
        ours: Message = read_message(
            f"From: {BOX}\r\nSubject: plan {no}\r\nMessage-ID: <ours.{no}@corp.example>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{quoted}".encode()
        )
        writer = Writer(next(iter(person.name.values())), person.address, CLIENTS[no % len(CLIENTS)], person.language)
        stamp = Stamp(BOX, START + timedelta(seconds=no), f"<{no}.bench@corp.example>")
        raw = people.reply(writer, stamp, WORDS[no % len(WORDS)], ours)
        made.append(border(person.address, BOX, raw))
    return made


class Spent(NamedTuple):
    """What a run took, in seconds."""

    passed: float
    processor: float

    @classmethod
    def since(cls, began: Spent | None = None) -> Spent:
        """What has been spent since then; without a beginning, the clocks as they stand."""
        start = began or cls(0, 0)
        return cls(time.perf_counter() - start.passed, time.process_time() - start.processor)


def bare(server: MailServer, folder: Path) -> Spent:
    """Fetch + mail-parser + Core insert."""
    engine = sa.create_engine(f"sqlite:///{folder / 'bare.db'}")
    table = sa.Table(
        "mail",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.Integer),
        sa.Column("sender", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("raw", sa.LargeBinary),
    )
    table.metadata.create_all(engine)
    began = Spent.since()
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client, engine.connect() as connection:
        client.login(server.user, server.password)
        client.select_folder("INBOX", readonly=True)
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
        connection.commit()
        uids = client.search()
        for start in range(0, len(uids), 100):
            for uid, fetched in client.fetch(uids[start : start + 100], ["BODY.PEEK[]"]).items():
                raw = fetched[b"BODY[]"]
                mail = mailparser.parse_from_bytes(raw)
                row = {
                    "uid": uid,
                    "sender": mail.from_[0][1],
                    "subject": mail.subject,
                    "text": "\n".join(mail.text_plain),
                    "raw": raw,
                }
                connection.execute(table.insert(), row)
                connection.commit()
    return Spent.since(began)


def whole(server: MailServer, folder: Path) -> tuple[Spent, dict[str, int]]:
    """What mailflow's own intake took, and how the mails ended."""
    (folder / "mailflow.db").unlink(missing_ok=True)
    installation = load_installation(folder)
    store = open_store(installation.settings.database, create=True)
    clock = VirtualClock(START + timedelta(hours=2))
    bureau = Bureau(store, installation, clock, SeededDice(1), Templates(None))
    bureau.begin("benchmark")
    account = Account("127.0.0.1", server.imap_port, "none", server.user, lambda: server.password)
    mailbox = Mailbox(account)
    reader = Reader(("INBOX",), (), "sent", clock, lambda *_: set(), lambda *_: set())
    began = Spent.since()
    mailbox.connect()

    def take(arrived: Arrived) -> None:
        if arrived.mails:
            intake.keep(bureau, arrived.mails)

    reader.one_pass(mailbox, take)
    intake.work(bureau, [])
    spent = Spent.since(began)
    mailbox.close()
    with store.read() as tx:
        counts = inbox.counts(tx)
    store.close()
    return spent, counts


def main() -> None:
    """Both, alternating, on one Dovecot mailbox."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--mails", type=int, default=2000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    ratios = []
    with tempfile.TemporaryDirectory() as place, MailServer() as server:
        folder = Path(place)
        prepare(folder)
        made = mails(folder, given.mails)
        server.preload(made)
        print(f"{len(made)} mails, median {statistics.median(map(len, made)):.0f} bytes")
        for no in range(given.rounds):
            (folder / "bare.db").unlink(missing_ok=True)
            slow, counts = whole(server, folder)
            fast = bare(server, folder)
            ratios.append(Spent(*(one / other for one, other in zip(fast, slow, strict=True))))
            print(
                f"round {no + 1}: bare {given.mails / fast.passed:6.0f} mails/s   "
                f"mailflow {given.mails / slow.passed:6.0f} mails/s   ratio {ratios[-1].passed:.2f}   "
                f"processor {fast.processor / given.mails * 1000:.2f} to {slow.processor / given.mails * 1000:.2f} ms, "
                f"ratio {ratios[-1].processor:.2f}   {counts}"
            )
    for name in Spent._fields:
        values = [getattr(one, name) for one in ratios]
        print(f"ratio of time {name}: median {statistics.median(values):.2f}, {min(values):.2f} to {max(values):.2f}")


if __name__ == "__main__":
    main()
