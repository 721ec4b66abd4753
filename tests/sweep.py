"""Every labelled sign-off in every mail program's dress, as whole mails: `make sweep`.

    python tests/sweep.py [--dresses 2] [--seed 0] [--keep DIR]

A reply x a program (tests/parsers/data/styles.yaml) x above, below or between the quote; each with `--dresses` draws of
encoding and footer. A mail is read twice: as an answer to our own mail, and as if that weren't known. No mail may be
read as an approval or a refusal that its label isn't.
"""

from __future__ import annotations

import argparse
import base64
import quopri
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table
from ruamel.yaml import YAML

from mailflow.compose.templates import Templates
from mailflow.parsers import new_words, read_automatic, read_decision, read_message
from mailflow.parsers.quoting import hidden_or_different

DATA = Path(__file__).parent / "parsers" / "data"
POSITIONS = ("above", "below", "between")
CHARSETS = ("utf-8", "gb18030", "gb2312", "big5")
TRANSFERS = ("base64", "quoted-printable", "8bit")
BINDING = ("approve", "reject")
DISCLAIMER = "本邮件含有保密信息，仅供收件人使用。未经书面同意不得转发。"
NOTICE = "This e-mail is confidential. Any use without approval is prohibited."
# What a person or a gateway puts on: under the answer, and at the very end of the mail.
FOOTERS: Mapping[str, tuple[str, str]] = {
    "": ("", ""),
    "name": ("赵磊", ""),
    "name and post": ("赵磊\n仓储部 主管", ""),
    "regards": ("Best regards,\nRajesh Kumar", ""),
    "card": ("赵磊 | 仓储部 主管\n某某智能制造股份有限公司\n手机：139 0000 0007 | 分机：8107", ""),
    "slogan": ("-- \n赵磊\n未经检验同意，一件不放行", ""),
    "disclaimer": ("", DISCLAIMER),
    "notice": ("", NOTICE),
    "name and disclaimer": ("赵磊", f"{DISCLAIMER}\n{NOTICE}"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A labelled answer."""

    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Dress:
    """All that a mail is beside its answer."""

    style: str
    position: str
    charset: str
    transfer: str
    footer: str


@dataclass(frozen=True, slots=True)
class Request:
    """A mail of ours, as it is quoted."""

    subject: str
    text: str
    page: str


@cache
def styles() -> Mapping[str, Mapping[str, Any]]:
    """The programs by name."""
    return {one["name"]: one for one in YAML(typ="safe").load((DATA / "styles.yaml").read_text(encoding="utf-8"))}


@cache
def replies() -> tuple[Reply, ...]:
    """Every labelled sign-off of the project."""
    read = YAML(typ="safe").load
    found = [
        Reply(str(one["text"]), str(one["verdict"]))
        for name in ("signoff", "delegate")
        if (DATA / f"{name}.yaml").exists()
        for one in read((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    ]
    short = read((DATA / "short_decisions.yaml").read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(found + [Reply(text, verdict) for verdict, texts in short.items() for text in texts]))


@cache
def request(language: str) -> Request:
    """The request to sign, as it goes out."""
    templates = Templates()
    made = templates.render(templates.samples(language)["signoff"])
    body = made.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return Request(made.subject, made.text, body)


def dresses(reply: Reply, chance: random.Random, each: int) -> Iterator[Dress]:
    """Every style and position for a reply, each with so many draws of the rest; one that can't be encoded is UTF-8."""
    for style in styles():
        for position in POSITIONS:
            for _ in range(each):
                charset = chance.choice(CHARSETS)
                footer = chance.choice(list(FOOTERS))
                if not _can_encode(_own_words(style) + reply.text + "".join(FOOTERS[footer]), charset):
                    charset = "utf-8"
                yield Dress(style, position, charset, chance.choice(TRANSFERS), footer)


@cache
def _own_words(style: str) -> str:
    """What the program itself writes: it writes in a charset that holds it."""
    return "".join(str(styles()[style].get(key, "")) for key in ("head", "device", "page"))


def _can_encode(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def build(reply: Reply, dress: Dress) -> bytes:
    """The whole mail, byte for byte as that program would send it."""
    style = styles()[dress.style]
    ours = request(style.get("language", "zh"))
    under, end = FOOTERS[dress.footer]
    answer = reply.text + (f"\n\n{under}" if under else "")
    parts = []
    if not style.get("html_only"):
        parts.append(("plain", _text(style, dress.position, answer, end, ours)))
    if "page" in style:
        parts.append(("html", _page(style, dress.position, answer, end, ours)))
    head = [
        "From: =?utf-8?B?6LW156OK?= <zhao.lei@corp.example>",
        "To: flow@corp.example",
        f"Subject: {_word('Re: ' + ours.subject)}",
        "Date: Mon, 23 Nov 2026 11:30:00 +0800",
        "Message-ID: <reply.1@corp.example>",
        "In-Reply-To: <mf.XC2026-0001.1@corp.example>",
        "MIME-Version: 1.0",
    ]
    made = [_part(kind, text, dress) for kind, text in parts]
    if len(made) == 1:
        raw = "\r\n".join(head).encode() + b"\r\n" + made[0]
    else:
        rule = b"----=_Part_7F3A"
        inner = b"".join(b"--" + rule + b"\r\n" + one + b"\r\n" for one in made)
        kind = b'Content-Type: multipart/alternative; boundary="' + rule + b'"\r\n\r\n'
        raw = "\r\n".join(head).encode() + b"\r\n" + kind + inner + b"--" + rule + b"--\r\n"
    return raw


def _word(text: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _part(kind: str, text: str, dress: Dress) -> bytes:
    data = text.replace("\n", "\r\n").encode(dress.charset, "replace")  # as Outlook does with what doesn't fit
    match dress.transfer:
        case "base64":
            data = base64.encodebytes(data).replace(b"\n", b"\r\n")
        case "quoted-printable":
            data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset={dress.charset}\r\nContent-Transfer-Encoding: {dress.transfer}\r\n\r\n"
    return head.encode() + data


def _text(style: Mapping[str, Any], position: str, answer: str, end: str, ours: Request) -> str:
    mark = style.get("mark", "")
    head = style["head"].replace("{subject}", ours.subject)
    if style.get("marks_head"):
        head = "".join(f"{mark}{line}\n" for line in head.rstrip("\n").split("\n")) + f"{mark.rstrip()}\n"
    lines = [f"{mark}{line}".rstrip() if mark else line for line in ours.text.strip().split("\n")]
    half = len(lines) // 2
    device = f"\n\n{style['device']}" if "device" in style else ""
    quoted = "\n".join(lines)
    match position:
        case "above":
            text = f"{answer}{device}\n\n{head}\n{quoted}\n"
        case "below":
            text = f"{device}\n\n{head}\n{quoted}\n\n{answer}\n"
        case _:
            text = f"{device}\n\n{head}\n" + "\n".join([*lines[:half], "", answer, "", *lines[half:]]) + "\n"
    return text + (f"\n{end}\n" if end else "")


def _page(style: Mapping[str, Any], position: str, answer: str, end: str, ours: Request) -> str:
    typed = _typed(style["line"], answer)
    quoted = _rewritten(ours.text) if style.get("word") else ours.page
    if position == "between":
        # Somebody who writes into a quote has it before him line by line, as his program shows it.
        lines = _rewritten(ours.text) if style.get("word") else "".join(map(_quoted_line, ours.text.split("\n")))
        before, after = style.get("again", ("", ""))
        pieces = re.split("(?<=</p>)", lines)
        half = len(pieces) // 2
        quoted = f"{''.join(pieces[:half])}{before}{typed}{after}{''.join(pieces[half:])}"
    below = f"<div><br></div>{typed}" if position == "below" else ""
    if end:
        below += f'<div style="font-size:12px;color:#888888;">{escape(end)}</div>'.replace("\n", "<br>")
    values = {
        "{answer}": typed if position == "above" else "<div><br></div>",
        "{subject}": escape(ours.subject),
        "{quoted}": quoted,
        "{below}": below,
    }
    page = str(style["page"])
    for name, value in values.items():
        page = page.replace(name, value)
    return page


def _typed(line: str, answer: str) -> str:
    return "".join(line.replace("{line}", escape(one) or "<br>") for one in answer.split("\n"))


def _quoted_line(line: str) -> str:
    return f'<p style="margin:0 0 8px">{escape(line) or "&nbsp;"}</p>'


def _rewritten(text: str) -> str:
    """Word's own paragraphs."""
    return "".join(
        f'<p class="MsoNormal"><span>{escape(line) or "&nbsp;"}<span lang="EN-US"><o:p></o:p></span></span></p>\n'
        for line in text.strip().split("\n")
    )


def read(raw: bytes, original: str | None) -> str:
    """What the mail decides, through all that a mail goes through."""
    message = read_message(raw)
    automatic = read_automatic(message)
    if message.refusal or automatic:
        return f"refused: {message.refusal or (automatic and automatic.kind)}"
    doubt = hidden_or_different(message)
    if doubt:
        return f"refused: {doubt}"
    verdict = str(read_decision(new_words(message.text, message.html, original)).verdict)
    return "refused: damaged" if message.defects and verdict != "none" else verdict


def readings(reply: Reply, dress: Dress) -> dict[str, str]:
    """How the mail is read where our own mail is known, and where it isn't."""
    raw = build(reply, dress)
    original = request(styles()[dress.style].get("language", "zh")).text
    return {"known": read(raw, original), "unknown": read(raw, None)}


def is_false(reply: Reply, verdict: str) -> bool:
    """An approval or a refusal that the label isn't."""
    return verdict in BINDING and verdict != reply.verdict


def is_right(reply: Reply, verdict: str) -> bool:
    """As labelled; a short answer that is neither may be anything that binds nobody."""
    return verdict == reply.verdict or (reply.verdict == "neither" and verdict not in BINDING)


def whole(seed: int, each: int) -> list[tuple[Reply, Dress]]:
    """Every mail of a sweep, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same mails each time, no secret
    return [(reply, dress) for reply in replies() for dress in dresses(reply, chance, each)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The sweep, its table, and every false reading."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--dresses", type=int, default=1, help="draws of encoding and footer for each place")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--keep", type=Path, help="a folder for the mails that are read wrong")
    given = asked.parse_args(arguments)
    mails = whole(given.seed, given.dresses)
    seen: Counter[tuple[str, str, str, bool]] = Counter()
    other: Counter[str] = Counter()
    false: list[str] = []
    console = Console(stderr=True)
    for no, (reply, dress) in enumerate(
        track(mails, f"{len(mails)} mails", console=console, transient=True, disable=not console.is_terminal)
    ):
        for how, verdict in readings(reply, dress).items():
            seen[dress.style, dress.position, how, is_right(reply, verdict)] += 1
            if verdict.startswith("refused"):
                other[f"{dress.style}: {verdict}"] += 1
            if is_false(reply, verdict):
                false.append(f"{no}: {reply.text!r} is {reply.verdict}, read {verdict}, original {how}: {dress}")
                if given.keep:
                    given.keep.mkdir(parents=True, exist_ok=True)
                    (given.keep / f"{no}.eml").write_bytes(build(reply, dress))
    _show(seen)
    for name, count in other.most_common():
        print(f"{count} x {name}")
    print(f"{len(mails)} mails, each read twice; {len(false)} false")
    print("\n".join(false[:200]))
    return 1 if false else 0


def _show(seen: Counter[tuple[str, str, str, bool]]) -> None:
    table = Table(title="read right, of all (our mail known | not known)", title_justify="left")
    for column in ("program", *POSITIONS):
        table.add_column(column)
    for style in (*styles(), ""):
        cells = []
        for position in POSITIONS:
            shares = []
            for how in ("known", "unknown"):
                right, wrong = (
                    sum(
                        n
                        for (one, at, as_, good), n in seen.items()
                        if style in ("", one) and at == position and as_ == how and good is wanted
                    )
                    for wanted in (True, False)
                )
                shares.append(f"{right / max(1, right + wrong):6.1%}")
            cells.append(" | ".join(shares))
        table.add_row(style or "all", *cells)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


if __name__ == "__main__":
    raise SystemExit(main())
