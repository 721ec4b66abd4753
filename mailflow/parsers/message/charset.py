"""Bytes to text: which encoding a text is really in, whatever its label says; and the words of a header field.

Honours no label outside its own list: an encoding that spells letters in ASCII (utf-7, hz, unicode_escape) could say
one thing to a reader and another to us. The only door to chardet. Knows nothing of MIME structure.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

import chardet

_LATIN = {
    "ascii": "ascii",
    "usascii": "ascii",
    "ansix341968": "ascii",
    "iso646us": "ascii",
    "646": "ascii",
    "iso88591": "latin-1",
    "latin1": "latin-1",
    "l1": "latin-1",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "ansi": "cp1252",
}
_CHINESE = {
    **dict.fromkeys(
        ("gb2312", "gbk", "xgbk", "cp936", "ms936", "windows936", "gb18030", "gb231280", "csgb2312", "euccn"), "gb18030"
    ),
    **dict.fromkeys(("big5", "xxbig5", "cnbig5", "csbig5", "cp950", "ms950", "windows950"), "cp950"),
    "big5hkscs": "big5hkscs",
}
_TRUSTED = {
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    **_CHINESE,
    **{f"windows{page}": f"cp{page}" for page in (*range(1250, 1252), *range(1253, 1259))},
    **{f"cp{page}": f"cp{page}" for page in (*range(1250, 1252), *range(1253, 1259))},
    **{f"iso8859{part}": f"iso8859-{part}" for part in (*range(2, 12), *range(13, 17))},
    **dict.fromkeys(("koi8r", "koi8u"), "koi8-u"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "windows31j", "cp932"), "cp932"),
    "eucjp": "euc-jp",
    **dict.fromkeys(("euckr", "ksc56011987", "ksc5601", "cp949"), "cp949"),
}
_LEGIBLE = {"iso2022jp": "iso2022_jp", "csiso2022jp": "iso2022_jp"}  # can be shown; two readers may read two things
_PUNCTUATION = re.compile(r"[^0-9a-z]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_EAST = re.compile("[\u2000-\u206f\u2e80-\u9fff\uff00-\uffef]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 64 * 1024
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_Q_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")
_GUESSES = ["ascii", "utf-8", "gb18030", "big5"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, what makes it doubtful (`defects`), and what is odd but harms nothing (`notes`)."""

    text: str
    defects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def decode(data: bytes, label: str) -> Decoded:
    """The text of a part, every line end as LF; a character that could not be read shows as U+FFFD, with a defect."""
    plain = _PUNCTUATION.sub("", label.lower())
    defects: list[str] = []
    notes: list[str] = []
    if plain in _LEGIBLE:
        defects.append("unusual_charset")
        text = data.decode(_LEGIBLE[plain], "replace")
    else:
        is_known = not plain or plain in _TRUSTED or plain in _LATIN
        if not is_known:
            defects.append("unknown_charset")
        text, codec = _ladder(data, plain)
        if is_known and plain and codec not in ("ascii", _TRUSTED.get(plain), _LATIN.get(plain)):
            notes.append("mislabelled_charset")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\ufffd" in text:
        defects.append("undecodable")
    if _CONTROLS.search(text):
        defects.append("control_characters")
        text = text.replace("\x00", "\ufffd")
    return Decoded(text, tuple(defects), tuple(notes))


def _ladder(data: bytes, plain: str) -> tuple[str, str]:
    """Text and the codec that read it: the label where it holds, else UTF-8, else the best guess."""
    if data.isascii():
        return data.decode("ascii"), "ascii"
    codec = _TRUSTED.get(plain, "")
    utf8 = _try(data, "utf-8")
    if codec == "utf-8" and utf8 is not None:
        return utf8, codec
    # UTF-8 under a Chinese label decodes as GBK by accident now and then; Chinese characters in UTF-8 never happen so.
    if utf8 is not None and (codec not in _CHINESE.values() or _is_eastern(utf8)):
        return utf8, "utf-8"
    for one in (codec, "big5hkscs") if codec == "cp950" else (codec,):
        text = _try(data, one) if one else None
        if text is not None:
            return text, codec
    damaged = data.decode("utf-8", "replace")
    if codec == "utf-8" and _is_mostly_read(damaged):
        return damaged, codec
    guess = _guess(data, plain)
    text = _try(data, guess)
    return (text, guess) if text is not None else (data.decode(codec or guess, "replace"), codec or guess)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _is_eastern(text: str) -> bool:
    """True where most of what is not ASCII is Chinese or its punctuation."""
    foreign = sum(not one.isascii() for one in text)
    return len(_EAST.findall(text)) * 2 > foreign


def _is_mostly_read(text: str) -> bool:
    """True where more foreign characters could be read than not: a damaged text, no mislabelled one."""
    lost = text.count("\ufffd")
    return sum(not one.isascii() for one in text) > 2 * lost


def _guess(data: bytes, plain: str) -> str:
    """Latin letters stand alone between ASCII ones; Chinese characters come in runs of even length."""
    runs = _HIGH.findall(data, 0, _SAMPLE)
    alone = sum(len(run) == 1 for run in runs)
    if alone * 2 > len(runs) and plain not in _CHINESE:
        return _LATIN.get(plain, "cp1252").replace("ascii", "cp1252")
    found = chardet.detect(data[:_SAMPLE], include_encodings=_GUESSES, no_match_encoding="gb18030")["encoding"]
    guess = "cp950" if found and found.lower() == "big5" else "gb18030"
    if _try(data, guess) is not None:
        return guess
    return _LATIN.get(plain, "cp1252").replace("ascii", "cp1252") if plain not in _CHINESE else guess


def decode_field(raw: bytes) -> str:
    """A header field's bytes as text; its encoded words stay as they are."""
    if raw.isascii():
        return raw.decode("ascii")
    text = _try(raw, "utf-8")
    return text if text is not None else _ladder(raw, "")[0]


def decode_words(value: str) -> str:
    """A header field with its encoded words (RFC 2047) read, also where a character is split between two words."""
    return value if "=?" not in value else "".join(text for _, text in _split(value))


def repair_words(value: str) -> str:
    """The same field, each run of encoded words as one clean UTF-8 word: what any mail library reads the same way."""
    if "=?" not in value:
        return value
    broken = _clean_word("=?")  # what only looks like an encoded word is kept from being taken for one
    return "".join(_clean_word(text) if is_coded else text.replace("=?", broken) for is_coded, text in _split(value))


def _clean_word(text: str) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(text.encode(), newline=False).decode()}?="


def _split(value: str) -> Iterator[tuple[bool, str]]:
    """Literal stretches, and runs of encoded words as (True, text); blanks between two words belong to neither."""
    run: list[tuple[str, bytes]] = []
    at = 0
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        data = _word_bytes(found[2], found[3])
        if run and (between.strip() or data is None):
            yield True, _read_run(run)
            run = []
        elif run:
            between = ""
        if between:
            yield False, between
        if data is None:
            yield False, found[0]
        else:
            run.append((found[1], data))
        at = found.end()
    if run:
        yield True, _read_run(run)
    if value[at:]:
        yield False, value[at:]


def _read_run(run: list[tuple[str, bytes]]) -> str:
    texts: list[str] = []
    at = 0
    while at < len(run):
        label, end = run[at][0].lower(), at + 1
        while end < len(run) and run[end][0].lower() == label:
            end += 1
        texts.append(decode(b"".join(data for _, data in run[at:end]), label).text)
        at = end
    return "".join(texts)


def _word_bytes(kind: str, text: str) -> bytes | None:
    """What an encoded word holds; None where it can't be one."""
    try:
        data = text.encode("ascii")
        if kind in "bB":
            return binascii.a2b_base64(data + b"==")
        return _Q_BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), data.replace(b"_", b" "))
    except ValueError:
        return None
