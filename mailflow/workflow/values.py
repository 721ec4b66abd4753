"""What a form's words mean: names become keys, days become dates; what can't be told is a problem, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from mailflow.workflow.directory import Directory, plain
from mailflow.workflow.model import UNANSWERED_ROW, Attachment, Field, FieldType, FormDefinition, Rivals, Value
from mailflow.workflow.worktime import WorkCalendar

_NUMBER = re.compile(
    r"\s*(?P<sign>[+\-\u2212]?)\s*"
    r"(?P<digits>[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?P<decimals>\.[0-9]{1,8})?"
    r"\s*(?:(?P<scale>[^\W0-9_])|(?P<percent>%))?\s*"
)
_SCALES = {1e4: 4, 1e8: 8}  # the numerals that stand for 10 000 and 100 000 000 -> how many noughts
FILES = "(files)"  # the path of a problem with the files of a form
MOST_BYTES = 10 * 1024 * 1024  # of all files together: they travel with every request, and servers refuse more
NOTHING: tuple[Value, ...] = (None, "", ())


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as far as it is filled. `problems` maps a field's path (`items.2.owner`) to a reason code."""

    values: Mapping[str, Value]
    missing: tuple[str, ...]
    problems: Mapping[str, str]
    attachments: tuple[Attachment, ...] = ()
    conflicts: Rivals = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """True where nothing is missing and nothing is in doubt."""
        return not self.missing and not self.problems


def fill(
    form: FormDefinition,
    kept: Mapping[str, Value],
    said: Mapping[str, Value],
    *,
    attachments: tuple[Attachment, ...],
    directory: Directory,
    calendar: WorkCalendar,
    zone: ZoneInfo,
    now: datetime,
    rivals: Rivals | None = None,
) -> Filled:
    """What was kept, with what is said now laid over it. `said` holds words as written, dates as naive local times.

    What has passed at `now` is a problem; a bare date ends with the hours of `calendar`. So is a field of `rivals` that
    they still say otherwise, once names and days are known.
    """
    reader = _Reader(directory, calendar, zone, now, {})
    values: dict[str, Value] = {}
    for one in form.fields:
        given = said.get(one.key)
        if one.type is FieldType.FILE:
            given = tuple(attachment.name for attachment in attachments)
        if given in NOTHING:
            given = kept.get(one.key)
        if given in NOTHING and one.default is not None:
            given = one.default
        if given not in NOTHING:
            values[one.key] = reader.read(one, given, one.key)
    if sum(one.size for one in attachments) > MOST_BYTES:
        reader.problems[FILES] = "files_too_large"
    missing = tuple(one.key for one in form.fields if one.required and values.get(one.key) in NOTHING)
    conflicts = _conflicts(reader, form, values, rivals or {})
    for key in conflicts:
        reader.problems[key] = "conflict"
    return Filled(values, missing, reader.problems, attachments, conflicts)


def _conflicts(reader: _Reader, form: FormDefinition, values: Mapping[str, Value], rivals: Rivals) -> Rivals:
    """What is still said otherwise: two names of one department are no conflict."""
    apart = replace(reader, problems={})  # what else is wrong with the other side is not the question
    read = {key: tuple((file, apart.read(form.field(key), said, key)) for file, said in rivals[key]) for key in rivals}
    left = {key: tuple(one for one in said if _alike(one[1]) != _alike(values.get(key))) for key, said in read.items()}
    return {key: said for key, said in left.items() if said}


def _alike(value: Value) -> object:
    """A value to be compared: the order of a list of names doesn't count."""
    return frozenset(map(str, value)) if isinstance(value, tuple) and all(isinstance(v, str) for v in value) else value


@dataclass(frozen=True, slots=True)
class _Reader:
    directory: Directory
    calendar: WorkCalendar
    zone: ZoneInfo
    now: datetime
    problems: dict[str, str]

    def read(self, field: Field, given: Value, path: str) -> Value:
        match field.type:
            case FieldType.CHOICE:
                return self._choice(field, given, path)
            case FieldType.DATE:
                return self._date(field, given, path)
            case FieldType.NUMBER | FieldType.PERCENT:
                return self._number(field, str(given), path)
            case FieldType.PERSON:
                return self._person(str(given), path)
            case FieldType.DEPARTMENT:
                return self._department(str(given), path)
            case FieldType.PEOPLE:
                return tuple(self._person(one, f"{path}.{no}") for no, one in enumerate(_several(given), 1))
            case FieldType.DEPARTMENTS:
                return tuple(self._department(one, f"{path}.{no}") for no, one in enumerate(_several(given), 1))
            case FieldType.TABLE:
                return self._table(field, given, path)
            case FieldType.FILE:
                return given
        return str(given)

    def _table(self, field: Field, given: Value, path: str) -> Value:
        rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, (tuple, list)) else []
        if not rows:
            self.problems[path] = "unreadable_table"
            return given
        read = []
        for no, row in enumerate(rows, 1):
            values: dict[str, Value] = {UNANSWERED_ROW: row[UNANSWERED_ROW]} if UNANSWERED_ROW in row else {}
            for column in field.columns:
                cell = row.get(column.key)
                where = f"{path}.{no}.{column.key}"
                if cell not in NOTHING:
                    values[column.key] = self.read(column, cell, where)
                elif column.required:
                    self.problems[where] = "missing"
            read.append(values)
        return tuple(read)

    def _choice(self, field: Field, given: Value, path: str) -> Value:
        wanted = plain(str(given))
        for choice in field.choices:
            if wanted in {plain(choice.key), *map(plain, choice.label.values()), *map(plain, choice.also)}:
                return choice.key
        self.problems[path] = "unknown_choice"
        return given

    def _date(self, field: Field, given: Value, path: str) -> Value:
        if isinstance(given, datetime):
            ends = given if given.tzinfo else given.replace(tzinfo=self.zone)
            value: Value = ends.astimezone(UTC)
        elif isinstance(given, date):
            ends, value = datetime.combine(given, self.calendar.hours[-1][1], self.zone), given
        else:
            self.problems[path] = "unreadable_date"
            return given
        if ends <= self.now and not field.past:
            self.problems[path] = "past_date"
        return value

    def _number(self, field: Field, given: str, path: str) -> Value:
        """As canonical text: `50000`, `12.5%`. A bare fraction of a percent could mean a hundred times as much."""
        found = number(given)
        is_percent = field.type is FieldType.PERCENT
        has_sign = "%" in unicodedata.normalize("NFKC", given)
        in_doubt = not has_sign and found is not None and 0 < abs(found) < 1 if is_percent else has_sign
        if found is None or in_doubt:
            self.problems[path] = "unreadable_number"
            return given
        return f"{found.normalize() + 0:f}" + ("%" if is_percent else "")

    def _person(self, given: str, path: str) -> str:
        found = self.directory.people_named(given)
        if len(found) == 1:
            return found[0].key
        self.problems[path] = "two_people" if found else "unknown_person"
        return given

    def _department(self, given: str, path: str) -> str:
        found = self.directory.department_named(given)
        if found:
            return found.key
        self.problems[path] = "unknown_department"
        return given


def _several(given: Value) -> tuple[str, ...]:
    return tuple(str(one) for one in given) if isinstance(given, (tuple, list)) else (str(given),)


def number(text: str) -> Decimal | None:
    """The one number that a text is, with its thousands separators, numeral or percent sign; None for anything else."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    scale = _SCALES.get(unicodedata.numeric(found["scale"], 0.0)) if found["scale"] else 0
    if scale is None:
        return None
    value = Decimal(found["digits"].replace(",", "") + (found["decimals"] or ""))
    return value.scaleb(scale) * (1 if found["sign"] in ("", "+") else -1)
