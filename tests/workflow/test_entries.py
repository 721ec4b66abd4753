"""What is journaled comes back as it was; the chain holds without its texts."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.workflow.digest import canonical, text_digest
from mailflow.workflow.entries import decode, encode
from mailflow.workflow.events import EVENTS, KINDS, Event
from mailflow.workflow.model import Attachment, Level, Role

salts = st.integers(0, (1 << 128) - 1).map(lambda bits: f"{bits:032x}")
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8).map(
    lambda text: __import__("unicodedata").normalize("NFC", text)
)
times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
values = st.recursive(
    texts | times | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(texts.filter(lambda key: not key.startswith("$")), inner, max_size=3)
    ),
    max_leaves=6,
)


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return st.one_of(*(of_type(one) for one in arguments))
    if origin is tuple:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(texts.filter(lambda key: not key.startswith("$")), of_type(arguments[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts, int: st.integers(), bool: st.booleans(), datetime: times, type(None): st.none(),
        date: st.dates(date(2020, 1, 1), date(2040, 1, 1)), object: values, Level: st.sampled_from(list(Level)),
        Role: st.sampled_from(list(Role)),
        Attachment: st.builds(Attachment, name=texts, media_type=texts, size=st.integers(0, 9), digest=texts),
    }  # fmt: skip
    return simple[hint]


def events(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{one.name: of_type(hints[one.name]) for one in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@given(data=st.data(), salt=salts)
def test_an_event_comes_back_as_it_was(kind: type[Event], data: st.DataObject, salt: str) -> None:
    """decode(encode(event)) == event, for every kind and whatever its fields hold."""
    event = data.draw(events(kind))
    entry = encode(event, salt, 3)
    stored = {one.digest: one.text for one in entry.stored}
    assert decode(entry.kind, entry.at, entry.facts, {name: stored[of] for name, of in entry.texts.items()}) == event
    assert canonical(entry.facts)  # no float, no set, nothing without one form


@given(data=st.data(), salt=salts)
def test_an_erased_text_leaves_a_readable_event(data: st.DataObject, salt: str) -> None:
    """Words can be erased; who, what and when stay."""
    event = data.draw(events(KINDS["answered"]))
    entry = encode(event, salt, 0)
    bare = decode(entry.kind, entry.at, entry.facts, dict.fromkeys(entry.texts))
    assert (bare.request, bare.verdict, bare.words) == (event.request, event.verdict, "")  # type: ignore[attr-defined]


@given(data=st.data(), salt=salts)
def test_each_text_has_a_salt_of_its_own(data: st.DataObject, salt: str) -> None:
    """Two equal texts have different digests, so that one can be erased without telling what it was."""
    event = data.draw(events(KINDS["answered"]))
    entry = encode(event, salt, 0)
    assert len({one.salt for one in entry.stored}) == len(entry.stored)
    assert all(text_digest(one.salt, one.text) == one.digest for one in entry.stored)
