"""Every mail of a world as a file: the exact bytes as .eml, and a page that any browser shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from mailflow.parsers.message import Message, read_message

PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{subject}</title>
<style>
body {{ margin: 0; font: 16px/1.7 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1d2129 }}
header {{ padding: 12px 20px; background: #f2f3f5; font-size: 14px }}
header b {{ font-size: 17px }}
pre {{ margin: 20px; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }}
</style>
<header><b>{subject}</b><br>{sender}<br>{to}<br>{date}</header>
{body}
</html>
"""


def save(folder: Path, mails: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write each (name, bytes) as NUMBER-NAME.eml and .html; the paths of the .eml files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for no, (name, raw) in enumerate(mails, 1):
        path = folder / f"{no:03}-{re.sub(r'[^0-9A-Za-z_.-]+', '-', name)}.eml"
        path.write_bytes(raw)
        path.with_suffix(".html").write_text(page(read_message(raw)), "utf-8")
        written.append(path)
    return written


def page(message: Message) -> str:
    """One mail as a page: its HTML as it is, under a policy that loads and runs nothing; else its text."""
    found = {name.lower(): value for name, value in reversed(message.headers)}
    inner = re.search(r"<body[^>]*>(.*)</body>", message.html or "", re.DOTALL | re.IGNORECASE)
    body = (inner[1] if inner else message.html) if message.html else f"<pre>{escape(message.text)}</pre>"
    return PAGE.format(
        language="zh",
        subject=escape(message.subject),
        sender=escape(message.sender),
        to=escape(found.get("to", "")),
        date=escape(found.get("date", "")),
        body=body,
    )
