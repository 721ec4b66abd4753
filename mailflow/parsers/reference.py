"""What a mail refers to: the mails it answers, the tokens it carries and where, the tags in its subject.

Finds carriers only. Which of them count, and whether they agree, is for the engine to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from mailflow.parsers.message import Message
from mailflow.workflow.marks import find_tags, find_tokens, plus_token

_ID = re.compile(r"<[^<>\s]{1,250}>")
_PLUS = re.compile(r"\+[0-9A-Za-z-]{17,21}@")
_BLOCK = re.compile(r"</?(?:p|div|br|td|th|tr|li|table|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
              "original-recipient", "x-rcpt-to", "x-forwarded-to")  # fmt: skip
_MOST = 100  # of one kind: an answer names a few


@dataclass(frozen=True, slots=True)
class Reference:
    """Carriers by strength, each once, in the order in which they are to be asked."""

    message_ids: tuple[str, ...]  # In-Reply-To first, then References, newest first
    plus_tokens: tuple[str, ...]  # of the plus-addresses that it was sent to
    word_tokens: tuple[str, ...]  # in the words that the person typed
    quoted_tokens: tuple[str, ...]  # anywhere else: subject, quote, HTML
    tags: tuple[str, ...]  # in the subject


def read_reference(message: Message, words: str) -> Reference:
    """Every carrier of a mail; `words` are its new words."""
    answered = [one for value in message.values("In-Reply-To") for one in _ID.findall(value)]
    thread = [one for value in message.values("References") for one in _ID.findall(value)]
    sent_to = (value for name, value in message.headers if name.lower() in _ADDRESSED)
    typed = find_tokens(words)
    everywhere = (message.subject, message.text, *_html_texts(message.html))
    quoted = (token for text in everywhere for token in (*find_tokens(text), *_plus_tokens(text)))
    return Reference(
        message_ids=_once((*answered, *reversed(thread))),
        plus_tokens=_once(token for value in sent_to for token in _plus_tokens(value)),
        word_tokens=typed[:_MOST],
        quoted_tokens=_once(token for token in quoted if token not in typed),
        tags=find_tags(message.subject)[:_MOST],
    )


def _plus_tokens(text: str) -> Iterator[str]:
    for found in _PLUS.finditer(text):
        token = plus_token(f"{found[0]}-")  # the domain does not matter here
        if token:
            yield token


def _html_texts(html: str | None) -> tuple[str, ...]:
    """As written, for tokens in addresses of links, and without its elements, which may stand within a token."""
    return (html, unescape(_ELEMENT.sub("", _BLOCK.sub(" ", html)))) if html else ()


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:_MOST]
