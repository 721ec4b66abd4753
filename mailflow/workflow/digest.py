"""Canonical JSON and the digests that stand on it. The same bytes on every machine, for ever."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys, no blanks, NFC text, no floats; times in UTC as `2026-11-27T09:30:00.000000Z`."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def plain(value: object) -> object:
    """What JSON can hold; TypeError for anything that has no single canonical form (floats, sets, naive times)."""
    match value:
        case None | bool():
            return value
        case Enum():
            return plain(value.value)
        case int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case Sequence():
            return [plain(one) for one in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def moment(at: datetime) -> str:
    """An aware time as text in UTC, always with six decimals."""
    if at.tzinfo is None:
        raise TypeError("a time without a zone has no canonical form")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """The inverse of `moment`; ValueError for any other form of a time."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment in canonical form")
    return datetime.fromisoformat(text)


def sha256(data: bytes) -> str:
    """SHA-256 as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def derived(salt: str, name: str) -> str:
    """A salt of its own for each text of an event (HMAC-SHA-256, 32 hex digits), so that each can be erased alone."""
    return hmac.new(bytes.fromhex(salt), name.encode(), hashlib.sha256).hexdigest()[:32]


def text_digest(salt: str, text: str) -> str:
    """SHA-256(salt bytes, text in UTF-8): what the journal holds in place of a text (rule 6)."""
    return sha256(bytes.fromhex(salt) + text.encode())


def record_digest(
    *,
    case: str,
    record: str,
    version: int,
    previous: str,
    process: str,
    fields: Mapping[str, object],
    attachments: Sequence[str],
    salt: str,
) -> str:
    """The digest of one record version, the same in every language (rule 9)."""
    return sha256(
        canonical(
            {
                "case": case,
                "record": record,
                "version": version,
                "previous": previous,
                "process": process,
                "fields": fields,
                "attachments": list(attachments),
                "salt": salt,
            }
        )
    )
