"""Damaged mails through everything that reads one: `make fuzz`. No crash, and none that takes a second.

    python tests/fuzz.py [--mails 100000] [--seed 0] [--out fuzz-crashes]

The seeds are the mails of tests/corpus and of the sweep. A mail that crashes a reader, or holds it for more than a
second of processor time, is made as small as it gets and kept as a file beside what was raised.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sweep import build, request, whole

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.engine.reading import open_mail
from mailflow.parsers import (
    new_words,
    read_acceptance,
    read_calendar_answer,
    read_decision,
    read_form,
    read_numbered,
)
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.progress import read_progress
from mailflow.workflow.reply import ProgressItem

CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2026, 11, 25)
SLOW = 1.0  # seconds of processor time
SWEPT = 60  # mails of the sweep among the seeds
LOT = 250  # mails of one seed
ROUNDS = 400  # tries of making a reproducer smaller
PATIENCE = 20.0  # seconds of processor time for them
CHARSETS = (
    *(b"utf-8", b"gb2312", b"gbk", b"gb18030", b"big5", b"iso-2022-jp", b"utf-16", b"utf-7", b"us-ascii", b"hz"),
    *(b"iso-8859-1", b"windows-1252", b"x-unknown", b"idna", b"punycode", b"rot13", b"hex", b"'", b'""', b""),
    *(b"unicode_escape", b"raw_unicode_escape", b"undefined", b"mbcs", b"utf-8-sig", b"cp65001", b"utf-32", b"koi8-r"),
)  # fmt: skip
TRANSFERS = (b"base64", b"quoted-printable", b"8bit", b"7bit", b"binary", b"x-uuencode", b"Base64 ", b"base-64", b"")
TYPES = (
    *(b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative; boundary=x", b"message/rfc822"),
    *(b"multipart/report; report-type=delivery-status", b"message/delivery-status", b"text/calendar; method=REPLY"),
    *(b"message/partial", b"application/ms-tnef", b"text", b"/", b"multipart/", b"text/plain; charset*=utf-8''gbk"),
)  # fmt: skip
HEADS = (
    *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Content-Type"),
    *(b"Content-Transfer-Encoding", b"Content-Disposition", b"Authentication-Results", b"Auto-Submitted"),
    *(b"Return-Path", b"DKIM-Signature", b"Received", b"List-Id", b"X-Failed-Recipients", b"", b"\xff"),
)  # fmt: skip
ODD = (
    *(b"\x00", b"\xff\xfe", b"\r", b"\n", b"\r\n\r\n", b"=?", b"?=", b"=?gb2312?B?", b"=?utf-8?q?=", b"<", b"<!--"),
    *(b"<style>", b"</", b"&#x110000;", b"&#55296;", b"&", b"\xe5\x90", b"\xc2\xa0", b"\xe2\x80\xae", b"\x1b$B"),
    *(b"(((((", b")", b"[", b"]]>", b'"', b"\\", b"%", b"=", b"=\r\n", b"=3D=", b"--", b"-- \r\n", b"> ", b"1.1.1.1"),
    *(b"99999999999", "第".encode(), "同意".encode(), "2026年13月45日".encode(), "㊀①".encode()),
    *(b"9" * 400, b" " * 300, b"<b>" * 200, b"<table><tr><td>" * 60, b"\r\n" * 200, b"a@" * 100),
    *(b"Sat, 31 Feb 99999 25:61:61 +9999", "\U0001f44d\u200d".encode()),
)  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """Mails as they come, before anything happens to them."""
    kept = [path.read_bytes() for path in sorted(CORPUS.rglob("*.eml"))]
    swept = whole(0, 1)
    step = len(swept) // SWEPT
    return (*kept, *(build(reply, dress) for reply, dress in swept[::step]))


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _truncated(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] if chance.random() < 0.8 else raw[at:]


def _spliced(raw: bytes, chance: random.Random) -> bytes:
    other = chance.choice(seeds())
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def _doubled(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    piece = raw[start : start + chance.choice((1, 10, 100, 2000))]
    return raw[:start] + piece * chance.choice((2, 3, 20)) + raw[start:]


def _cut_out(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start + chance.choice((1, 3, 30, 300)) :]


def _odd(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.choice(ODD) + raw[at:]
    return raw


def _lying_charset(raw: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"charset=\"?[\w.-]+\"?", lambda _: b"charset=" + chance.choice(CHARSETS), raw)


def _lying_transfer(raw: bytes, chance: random.Random) -> bytes:
    wanted = rb"(?i)(content-transfer-encoding:)[^\r\n]*"
    return re.sub(wanted, lambda found: found[1] + b" " + chance.choice(TRANSFERS), raw)


def _lying_type(raw: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"(?im)^content-type:[^\r\n;]*", raw))
    if not found:
        return raw
    one = chance.choice(found)
    return raw[: one.start()] + b"Content-Type: " + chance.choice(TYPES) + raw[one.end() :]


def _damaged_head(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\r\n")
    end = next((no for no, line in enumerate(lines) if not line), len(lines)) or 1
    at = chance.randrange(end)
    match chance.randrange(5):
        case 0:
            lines.pop(at)
        case 1:
            lines.insert(at, chance.choice(HEADS) + b": " + chance.choice((*ODD, *TYPES)))
        case 2:
            lines[at] = lines[at].replace(b":", b"", 1)
        case 3:
            lines.insert(at, b" " + chance.choice(ODD))
        case _:
            lines[at] = chance.choice(HEADS) + b":" + lines[at].partition(b":")[2]
    return b"\r\n".join(lines)


def _word_head(raw: bytes, chance: random.Random) -> bytes:
    piece = bytes(chance.randrange(256) for _ in range(chance.choice((1, 5, 60))))
    coded = base64.b64encode(piece) if chance.random() < 0.7 else piece.replace(b"\n", b"")
    word = b"=?" + chance.choice(CHARSETS) + b"?" + chance.choice((b"B", b"q", b"x")) + b"?" + coded + b"?="
    return chance.choice((b"Subject: ", b"From: ", b"To: ")) + word + b"\r\n" + raw


def _line_ends(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b")))


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flipped, _truncated, _spliced, _doubled, _cut_out, _odd, _odd, _lying_charset, _lying_transfer, _lying_type),
    *(_damaged_head, _damaged_head, _word_head, _line_ends),
)  # fmt: skip


def damaged(count: int, seed: int) -> Iterator[bytes]:
    """Seeds with one to four damages, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same mails each time, no secret
    for _ in range(count):
        raw = chance.choice(seeds())
        for _ in range(chance.choice((1, 1, 2, 3, 4))):
            raw = chance.choice(DAMAGES)(raw, chance) or b"\n"
        yield raw


@cache
def _asked() -> tuple[object, ...]:
    forms = load_process(data_root() / "config/processes/cross_department.yaml").forms
    items = [ProgressItem(1, "更新装车单模板", TODAY), ProgressItem(2, "Prepare test data", TODAY)]
    return forms["assessment"], forms["application"], items


def read_all(raw: bytes) -> None:
    """Everything that is asked of a mail, whatever the mail is."""
    opened = open_mail(raw, whole=True, authserv_id="corp.example")
    message = opened.message
    new_words(message.text, message.html)
    words = new_words(message.text, message.html, request("zh").text)
    assessment, application, items = _asked()
    read_decision(words, ("同意", "不同意"))
    read_acceptance(words, TODAY)
    read_calendar_answer(message)
    read_numbered(words, 3)
    read_confirmation(words)
    read_progress(words, items, TODAY)  # type: ignore[arg-type]  # as made above
    for form in (assessment, application):
        read_form(words, form, html=message.html, attachments=message.attachments, today=TODAY)  # type: ignore[arg-type]


def trouble(raw: bytes) -> str:
    """What goes wrong with a mail: the exception with its place, `slow`, or ""."""
    for _ in range(2):  # slow is what is slow twice: the first may have paid for something that is kept
        began = time.process_time()
        try:
            read_all(raw)
        except Exception as error:  # whatever it is, it is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__} in {Path(last.filename).name}:{last.name}"
        if time.process_time() - began <= SLOW:
            return ""
    return "slow"


def smallest(raw: bytes, what: str) -> bytes:
    """A smaller mail with the same trouble: pieces are left out, ever smaller ones."""
    size, tries, began = len(raw) // 2, 0, time.process_time()
    while size and tries < ROUNDS:
        at = 0
        while at < len(raw) and tries < ROUNDS and time.process_time() - began < PATIENCE:
            shorter = raw[:at] + raw[at + size :]
            tries += 1
            if shorter and trouble(shorter) == what:
                raw = shorter
            else:
                at += size
        size //= 2
    return raw


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of some mails: the first of each trouble, how many there were, and the slowest."""

    first: Mapping[str, bytes]
    counts: Mapping[str, int]
    slowest: float


def read_some(seed: int, count: int) -> Outcome:
    """So many damaged mails of one seed."""
    read_all(seeds()[0])  # what is loaded once is loaded before the clock runs
    first: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    slowest = 0.0
    for raw in damaged(count, seed):
        began = time.process_time()
        what = trouble(raw)
        slowest = max(slowest, time.process_time() - began)
        if what:
            counts[what] += 1
            first.setdefault(what, raw)
    return Outcome(first, counts, slowest)


def main(arguments: Sequence[str] | None = None) -> int:
    """The fuzzing, and a file for each kind of trouble."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--mails", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    asked.add_argument("--out", type=Path, default=Path("fuzz-crashes"), help="where reproducers are kept")
    given = asked.parse_args(arguments)
    console = Console(stderr=True)
    counts: Counter[str] = Counter()
    slowest = 0.0
    read_all(seeds()[0])
    lots = [(given.seed * 1_000_000 + at, min(LOT, given.mails - at)) for at in range(0, given.mails, LOT)]
    with ProcessPoolExecutor(given.jobs) as pool:
        waiting = [pool.submit(read_some, *lot) for lot in lots]
        done = track(
            as_completed(waiting), f"{given.mails} mails", total=len(lots), console=console, transient=True,
            disable=not console.is_terminal,
        )  # fmt: skip
        for one in done:
            outcome = one.result()
            slowest = max(slowest, outcome.slowest)
            for what, raw in outcome.first.items():
                if what not in counts:
                    _keep(given.out, what, raw)
            counts.update(outcome.counts)
    print(f"{given.mails} mails, {counts.total()} in trouble, slowest {slowest:.2f} s")
    for what, count in counts.items():
        print(f"{count} x {what}")
    return 1 if counts else 0


def _keep(folder: Path, what: str, raw: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("-".join(re.findall(r"\w+", what)) + ".eml")
    path.write_bytes(smallest(raw, what))
    print(f"{what}: kept as {path}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
