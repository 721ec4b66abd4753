"""Who a mail is from: a strict reading of From, and what the trusted border stamped about it (RFC 8601).

Knows nobody (the directory is not asked) and looks nothing up. Reply-To, Sender and display names prove nothing here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from mailflow.parsers.message import Message
from mailflow.workflow.reply import Origin, OriginVerdict

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_ATEXT}(?:\.{_ATEXT})*)@({_LABEL}(?:\.{_LABEL})*)")
_PHRASE = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"()<>\[\]:;@\\,]+|\s+')
_BY = re.compile(r"\bby[ \t]+([A-Za-z0-9.-]+)", re.IGNORECASE)
_STAMP_ID = re.compile(r'[ \t]*"?([^\s;"()]+)"?(?:[ \t]*\([^()]*\))?(?:[ \t]+\d+)?[ \t]*;')
_MICROSOFT = ("protection.outlook.com", "protection.partner.outlook.cn", "protection.office365.us")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})  # Unicode's controls, format signs, private and broken ones
_MOST = 20  # stamps; the border's own stands above what a sender imitates
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST = 8 * 1024

_PROVEN, _WEAK = OriginVerdict.PROVEN, OriginVerdict.WEAK
_FAILED, _TEMPORARY = OriginVerdict.FAILED, OriginVerdict.TEMPORARY
_WORST_FIRST = (_FAILED, _TEMPORARY, _WEAK, _PROVEN)


def read_origin(message: Message, authserv_id: str) -> Origin:
    """The one address of From, and the verdict of the stamps that carry our border's name; "" trusts no stamp."""
    address, trick = read_address(message.values("From"))
    if not address:
        return Origin("", _FAILED, trick)
    if not authserv_id:
        return Origin(address, _WEAK, "no_border")
    stamps = _trusted(message.headers, authserv_id)
    if not stamps:
        return Origin(address, _WEAK, "no_stamp")
    domain = address.rpartition("@")[2]
    judged = [(*_judge(_results(stamp, authserv_id), domain), stamp) for stamp in stamps]
    verdict, reason, stamp = min(judged, key=lambda one: _WORST_FIRST.index(one[0]))
    return Origin(address, verdict, reason, stamp)


def read_address(values: Sequence[str]) -> tuple[str, str]:
    """The address of exactly one From field with exactly one plain mailbox, and ""; or "" and why not.

    The domain comes in lower case; the local part stays as it is.
    """
    if len(values) != 1:
        return "", "missing" if not values else "several_fields"
    value = values[0].strip(" \t")
    if not value:
        return "", "missing"
    if len(value) > _LONGEST or any(unicodedata.category(one) in _UNSEEN for one in value if one != "\t"):
        return "", "syntax"
    whole = _ADDRESS.fullmatch(value)
    if whole:
        return _made(whole)
    at = _end_of_phrase(value)
    rest = value[at:]
    if not rest.startswith("<"):
        return "", _trick(value, rest)
    inner = rest[1:-1] if rest.endswith(">") else ""
    found = _ADDRESS.fullmatch(inner)
    return _made(found) if found else ("", _trick(value, rest))


def _end_of_phrase(value: str) -> int:
    """Where the display name ends: words, quoted strings and blanks, nothing else."""
    at = 0
    while at < len(value) and (found := _PHRASE.match(value, at)):
        at = found.end()
    return at


def _made(found: re.Match[str]) -> tuple[str, str]:
    local, domain = found[1], found[2].lower()
    if len(local) > 64 or len(domain) > 253 or "=?" in local:
        return "", "syntax"
    return f"{local}@{domain}", ""


def _trick(value: str, rest: str) -> str:
    """The name of what makes a From unfit."""
    if rest.startswith("<") and not rest.isascii():
        return "not_ascii"
    if rest.startswith("<") and (":" in rest or rest.startswith("<@")):
        return "route"
    for letter, name in ((",", "several"), ("(", "comment"), (")", "comment"), (":", "group"), (";", "group")):
        if letter in rest:
            return name
    if rest.count("<") > 1 or rest.count("@") > 1:
        return "several"
    if not value.isascii() and "@" in value:
        return "not_ascii"
    return "syntax" if "@" in value else "no_address"


def _trusted(headers: Sequence[tuple[str, str]], authserv_id: str) -> list[str]:
    """The stamps with our border's name that stand above the first hop below that border.

    The border's hop is the topmost Received made under that name (or by Microsoft's, whose stamps name nobody), else
    the topmost; what lies under the next Received was in the mail before it came. A stamp that a sender imitates at the
    top of the own mail stands beside the real one: the worst of them counts.
    """
    hops = [place for place, (name, _) in enumerate(headers) if name.lower() == "received"]
    made = (place for place in hops if _is_by(headers[place][1], authserv_id, *_MICROSOFT))
    border = next(made, hops[0] if hops else -1)
    end = next((place for place in hops if place > border), len(headers))
    found = [value for name, value in headers[:end] if name.lower() == "authentication-results"]
    ours = [value for value in found if _id_of(value) == authserv_id.lower()]
    is_nameless = border >= 0 and _is_by(headers[border][1], *_MICROSOFT)
    return ours[:_MOST] or [value for value in found if is_nameless and not _id_of(value)][:_MOST]


def _is_by(received: str, *hosts: str) -> bool:
    """True where this hop was made by one of these hosts, or one below them."""
    found = _BY.search(received[:_LONGEST])
    by = f".{found[1].lower().strip('.')}" if found else ""
    return bool(by) and any(by.endswith(f".{host.lower().strip('.')}") for host in hosts)


def _id_of(stamp: str) -> str:
    """Who made a stamp, in lower case; "" where it names nobody, as Microsoft's."""
    found = _STAMP_ID.match(stamp[:_LONGEST])
    return found[1].lower() if found and "=" not in found[1] else ""


@dataclass(frozen=True, slots=True)
class _Result:
    """One method's result in a stamp."""

    method: str
    result: str
    domain: str  # that it speaks of, lower case


def _results(stamp: str, authserv_id: str) -> tuple[_Result, ...] | None:
    """What a stamp says; None where it can't be read."""
    if len(stamp) > _LONGEST:
        return None
    value = stamp if _id_of(stamp) else f"{authserv_id}; {stamp}"
    if '"' not in value and "\\" not in value:  # then a parenthesis can only be a comment, and authres is slow on those
        value = _COMMENT.sub(" ", value)
    return _parsed(value)


@lru_cache(maxsize=512)  # a border says the same of most mails of one sender
def _parsed(value: str) -> tuple[_Result, ...] | None:
    try:
        parsed = AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except (AuthResError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return None
    return tuple(_result(one) for one in parsed.results or ())


def _result(one: object) -> _Result:
    method = str(getattr(one, "method", "") or "").lower()
    wanted = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom",)}.get(method, ())
    given: dict[str, set[str]] = {}
    for prop in getattr(one, "properties", ()) or ():
        domain = str(prop.value or "").rpartition("@")[2].strip(" .<>").lower()
        given.setdefault(str(prop.name).lower(), set()).add(domain)
    named = next((given[name] for name in wanted if given.get(name, {""}) != {""}), {""})
    domain = next(iter(named)) if len(named) == 1 else ""  # a border names what it checked once
    return _Result(method, str(getattr(one, "result", "") or "").lower(), domain)


def _judge(results: Sequence[_Result] | None, domain: str) -> tuple[OriginVerdict, str]:
    """What one stamp proves about mail from this domain."""
    if results is None:
        return _WEAK, "unreadable_stamp"
    for one in _of(results, "dmarc"):
        match one.result:
            case "pass" if _is_aligned(one.domain, domain):
                continue
            case "pass":
                return (_FAILED, "other_domain") if one.domain else (_WEAK, "dmarc_unnamed")
            case "fail":
                return _FAILED, "dmarc_fail"
            case "temperror":
                return _TEMPORARY, "dmarc_temperror"
    if any(one.result == "pass" for one in _of(results, "dmarc")):
        return _PROVEN, "dmarc"
    return _judge_alone(results, domain)


def _judge_alone(results: Sequence[_Result], domain: str) -> tuple[OriginVerdict, str]:
    """Without DMARC: an aligned signature proves, an aligned failure speaks against, SPF alone is weak."""
    signed = [one.result for one in _of(results, "dkim") if _is_aligned(one.domain, domain)]
    if "pass" in signed:
        return _PROVEN, "dkim"
    if "temperror" in signed:
        return _TEMPORARY, "dkim_temperror"
    if "fail" in signed:
        return _FAILED, "dkim_fail"
    sent = {one.result for one in _of(results, "spf")}
    if any(one.result == "fail" and _is_aligned(one.domain, domain) for one in _of(results, "spf")):
        return _FAILED, "spf_fail"
    return _WEAK, "spf_alone" if "pass" in sent else "none"


def _of(results: Sequence[_Result], method: str) -> Iterator[_Result]:
    return (one for one in results if one.method == method)


def _is_aligned(signer: str, domain: str) -> bool:
    """The domain itself or one above it; a bare top-level domain signs for nobody."""
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))
