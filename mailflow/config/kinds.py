"""The small values that several files share: labels, keys, hours, zones, spans, addresses. Only checks their form."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, PlainValidator

from mailflow.config.yamlfile import did_you_mean, wrong
from mailflow.workflow.process import Span

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@{HOST}(?:\.{HOST})*")  # RFC 5322 dot-atom; neither quotes nor comments
KEY = re.compile(r"[a-z][a-z0-9_]*")
HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _address(text: str) -> str:
    if ADDRESS.fullmatch(text) is None or len(text) > 254:
        raise wrong(f'"{text}" is not a plain address', "write name@domain in ASCII, without brackets, quotes or name")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise wrong(f'there is no time zone "{text}"', _near_zone(text)) from None
    return text


def _near_zone(text: str) -> str:
    near = did_you_mean(text, available_timezones())
    return near if near.startswith("did") else "for example Asia/Shanghai (IANA name)"


def _label(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise wrong(f"{value!r} is not a label", "write {zh: 文字, en: text}")
    for language, text in value.items():
        if not isinstance(text, str) or not text.strip():
            raise wrong(f'the text for "{language}" is empty or no text', "write {zh: 文字, en: text}")
    return {str(language): " ".join(text.split()) for language, text in value.items()}


def _clock_time(value: Any) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise wrong(f"{value!r} is not a time of day", 'write "08:30"')
    return time(int(found[1]), int(found[2]))


def read_hours(text: str) -> tuple[tuple[time, time], ...]:
    """`09:00-12:00, 13:00-18:00` as pairs, in order and apart from each other; else a mistake."""
    pairs = []
    for piece in re.split(r"[,，、;]", text):
        found = HOURS.fullmatch(piece.strip())
        if found is None:
            raise wrong(f'"{piece.strip()}" is no pair of times', "write 09:00-12:00, 13:00-18:00")
        pairs.append((_clock_time(f"{found[1]}:{found[2]}"), _clock_time(f"{found[3]}:{found[4]}")))
    moments = [moment for pair in pairs for moment in pair]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise wrong(f'the times of "{text}" don\'t rise', "write them in the order of the day, none beyond midnight")
    return tuple(pairs)


def _hours(value: Any) -> tuple[tuple[time, time], ...]:
    pieces = value if isinstance(value, list) else [value]
    return read_hours(", ".join(str(one) for one in pieces))


def _hours_text(text: str) -> str:
    read_hours(text)
    return text


def _key(text: str) -> str:
    if KEY.fullmatch(text) is None:
        raise wrong(f'"{text}" is no key', "small letters a-z, digits and _, a letter first")
    return text


def _span(value: Any) -> Span:
    try:
        return Span.parse(str(value))
    except ValueError:
        raise wrong(f'"{value}" is not a span', "write for example 30m, 4h, 1d (clock) or 4wh, 2wd (working)") from None


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Text = Annotated[dict[str, str], PlainValidator(_label)]
ClockTime = Annotated[time, PlainValidator(_clock_time)]
Hours = Annotated[tuple[tuple[time, time], ...], PlainValidator(_hours)]
HoursText = Annotated[str, AfterValidator(_hours_text)]
Key = Annotated[str, AfterValidator(_key)]
SpanText = Annotated[Span, PlainValidator(_span)]
OneOrMore = BeforeValidator(_several)
