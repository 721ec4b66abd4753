"""How an event stands in the journal, and how it is read back. The inverse pair `encode` and `decode`."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from mailflow.workflow.digest import canonical, derived, plain, read_moment, text_digest
from mailflow.workflow.events import KINDS, Event, kind_of

ERASED = ""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text as it stands beside the journal."""

    digest: str
    salt: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the journal takes it: `facts` and `texts` (field -> digest) are hashed, `stored` stands beside."""

    kind: str
    at: datetime
    facts: Mapping[str, object]
    texts: Mapping[str, str]
    stored: tuple[StoredText, ...]


def encode(event: Event, salt: str, place: int) -> Entry:
    """An event as an entry. `salt` (hex) belongs to the stimulus, `place` is the event's position in the outcome."""
    facts: dict[str, object] = {}
    texts: dict[str, str] = {}
    stored: list[StoredText] = []
    for one in dataclasses.fields(event):
        value = getattr(event, one.name)
        if one.name == "at":
            continue
        if one.metadata.get("text"):
            words = canonical(tagged(value)).decode()
            own = derived(salt, f"{place}/{one.name}")
            digest = text_digest(own, words)
            texts[one.name] = digest
            stored.append(StoredText(digest, own, words))
        else:
            facts[one.name] = plain(bare(value))
    return Entry(kind_of(type(event)), event.at, facts, texts, tuple(stored))


def decode(kind: str, at: datetime, facts: Mapping[str, object], texts: Mapping[str, str | None]) -> Event:
    """The inverse of `encode`. `texts` maps a field to its stored words, or to None where they were erased."""
    event = KINDS[kind]
    hints = _hints(kind)
    values: dict[str, object] = {"at": at}
    for one in dataclasses.fields(event):
        if one.name == "at":
            continue
        if one.metadata.get("text"):
            words = texts.get(one.name)
            empty: object = {} if typing.get_origin(hints[one.name]) is Mapping else ERASED
            values[one.name] = empty if words is None else untagged(json.loads(words))
        elif one.name in facts:
            values[one.name] = revived(facts[one.name], hints[one.name])
    return event(**values)  # type: ignore[arg-type]  # the journal holds what encode wrote


def event_of(entry: Entry) -> Event:
    """The event as the journal will give it back."""
    words = {one.digest: one.text for one in entry.stored}
    return decode(entry.kind, entry.at, entry.facts, {name: words[digest] for name, digest in entry.texts.items()})


@cache
def _hints(kind: str) -> dict[str, Any]:
    return typing.get_type_hints(KINDS[kind])


def bare(value: object) -> object:
    """Dataclasses as mappings, so that canonical JSON can hold them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: bare(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [bare(one) for one in value]
    if isinstance(value, Mapping):
        return {key: bare(one) for key, one in value.items()}
    return value


def tagged(value: object) -> object:
    """A form's values with dates told from text: {"$date": "2026-11-26"}, {"$time": "..."}."""
    match value:
        case datetime():
            return {"$time": plain(value)}
        case date():
            return {"$date": value.isoformat()}
        case Mapping():
            return {key: tagged(one) for key, one in value.items()}
        case tuple() | list():
            return [tagged(one) for one in value]
    return value


def untagged(value: object) -> object:
    """The inverse of `tagged`; lists come back as tuples."""
    match value:
        case {"$time": str(at)}:
            return read_moment(at)
        case {"$date": str(day)}:
            return date.fromisoformat(day)
        case dict():
            return {key: untagged(one) for key, one in value.items()}
        case list():
            return tuple(untagged(one) for one in value)
    return value


def revived(value: object, hint: Any) -> object:
    """A fact as its field's type wants it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if origin is types.UnionType:
        kinds = [one for one in arguments if one is not type(None)]
        if datetime in kinds and isinstance(value, str) and value.endswith("Z"):
            return read_moment(value)
        return revived(value, date if date in kinds else kinds[0])
    if origin is tuple:
        return tuple(revived(one, arguments[0]) for one in typing.cast("list[object]", value))
    if origin is Mapping:
        table = typing.cast("dict[str, object]", value)
        return {key: revived(one, arguments[1]) for key, one in table.items()}
    if hint is datetime:
        return read_moment(typing.cast("str", value))
    if hint is date:
        return date.fromisoformat(typing.cast("str", value))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(typing.cast("str", value))
    if dataclasses.is_dataclass(hint):
        return hint(**typing.cast("dict[str, Any]", value))  # type: ignore[operator]  # is_dataclass narrows to instances too
    return value
