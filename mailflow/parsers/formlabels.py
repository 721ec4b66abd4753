"""Which words name a field or column of a form: labels of every language, what people write instead, with hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailflow.parsers.words import Words, one_of
from mailflow.workflow.model import Field, FieldType

NUMBERING = (
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．:：][ \t　]{0,4}"
    r"|[-*•·●◆■▪○#>]{1,3}[ \t　]{1,4}|[①-⑳][ \t　]{0,4})"
)
_HINT = r"[ \t　]{0,4}(?:[(（\[【][^()（）\[\]【】\n]{0,80}[)）\]】][ \t　]{0,4})?"
_DRESS = " \t　*_【】[]「」<>《》#:：-—=.。"
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of some fields. `exact` maps a plain label to its key."""

    exact: Mapping[str, str]
    same: Mapping[str, str]
    words: Words
    inline: re.Pattern[str]  # any label with its colon in the middle of a line
    columns: Mapping[str, Labels]  # of each repeated field

    @classmethod
    def of(cls, fields: Iterable[Field], words: Words) -> Labels:
        """The labels of these fields; where two share one, the first has it."""
        same = dict(pair.split(" ", 1) for pair in words.lists["form"]["same"] if " " in pair)
        exact: dict[str, str] = {}
        columns: dict[str, Labels] = {}
        for field in fields:
            for label in (*field.label.values(), *field.also, field.key):
                exact.setdefault(_plain(label, same, words), field.key)
            if field.columns:
                columns[field.key] = cls.of(field.columns, words)
        exact.pop("", None)
        return cls(exact, same, words, _inline(exact), columns)

    def key(self, label: str) -> str:
        """The field that exactly this names, a hint in brackets and decoration aside; "" for none."""
        if len(label) > _LONGEST_LABEL + 80:
            return ""
        bare = re.sub(rf"^{NUMBERING}", "", label.strip())
        found = self.exact.get(_plain(bare, self.same, self.words))
        return found or self.exact.get(_plain(_without_hint(bare), self.same, self.words), "")

    def likely(self, label: str) -> str:
        """The one field whose label this holds (Root cause -> Cause), or is exactly; "" for none or several."""
        exact = self.key(label)
        if exact or len(label) > _LONGEST_LABEL:
            return exact
        plain = _plain(_without_hint(re.sub(rf"^{NUMBERING}", "", label.strip())), self.same, self.words)
        if len(plain) > 24 or re.search(r"[,，。;；!！?？]", plain):
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


def _inline(names: Iterable[str]) -> re.Pattern[str]:
    """An expression for any of these labels followed by a colon, in the middle of a line."""
    return re.compile(
        rf"(?:^|[\s　;；|,，])(?:{NUMBERING})?[【\[*]{{0,3}}(?P<label>{one_of(names)})[】\]*]{{0,3}}{_HINT}[:：]"
    )


def _without_hint(label: str) -> str:
    return re.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "", label)


def _plain(label: str, same: Mapping[str, str], words: Words) -> str:
    plain = "".join(words.plain(label).split()).strip(_DRESS)
    for written, meant in same.items():
        plain = plain.replace(written, meant)
    return plain


def single_line(field: Field) -> bool:
    """True where a value never runs over several lines."""
    return field.type not in (FieldType.TEXT, FieldType.TABLE)
