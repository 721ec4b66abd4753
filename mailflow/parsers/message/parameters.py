"""The value and parameters of a MIME field (RFC 2045, 2231), read in one pass whatever stands there.

Knows nothing of what the parameters mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailflow.parsers.message.charset import decode, decode_field, decode_words

_VALUE = re.compile(rb"[A-Za-z0-9!#$&^_.+*/-]+")
_PARAMETER = re.compile(rb';[ \t]*([^=;\s"]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;]*)')
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A field's value in lower case, and its parameters by lower-case name, as bytes."""

    value: str
    given: Mapping[str, bytes] = field(default_factory=dict)
    is_ambiguous: bool = False  # one parameter twice with different values

    def raw(self, name: str) -> bytes:
        """A plain parameter's bytes, or nothing."""
        return self.given.get(name, b"")

    def word(self, name: str) -> str:
        """A parameter that is a token (charset, method), or ""."""
        return self.text(name).strip().lower()

    def text(self, name: str) -> str:
        """A parameter for people: sections joined and percent signs read (RFC 2231), else encoded words read."""
        sections: dict[int, tuple[bytes, bool]] = {}
        for key, value in self.given.items():
            found = _SECTION.match(key)
            if found and found[1] == name and (found[2] or found[3]):
                sections[int(found[2] or 0)] = (value, bool(found[3]))
        if not sections:
            return decode_words(decode_field(self.raw(name)))
        return _join(sections)


def _join(sections: Mapping[int, tuple[bytes, bool]]) -> str:
    label, whole = "utf-8", b""
    for place, (number, (value, is_coded)) in enumerate(sorted(sections.items())):
        if number != place:
            break
        data = value
        if is_coded:
            if place == 0 and data.count(b"'") >= 2:
                first, _, data = data.split(b"'", 2)
                label = first.decode("ascii", "replace")
            data = _PERCENT.sub(lambda found: bytes.fromhex(found[1].decode()), data)
        whole += data
    return decode(whole, label or "utf-8").text


def read_parameters(value: bytes) -> Parameters:
    """Take a field's value apart; of a parameter that comes twice the first counts."""
    kind = _VALUE.match(value)
    given: dict[str, bytes] = {}
    is_ambiguous = False
    for found in _PARAMETER.finditer(value):
        name = found[1].decode("ascii", "replace").lower()
        text = _unquote(found[2].strip())
        is_ambiguous = is_ambiguous or given.get(name, text) != text
        given.setdefault(name, text)
    return Parameters(kind[0].decode("ascii").lower() if kind else "", given, is_ambiguous)


def _unquote(text: bytes) -> bytes:
    if len(text) >= 2 and text.startswith(b'"') and text.endswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", text[1:-1])
    return text


def safe_name(name: str) -> str:
    """A file's name for people to read: the last component, no controls, no direction marks; "" where nothing is left.

    It is data. Nothing may use it as a path.
    """
    last = _UNSAFE.sub("", name).replace("\\", "/").rpartition("/")[2].strip()
    return "" if last in (".", "..") else last[:255]
