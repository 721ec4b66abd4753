"""Whether styles let a reader see a text: what hides it, by attribute, inline style or style sheet.

It knows the ways in which mails hide words, not the cascade of CSS: when a rule may hide, it counts as hiding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_ZERO = re.compile(r"0*\.?0*(px|pt|em|rem|%|cm|mm|in|vw|vh|ex|ch)?$")
_NUMBER = re.compile(r"-?\d{0,9}(?:\.\d{0,9})?")
_RGB = re.compile(r"rgba?\(([^()]{1,60})\)")
_COLOURS = {"white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255)}
_WHITE = (255, 255, 255)
_UNSAID = (-1, -1, -1)
_NEAR = 12  # of 255: a shade this close to its ground can't be read
_COMMENT = ("/*", "*/")
_CELLS = frozenset(("table", "tbody", "tr", "td", "th"))  # ruled all round, as forms are
_SIDES = ("border-left", "border-inline-start")
_REMEMBERED = 400  # characters of a style that is remembered
MOST = 4_000  # characters of declarations for one name: a style sheet that hides does so early


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen inside an element."""

    is_hidden: bool = False
    colour: tuple[int, int, int] | None = None
    ground: tuple[int, int, int] | None = _WHITE  # None: a picture or something unknown
    is_barred: bool = False  # a line is drawn down its left side, as beside a quote

    def inside(self, tag: str, attributes: Mapping[str, str | None], rules: Mapping[str, str]) -> Sight:
        """The sight inside a child with these attributes."""
        styles = "".join(_applying(tag, attributes, rules)) + (attributes.get("style") or "")
        colour_word = attributes.get("color") if tag == "font" else None
        ground_word = attributes.get("bgcolor")
        gone = "hidden" in attributes
        if not (styles or colour_word or ground_word or gone):
            return self
        look = _look(styles) if len(styles) <= _REMEMBERED else _look.__wrapped__(styles)
        ground = look.ground if look.says_ground else _ground((ground_word,), self.ground)
        colour = look.colour or (_colour(colour_word) if colour_word and not look.says_colour else None) or self.colour
        hidden = self.is_hidden or gone or look.hides or _blends(colour, ground)
        barred = self.is_barred or (look.is_barred and tag not in _CELLS)
        if (hidden, colour, ground, barred) == (self.is_hidden, self.colour, self.ground, self.is_barred):
            return self
        return Sight(is_hidden=hidden, colour=colour, ground=ground, is_barred=barred)


@dataclass(frozen=True, slots=True)
class _Look:
    """What some declarations say, wherever they stand."""

    hides: bool
    colour: tuple[int, int, int] | None
    says_colour: bool
    ground: tuple[int, int, int] | None
    says_ground: bool
    is_barred: bool


@lru_cache(maxsize=1024)  # a mail repeats a few styles, and so do the mails of a program
def _look(styles: str) -> _Look:
    declared = _declared(styles)
    grounds = (declared.get("background-color"), declared.get("background"))
    ground = _ground(grounds, _UNSAID)
    return _Look(
        hides=_hides(declared),
        colour=_colour(declared.get("color") or ""),
        says_colour=bool(declared.get("color")),
        ground=ground,
        says_ground=ground is not _UNSAID,
        is_barred=_is_barred(declared),
    )


PLAIN = Sight()  # black on white


def hiding_rules(sheets: str) -> Mapping[str, str]:
    """Declarations by the simple selector (`.name`, `#name`, `tag`) that a rule of these style sheets ends in."""
    rules: dict[str, str] = {}
    for selectors, body in _rules(sheets):
        if not _may_hide(body):
            continue
        for selector in selectors.split(",", 200)[:200]:
            last = selector.split()[-1] if selector.split() else ""
            name = _simple(last)
            if name and len(rules.get(name, "")) < MOST:
                rules[name] = rules.get(name, "") + body + ";"
    return rules


def _rules(sheets: str) -> Iterator[tuple[str, str]]:
    sheets = _without_comments(sheets).replace("<!--", "").replace("-->", "")
    for piece in sheets.split("}"):
        head, brace, body = piece.rpartition("{")
        if brace:
            yield head.rpartition("{")[2].rpartition(";")[2].lower(), body.lower()


def _without_comments(text: str) -> str:
    kept: list[str] = []
    start, end = _COMMENT
    while True:
        before, mark, rest = text.partition(start)
        kept.append(before)
        if not mark:
            return "".join(kept)
        text = rest.partition(end)[2]


def _may_hide(body: str) -> bool:
    return "color" in body or "border" in body or _hides(_declared(body))


def _simple(selector: str) -> str:
    """`div.x:hover` -> `.x`; a state that a reader must bring about (hover) hides nothing at first."""
    if ":" in selector:
        return ""
    for mark in (".", "#"):
        if mark in selector:
            return mark + selector.rpartition(mark)[2].partition("[")[0]
    return selector


def _applying(tag: str, attributes: Mapping[str, str | None], rules: Mapping[str, str]) -> Iterator[str]:
    if not rules:
        return
    yield rules.get(tag, "")
    for one in (attributes.get("class") or "").lower().split()[:50]:
        yield rules.get(f".{one}", "")
    yield rules.get(f"#{(attributes.get('id') or '').lower()}", "")


def _declared(styles: str) -> Mapping[str, str]:
    declared: dict[str, str] = {}
    for one in styles.lower().split(";")[:500]:
        name, colon, value = one.partition(":")
        if colon:
            declared[name.strip()] = value.replace("!important", "").strip()
    return declared


def _is_zero(value: str) -> bool:
    return bool(value) and _ZERO.fullmatch(value) is not None


def _number(value: str) -> float:
    found = _NUMBER.match(value)
    text = found.group() if found else ""
    try:
        return float(text)
    except ValueError:
        return 1.0


def _hides(declared: Mapping[str, str]) -> bool:
    get = declared.get
    if get("display") == "none" or get("visibility") in {"hidden", "collapse"} or get("mso-hide") == "all":
        return True
    size = get("font-size", "")
    if size and (_is_zero(size) or (size.endswith(("px", "pt")) and _number(size) <= 1)):
        return True
    if get("opacity") and _number(get("opacity", "1")) <= 0.05:
        return True
    clipped = get("overflow", get("overflow-y", "")) == "hidden"
    if clipped and any(_is_zero(get(side, "")) for side in ("height", "max-height", "width", "max-width")):
        return True
    away = (get("left", ""), get("top", ""), get("right", ""), get("margin-left", ""), get("text-indent", ""))
    if any(value and _number(value) <= -500 for value in away):
        return True
    return get("clip", "").replace(" ", "").startswith("rect(0") or "scale(0)" in get("transform", "")


def _is_barred(declared: Mapping[str, str]) -> bool:
    """A border on the left and none on the right."""
    left = next((value for side in _SIDES if (value := _border(declared, side))), "")
    width = declared.get("border-width", "").split()
    if len(width) == 4 and not left:
        return not _is_nothing(width[3]) and _is_nothing(width[1])
    return bool(left) and not _border(declared, "border-right") and not _border(declared, "border-inline-end")


def _border(declared: Mapping[str, str], side: str) -> str:
    values = (declared.get(side), declared.get(f"{side}-width"), declared.get(f"{side}-style"))
    given = [value for value in values if value is not None]
    return "" if any(_is_nothing(one) for value in given for one in value.split()) else " ".join(given)


def _is_nothing(value: str) -> bool:
    return value in {"none", "hidden", "initial"} or _is_zero(value)


def _ground(values: Iterable[str | None], outer: tuple[int, int, int] | None) -> tuple[int, int, int] | None:
    """The first of the values that is a colour, or a picture; else what is outside."""
    for value in values:
        if not value:
            continue
        colour = _colour(value)
        if colour:
            return colour
        if "url(" in value or "gradient" in value:
            return None
    return outer


def _blends(colour: tuple[int, int, int] | None, ground: tuple[int, int, int] | None) -> bool:
    if not colour or not ground:
        return False
    return all(abs(one - other) <= _NEAR for one, other in zip(colour, ground, strict=True))


def _colour(value: str) -> tuple[int, int, int] | None:
    value = value.strip().lower()
    word = value.split()[0] if value.split() else ""
    if word in _COLOURS:
        return _COLOURS[word]
    if word.startswith("#"):
        return _hex(word[1:])
    found = _RGB.search(value)
    if not found:
        return None
    parts = found.group(1).replace("/", ",").replace(" ", ",").split(",")
    numbers = [int(_number(part)) for part in parts if part]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) >= 3 and (len(numbers) == 3 or numbers[3] > 0) else None


def _hex(digits: str) -> tuple[int, int, int] | None:
    if len(digits) in {3, 4}:
        digits = "".join(one * 2 for one in digits)
    if len(digits) not in {6, 8}:
        return None
    try:
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    except ValueError:
        return None
