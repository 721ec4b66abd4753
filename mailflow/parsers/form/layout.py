"""A form written as lines: `label: value`, labels of their own with the value below; tables stand among the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from mailflow.parsers.form.blocks import Block, Grid, flat, text_blocks
from mailflow.parsers.form.ending import without_end, without_rules
from mailflow.parsers.form.labels import COUNTED, NUMBERING, Labels
from mailflow.parsers.form.rows import read_rows
from mailflow.parsers.form.table import Row, read_grid, read_rows_of
from mailflow.parsers.words import Words
from mailflow.workflow.model import Field, FieldType, FormDefinition

_BRACKETED = re.compile(
    rf"(?:{NUMBERING})?[*_]{{0,3}}[【\[「『〖](?P<label>[^【】\[\]「」『』〖〗:：\n]{{1,40}})[】\]」』〗][*_]{{0,3}}\s{{0,4}}[:：]?"
)
_GAP = re.compile(r"[\s　]{2}|[\t　|;；]|[ ](?![ -~])")  # what parts two labelled values on one line
_OTHER = r"[ \t　]*[^\s:：;；|]{1,12}[ 　]{0,3}[:：]"  # the label of whatever else is asked, behind a value on its line
_NEXT_LABEL = re.compile(rf"(?:[ 　]{{2,}}|[\t;；|]){_OTHER}")
_NEXT_APART = re.compile(rf"(?:[ 　]{{2,}}|\t){_OTHER}")
_COLON = re.compile("[:：=]")
_LEADERS = re.compile(r"[^.．·…\s][ 　]*[.．·…]{2,}[ 　]*[^.．·…\s]")  # 发起人 ...... 李敏
_REACH = 160  # a label with its hint ends within so many characters
_LISTED = re.compile(r"[、,，;；/|]\s*$")
_SENTENCE = re.compile("[。！？!?:：]")
_MAX_DEPTH = 6


@dataclass(slots=True)
class Written:
    """What stands in the fields of a form, as written; nothing is judged yet."""

    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)  # fields whose label was only likely

    def put(self, key: str, text: str, *, is_sure: bool = True) -> None:
        """Keep a field's words; the first that are more than blanks stand, and those under its own label."""
        if not self.fields.get(key, "").strip() or (is_sure and key in self.unsure and text.strip()):
            self.fields[key] = text
            (self.unsure.discard if is_sure else self.unsure.add)(key)

    def fill_from(self, other: Written) -> None:
        """Take over what isn't here."""
        for key, text in other.fields.items():
            self.put(key, text, is_sure=key not in other.unsure)
        for key, rows in other.rows.items():
            if rows and not self.rows.get(key):
                self.rows[key] = rows


@dataclass(slots=True)
class _Part:
    """A field's label and what may belong to it."""

    key: str
    blocks: list[Block]
    is_sure: bool = True


@dataclass(slots=True)
class FormReader:
    """Reads a form's fields out of lines and tables."""

    form: FormDefinition
    labels: Labels
    words: Words
    written: Written = field(default_factory=Written)
    depth: int = 0

    def read(self, blocks: Sequence[Block]) -> None:
        """What these say of the form."""
        if self.depth >= _MAX_DEPTH:
            return
        self.depth += 1
        part: _Part | None = None
        for block in self._with_text_tables(blocks):
            if isinstance(block, Grid):
                part = self._grid(block, part)
            else:
                part = self._line(block, part)
        if part is not None:
            self._end(part, is_last=True)
        self.depth -= 1

    def take(self, key: str, blocks: Sequence[Block], *, is_sure: bool = True) -> None:
        """What stands in a field."""
        one = self.form.field(key)
        if one.type is FieldType.TABLE:
            self._take_rows(one, blocks)
        self.written.put(key, self._single(one, blocks), is_sure=is_sure)

    def take_row(self, key: str, row: Row) -> None:
        """One more row of a repeated field."""
        if row:
            self.written.rows.setdefault(key, []).append(row)

    def _with_text_tables(self, blocks: Sequence[Block]) -> Iterator[Block]:
        for is_text, run in groupby(blocks, lambda one: isinstance(one, str)):
            if is_text:
                lines = [line for one in run if isinstance(one, str) for line in one.split("\n")]
                yield from text_blocks(lines, self._is_label)
            else:
                yield from run

    def _is_label(self, text: str) -> bool:
        return bool(self.labels.key(text) or self.labels.opens(text))

    def _grid(self, grid: Grid, part: _Part | None) -> _Part | None:
        """A table that holds labels ends the field above it; any other belongs to it."""
        if part is not None and self.form.field(part.key).type is FieldType.TABLE:
            labels = self.labels.columns[part.key]
            rows = read_rows_of(grid, self.form.field(part.key), labels)
            if rows:
                part.blocks.append(grid)
                return part
        inner = FormReader(self.form, self.labels, self.words, depth=self.depth)
        read_grid(grid, inner)
        found = inner.written
        if found.fields or found.rows:
            if part is not None:
                self._end(part, is_last=False)
            self.written.fill_from(Written(found.fields, {}, found.unsure))
            for key, more in found.rows.items():
                self.written.rows.setdefault(key, []).extend(more)
            return None
        if part is not None:
            part.blocks.append(grid)
        return part

    def _line(self, line: str, part: _Part | None) -> _Part | None:
        pieces = list(_split(line, self.labels))
        for piece in pieces:
            key, rest, is_sure = self._label(piece, part)
            if key is None:
                if part is not None:
                    self._end(part, is_last=False)
                part = None
            elif key:
                if part is not None:
                    self._end(part, is_last=False)
                part = _Part(key, [rest], is_sure)
            elif part is not None:
                part.blocks.append(piece)
        return part

    def _end(self, part: _Part, *, is_last: bool) -> None:
        blocks = part.blocks
        lines = [block for block in blocks if isinstance(block, str)]
        if len(lines) == len(blocks):
            one = self.form.field(part.key)
            if is_last and not self._is_apart(one, lines):
                lines = without_end(lines, self.words, has_rows=one.type is FieldType.TABLE)
            blocks = list(without_rules(lines))
        self.take(part.key, blocks, is_sure=part.is_sure)

    def _is_apart(self, one: Field, lines: Sequence[str]) -> bool:
        """A value of its own kind below the label: a department's name is no signature there."""
        first = next((line for line in lines if line.strip()), "")
        if one.type in (FieldType.DEPARTMENT, FieldType.DEPARTMENTS):
            return self.labels.is_department(first)
        return one.type in (FieldType.CHOICE, FieldType.DATE)

    def _take_rows(self, one: Field, blocks: Sequence[Block]) -> None:
        labels = self.labels.columns[one.key]
        rows: list[Row] = []
        lines: list[str] = []
        for block in self._with_text_tables(blocks):
            if isinstance(block, str):
                lines.append(block)
                continue
            found = read_rows_of(block, one, labels)
            if found is None:
                lines += flat([block]).split("\n")
                continue
            rows += read_rows(lines, one, labels, self.words)
            lines = []
            rows += found
        rows += read_rows(lines, one, labels, self.words)
        for row in rows:
            self.take_row(one.key, row)

    def _single(self, one: Field, blocks: Sequence[Block]) -> str:
        """A value's text; of a field that holds one line or a list, only so much."""
        text = flat(blocks)
        if one.type is FieldType.TABLE:
            return text
        if one.type is FieldType.TEXT:
            return text if "\n" in text.strip() else _cut(text, _NEXT_APART)
        lines = text.split("\n")
        while lines and not lines[0].strip():
            lines.pop(0)
        kept = lines[:1]
        for line in lines[1:]:
            if not self._is_listed(one, kept[-1], line):
                break
            kept.append(line)
        return _cut("\n".join(kept))

    def _is_listed(self, one: Field, before: str, line: str) -> bool:
        """True for a further line of a choice's boxes or of a list of names."""
        bare = line.strip()
        if one.type is FieldType.CHOICE:
            return bool(bare) and self.labels.has_box(bare)
        if one.type not in (FieldType.DEPARTMENTS, FieldType.PEOPLE) or not bare or _SENTENCE.search(bare):
            return False
        return bool(_LISTED.search(before)) or bool(re.match(NUMBERING, bare)) or self.labels.is_department(bare)

    def _label(self, line: str, part: _Part | None) -> tuple[str | None, str, bool]:
        """The field that a line names, what stands behind the name, whether the name is sure.

        "" for a line that names none, None for one that names what this form doesn't ask for.
        """
        table = part.key if part is not None and self.form.field(part.key).type is FieldType.TABLE else ""
        is_indented = line[:1].isspace()
        label, rest = _named(line)
        if label:
            return self._known(label, rest, part, table, is_indented=is_indented)
        bare = line.strip(" \t　*_#【】[]")
        if not 0 < len(bare) <= 60:
            return self._led(line, table)
        if table and self._is_column(bare, table):
            return "", "", True
        key = "" if _LEADERS.search(bare) else self.labels.key(bare) or self._counted(bare)
        if not key and not table and not is_indented and self.labels.is_foreign(bare):
            return None, "", True
        return (key, "", True) if key else self._led(line, table)

    def _known(
        self, label: str, rest: str, part: _Part | None, table: str, *, is_indented: bool
    ) -> tuple[str | None, str, bool]:
        key = self.labels.key(label) or self._counted(label)
        if table and self._is_column(label, table) and key:
            return "", "", True
        if key:
            return key, rest, True
        if self.labels.is_foreign(label) and not is_indented and not table:
            return None, "", True
        if not table and not is_indented:
            likely = self.labels.likely(label)
            if likely and not self.written.fields.get(likely) and not (part and part.key == likely):
                return likely, rest, False
        return "", "", True

    def _led(self, line: str, table: str) -> tuple[str, str, bool]:
        """A label with a dash or wide blanks behind it."""
        if table:
            return "", "", True
        folded = self.words.fold(line.strip(" \t　*_"))
        found = self.labels.leading.match(self.labels.meant(folded.text))
        if not found:
            return "", "", True
        key = self.labels.key(found["label"] or found["wide"])
        return key, folded.raw[folded.at[found.end()] :].strip(), True

    def _counted(self, label: str) -> str:
        """协作事项一: a repeated field whose rows each have a label with a number."""
        key = self.labels.key(COUNTED.sub("", label)) if COUNTED.search(label) else ""
        return key if key in self.labels.columns else ""

    def _is_column(self, label: str, table: str) -> bool:
        """True where a row's own line begins so; a number in words (三、) belongs to the form."""
        digits = self.words.lists["numbering"]["digits"]
        return bool(self.labels.columns[table].key(label)) and not label.startswith(digits)


def _cut(text: str, following: re.Pattern[str] = _NEXT_LABEL) -> str:
    """Without what else is asked for behind it on its line: `黄磊    日期：11月24日`."""
    found = following.search(text)
    return text[: found.start()] if found else text


def _split(line: str, labels: Labels) -> Iterator[str]:
    """One line with several labels (牵头部门：物流部　　发起人：高峰) as several."""
    folded = labels.words.fold(line)
    starts = [
        folded.at[found.start()]
        for found in labels.inline.finditer(labels.meant(folded.text))
        if found.start() == 0 or _GAP.match(line, folded.at[found.start()]) or _is_clear(found, labels)
    ]
    places = [0, *(start for start in starts if start > 0), len(line)]
    for start, end in pairwise(places):
        yield line[start:end].strip(" \t　|;；,，") if len(places) > 2 else line


def _is_clear(found: re.Match[str], labels: Labels) -> bool:
    """Behind a comma only what the form itself shows is a label: 影响大，原因：… goes on with its sentence."""
    plain = labels.plain(found["label"])
    return found[0][0] in ",，" and plain in labels.shown and len(plain) >= (10 if plain.isascii() else 3)


def _named(line: str) -> tuple[str, str]:
    """What stands before a line's first colon, or in brackets at its head, and what stands behind."""
    bare = line.strip(" \t　*_")
    bracketed = _BRACKETED.match(bare)
    if bracketed:
        return bracketed["label"].strip(), bare[bracketed.end() :].strip(" \t　*")
    colon = _COLON.search(bare, 0, _REACH)
    return (bare[: colon.start()].strip(), bare[colon.end() :].strip(" \t　*_")) if colon else ("", "")
