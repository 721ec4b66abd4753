"""A folder of labelled replies: what people wrote, and what it must be read as. Every bad label by file and line.

It reads labels and doesn't know how replies are read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from mailflow.config.yamlfile import YamlFile, open_yaml, where, wrong
from mailflow.workflow.errors import Mistake

Signed = Literal["approve", "reject", "revise", "delegate", "unclear", "none"]
NEITHER = "neither"  # of a short answer: whatever it is, it is no approval and no refusal
SHORT = ("approve", "reject", "revise", "delegate", "unclear", "none", NEITHER)
NEAR = 0.75


class Label(BaseModel):
    """What every entry may have. Further keys are remarks, unless they look like a misspelt one of these."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: str = ""

    @model_validator(mode="after")
    def _no_key_is_misspelt(self) -> Label:
        known = list(type(self).model_fields)
        for name in self.model_extra or {}:
            near = difflib.get_close_matches(name, known, 1, NEAR)
            if near:
                raise wrong(f'no key is called "{name}"', f'did you mean "{near[0]}"?')
        return self


class SignoffLabel(Label):
    """What an answer to a request to sign decides."""

    text: str
    verdict: Literal["approve", "reject", "revise", "delegate", "unclear", "none", "neither"]


class Point(Label):
    """One objection to minutes; it may be written as a pair: [item, text]."""

    item: str
    text: str

    @model_validator(mode="before")
    @classmethod
    def _from_a_pair(cls, value: object) -> object:
        return dict(zip(("item", "text"), value, strict=True)) if isinstance(value, list) and len(value) == 2 else value


class MinutesLabel(Label):
    """What an answer to minutes says."""

    text: str
    verdict: Literal["confirm", "object", "unclear", "none"]
    points: list[Point] = []

    @model_validator(mode="after")
    def _an_objection_has_points(self) -> MinutesLabel:
        if (self.verdict == "object") != bool(self.points):
            raise wrong(f'"{self.verdict}" with {len(self.points)} points', "an objection has points, nothing else has")
        return self


class Item(Label):
    """One numbered item that somebody is asked about."""

    no: int
    title: str
    due: str

    @field_validator("due")
    @classmethod
    def _is_a_moment(cls, value: str) -> str:
        return _moment(value)


class Update(Label):
    """What is said of one item."""

    no: int
    status: Literal["done", "on_track", "delayed", "blocked", "not_started"]
    percent: int | None = None
    new_due: str | None = None
    reason: str | None = None

    @field_validator("new_due")
    @classmethod
    def _is_a_moment(cls, value: str | None) -> str | None:
        return value if value is None else _moment(value)


class ProgressLabel(Label):
    """What an answer says of the items that were listed in the request."""

    today: str
    items: list[Item]
    text: str
    unclear: bool = False
    updates: list[Update] = []

    @field_validator("today")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        return _moment(value, day=True)

    @model_validator(mode="after")
    def _says_one_thing(self) -> ProgressLabel:
        if self.unclear == bool(self.updates):
            raise wrong("is clear and unclear, or neither", "write updates, or unclear: true")
        if not {one.no for one in self.updates} <= {one.no for one in self.items}:
            raise wrong("speaks of an item that isn't listed", "look at the numbers of items and updates")
        return self


class FormLabel(Label):
    """A filled form: each field as written, and what is missing."""

    form: str
    format: Literal["text", "html"] = "text"
    body: str
    fields: dict[str, Any]
    missing: list[str] = []


class TypedLabel(Label):
    """What of a typed text is said."""

    typed: str
    said: str


class MailLabel(Label):
    """What the person newly typed in a whole mail, what it decides, and why it can't be taken as it looks, if so."""

    new_words: str
    decision: Signed
    refusal: str = ""


L = TypeVar("L", bound=Label)
KINDS: Mapping[str, type[Label]] = {
    "signoff": SignoffLabel,
    "delegate": SignoffLabel,
    "minutes": MinutesLabel,
    "progress": ProgressLabel,
    "forms": FormLabel,
    "new_words": TypedLabel,
}
SHORT_FILE = "short_decisions"
MAILS = "mails"


@dataclass(frozen=True, slots=True)
class Sample:
    """One label with its place; of a mail, also its bytes' file."""

    label: Label
    place: str  # FILE:LINE
    mail: Path | None = None

    @property
    def name(self) -> str:
        """How people call it."""
        return self.label.id or (self.mail.name if self.mail else self.place)


@dataclass(slots=True)
class Labelled:
    """The samples of a folder by kind, and every mistake in their labels."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return sum(map(len, self.samples.values()))


def kind_of(path: Path) -> str:
    """The kind that a list of labels holds: `minutes` of minutes.yaml and of minutes_own.yaml; "" for other files."""
    return next((kind for kind in KINDS if path.stem == kind or path.stem.startswith(f"{kind}_")), "")


def label_files(folder: Path) -> tuple[Path, ...]:
    """The label files of a folder, mails at the end; those stand in `mails/` or in the folder itself."""
    named = [path for path in sorted(folder.glob("*.yaml")) if kind_of(path) or path.stem == SHORT_FILE]
    mails = {path.with_suffix(".yaml") for place in (folder / MAILS, folder) for path in place.glob("*.eml")}
    mails |= set((folder / MAILS).glob("*.yaml"))
    return (*named, *sorted(mails - set(named)))


def read_labels(path: Path, labelled: Labelled, shown: str) -> None:
    """Add what one file holds. `shown` is its name in messages."""
    kind = "" if path.with_suffix(".eml").exists() or path.parent.name == MAILS else kind_of(path)
    if kind:
        opened = open_yaml(path, shown, entries=True)
        found = list(_entries(opened, KINDS[kind]))
        kind = "signoff" if kind == "delegate" else kind
    elif path.stem == SHORT_FILE:
        opened, kind = open_yaml(path, shown), "signoff"
        found = list(_short(opened))
    else:
        opened, kind = _mail_label(path, shown), MAILS
        found = [Sample(one.label, one.place, path.with_suffix(".eml")) for one in _whole(opened)]
    labelled.mistakes += opened.mistakes
    if found:
        labelled.samples.setdefault(kind, []).extend(found)


def _entries(opened: YamlFile, model: type[L]) -> Iterator[Sample]:
    for no in range(len(opened.tree or ())):
        read = opened.read(model, opened.tree[no], (no,))
        if read is not None:
            yield Sample(read, f"{opened.shown}:{where(opened.tree, (no,))[0]}")


def _short(opened: YamlFile) -> Iterator[Sample]:
    """Verdict -> texts."""
    for verdict, texts in (opened.tree or {}).items():
        if verdict not in SHORT:
            opened.mistake((verdict,), "is no verdict", f"known: {', '.join(SHORT)}")
        elif not isinstance(texts, list):
            opened.mistake((verdict,), "is no list", "begin each text with: - ")
        else:
            for no, text in enumerate(texts):
                read = opened.read(SignoffLabel, {"verdict": str(verdict), "text": text}, (verdict, no))
                if read is not None:
                    yield Sample(read, f"{opened.shown}:{where(opened.tree, (verdict, no))[0]}")


def _mail_label(path: Path, shown: str) -> YamlFile:
    if path.exists() and path.with_suffix(".eml").exists():
        return open_yaml(path, shown)
    alone = YamlFile(shown)
    if path.exists():
        alone.mistake((), "has no mail beside it", f"add {path.stem}.eml, or take the label away")
    else:
        alone.mistake((), "is missing", "write new_words: and decision: for the mail beside it, or take the mail away")
    return alone


def _whole(opened: YamlFile) -> Iterator[Sample]:
    read = opened.read(MailLabel) if opened.tree is not None else None
    if read is not None:
        yield Sample(read, f"{opened.shown}:1")


def _moment(value: str, *, day: bool = False) -> str:
    try:
        _ = date.fromisoformat(value) if day or "T" not in value else datetime.fromisoformat(value)
    except ValueError as error:
        raise wrong(f'"{value}" is no date', "write 2026-12-04" + ("" if day else " or 2026-12-04T18:00")) from error
    return value
