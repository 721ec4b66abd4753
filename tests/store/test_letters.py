"""Letters: their facts come back exactly, each is made once and settled once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailflow.store import journal, letters, outbox
from mailflow.store.database import Store
from mailflow.store.outbox import Posting
from mailflow.workflow import events as e
from mailflow.workflow.errors import StoreConflict
from mailflow.workflow.model import Letter, LetterState, Role

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=8)
Grow = Callable[..., journal.Head]

# What a form's field can hold (workflow.model.Value); a key is a field's key.
KEYS = st.text(st.characters(categories=["Ll", "Lo", "Nd"], include_characters="_-"), min_size=1, max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),
)
VALUES = st.recursive(
    SCALARS, lambda some: st.one_of(st.lists(some).map(tuple), st.dictionaries(KEYS, some)), max_leaves=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(KEYS, VALUES))
def test_facts_come_back_as_they_were(store: Store, facts: dict[str, Any]) -> None:
    """Dates, times, numbers, nested tables and any text, NUL and lone surrogates too."""
    letter = Letter("c", 1, "signoff", "p", facts=facts)
    with pytest.raises(_Undo), store.write() as tx:  # noqa: PT012 - the transaction is what ends
        letters.add(tx, [letter], NOW)
        (found,) = letters.ready(tx, NOW)
        assert found == letter
        assert found.facts == facts
        assert _kinds(found.facts) == _kinds(facts)
        raise _Undo


class _Undo(Exception):  # noqa: N818 - no error: the next example starts empty
    """Ends a transaction without a trace."""


def _kinds(value: object) -> object:
    """1 == True and a date may equal nothing else: also the types must be the same."""
    match value:
        case dict():
            return {key: _kinds(one) for key, one in value.items()}
        case tuple():
            return tuple(_kinds(one) for one in value)
    return type(value)


def test_letter_comes_back_whole(store: Store) -> None:
    """Every field of it."""
    letter = Letter(
        chain="XC2026-0001", version=7, template="signoff", person="head", request="XC2026-0001/s#1/-/head/1/1",
        role=Role.FRESH, not_before=NOW, group="g", reply_to_mail="a" * 64,
        facts={"late": True, "day": date(2026, 1, 2)},
    )  # fmt: skip
    with store.write() as tx:
        letters.add(tx, [letter], NOW)
        assert letters.ready(tx, NOW) == [letter]
        (row,) = letters.listing(tx)
    assert row == letters.LetterRow(letter, LetterState.WAITING, NOW, None, "")


def test_letter_is_made_once(store: Store, grow: Grow) -> None:
    """The same key again, within a decision or later, waiting or settled, is not repeated."""
    letter = Letter("c", 1, "t", "p", facts={"n": 1})
    other = Letter("c", 1, "t", "p", facts={"n": 2})
    with store.write() as tx:
        grow(tx, "c", [e.Paused(at=NOW, by="x")], letters=[letter, other])
        assert letters.ready(tx, NOW) == [letter]
        letters.mark(tx, letter.key, LetterState.MOOT, reason="settled")
        grow(tx, "c", [e.Resumed(at=NOW, by="x")], letters=[other])
        assert letters.ready(tx, NOW) == []
        (row,) = letters.listing(tx)
        assert (row.state, row.reason) == (LetterState.MOOT, "settled")


def test_letters_wait_for_their_time(store: Store) -> None:
    """Those without one go at once; in the order of their making."""
    late = Letter("c", 1, "late", "p", not_before=LATER)
    first, second = Letter("d", 9, "t", "p"), Letter("c", 2, "t", "p", not_before=NOW)
    with store.write() as tx:
        assert letters.next_at(tx) is None
        letters.add(tx, [late], NOW - timedelta(hours=2))
        assert letters.next_at(tx) == LATER
        letters.add(tx, [first], NOW - timedelta(hours=1))
        assert letters.next_at(tx) == NOW - timedelta(hours=1)
        letters.add(tx, [second], NOW)
        assert letters.ready(tx, NOW) == [first, second]
        assert letters.ready(tx, LATER) == [late, first, second]


def test_settled_once(store: Store, posting: Callable[..., Posting]) -> None:
    """Whoever comes second is told; the mail that a letter went into is known."""
    one, two = Letter("c", 1, "a", "p"), Letter("c", 1, "b", "p")
    with store.write() as tx:
        letters.add(tx, [one, two], NOW)
        mail = outbox.post(tx, posting()) or 0
        letters.mark(tx, one.key, LetterState.POSTED, outbox=mail)
        letters.mark(tx, two.key, LetterState.BROKEN, reason="no such field\0")
        assert letters.of_mail(tx, mail) == [one]
        assert letters.counts(tx) == {"posted": 1, "broken": 1}
        assert [row.reason for row in letters.listing(tx, state="broken")] == ["no such field\ufffd"]
        assert letters.listing(tx, chain="other") == []
        for key in (one.key, two.key, "unknown"):
            with pytest.raises(StoreConflict):
                letters.mark(tx, key, LetterState.MOOT)


def test_postponed_to_the_next_day(store: Store) -> None:
    """When the day's limit counts anew."""
    letter = Letter("c", 1, "t", "p")
    with store.write() as tx:
        letters.add(tx, [letter], NOW)
        letters.postpone(tx, [letter.key], NOW)
        assert letters.ready(tx, NOW.replace(hour=23, minute=59)) == []
        assert letters.next_at(tx) == datetime(2026, 11, 27, tzinfo=UTC)
        (again,) = letters.ready(tx, datetime(2026, 11, 27, tzinfo=UTC))
        assert again.key == letter.key
