"""Every test of the store runs on a real SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from databases import make_database

from mailflow.store import arrivals, outbox, parts
from mailflow.store.database import Store, Transaction, open_store
from mailflow.store.journal import Head
from mailflow.store.write import commit_outcome, hold
from mailflow.workflow import events as e
from mailflow.workflow.digest import record_digest, sha256
from mailflow.workflow.entries import encode
from mailflow.workflow.model import Attachment, Letter, Level, Role, Timer

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
RAW = "From: 张三 <zhang.san@corp.example>\r\nSubject: 申请\r\n\r\n同意\r\n".encode()
LEASE = timedelta(minutes=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no mailflow database is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mailflow.db'}"
    name = f"empty_{uuid4().hex[:12]}"
    server: str = request.getfixturevalue("server")
    make_database(server, name)
    return server.format(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database with its schema."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path / 'mailflow.db'}"
        open_store(made, create=True).close()
        return made
    name = f"test_{uuid4().hex[:12]}"
    server: str = request.getfixturevalue("server")
    make_database(server, name, "template_mailflow")
    return server.format(name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open one."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Store]:
    """One on SQLite, for what only SQLite does."""
    opened = open_store(f"sqlite:///{tmp_path / 'mailflow.db'}", create=True)
    yield opened
    opened.close()


@pytest.fixture
def pg(server: str) -> Iterator[Store]:
    """One on PostgreSQL, for what only PostgreSQL does."""
    name = f"test_{uuid4().hex[:12]}"
    make_database(server, name, "template_mailflow")
    opened = open_store(server.format(name))
    yield opened
    opened.close()


Grow = Callable[..., Head]


@pytest.fixture
def grow() -> Grow:
    """Continue a chain in a transaction."""
    return continue_chain


def continue_chain(
    tx: Transaction, chain: str, events: Sequence[e.Event], base: int | None = None, **more: Any
) -> Head:
    """The events as the next entries of a chain, as the engine writes them."""
    held = hold(tx, chain)
    at = held.head.version if base is None else base
    entries = [encode(event, f"{at:02x}" * 16, place) for place, event in enumerate(events)]
    return commit_outcome(held, at, entries, **({"cause": "test", "rules": "r" * 64, "now": NOW} | more))


def keep(tx: Transaction, raw: bytes = RAW, **more: Any) -> int:
    """A mail as a pass hands it over."""
    facts: dict[str, Any] = {
        "digest": sha256(raw),
        "raw": raw,
        "mailbox": "INBOX",
        "uidvalidity": 7,
        "uid": 1,
        "received_at": NOW,
        "kept_at": NOW,
        "size": len(raw),
        "whole": True,
    }
    return arrivals.keep(tx, [arrivals.Arrival(**(facts | more))])


@pytest.fixture(name="keep")
def keep_fixture() -> Callable[..., int]:
    """`keep` for tests."""
    return keep


def posting(name: str = "one", **more: Any) -> outbox.Posting:
    """A mail to be posted."""
    facts: dict[str, Any] = {
        "group_key": sha256(name.encode()),
        "message_id": f"<mf.{name}@corp.example>",
        "rcpt": "zhang.san@corp.example",
        "person": "zhang.san",
        "subject": f"[XC2026-0001] {name}",
        "text": "请确认",
        "head": b"Message-ID: <mf>\r\n\r\n",
        "parts": (),
        "asked": (outbox.Asking(1, "XC2026-0001", "XC2026-0001/r", "d" * 64, Role.SIGNER, NOW),),
        "token_digest": sha256(b"token/" + name.encode()),
        "posted_at": NOW,
    }
    return outbox.Posting(**(facts | more))


@pytest.fixture(name="posting")
def posting_fixture() -> Callable[..., outbox.Posting]:
    """`posting` for tests."""
    return posting


FILE = b"%PDF-1.7 quote"
FIELDS = {"goal": "让系统恢复", "items": ({"matter": "修复", "due": NOW.date()},), "count": 3}


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with a case from its opening mail to an answer, its files, letters and timers."""
    process = sha256(b"process")
    case = {"case": "XC2026-0001", "record": "application", "version": 1, "previous": "", "process": process}
    salt = "5a" * 16
    file = Attachment("报价.pdf", "application/pdf", len(FILE), sha256(FILE))
    digest = record_digest(**case, fields=FIELDS, attachments=[file.digest], salt=salt)  # type: ignore[arg-type]  # the rest by name
    with store.write() as tx:
        keep(tx)
        parts.keep(tx, FILE, "application/pdf")
        outbox.post(tx, posting(parts=((file.digest, b"--end"),)))
        mail = sha256(RAW)
        opened = e.CaseOpened(
            at=NOW, number="XC2026-0001", process="cross", process_digest=process, initiator="zhang.san",
            mail=mail, level=Level.ORIGIN,
        )  # fmt: skip
        made = e.RecordMade(
            at=NOW, form="application", version=1, run="application#1", author="zhang.san", mail=mail,
            digest=digest, previous="", attachments=(file,), fields=FIELDS, salt=salt,
        )  # fmt: skip
        continue_chain(
            tx, "XC2026-0001", [opened, made], cause=mail,
            letters=[Letter("XC2026-0001", 2, "signoff", "head", "XC2026-0001/r")],
            timers=[Timer(NOW, "XC2026-0001", "remind/r", "remind", "XC2026-0001/r", "head")],
        )  # fmt: skip
        asked = e.Asked(at=NOW, request="XC2026-0001/r", message_id="<mf.one@corp.example>", due=NOW)
        unclear = e.AnswerUnclear(
            at=NOW, request="XC2026-0001/r", person="head", mail=mail, verdict="unclear", rule="x", words="再说吧"
        )
        continue_chain(tx, "XC2026-0001", [asked, unclear])
        continue_chain(tx, "office", [e.Paused(at=NOW, by="operator:root")])
    return store
