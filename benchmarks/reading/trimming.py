"""What trimming corpora hold, and when a trimmed reply is exact or safe. Knows no tool.

A corpus is a folder of NAME.txt, NAME.html or NAME.eml with NAME.lines: the mail's lines, each with `W ` (typed), `S `
(sign-off, signature, footer: may be kept or cut) or `Q ` (quoted) in front. Replies are NAME.eml with NAME.yaml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from mailflow.parsers import read_message
from mailflow.parsers.page import to_text

SOURCES = (".txt", ".html", ".eml")
COMMON = 3  # mails in which a line stands that one request brought into all of them


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: what a tool may be given, and its lines as a careful reader sorts them."""

    name: str
    text: str
    html: str | None
    lines: tuple[tuple[str, str], ...]  # (W | S | Q, line)

    @property
    def plain(self) -> str:
        """What a tool for plain text gets: the text part, else the page's text."""
        return self.text if self.text.strip() else to_text(self.html or "")


def corpora(root: Path, replies: Path | None) -> Iterator[tuple[str, list[Mail]]]:
    """Every corpus below `root`, and the labelled replies."""
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        mails = [_mail(path) for path in sorted(folder.glob("*.lines"))]
        if mails:
            yield folder.name, mails
    if replies is not None:
        yield "replies", list(_replies(replies))


def _mail(lines: Path) -> Mail:
    source = next(path for suffix in SOURCES if (path := lines.with_suffix(suffix)).exists())
    raw = source.read_bytes()
    sorted_lines = _sorted(lines.read_text(encoding="utf-8"))
    if source.suffix == ".eml":
        message = read_message(raw)
        return Mail(lines.stem, message.text, message.html, sorted_lines)
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return Mail(
        lines.stem, "" if source.suffix == ".html" else text, text if source.suffix == ".html" else None, sorted_lines
    )


def _sorted(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((line[0], line[2:]) for line in text.split("\n") if line[:2] in ("W ", "S ", "Q "))


def _replies(folder: Path) -> Iterator[Mail]:
    """Typed is what the label has, quoted a line that names the box or stands in several mails; the rest is neutral."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        message = read_message(path.read_bytes())
        label = YAML(typ="safe").load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
        found.append((path.stem, message, str(label["new_words"])))
    seen = Counter(line for _, message, _ in found for line in set(_lines(message.text, message.html)))
    for name, message, said in found:
        typed = list(map(_squeezed, said.split("\n")))
        box = message.value("To").rpartition("<")[2].strip("> ")
        lines = []
        for line in _lines(message.text, message.html):
            if line in typed:
                typed.remove(line)
                lines.append(("W", line))
            else:
                lines.append(("Q" if seen[line] >= COMMON or box in line else "S", line))
        yield Mail(name, message.text, message.html, tuple(lines))


def _lines(text: str, html: str | None) -> list[str]:
    shown = text if text.strip() else to_text(html or "")
    return [line for one in shown.split("\n") if (line := _squeezed(one.strip("> ")))]


def _squeezed(text: str) -> str:
    return "".join(one for one in text if not one.isspace() and one not in "\u200b\ufeff")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def is_exact(mail: Mail, said: str) -> bool:
    """The typed lines and nothing else, neutral ones kept or cut; blanks and line breaks don't count."""
    return _fits(mail.lines, _squeezed(said), _squeezed)


def is_safe(mail: Mail, said: str) -> bool:
    """No quoted line left and no typed one lost; neutral lines, and rules without letters, don't count."""
    return _fits(mail.lines, _letters(said), _letters)


def _fits(lines: Sequence[tuple[str, str]], said: str, as_compared: object) -> bool:
    places = {0}
    for kind, line in lines:
        part = as_compared(line)  # type: ignore[operator]  # one of two functions above
        if kind == "Q" or not part:
            continue
        further = {place + len(part) for place in places if said.startswith(part, place)}
        places = further if kind == "W" else places | further
        if not places:
            return False
    return len(said) in places
