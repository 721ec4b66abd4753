"""The grammar of what ties a reply to a request: tokens (secret, one for each mail) and subject tags (public).

A token is 80 bits as 16 Crockford base-32 digits and a check digit: the weighted sum of the digits modulo 31. It finds
every mistyped digit and every swapped pair but the exchange of 0 and Z.
"""

from __future__ import annotations

import re

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 80
_LOOKS_LIKE = str.maketrans("OIL", "011")
_SHOWN = re.compile(r"(?<![A-Za-z0-9])MF((?:-[0-9A-Za-z]{4}){4}-[0-9A-Za-z])(?![A-Za-z0-9])", re.IGNORECASE)
_TAG = re.compile(r"\[([^\[\]\s]{3,40})\]")


def make_token(bits: int) -> str:
    """80 random bits as a token of 17 digits."""
    if not 0 <= bits < 1 << BITS:
        raise ValueError("a token is made of 80 bits")
    digits = "".join(DIGITS[bits >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return digits + _check(digits)


def _check(digits: str) -> str:
    return DIGITS[sum(place * DIGITS.index(one) for place, one in enumerate(digits, 1)) % 31]


def read_token(text: str) -> str:
    """A token as typed (any case, hyphens, O for 0, I and L for 1) in its one form; "" where it is none."""
    digits = text.upper().replace("-", "").translate(_LOOKS_LIKE)
    well_formed = len(digits) == 17 and all(one in DIGITS for one in digits)
    return digits if well_formed and _check(digits[:16]) == digits[16] else ""


def show_token(token: str) -> str:
    """As it stands in a mail's body: MF-7F3A-91C2-8D4E-Q0RS-T."""
    return f"MF-{token[:4]}-{token[4:8]}-{token[8:12]}-{token[12:16]}-{token[16]}"


def find_tokens(text: str) -> tuple[str, ...]:
    """Every valid token of a text, each once."""
    if "F-" not in text and "f-" not in text:  # most texts hold none, and the expression tries every place
        return ()
    return tuple(dict.fromkeys(token for one in _SHOWN.findall(text) if (token := read_token(one))))


def plus_address(address: str, token: str) -> str:
    """`box@corp.example` -> `box+TOKEN@corp.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token.lower()}@{domain}"


def plus_token(address: str) -> str:
    """The token of a plus-address, or ""."""
    return read_token(address.rpartition("@")[0].rpartition("+")[2])


def subject_tag(number: str) -> str:
    """The public tag of a case: it opens nothing, it only helps people."""
    return f"[{number}]"


def find_tags(subject: str) -> tuple[str, ...]:
    """What stands in brackets in a subject; whether one is a case's number is for the store to say."""
    return tuple(dict.fromkeys(_TAG.findall(subject)))
