"""Content-Transfer-Encoding: from the letters that travelled to the bytes that were meant, and whether that is certain.

Two readers of a damaged encoding may read two different things; what is damaged is read as far as it goes, and said.
"""

from __future__ import annotations

import binascii
import re

_IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit"})
_BLANKS = b" \t\r\n"
_NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*(?:\r?\n|\Z))")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")


def decode_transfer(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The bytes, and what is wrong with the encoding: "", `damaged_encoding` or `unknown_encoding`."""
    encoding = encoding.partition(";")[0].strip()
    if encoding in _IDENTITY:
        return body, ""
    if encoding == "base64":
        return _base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body), "damaged_encoding" if _NOT_QUOTED.search(body) else ""
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uu(body)
    return body, "unknown_encoding"


def _base64(body: bytes) -> tuple[bytes, str]:
    data = body.translate(None, _BLANKS)
    try:
        return binascii.a2b_base64(data, strict_mode=True), ""
    except binascii.Error:
        pass
    # As far as the first letter that does not belong, then all the rest: whatever a lenient reader would show.
    pieces = [piece for piece in re.split(rb"=+", _NOT_BASE64.sub(b"", data)) if piece]
    whole = b"".join(binascii.a2b_base64(piece[: len(piece) - (len(piece) % 4 == 1)] + b"==") for piece in pieces)
    return whole, "damaged_encoding"


def _uu(body: bytes) -> tuple[bytes, str]:
    lines = body.splitlines()
    start = next((no for no, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if start is None:
        return body, "damaged_encoding"
    found: list[bytes] = []
    for line in lines[start + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            return b"".join(found), "damaged_encoding"
    return b"".join(found), ""
