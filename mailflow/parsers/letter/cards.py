"""Whether one line is plainly part of somebody's contact block: a name, a post, a company, a way to reach somebody.

It knows lines, not where a block begins. What it can't name is no part of a block: a line too many under an answer
costs one question, a condition taken for a title would turn the answer into an approval.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.parsers.letter.bearing import bears, decides
from mailflow.parsers.letter.marks import LONGEST, REMEMBERED, Marks

CARD_LINE = 120
_ADDRESS = re.compile(r"<?[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}>?")
_SITE = re.compile(r"(?:https?://|www\.)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}(?::\d{1,5})?/?")
_PHONE = re.compile(r"\+?[\d ()\-–./]{3,24}(?:(?:ext|x|转|分机|#)\.? ?\d{1,6})?")
_AMOUNT = re.compile(r"\d{1,3}(?:[ .]\d{3}){1,4}")
_DATE = re.compile(r"\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}")
_ACCOUNT = re.compile(r"[A-Za-z0-9_.-]{3,30}")
_PARTS = re.compile(r"[|,，/·;；、\t()（）]|  ")
_BARS = re.compile(r"[|·;；\t]|  ")
_BARE_LABEL = re.compile(r"([A-Za-z]{1,9}|[一-龥]{2,4})\.? +(?=[+(\d])")
_CLAUSES = re.compile(r"[,，、;；·。.!！]|(?<=[\u2e80-\uffff]) +")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LATIN_NAME = re.compile(r"[^\W\d_\u2e80-\uffff](?:[^\W\d_\u2e80-\uffff]|[.'’-]){0,20}\.?")
_AFFILIATED = re.compile("[一-龥]{2,16}")
_IDEOGRAPHS = re.compile("[一-龥]{6}")
_SMALL = frozenset(("of", "and", "the", "for"))


def is_address(core: str) -> bool:
    """A mail address and nothing else."""
    return len(core) <= LONGEST and _ADDRESS.fullmatch(core) is not None


@lru_cache(maxsize=REMEMBERED)
def is_named(core: str, marks: Marks) -> bool:
    """Begins with a name that is known to be one, and goes on, if it does, with a post or a way to reach its bearer."""
    first, rest = _divided(core)
    # 陈嘉怡 Carrie Chan: behind a name in ideographs a Latin one need not be known.
    is_double = first[:1] > "\u2e7f"
    known = (_is_part(one, marks) or (is_double and one.isascii() and _looks_like_name(one, marks)) for one in rest)
    return _is_name(first, marks) and all(known) and not _is_said(core, marks)


def without_honorifics(text: str, marks: Marks) -> str:
    """Prof. Dr. U. Brandt without what stands before the name."""
    words = text.split()
    while len(words) > 1 and all(marks.fold(one) in marks.honorifics for one in re.split(r"[.-]+", words[0]) if one):
        words.pop(0)
    return " ".join(words)


@lru_cache(maxsize=REMEMBERED)
def is_name_shaped(core: str, marks: Marks) -> bool:
    """May be a name that no list knows: only a post or a way to reach somebody beside it makes it one."""
    first, rest = _divided(core)
    if _is_said(core, marks) or marks.words.patterns["letter"]["no_department_like"].search(marks.fold(core)):
        return False
    return _looks_like_name(first, marks) and all(_is_part(one, marks) for one in rest)


@lru_cache(maxsize=REMEMBERED)
def is_contact(core: str, marks: Marks) -> bool:
    """A post, a department, a company, an address, a number: no name alone, and nothing that limits or decides."""
    if not core or len(core) > CARD_LINE:
        return False
    whole = core.strip("*_ ")
    if _is_contact_part(whole, marks) or _is_company(whole, marks) or _is_motto(whole, marks):
        return True
    if marks.words.patterns["quoting"]["certificate_like"].search(marks.fold(whole)):
        return True
    # 鼎泰精密（东莞）有限公司: a bracket within a company's name parts nothing.
    pieces = [one.strip(" *-") for one in _BARS.split(whole)]
    parts = [
        one
        for piece in pieces
        for part in ([piece] if _is_company(piece, marks) else _PARTS.split(piece))
        if (one := part.strip(" *-"))
    ]
    found = [_is_contact_part(one, marks) or _is_company(one, marks) for one in parts]
    if not parts or not any(found):
        return False
    return all(known or _is_name(one, marks) for known, one in zip(found, parts, strict=True))


def belongs(core: str, marks: Marks) -> bool:
    """Any line of a contact block."""
    return is_contact(core, marks) or is_named(core, marks)


@lru_cache(maxsize=REMEMBERED)
def is_postal(core: str, marks: Marks) -> bool:
    """Where somebody may be found, or what is to be done where: 华东区5号楼 is an address only within a whole card."""
    return bool(marks.words.patterns["quoting"]["postal_like"].match(marks.fold(core))) and not _is_said(core, marks)


@lru_cache(maxsize=REMEMBERED)
def is_affiliation(core: str, marks: Marks) -> bool:
    """江海大学, Site Manager, Riverside Tower: an organisation or a post that no list knows, within a whole card."""
    folded = marks.fold(core)
    if len(core) > CARD_LINE or _is_said(core, marks) or re.search(r"[.!?;:。！？；：]", core):
        return False
    if core[:1] > "\u2e7f":
        places = (*marks.companies, *marks.department_endings, *marks.titles)
        unlike = marks.words.patterns["letter"]["no_department_like"]
        return all(_AFFILIATED.fullmatch(one) and one.endswith(places) for one in folded.split()) and not unlike.search(
            folded
        )
    words = core.replace(",", " ").replace("|", " ").split()
    return 0 < len(words) <= 7 and all(word[0].isupper() or word in _SMALL or word.isdigit() for word in words)


@lru_cache(maxsize=REMEMBERED)
def reaches(core: str, marks: Marks) -> bool:
    """A number, an address or a company: nobody types one by hand to narrow what they sign."""
    parts = (core, *(one.strip(" *-") for one in _PARTS.split(core)))
    return any(_is_way(one, marks) or _is_company(one, marks) for one in parts)


def is_slogan(core: str, marks: Marks) -> bool:
    """说到做到，使命必达: a sentence without a number; a bare place or quantity (华东区5号楼, two trucks) is none."""
    clauses = [one for one in _CLAUSES.split(core) if len(one.strip()) > 3]
    is_sentence = len(clauses) > 1 or len(_LATIN.findall(core)) > 4 or _IDEOGRAPHS.search(core) is not None
    return is_sentence and not any(map(str.isdigit, core)) and not turns(core, marks)


def is_saying(core: str, marks: Marks) -> bool:
    """凡事先同意再行动: it speaks of everything, so it limits nothing, whatever its words are elsewhere."""
    folded, patterns = marks.fold(core), marks.words.patterns
    if len(core) > CARD_LINE or any(map(str.isdigit, core)) or patterns["letter"]["topics_like"].search(folded):
        return False
    return patterns["quoting"]["motto_like"].search(folded) is not None


def is_postscript(core: str, marks: Marks) -> bool:
    """PS: after legal has seen it, 附言：超5万须报我: a condition or an afterthought, wherever it stands."""
    folded, patterns = marks.fold(core), marks.words.patterns
    lists = ["partial_like", "then_sign_like", "if_like"]
    if not is_slogan(core, marks):
        lists += ["condition_like", "bounding_like"]
    return bool(patterns["letter"]["postscript_like"].match(folded)) or any(
        patterns["decision"][name].search(folded) for name in lists
    )


def turns(core: str, marks: Marks) -> bool:
    """Whether a line limits or changes what was decided, without deciding anything itself: no motto does so."""
    folded, patterns = marks.fold(core), marks.words.patterns
    like = (
        patterns["letter"]["limits_like"],
        patterns["letter"]["topics_like"],
        patterns["quoting"]["no_disclaimer_like"],
        *(patterns["decision"][name] for name in ("change_like", "half_like", "withdraw_like")),
    )
    return any(one.search(folded) for one in like) and not decides(folded, marks.words)


def _divided(core: str) -> tuple[str, list[str]]:
    first, *rest = [one.strip(" *-") for one in _PARTS.split(core)]
    head, _, behind = first.partition(" ")
    if behind and head and head[0] > "\u2e7f":
        latin = [behind] if behind.isascii() else behind.split()  # 陈嘉怡 Carrie Chan
        first, rest = head, [*latin, *rest]
    return first, [one for one in rest if one]


def _is_part(part: str, marks: Marks) -> bool:
    return _is_contact_part(part, marks) or _is_company(part, marks) or _is_name(part, marks)


def _is_said(core: str, marks: Marks) -> bool:
    folded = marks.fold(core)
    return bool(marks.words.patterns["quoting"]["no_card_like"].search(folded)) or bears(folded, marks.words)


def _is_name(text: str, marks: Marks) -> bool:
    """李建国, Emily Carter: characters that names are made of, or a first name that is known."""
    if text and text[0] > "\u2e7f":
        pattern = marks.name_like
        key = marks.key(text)
        return pattern.fullmatch(key) is not None and key not in marks.answers
    name = without_honorifics(text, marks)
    return _looks_like_name(name, marks) and (name != text or marks.fold(name).split()[0] in marks.first_names)


def _looks_like_name(text: str, marks: Marks) -> bool:
    if _is_no_name(marks.fold(text), marks):
        return False
    plain = text.replace(" ", "")
    if 2 <= len(plain) <= 3 and all(char > "\u2e7f" for char in plain):
        key = marks.key(plain)
        return key.startswith(marks.surnames) and key not in marks.answers
    words = text.split()
    if not 0 < len(words) <= 4 or any(marks.key(word) in marks.answers for word in words):
        return False
    return all(word[0].isupper() and _LATIN_NAME.fullmatch(word) for word in words)


def _is_contact_part(part: str, marks: Marks) -> bool:
    part = re.sub(r"^[^\w+(<]+", "", part).strip()
    return bool(part) and (_is_way(part, marks) or _is_post(part, marks))


def _is_way(part: str, marks: Marks) -> bool:
    """A number, a mail address, a site; behind its label also an account or a postal address."""
    label, colon, value = part.replace("：", ":").partition(":")
    if colon and marks.key(label) in marks.contact_labels:
        return _is_labelled(value.strip(), marks)
    bare = _BARE_LABEL.match(part)
    if bare and marks.key(bare[1]) in marks.contact_labels:
        return _is_labelled(part[bare.end() :], marks)
    return _is_unlabelled(marks.fold(part)) or _is_phone(marks.fold(part), labelled=False)


def _is_labelled(value: str, marks: Marks) -> bool:
    folded = marks.fold(value)
    if _is_unlabelled(folded) or _is_phone(folded, labelled=True) or is_postal(value, marks):
        return True
    return bool(_ACCOUNT.fullmatch(folded)) and any(map(str.isdigit, folded))


def _is_unlabelled(folded: str) -> bool:
    return is_address(folded) or _SITE.fullmatch(folded) is not None


def _is_phone(value: str, *, labelled: bool) -> bool:
    digits = sum(map(str.isdigit, value))
    if _PHONE.fullmatch(value) is None or digits > 18 or _DATE.fullmatch(value) or _AMOUNT.fullmatch(value):
        return False
    if labelled or digits < 7:
        return labelled and digits >= 3
    return value[0] in "+0" or "-" in value or value.startswith("(") or (digits == 11 and value[0] == "1")


def _is_post(part: str, marks: Marks) -> bool:
    """生产部 部长, Senior Project Manager: words of posts and departments, and no other."""
    folded = marks.fold(part)
    if _is_said(part, marks):
        return False
    if part[0] > "\u2e7f":
        return all(_is_ideographic_post(one, marks) for one in folded.split())
    words = re.findall(r"[^\W\d_]+", part)
    if not 0 < len(words) <= 8 or re.search(r"[.!?;:0-9]", part) or words[0] in _SMALL:
        return False
    capital = all(word[0].isupper() or word in _SMALL for word in words)
    known = [marks.fold(word) in marks.post_words for word in words]
    return capital and (all(known) or (_holds_title(words, marks) and not _is_no_name(folded, marks)))


def _holds_title(words: list[str], marks: Marks) -> bool:
    """Director of Nursing: among capitalised words one title tells what the line is."""
    return any(marks.fold(word) in marks.titles for word in words)


def _is_no_name(folded: str, marks: Marks) -> bool:
    return bool(marks.words.patterns["letter"]["no_name_like"].search(folded))


def is_department(name: str, marks: Marks) -> bool:
    """采购部: words that departments are called by, the last of which makes one."""
    return _last_word(name, marks).endswith(marks.department_endings)


def _is_ideographic_post(text: str, marks: Marks) -> bool:
    return _last_word(text, marks).endswith((*marks.titles, *marks.department_endings))


def _last_word(text: str, marks: Marks) -> str:
    """Cut from the left, the longest word first; "" where something is left that is no word of posts."""
    place, last = 0, ""
    while place < len(text):
        last = next((text[place:end] for end in range(len(text), place, -1) if text[place:end] in marks.post_words), "")
        if not last:
            return ""
        place += len(last)
    return last


def _is_company(core: str, marks: Marks) -> bool:
    folded = marks.fold(core).strip(" .")
    if len(core) > 50 or re.search(r"[。！？；!?;:：]", core):
        return False
    ending = next((one for one in marks.companies if folded.endswith(one)), "")
    before = folded[: len(folded) - len(ending)].strip(" .,")
    if not ending or len(before) < 2 or _is_said(before, marks):
        return False
    if ending[0].isascii():
        words = core.replace("&", " ").split()
        return (
            1 < len(words) <= 7 and all(word[0].isupper() for word in words) and folded.split()[-1].strip(".") == ending
        )
    return re.fullmatch(r"[一-龥a-z0-9()·\-]{2,40}", folded) is not None


def _is_motto(core: str, marks: Marks) -> bool:
    label, colon, motto = core.replace("：", ":").partition(":")
    return bool(colon) and marks.key(label) in marks.slogan_labels and not turns(motto, marks)
