"""HTML to lines that know what they are: quoted, set aside, the head of a quote, hidden from the reader.

The only door to selectolax. It reads what a person would see; it fetches nothing and judges nothing about decisions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailflow.parsers.page.containers import is_head, is_quote, is_signature
from mailflow.parsers.page.visibility import PLAIN, Sight, hiding_rules

# Lexbor walks the stack of open elements at each block: nesting without end would cost the square of it.
MAX_DEPTH = 2_000
MAX_LINES = 20_000  # what stands behind is not looked at
MAX_EMOJI = 8  # characters
_PICTURES = frozenset(("So", "Sk", "Cf", "Mn"))  # Unicode categories of emoji and of what joins and tints them
MAX_NESTED = 8  # tables within tables
_NESTED = "\0"  # no line of HTML holds it
_TICKED, _UNTICKED = "\u2611", "\u2610"


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_BREAKS = re.compile(r"[\n\r\t ]+")
_UNNESTED = _names("p li dd dt td th tr tbody thead br hr img input meta link wbr col area source option")

_SKIPPED = _names("head style script title template iframe object noscript svg math")
_CONTROLS = _names("button textarea select option")
_BLOCKS = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html includetail li main nav ol p pre section sign table tbody tfoot thead tr ul"
)
_SPACED = _names("p h1 h2 h3 h4 h5 h6 blockquote pre")
_CELLS = frozenset(("td", "th"))
_STRUCK = frozenset(("del", "s", "strike"))
_TELLING = _STRUCK | _CONTROLS | _names("includetail blockquote pre sign")  # that say something without attributes


class HtmlLine(NamedTuple):
    """One line as a reader sees it, with what its elements say about it."""

    text: str
    depth: int = 0  # how many elements round it are quotes
    aside: bool = False  # a link that writes a mail
    head: bool = False  # the head of a quote that has no container of its own
    hidden: bool = False
    signed: bool = False  # in a signature block
    drawn: bool = (
        False  # beside a bar, as quotes are drawn, or on a button: it can be read, and nobody may have typed it
    )


@lru_cache(maxsize=2)  # a reply is asked about with our mail beside it and without
def read_lines(html: str) -> Sequence[HtmlLine] | None:
    """The lines in their order; None where the nesting is deeper than any mail program writes."""
    if _is_too_deep(html):
        return None
    parser = LexborHTMLParser(html)
    if parser.root is None:
        return ()
    sheets = "\n".join(node.text(deep=True) for node in parser.root.css("style"))
    writer = _Writer()
    _walk(parser.root, hiding_rules(sheets), writer)
    return tuple(writer.finish())


def pictures(html: str) -> frozenset[str]:
    """What stands for the pictures in a text part: their descriptions, and where they come from."""
    if "<img" not in html.lower() or _is_too_deep(html):
        return frozenset()
    found = (node.attributes.get(name) for node in LexborHTMLParser(html).css("img") for name in ("alt", "src"))
    return frozenset(" ".join(one.split()) for one in found if one and one.strip())


def to_text(html: str) -> str:
    """What a reader sees, as plain text: cells of a row part by a tab, hidden and struck words left out."""
    lines = read_lines(html) or ()
    return "\n".join(line.text for line in lines if not line.hidden).strip("\n")


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """A cell: its lines and the tables nested in it, in their order; how many columns and rows it covers."""

    blocks: tuple[str | HtmlTable, ...]
    columns: int = 1
    rows: int = 1


HtmlTable = tuple[tuple[HtmlCell, ...], ...]


def tables(html: str) -> Sequence[HtmlTable]:
    """Every outermost table as rows of cells; deeper nesting than any layout has is read as lines."""
    if _is_too_deep(html):
        return ()
    parser = LexborHTMLParser(html)
    rules = hiding_rules("\n".join(node.text(deep=True) for node in parser.css("style")))
    known: set[int] = set()
    # One after the other: reading a table makes those within it known.
    return tuple(_table(one, rules, known, MAX_NESTED) for one in parser.css("table") if one.mem_id not in known)


def _table(table: LexborNode, rules: Mapping[str, str], known: set[int], depth: int) -> HtmlTable:
    known.add(table.mem_id)
    if depth == 1:
        known.update(inner.mem_id for inner in table.css("table"))
    parts = [one for one in _children(table) if one.tag in {"tbody", "thead", "tfoot"}]
    rows = [row for part in (table, *parts) for row in _children(part) if row.tag == "tr"]
    return tuple(
        tuple(_cell(cell, rules, known, depth) for cell in _children(row) if cell.tag in {"td", "th"}) for row in rows
    )


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _cell(node: LexborNode, rules: Mapping[str, str], known: set[int], depth: int) -> HtmlCell:
    writer = _Writer(nested=[] if depth > 1 else None)
    _walk(node, rules, writer)
    blocks: list[str | HtmlTable] = []
    for line in writer.finish():
        if line.text.startswith(_NESTED) and writer.nested:
            blocks.append(_table(writer.nested[int(line.text[1:])], rules, known, depth - 1))
        elif line.text and not line.hidden:
            blocks.append(line.text.strip())
    return HtmlCell(tuple(blocks), _span(node, "colspan"), _span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    found = re.fullmatch(r"\s*(\d{1,3})\s*", node.attributes.get(name) or "")
    return max(1, int(found[1])) if found else 1


def _is_too_deep(html: str) -> bool:
    if html.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() in _UNNESTED:
            continue
        depth = depth - 1 if closing and depth else depth + (not closing)
        if depth > MAX_DEPTH:
            return True
    return False


_Marks = tuple[int, bool, bool, bool, bool, bool]


class _State(NamedTuple):
    """What the elements round a text say about it."""

    depth: int = 0
    aside: bool = False
    head: bool = False
    struck: bool = False
    pre: bool = False
    sight: Sight = PLAIN
    signed: bool = False
    control: bool = False

    def marks(self) -> _Marks:
        drawn = self.control or self.sight.is_barred
        return self.depth, self.aside, self.head, self.sight.is_hidden, self.signed, drawn


@dataclass(slots=True)
class _Writer:
    """Collects text runs into lines; a run of another kind starts a line of its own."""

    lines: list[HtmlLine] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    marks: _Marks = (0, False, False, False, False, False)
    nested: list[LexborNode] | None = None  # tables in a cell, kept apart; a line with a number stands for each

    def keep_apart(self, table: LexborNode) -> bool:
        """Whether this table is read on its own."""
        if self.nested is None:
            return False
        self.end_line()
        self.lines.append(HtmlLine(f"{_NESTED}{len(self.nested)}"))
        self.nested.append(table)
        return True

    def write(self, text: str, state: _State) -> None:
        if state.struck:
            text = " "
        if not state.pre and ("\n" in text or "\t" in text):
            text = _BREAKS.sub(" ", text)
        if not text.strip():
            if self.run:
                self.run.append(text if state.pre else " ")
            return
        marks = state.marks()
        if marks != self.marks and self.run:
            self.end_line()
        self.marks = marks
        first, *rest = text.split("\n") if state.pre else [text]
        self.run.append(first)
        for one in rest:
            self.end_line()
            self.run.append(one)

    def end_line(self) -> None:
        text = "".join(self.run).replace("\xa0", " ").strip(" \r\n").rstrip()
        self.run.clear()
        if text.strip():
            self.lines.append(HtmlLine(text, *self.marks))

    def blank(self) -> None:
        if self.run:
            self.end_line()
        if self.lines and self.lines[-1].text:
            self.lines.append(HtmlLine(""))

    def finish(self) -> Iterator[HtmlLine]:
        self.end_line()
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        yield from self.lines


def _walk(root: LexborNode, rules: Mapping[str, str], writer: _Writer) -> None:
    """Depth first without recursion: a stack of (node, state), and of block ends."""
    states = _States(rules)
    stack: list[tuple[LexborNode | str, _State]] = [(root, states.outside)]
    while stack and len(writer.lines) < MAX_LINES:
        node, state = stack.pop()
        if isinstance(node, str):
            _close(node, writer)
            continue
        tag = node.tag or ""
        if tag == "-text":
            writer.write(node.text_content or "", state)
            continue
        if tag == "br":
            _break(writer)
            continue
        if tag in _SKIPPED or tag.startswith(("-", "!")) or (tag == "table" and writer.keep_apart(node)):
            continue
        inner = states.inside(node, tag, state)
        if tag == "img":
            writer.write(_picture(node), inner)
        if tag == "input" and writer.nested is not None:
            writer.write(_box(node), inner)
        spaced = tag in _SPACED and not _has_no_margin(node)
        _open(tag, writer, inner, spaced=spaced)
        if tag in _BLOCKS or tag in _CELLS:
            stack.append((f"{tag}+" if spaced else tag, state))
        child = node.last_child
        while child is not None:
            stack.append((child, inner))
            child = child.prev


def _break(writer: _Writer) -> None:
    if writer.run:
        writer.end_line()
    else:
        writer.blank()


def _open(tag: str, writer: _Writer, state: _State, *, spaced: bool) -> None:
    if tag == "hr":
        writer.end_line()
        writer.write("-" * 14, state)
        writer.end_line()
    elif tag in _BLOCKS:
        writer.end_line()
        if spaced:
            writer.blank()


def _picture(node: LexborNode) -> str:
    """Emoji are pictures to many programs: what they show stands in their alt text, and may be a doubt."""
    shown = (node.attributes.get("alt") or "").strip()
    is_emoji = bool(shown) and len(shown) <= MAX_EMOJI and all(unicodedata.category(one) in _PICTURES for one in shown)
    return shown if is_emoji else ""


def _box(node: LexborNode) -> str:
    """What a reader sees of a box to tick."""
    if (node.attributes.get("type") or "").lower() not in {"checkbox", "radio"}:
        return ""
    return _TICKED if "checked" in node.attributes else _UNTICKED


def _close(tag: str, writer: _Writer) -> None:
    if tag in _CELLS:
        if writer.run:
            writer.run.append("\t")
    elif tag.endswith("+"):
        writer.blank()
    elif writer.run:
        writer.end_line()
    elif tag in {"div", "p"} and writer.lines and not writer.lines[-1].text:
        writer.blank()


def _has_no_margin(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "").lower()
    return "margin:0" in style or (node.attributes.get("class") or "").startswith("Mso")


class _States:
    """What the elements say about their texts: mails repeat a few elements, and each is worked out once."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self.outside = _State()
        self._rules = rules
        # By the identity of the state outside, which is kept here as long as the key.
        self._known: dict[tuple[int, str, tuple[tuple[str, str | None], ...]], _State] = {}
        self._kept: list[_State] = []

    def inside(self, node: LexborNode, tag: str, state: _State) -> _State:
        attributes = node.attributes
        if not attributes and tag not in _TELLING and tag not in self._rules:
            return state
        if tag == "a" or "gmail_quote" in (attributes.get("class") or ""):  # what stands in these tells as well
            self._kept.append(inner := _inner(node, tag, attributes, state, self._rules))
            return inner
        key = (id(state), tag, tuple(attributes.items()))
        inner = self._known.get(key, self.outside)
        if inner is self.outside:
            inner = self._known[key] = _inner(node, tag, attributes, state, self._rules)
        return inner


def _inner(
    node: LexborNode, tag: str, attributes: Mapping[str, str | None], state: _State, rules: Mapping[str, str]
) -> _State:
    classes = frozenset((attributes.get("class") or "").split())
    name = attributes.get("id") or ""
    style = (attributes.get("style") or "").lower()
    inner = _State(
        depth=state.depth + (is_quote(tag, classes, name, attributes, style) and not _is_opened(node, classes)),
        aside=state.aside or (tag == "a" and _is_button(node)),
        head=state.head or is_head(name, attributes),
        struck=state.struck or tag in _STRUCK or "line-through" in style,
        pre=state.pre or tag == "pre" or "white-space:pre" in style.replace(" ", "").replace("pre-line", ""),
        sight=state.sight.inside(tag, attributes, rules),
        signed=state.signed or is_signature(tag, classes, name, attributes),
        control=state.control or tag in _CONTROLS,
    )
    return state if inner == state else inner


def _is_opened(node: LexborNode, classes: frozenset[str]) -> bool:
    """Gmail's container of a quote that somebody wrote into: the quote's pieces are blockquotes, the rest was typed.

    Only where the first thing in it, but for the line that says who wrote, is such a piece: a forward begins otherwise.
    """
    if "gmail_quote" not in classes or node.tag != "div":
        return False
    for child in _children(node):
        kept = frozenset((child.attributes.get("class") or "").split()) if child.tag != "-text" else frozenset()
        if (
            child.tag == "br"
            or "gmail_attr" in kept
            or (child.tag == "-text" and not (child.text_content or "").strip())
        ):
            continue
        return child.tag == "blockquote" and "gmail_quote" in kept
    return False


def _is_button(node: LexborNode) -> bool:
    """A link that writes a mail, under words that aren't its address: our own answer buttons, never typed words."""
    link = (node.attributes.get("href") or "").strip().lower()
    return link.startswith("mailto:") and "?" in link and "@" not in node.text(deep=True)
