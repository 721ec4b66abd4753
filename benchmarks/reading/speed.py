"""What reading a mail costs beside mail-parser alone, and that no reader's time grows faster than its input.

    python benchmarks/reading/speed.py [--rounds 20]

The mails are tests/corpus/replies. Processor time, both in turn within each round, so that the machine is the same.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import mailparser
from rich.console import Console
from rich.progress import track

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.engine.reading import open_mail
from mailflow.parsers import read_acceptance, read_automatic, read_decision, read_form, read_message, read_numbered
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.progress import read_progress
from mailflow.parsers.quoting import hidden_or_different, new_words
from mailflow.parsers.reference import read_reference
from mailflow.workflow.reply import ProgressItem

MAILS = Path(__file__).parents[2] / "tests" / "corpus" / "replies"
TODAY = date(2026, 11, 25)
SIZES = (4 * 1024, 16 * 1024, 256 * 1024, 1024 * 1024)  # characters; some readers refuse more than 20,000
TOO_LONG = 1.0  # seconds
WORTH_IT = 0.2  # seconds; a reading below is quick whatever its growth
MEASURABLE = 0.005  # seconds; less is the clock's own noise
MOST_GROWTH = 8.0  # for four times the input: twice what is linear
HOSTILE: Mapping[str, str] = {
    ">": ">",
    "> lines": ">\n",
    "同": "同",
    "第": "第",
    "(": "(",
    "[": "[",
    "digits": "1",
    "1.1.1": "1.",
    "1 1 1": "1 ",
    "blanks": " ",
    "line ends": "\n",
    "ideographic": "\u3000",
    "full stops": "。",
    "dashes": "-",
    "colons": "：\n",
    "table": "| ",
    "tags": "<b>",
    "quotes": "<blockquote>",
    "addresses": "a@",
    "at once": "同意，",
}
ITEMS = (ProgressItem(1, "更新装车单模板", TODAY), ProgressItem(2, "Prepare test data", TODAY))
FORM = load_process(data_root() / "config/processes/cross_department.yaml").forms["assessment"]


def whole_mail(body: bytes, subtype: bytes = b"plain") -> bytes:
    """A mail with this body."""
    return (
        b"From: a@corp.example\r\nTo: b@corp.example\r\nSubject: x\r\nContent-Type: text/"
        + subtype
        + b"; charset=utf-8\r\n\r\n"
        + body
    )


def page(text: str) -> None:
    """HTML alone."""
    new_words("", text)


def message_of(text: str) -> None:
    """A whole mail, and everything after it."""
    message = read_message(whole_mail(text.encode()))
    read_automatic(message)
    hidden_or_different(message)
    read_reference(message, new_words(message.text, message.html))


def page_mail(text: str) -> None:
    """The same in HTML."""
    message = read_message(whole_mail(text.encode(), b"html"))
    read_automatic(message)
    hidden_or_different(message)


def header_of(text: str) -> None:
    """One header field as long as the whole."""
    read_automatic(read_message(b"Subject: " + text.replace("\n", " ").encode() + b"\r\n\r\nx"))


READERS: Mapping[str, Callable[[str], object]] = {
    "new_words": new_words,
    "page": page,
    "whole mail": message_of,
    "page mail": page_mail,
    "header": header_of,
    "decision": read_decision,
    "acceptance": lambda text: read_acceptance(text, TODAY),
    "numbered": lambda text: read_numbered(text, 9),
    "form": lambda text: read_form(text, FORM, today=TODAY),
    "confirmation": read_confirmation,
    "progress": lambda text: read_progress(text, ITEMS, TODAY),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time of one reading."""
    began = time.process_time()
    read(text)
    return time.process_time() - began


def cost(rounds: int) -> None:
    """Both readings of every mail, in turn."""
    raw = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
    ratios, bare_ms, whole_ms = [], [], []
    for _ in range(rounds + 1):
        began = time.process_time()
        for one in raw:
            mail = mailparser.parse_from_bytes(one)
            _ = (mail.subject, mail.from_, mail.date, mail.text_plain, mail.text_html)
        between = time.process_time()
        for one in raw:
            opened = open_mail(one, whole=True, authserv_id="corp.example")
            read_decision(opened.words)
        ended = time.process_time()
        bare_ms.append((between - began) / len(raw) * 1000)
        whole_ms.append((ended - between) / len(raw) * 1000)
        ratios.append((ended - between) / (between - began))
    ratios, bare_ms, whole_ms = ratios[1:], bare_ms[1:], whole_ms[1:]  # the first round warms up
    print(
        f"{len(raw)} mails, median {statistics.median(map(len, raw)):.0f} bytes: mail-parser alone "
        f"{statistics.median(bare_ms):.2f} ms a mail, mailflow whole {statistics.median(whole_ms):.2f} ms; ratio "
        f"median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}"
    )


def growth() -> bool:
    """Seconds at 1 MiB, and how time grows for four times the input; True where every reader is linear and quick."""
    print("\n| input | " + " | ".join(READERS) + " |\n|---|" + "---|" * len(READERS))
    bad: list[str] = []
    work = [(name, reader) for name in HOSTILE for reader in READERS]
    cells: list[str] = []
    for name, reader in track(work, "readers", console=Console(stderr=True), transient=True):
        taken = list(_taken(READERS[reader], HOSTILE[name]))
        # From 16 to 256 KiB is sixteen times the input: only the steps of four times are compared.
        grown = max((taken[at + 1] / max(taken[at], MEASURABLE) for at in (0, 2) if at + 1 < len(taken)), default=0)
        is_cut = len(taken) < len(SIZES)
        cells.append(f"{'over ' if is_cut else ''}{taken[-1]:.2f} (x{grown:.1f})")
        if is_cut or (grown > MOST_GROWTH and max(taken) > WORTH_IT):
            bad.append(f"{reader} on {name}: {', '.join(f'{one:.2f}' for one in taken)} s at {SIZES[: len(taken)]}")
        if len(cells) == len(READERS):
            print(f"| {name} | " + " | ".join(cells) + " |")
            cells = []
    print("\nSeconds at 1 MiB (growth for four times the input: linear is x4). Not linear, or over 1 s:")
    print("\n".join(bad) or "none")
    return not bad


def _taken(read: Callable[[str], object], piece: str) -> Iterator[float]:
    """Seconds at each size, the better of two; no larger one after one that takes too long."""
    for size in SIZES:
        text = (piece * (size // len(piece) + 1))[:size]
        # Another end each time: what one mail is asked several times is remembered.
        best = seconds(read, text + "x")
        if best < TOO_LONG:
            best = min(best, seconds(read, text + "xx"))
        yield best
        if best > TOO_LONG:
            return


def main() -> None:
    """Both measurements."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=20)
    given = asked.parse_args()
    cost(given.rounds)
    if not growth():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
