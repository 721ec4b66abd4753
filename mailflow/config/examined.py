"""A process under examination: the file, what was built from it, and what the installation has besides.

Notes mistakes and looks names up; which rules there are stands in `labels`, `casting`, `soundness` and `fitting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mailflow.config.yamlfile import Place, YamlFile, did_you_mean
from mailflow.workflow.directory import Directory
from mailflow.workflow.model import Field, FieldType
from mailflow.workflow.process import FieldRef, Process, Step


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an installation has besides the process: languages, names of mail templates by language, people."""

    languages: tuple[str, ...] = ()
    templates: Mapping[str, frozenset[str]] | None = None
    directory: Directory | None = None


@dataclass(frozen=True)
class Sound:
    """One process under examination; `places` tells where each step stands."""

    opened: YamlFile
    process: Process
    places: Mapping[str, Place]
    around: Surroundings

    def wrong(self, place: Place, text: str, fix: str = "") -> None:
        """Note a mistake."""
        self.opened.mistake(place, text, fix)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """By id."""
        return {one.id: one for one in self.process.steps}

    @cached_property
    def makers(self) -> dict[str, str]:
        """Form -> the step that makes it."""
        return {one.form: one.id for one in reversed(self.process.steps) if one.kind == "form"}

    def before(self, step: str) -> set[str]:
        """Every step that is behind when this one begins."""
        found: set[str] = set()
        waiting = list(self.steps[step].after)
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.steps:
                found.add(one)
                waiting += self.steps[one].after
        return found

    def field(self, place: Place, given: FieldRef, kinds: Iterable[FieldType] = ()) -> Field | None:
        """The field or column that is meant; a name that leads nowhere is noted."""
        form = self.process.forms.get(given.form)
        if form is None:
            self.wrong(place, f'there is no form "{given.form}"', did_you_mean(given.form, self.process.forms))
            return None
        found: Field | None = None
        fields: tuple[Field, ...] = form.fields
        for name in given.field.split("."):
            found = next((one for one in fields if one.key == name), None)
            if found is None:
                text = f'the form "{given.form}" has no "{given.field}"'
                self.wrong(place, text, did_you_mean(name, [one.key for one in fields]))
                return None
            fields = found.columns
        if found and kinds and found.type not in kinds:
            text = f"{given.form}.{given.field} is of type {found.type}"
            self.wrong(place, text, f"a field of type {' or '.join(kinds)} belongs here")
            return None
        return found
