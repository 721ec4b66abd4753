"""The structure of a mail: its head, and its parts as bytes, found in one pass that can't be made slow or deep.

Every limit is checked here, before anything is decoded. Reads no text (charset does) and never looks into an attached
message: what somebody else once wrote is not what this mail says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailflow.parsers.message.parameters import Parameters, read_parameters

MAX_BYTES = 25 * 1024 * 1024
MAX_HEAD = 64 * 1024
MAX_STRUCTURAL = 4 * 1024
MAX_DEPTH = 20
MAX_PARTS = 200
MAX_WORDS = 1000  # encoded words in all heads together

_HEAD_END = re.compile(rb"(?:\A|\n)\r?\n")
_DELIMITER_END = re.compile(rb"(?:--)?[ \t]*\r?")
_LOOKALIKES = 100  # lines that begin like a delimiter and are none
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_STRUCTURAL = frozenset(
    {"content-type", "content-transfer-encoding", "content-disposition", "content-id", "mime-version"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """Fields in order, unfolded, as bytes."""

    fields: tuple[tuple[str, bytes], ...] = ()
    has_junk: bool = False

    def all(self, name: str) -> list[bytes]:
        """Every value of a field, by its lower-case name."""
        return [value for key, value in self.fields if key.lower() == name]

    def first(self, name: str) -> bytes:
        """The first value of a field, or nothing."""
        return next((value for key, value in self.fields if key.lower() == name), b"")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no others, still in its transfer encoding."""

    kind: Parameters  # Content-Type
    disposition: Parameters
    encoding: str  # Content-Transfer-Encoding, lower case
    content_id: str
    body: bytes
    within: str  # media type of the multipart around it, or ""
    is_attached: bool  # it, or a multipart around it, says so


@dataclass(frozen=True, slots=True)
class Structure:
    """What a mail is made of. `refusal` names the limit or trap that ended the reading, or is empty."""

    head: Head
    leaves: tuple[Leaf, ...] = ()
    refusal: str = ""
    defects: tuple[str, ...] = ()


def read_structure(raw: bytes, largest: int = MAX_BYTES) -> Structure:
    """Take a mail of at most `largest` bytes apart."""
    found = _HEAD_END.search(raw, 0, MAX_HEAD + 4)
    end = found.end() if found else len(raw)
    block = raw[: min(end, MAX_HEAD + 1)]
    trap = _trap(block) or ("header_too_large" if end > MAX_HEAD else "")
    if trap:
        return Structure(Head(), refusal=trap)
    head, rest = read_head(block)
    refusal = "too_large" if len(raw) > largest else _refusal(head)
    if refusal or not head.fields:
        return Structure(head, refusal=refusal or "unreadable")
    return _Walk(raw, block.count(b"=?")).through(head, end - rest)


def _trap(block: bytes) -> str:
    """Line ends that two readers would split differently."""
    lines, pairs = block.count(b"\n"), block.count(b"\r\n")
    if block.count(b"\r") != pairs:
        return "bare_cr"
    if b"\x00" in block:
        return "nul"
    return "mixed_line_ends" if pairs not in (0, lines) else ""


def read_head(block: bytes) -> tuple[Head, int]:
    """Fields of a header block, and how many bytes at its end belong to the body after all."""
    fields: list[tuple[str, list[bytes]]] = []
    has_junk, junk_at, at = False, 0, 0
    for line in block.split(b"\n"):
        size = len(line) + 1
        line = line.removesuffix(b"\r")  # noqa: PLW2901 - the line without its end is what everything below means
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
        elif found := _FIELD.match(line):
            fields.append((found[1].decode("ascii"), [line[found.end() :]]))
            junk_at = 0
        elif line and not (at == 0 and line.startswith((b"From ", b">From "))):
            has_junk, junk_at = True, junk_at or at + 1
        at += size
    rest = len(block) - (junk_at - 1) if junk_at else 0
    return Head(tuple((name, b"".join(lines).strip()) for name, lines in fields), has_junk), rest


def _refusal(head: Head) -> str:
    """What makes a head unfit: two senders, two structures, more encoded words than anybody writes."""
    seen: dict[str, bytes] = {}
    words = 0
    for name, value in head.fields:
        key = name.lower()
        words += value.count(b"=?")
        if key == "from" and "from" in seen:
            return "two_from"
        if key in _STRUCTURAL:
            if len(value) > MAX_STRUCTURAL:
                return "header_too_large"
            if seen.get(key, value) != value:
                return "duplicate_header"
        seen[key] = value
    return "encoded_words" if words > MAX_WORDS else ""


@dataclass(slots=True)
class _Frame:
    """A multipart that is open."""

    boundary: bytes
    kind: str
    is_attached: bool
    has_begun: bool = False


@dataclass(slots=True)
class _Walk:
    """One pass over the delimiter lines, with the open multiparts on a stack of its own (no recursion)."""

    raw: bytes
    words: int
    frames: list[_Frame] = field(default_factory=list)
    depth_of: dict[bytes, int] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)
    patterns: dict[tuple[bytes, ...], re.Pattern[bytes]] = field(default_factory=dict)
    parts: int = 0
    open_leaf: tuple[Head, Parameters, int] | None = None

    def through(self, head: Head, body: int) -> Structure:
        """Begin with the mail itself, then part by part."""
        if head.has_junk:
            self.defects["header_junk"] = None
        refusal = self.begin(head, body)
        if not refusal and self.frames:
            refusal = self.delimiters(body)
        if not refusal:
            self.close(len(self.raw))
            if self.frames:
                self.defects["truncated" if self.frames[0].has_begun else "broken_structure"] = None
            if not self.leaves:
                self.leaves.append(_as_text(self.raw[body:]))
        return Structure(head, tuple(self.leaves), refusal, tuple(self.defects))

    def delimiters(self, at: int) -> str:
        while self.frames and (found := self.delimiter(at)):
            start, at = found
            line = self.raw[start:at].rstrip(b" \t\r")[2:]
            is_end = line not in self.depth_of
            depth = self.depth_of[line.removesuffix(b"--") if is_end else line]
            self.close(start)
            self.pop(depth if is_end else depth + 1, is_end=is_end)
            if not is_end:
                self.frames[depth].has_begun = True
                at, refusal = self.part(min(at + 1, len(self.raw)))
                if refusal:
                    return refusal
        return ""

    def delimiter(self, at: int, limit: int | None = None) -> tuple[int, int] | None:
        """The next delimiter line of any open multipart."""
        end = len(self.raw) if limit is None else min(limit, len(self.raw))
        if len(self.depth_of) == 1:  # to make a pattern would cost more, unless line after line looks like a delimiter
            word = b"\n--" + next(iter(self.depth_of))
            for _ in range(_LOOKALIKES):
                before = self.raw.find(word, max(at - 1, 0), end)
                if before < 0:
                    return None
                at = before + len(word)
                line_end = self.raw.find(b"\n", at, end)
                line_end = end if line_end < 0 else line_end
                if _DELIMITER_END.fullmatch(self.raw, at, line_end):
                    return before + 1, line_end
        found = self.pattern().search(self.raw, at, end)
        return found.span() if found else None

    def pattern(self) -> re.Pattern[bytes]:
        """The same for the regex engine, which finds it however many lines only look like one."""
        boundaries = tuple(self.depth_of)
        if boundaries not in self.patterns:
            any_of = b"|".join(map(re.escape, boundaries))
            begin = rb"^--(?:" + any_of + b")"
            if len(boundaries) == 1:  # the same: with a word in front, the engine looks for it alone
                begin = b"--" + any_of + rb"(?<=\n--" + any_of + b")"
            self.patterns[boundaries] = re.compile(begin + rb"(?:--)?[ \t]*\r?$", re.MULTILINE)
        return self.patterns[boundaries]

    def part(self, start: int) -> tuple[int, str]:
        """The head of the part that starts here; where its body does."""
        limit = start + MAX_HEAD + 4
        found = _HEAD_END.search(self.raw, max(start - 1, 0), limit)
        cut = self.delimiter(start, found.end() if found else limit)
        end = cut[0] if cut else found.end() if found else min(limit, len(self.raw))
        block = self.raw[start:end]
        if len(block) > MAX_HEAD:
            return end, "header_too_large"
        self.words += block.count(b"=?")
        if self.words > MAX_WORDS:
            return end, "encoded_words"
        head, rest = read_head(block)
        if head.has_junk:
            self.defects["header_junk"] = None
        trap = _trap(block)
        refusal = trap if trap in ("bare_cr", "nul") else _refusal(head)
        return end, refusal or self.begin(head, end - rest)

    def begin(self, head: Head, body: int) -> str:
        """A part: a multipart is opened, anything else is a leaf."""
        self.parts += 1
        if self.parts > MAX_PARTS:
            return "too_many_parts"
        value = head.first("content-type")
        kind = read_parameters(value)
        if "/" not in kind.value:
            kind = Parameters(self.default_kind(), kind.given)
        if kind.is_ambiguous:
            self.defects["ambiguous_structure"] = None
        if kind.value.startswith("multipart/"):
            return self.open(head, kind, body)
        self.open_leaf = (head, kind, body)
        return ""

    def open(self, head: Head, kind: Parameters, body: int) -> str:
        boundary = kind.raw("boundary").rstrip()
        if not boundary or boundary in self.depth_of:
            self.defects["broken_structure"] = None
            self.open_leaf = (head, Parameters("text/plain"), body)
            return ""
        if len(self.frames) >= MAX_DEPTH:
            return "too_deep"
        if head.first("content-transfer-encoding").lower() not in (b"", b"7bit", b"8bit", b"binary"):
            self.defects["encoded_multipart"] = None
        disposition = read_parameters(head.first("content-disposition"))
        is_attached = bool(self.frames) and self.frames[-1].is_attached
        is_attached = is_attached or disposition.value == "attachment"
        self.depth_of[boundary] = len(self.frames)
        self.frames.append(_Frame(boundary, kind.value, is_attached))
        return ""

    def default_kind(self) -> str:
        is_digest = bool(self.frames) and self.frames[-1].kind == "multipart/digest"
        return "message/rfc822" if is_digest else "text/plain"

    def pop(self, depth: int, *, is_end: bool) -> None:
        """Close every multipart from this depth on; one that was not closed by its own line was cut short."""
        if len(self.frames) > depth + is_end:
            self.defects["truncated"] = None
        for frame in self.frames[depth:]:
            del self.depth_of[frame.boundary]
        del self.frames[depth:]

    def close(self, end: int) -> None:
        """The leaf that is open ends before the line break in front of `end`."""
        if self.open_leaf is None:
            return
        head, kind, start = self.open_leaf
        self.open_leaf = None
        if end < len(self.raw) or self.frames:
            end -= self.raw[end - 1 : end] == b"\n"
            end -= self.raw[end - 1 : end] == b"\r"
        disposition = read_parameters(head.first("content-disposition"))
        around = self.frames[-1] if self.frames else None
        self.leaves.append(
            Leaf(
                kind=kind,
                disposition=disposition,
                encoding=head.first("content-transfer-encoding").decode("ascii", "replace").strip().lower(),
                content_id=head.first("content-id").decode("ascii", "replace").strip("<> \t"),
                body=self.raw[start : max(end, start)],
                within=around.kind if around else "",
                is_attached=disposition.value == "attachment" or bool(around and around.is_attached),
            )
        )


def _as_text(body: bytes) -> Leaf:
    """A multipart in which no part begins: its whole body, as a reader without MIME would see it."""
    return Leaf(Parameters("text/plain"), Parameters(""), "", "", body, "", is_attached=False)
