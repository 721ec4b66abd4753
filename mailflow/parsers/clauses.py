"""A text as clauses: where each begins and ends, what closes it, whether a question or a quotation stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mailflow.parsers.folding import Folded
from mailflow.parsers.letter.bearing import DECISIVE, bears
from mailflow.parsers.letter.reader import DASHES, Line, LineRole, greeting_end, read_letter
from mailflow.parsers.words import Token, Words, one_of

# What ends a clause. A full stop or a colon between letters or digits (3.2, a.b@c, 18:00) doesn't.
BREAK = re.compile(
    r"[。！!；;，,、…()（）\[\]【】|/?？\n~]+|(?<![0-9a-z])[.:：]+|[.:：]+(?![0-9a-z@])|[:：](?=[^0-9a-z/])"
    r"|[—–]+|(?<=\s)-+(?=\s)|--+|(?<=[一-龥]) +(?=[一-龥])"
)
OPAQUE = re.compile('《[^《》\n]{1,60}》|“[^“”\n]{1,30}”|「[^「」\n]{1,30}」|『[^『』\n]{1,30}』|"[^"\n]{1,30}"')
_THANKS = frozenset(("thanks",))
_SPOKEN = frozenset(("yes", "can", "no"))
MAX_CLAUSE = 200  # longer ones are no plain words: they count as unknown without being cut into words


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the folded text between two breaks; `mark` is the break that ends it."""

    start: int
    end: int
    text: str
    mark: str
    sentence: int
    tokens: tuple[Token, ...]
    is_marked: bool = False  # behind a mark that quotes are drawn with: another may speak

    @property
    def is_known(self) -> bool:
        """True where every word of it is known."""
        return all(token.kinds for token in self.tokens)

    def holds(self, kinds: frozenset[str]) -> bool:
        """True where one of its words is of these kinds."""
        return any(token.kinds & kinds for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of a mail, clause by clause, and what stood round them."""

    clauses: tuple[Clause, ...]
    has_greeting: bool
    has_names: bool


def read_speech(folded: Folded, words: Words, section: str) -> Speech:
    """Cut a mail's new words into clauses of known and unknown words."""
    lines = tuple(_without_hiding(read_letter(folded, words), folded.text, words))
    clauses: list[Clause] = []
    sentence = 0
    for no, line in enumerate(lines):
        if line.role is not LineRole.WORDS:
            continue
        sentence += 1
        start = line.start + _numbering(folded.text[line.start : line.end], words)
        if not clauses:
            start += greeting_end(folded.text[start : line.end], words)
        before = "\n"
        for begin, end, mark in _cut(folded.text, start, line.end, words):
            text = folded.text[begin:end]
            is_counter = (
                (text in words.lists["numbering"]["digits"] or (text.isdigit() and len(text) < 3))
                and before[-1:] in "\n。;"
                and mark.startswith(("、", ".", ")"))
            )
            before = mark
            if is_counter and folded.text[end + len(mark) : line.end].strip():
                continue  # 1、属实；2、同意
            tokens = _tokens(words, section, folded.text, begin, end)
            is_marked = _is_marked(folded.text[line.start : line.end])
            if is_marked:
                tokens = (Token(frozenset(), begin, end),)
            ended_by = mark or ("\n" if no < len(lines) - 1 else "")
            clauses.append(Clause(begin, end, text, ended_by, sentence, tokens, is_marked))
            if re.search("[。！!？?；;.]", mark):
                sentence += 1
    if _signs(folded, clauses, words):
        clauses.pop()
    greeted = any(line.role is LineRole.GREETING for line in lines)
    named = any(line.role in (LineRole.NAME, LineRole.CLOSING, LineRole.ASIDE) for line in lines)
    return Speech(tuple(clauses), greeted, named)


def _signs(folded: Folded, clauses: Sequence[Clause], words: Words) -> bool:
    """Thanks, Luca: a first name that ends the mail, on the line of its closing or thanks. 准。老魏: a nickname, too.

    Right behind an answer a first name stays: Austin and Virginia are places as well.
    """
    *_, before, last = (None, None, *clauses)
    if before is None or last is None or "\n" in before.mark or re.search("[?…~]", last.mark):
        return False
    if before.is_known and before.holds(_SPOKEN) and re.fullmatch(_nickname(words), last.text):
        return True
    name, *more = folded.verbatim(last.start, last.end).split() or [""]
    if not name[:1].isupper() or name.lower() not in words.lists["letter"]["first_names"] or len(more) > 1:
        return False
    if any(not one[:1].isupper() or words.patterns["letter"]["no_name_like"].search(one.lower()) for one in more):
        return False
    if before.is_known and before.holds(_THANKS):
        return True
    is_closing = before.text in words.lists["letter"]["closing"]
    return is_closing or words.patterns["decision"]["harmless_like"].search(before.text) is not None


@lru_cache(maxsize=4)
def _nickname(words: Words) -> str:
    return f"(?:{one_of(words.lists['letter']['nicknames'])}){words.names['SURNAME']}"


def _without_hiding(lines: Sequence[Line], text: str, words: Words) -> Iterator[Line]:
    """A name or a greeting must not hold what bears on the words: 仅限华东分公司 looks like a department."""
    for line in lines:
        said = text[line.start : line.end].strip()
        is_round = line.role is LineRole.GREETING or (line.role is LineRole.NAME and not DASHES.fullmatch(said))
        yield replace(line, role=LineRole.WORDS) if is_round and bears(said, words) else line


def _is_marked(line: str) -> bool:
    """Quotes are marked with more than `>`: behind `|` (but for a table's row) or `:` another may speak."""
    core = line.strip()
    return core.startswith((":", ">")) or (core.startswith("|") and "|" not in core[1:])


def _numbering(line: str, words: Words) -> int:
    found = words.patterns["letter"]["numbering_like"].match(line)
    return found.end() if found and found.end() < len(line) else 0


def _cut(text: str, start: int, end: int, words: Words) -> Iterator[tuple[int, int, str]]:
    place = start
    joints = words.patterns["decision"]["joint_like"].finditer(text, start, end)
    breaks = sorted([*BREAK.finditer(text, start, end), *joints], key=lambda found: found.start())
    for found in breaks:
        if found.start() < place:
            continue  # `, and`: a mark and a joint in one
        begin, stop = _trimmed(text, place, found.start())
        if begin < stop or "?" in found[0] or "…" in found[0] or "~" in found[0]:
            yield begin, stop, found[0]
        place = found.end()
    begin, stop = _trimmed(text, place, end)
    if begin < stop:
        yield begin, stop, ""


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "*_·-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_#·-."):
        end -= 1
    return start, end


def _tokens(words: Words, section: str, text: str, start: int, end: int) -> tuple[Token, ...]:
    """The clause as words; a title or a quotation without a word of decision counts as the thing it names."""
    if end - start > MAX_CLAUSE:
        return (Token(frozenset(), start, end),)
    lexicon, place = words.lexicons[section], start
    tokens: list[Token] = []
    speaker = words.patterns["decision"]["speaker_like"].match(text, start, end)
    if speaker and speaker.end() < end:
        tokens.append(Token(frozenset(("self", "side")), start, speaker.end()))
        place = speaker.end()
    for found in OPAQUE.finditer(text, place, end):
        tokens += lexicon.cut(text, place, found.start())
        inside = lexicon.cut(text, found.start() + 1, found.end() - 1)
        kinds = {kind for token in inside for kind in token.kinds}
        bounded = words.patterns["decision"]["bounding_like"].search(found[0])
        if kinds & DECISIVE or bounded:
            named: frozenset[str] = frozenset()
        elif found[0][0] == "《":
            named = frozenset(("whole",)) if "whole" in kinds else frozenset()
        else:
            named = frozenset(("part",))
        tokens.append(Token(named, *found.span()))
        place = found.end()
    tokens += lexicon.cut(text, place, end)
    return tuple(replace(one, kinds=frozenset()) if _is_name_of_one(text, one, end) else one for one in tokens)


def _is_name_of_one(text: str, token: Token, end: int) -> bool:
    """方案A, A方案: a single Latin letter beside an ideograph, no Latin word behind it, says which one is meant."""
    if token.end - token.start != 1 or not ("a" <= text[token.start] <= "z"):
        return False
    before, behind = text[: token.start].rstrip()[-1:], text[token.end : end]
    if "link" in token.kinds and not behind.strip():
        return True  # go ahead with A: an article ends no clause
    return behind[:1] > "\u2e7f" or (before > "\u2e7f" and not ("a" <= behind.lstrip()[:1] <= "z"))
