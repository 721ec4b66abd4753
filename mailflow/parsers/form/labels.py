"""Which words name a field or column of a form: labels of every language, what people write instead, with hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mailflow.parsers.boxes import BOX
from mailflow.parsers.words import Words, one_of
from mailflow.workflow.model import Field, FieldType

NUMBERING = (
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．:：][ \t　]{0,4}"
    r"|[-*•·●◆■▪○▶➤✦#>]{1,3}[ \t　]{1,4}|[●◆■▪▶➤]|[①-⑳][ \t　]{0,4})"
)
COUNTED = re.compile(r"[ 　]*[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?$")  # a number behind a label
_NUMBERED = re.compile(f"^{NUMBERING}")
_HINT = r"[ \t　]{0,4}(?:[(（\[【][^()（）\[\]【】\n]{0,80}[)）\]】][ \t　]{0,4})?"
_DRESS = " \t　*_【】[]「」『』<>《》〈〉#:：-—=.。"
_LANGUAGES = re.compile(r"[/／|｜()（）\n]|(?<=[^\x00-\x7f])[ 　](?=[A-Za-z])|(?<=[A-Za-z.])[ 　](?=[^\x00-\x7f])")
_LONGEST_LABEL = 40
_LONGEST_WITH_HINT = 120


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of some fields. `exact` maps a plain label to its key."""

    exact: Mapping[str, str]
    same: Mapping[str, str]
    words: Words
    names: str  # an expression for any label, with the blanks that people put into it
    inline: re.Pattern[str]  # any label with its colon in the middle of a line
    leading: re.Pattern[str]  # a label at the head of a line, with something else than a colon behind it
    shown: frozenset[str]  # the labels that the form itself shows, plain; what people write instead isn't among them
    columns: Mapping[str, Labels]  # of each repeated field
    asked: dict[str, str] = field(default_factory=dict)  # answers of `key`: the same cells and lines come often

    @classmethod
    def of(cls, fields: Iterable[Field], words: Words) -> Labels:
        """The labels of these fields; where two share one, the first has it."""
        same = dict(pair.split(" ", 1) for pair in words.lists["form"]["same"] if " " in pair)
        exact: dict[str, str] = {}
        columns: dict[str, Labels] = {}
        shown: set[str] = set()
        spelled: set[str] = set()
        for one in fields:
            for label in (*one.label.values(), *one.also, one.key):
                exact.setdefault(_plain(label, same, words), one.key)
                spelled.add(words.plain(label).strip())
            shown.update(_plain(label, same, words) for label in one.label.values())
            if one.columns:
                columns[one.key] = cls.of(one.columns, words)
        exact.pop("", None)
        names = _any_label(spelled, same)
        wide = one_of(one for one in shown if len(one) >= 3 and not one.isascii())
        return cls(exact, same, words, names, _inline(names), _leading(names, wide), frozenset(shown), columns)

    def key(self, label: str) -> str:
        """The field that exactly this names, a hint in brackets and decoration aside; "" for none."""
        if len(label) > _LONGEST_WITH_HINT:
            return ""
        found = self.asked.get(label)
        if found is None:
            found = self.asked[label] = self._key(_NUMBERED.sub("", label.strip()))
        return found

    def _key(self, bare: str) -> str:
        found = self.exact.get(self.plain(bare)) or self.exact.get(self.plain(_without_hint(bare)))
        if found:
            return found
        parts = {self.exact.get(self.plain(one), "") for one in _LANGUAGES.split(bare) if one.strip()}
        return parts.pop() if len(parts) == 1 else ""  # Impact/影响范围: the same in two languages

    def likely(self, label: str) -> str:
        """The one field whose label this holds (Root cause -> Cause), or is exactly; "" for none or several."""
        exact = self.key(label)
        if exact or len(label) > _LONGEST_LABEL or self.stands_above(label):
            return exact
        plain = self.plain(_without_hint(_NUMBERED.sub("", label.strip())))
        if len(plain) > 24 or re.search(r"[,，。;；!！?？:=]", plain):
            return ""
        found = {
            key
            for known, key in self.exact.items()
            if len(known) >= 2
            and known in plain
            and len(known) * 3 >= len(plain)
            and not self._names_other(plain, known)
        }
        return found.pop() if len(found) == 1 else ""

    def plain(self, label: str) -> str:
        """A label as it is compared."""
        return _plain(label, self.same, self.words)

    def opens(self, text: str) -> bool:
        """True where a text holds a label and, behind its colon or below it, a value: a cell that is a small form."""
        if self.stands_above(text):
            return True
        if not re.search("[:：=]", text[:_LONGEST_WITH_HINT]):
            return False
        found = self.inline.search(self.meant(self.words.plain(text[:_LONGEST_WITH_HINT])))
        return bool(found and text[found.end() :].strip(" \t　:：="))

    def stands_above(self, text: str) -> bool:
        """True where a text's first line is a label and the next ones are not: the value stands below it."""
        first, _, rest = text.partition("\n")
        return bool(rest.strip()) and not self.key(text) and bool(self.key(first))

    def is_foreign(self, text: str) -> bool:
        """True for what forms ask for and this one doesn't: its value belongs to no field."""
        if len(text) > _LONGEST_LABEL:
            return False
        return self.plain(_without_hint(_NUMBERED.sub("", text.strip()))) in self.words.lists["form"]["foreign"]

    def is_department(self, text: str) -> bool:
        """True for what is called as departments are."""
        return len(text) < _LONGEST_LABEL and self.words.plain(text).strip().endswith(
            self.words.lists["letter"]["departments"]
        )

    def has_box(self, text: str) -> bool:
        """True where there is a box to tick."""
        return bool(BOX.search(self.words.plain(text)))

    def _names_other(self, plain: str, known: str) -> bool:
        """问题编号 is not 问题: what is left over names something that the form doesn't ask for."""
        rest = plain.replace(known, "", 1)
        return any(one in rest for one in self.words.lists["form"]["other"])

    def meant(self, folded: str) -> str:
        """Folded text with the words of labels that stand for others replaced, each character in its place."""
        for written, meant in self.same.items():
            if len(written) == len(meant):
                folded = folded.replace(written, meant)
        return folded


def _any_label(names: Iterable[str], same: Mapping[str, str]) -> str:
    """An expression for any of these labels, with the blanks that people put into them."""
    spelled = []
    for name in sorted(set(names), key=len, reverse=True):
        for written, meant in same.items():
            name = name.replace(written, meant)  # noqa: PLW2901 - the same label, as it is compared
        if name.isascii():
            spelled.append("[ 　]{1,3}".join(map(re.escape, name.split())))
        else:
            spelled.append("[ 　]{0,2}".join(map(re.escape, "".join(name.split()))))
    return "|".join(one for one in spelled if one) or r"(?!)"


def _inline(names: str) -> re.Pattern[str]:
    """An expression for any of these labels followed by a colon, in the middle of a line."""
    return re.compile(
        rf"(?:^|[\s　;；|,，])(?:{NUMBERING})?[【\[*]{{0,3}}(?P<label>{names})[】\]*]{{0,3}}{_HINT}[:：=]"
    )


def _leading(names: str, wide: str) -> re.Pattern[str]:
    """A label and its value on a line without a colon: a dash, an arrow or wide blanks stand between.

    One blank is enough behind a label that the form shows, in a script that puts no blanks between words.
    """
    return re.compile(
        rf"(?:{NUMBERING})?(?:(?P<label>{names}){_HINT}"
        r"(?:[ \t　]{0,3}(?:[-–—>→]{1,3}|[.．·…]{2,80})[ \t　]{0,3}|[ 　]{2,20}|[ 　]{0,20}\t[ \t　]{0,20})"
        rf"|(?P<wide>{wide}){_HINT}[ 　])(?=\S)"
    )


def _without_hint(label: str) -> str:
    return re.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "", label)


def _plain(label: str, same: Mapping[str, str], words: Words) -> str:
    plain = "".join(words.plain(label).split()).strip(_DRESS)
    for written, meant in same.items():
        plain = plain.replace(written, meant)
    return plain


def single_line(one: Field) -> bool:
    """True where a value never runs over several lines."""
    return one.type not in (FieldType.TEXT, FieldType.TABLE)
