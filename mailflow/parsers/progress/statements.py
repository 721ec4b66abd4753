"""The pieces of a reply as statements: whose items, and all that is said of them. Weighs no statement.

A piece that names no item goes on about those before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mailflow.parsers.progress.items import Ref, Way
from mailflow.parsers.progress.marks import Mark
from mailflow.parsers.progress.pieces import CONTENT, Piece
from mailflow.parsers.words import Words

SECTION = "progress"


@dataclass(slots=True)
class Statement:
    """What is said of the same items. Without `refs` it isn't known of which."""

    refs: tuple[Ref, ...]
    pieces: list[Piece] = field(default_factory=list)
    stands_out: bool = False  # only, except, but: another case than the others

    is_remark: bool = False  # words beside the names, though none of a state

    @property
    def has_content(self) -> bool:
        """Something is said."""
        return any(one.has_content for one in self.pieces)


def join_pieces(pieces: Sequence[Piece], words: Words) -> Iterator[Statement]:
    """Every statement in the order of the text."""
    only = words.patterns[SECTION]["only_like"]
    now: Statement | None = None
    heading: Piece | None = None
    for piece in pieces:
        if not piece.refs:
            heads = ":" in piece.mark and not (now and now.pieces[-1].line == piece.line)
            if now and not (piece.has_content and heads):
                now.pieces.append(piece)
                continue
            if now:
                yield now
            heading = piece if heads and piece.has_content else None
            now = Statement((), [piece])
        elif heading and now and not piece.has_content:
            now = Statement((*now.refs, *piece.refs), [*now.pieces, piece])
        elif now and _goes_on(now, piece):
            heading = None
            _extend(now, piece)
            now.stands_out = now.stands_out or bool(only.search(_before(piece, now)))
        else:
            heading = None
            lead, stands_out = _lead(now, piece), bool(only.search(_before(piece, now)))
            if now and not lead:
                yield now
            now = Statement(piece.refs, [*lead, piece], stands_out=stands_out, is_remark=piece.is_remark)
    if now:
        yield now


def _extend(now: Statement, piece: Piece) -> None:
    """One more piece; each item is named once."""
    named = {number for one in now.refs for number in one.numbers}
    new = tuple(one for one in piece.refs if not one.numbers or not set(one.numbers) <= named)
    now.refs = (*now.refs, *new) if new else now.refs
    now.pieces.append(piece)


def _lead(now: Statement | None, piece: Piece) -> list[Piece]:
    """設備還沒到，安裝卡住了: a remark that opens the sentence may say why."""
    if (
        now is None
        or any(one.mark is not Mark.DAY for one in now.pieces[0].marks if one.mark in CONTENT)
        or len(now.pieces) != 1
        or now.pieces[0].sentence != piece.sentence
    ):
        return []
    is_numbered = any(one.way is Way.NUMBER for one in now.refs)
    is_stuck = any(one.mark in (Mark.BLOCKED, Mark.DELAYED) for one in piece.marks)
    return [replace(now.pieces[0], refs=())] if is_stuck and not is_numbered else []


def _before(piece: Piece, now: Statement | None) -> str:
    lead = piece.text[: piece.refs[0].start - piece.start]
    tail = now.pieces[-1].text[-12:] if now and now.pieces[-1].sentence == piece.sentence else ""
    return f"{tail} {lead}"


def _goes_on(now: Statement, piece: Piece) -> bool:
    """The same items again, or names that were listed before anything was said of them."""
    last = now.pieces[-1]
    if last.line != piece.line or not now.refs:
        return False
    same = {one.numbers for one in now.refs} == {one.numbers for one in piece.refs}
    if same and now.refs[0].numbers:
        return last.sentence == piece.sentence or not now.has_content
    if now.has_content or now.is_remark or last.sentence != piece.sentence:
        return False
    return not any(one.is_excluded or one.way in (Way.ALL, Way.REST) for one in (*now.refs, *piece.refs))
