"""What a person newly typed in a reply: no quote, no program's footer, no signature block, no disclaimer.

It doesn't say what the words mean. Quoted words that count as new are the worst that can happen here: a quoted 同意
would become an approval; so whatever may be a quote is one, except where our own original shows that it isn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial

from mailflow.parsers.letter.marks import Marks, marks_of
from mailflow.parsers.letter.quotes import is_rule
from mailflow.parsers.message import Message
from mailflow.parsers.page.reader import pictures
from mailflow.parsers.quoting.echo import Original, squeeze
from mailflow.parsers.quoting.lines import NEW, QUOTED, Line, html_lines, plain_lines
from mailflow.parsers.quoting.reopening import Ours
from mailflow.parsers.quoting.sorting import sort_lines
from mailflow.parsers.quoting.twins import differ
from mailflow.parsers.words import Words
from mailflow.workflow.directory import plain


def new_words(
    text: str, html: str | None = None, original: str | None = None, words: Words | None = None, *, own: str = ""
) -> str:
    """What the person typed. `original` is the text of the mail of ours that is answered, where it is known.

    `own` is the address that our mails come from: what is quoted from another one was not typed into our mail.
    """
    plain_part, rich = _sorted(text, html, original, marks_of(words), own)
    typed = _said(plain_part)
    if rich is None:
        return typed
    # The HTML part is what programs show, and its elements name quotes and signatures; the plain part has the
    # better line breaks, so it speaks when both say the same to the last sign (同意 and 同意？ don't).
    shown = _said(rich)
    return typed if plain(shown) == plain(typed) else shown


def hidden_or_different(message: Message, words: Words | None = None) -> str:
    """Why the mail can't be taken as it looks: `hidden_text`, `text_html_differ`, or "" when it can."""
    if not message.html:
        return ""
    plain_part, rich = _sorted(message.text, message.html, None, marks_of(words), "")
    if rich is None:
        return "hidden_text" if message.html.strip() else ""
    if any(line.hidden and line.kind is not QUOTED and squeeze(line.text) for line in rich):
        return "hidden_text"
    if not squeeze(message.text):
        return ""
    return "text_html_differ" if differ(plain_part, rich, partial(_mute, message.html, marks_of(words))) else ""


def _mute(html: str, marks: Marks) -> AbstractSet[str]:
    """What the pictures of a page show, but for those that may be an answer: a stamp, a thumb."""
    return {one for one in pictures(html) if marks.key(one) not in marks.answers}


@lru_cache(maxsize=2)  # one mail is asked about several times in a row
def _sorted(
    text: str, html: str | None, original: str | None, marks: Marks, own: str
) -> tuple[list[Line], list[Line] | None]:
    """The lines of both parts, told apart; None for an HTML part that isn't there or can't be read."""
    ours = Ours(Original.of(original) if original else None, own)
    rich = html_lines(html)
    return sort_lines(plain_lines(text), ours, marks), None if rich is None else sort_lines(rich, ours, marks)


def _said(lines: Sequence[Line]) -> str:
    """The new lines as one text: blank lines as typed, but for those round something that was cut out."""
    kept: list[str] = []
    is_cut = False
    for line in lines:
        is_said = line.kind is NEW and not line.hidden
        text = line.text.rstrip().strip("\u200b\ufeff") if is_said else ""
        is_cut = is_cut or not is_said
        if not text.strip():
            if kept and kept[-1]:
                kept.append("")
            continue
        if is_cut and kept and not kept[-1]:
            kept.pop()
        is_cut = False
        if kept or not is_rule(text):
            kept.append(f"> {text}" if line.drawn else text)  # it can be read, and signs nothing
    while kept and (not kept[-1] or is_rule(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip()
