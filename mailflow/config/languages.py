"""The words of each language, from config/languages/*.yaml: frozen sections of word lists.

It says which words there are, not what they mean: that is for the parsers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from mailflow.config.data import data_root
from mailflow.workflow.errors import ConfigError, Mistake

Section = Mapping[str, tuple[str, ...]]  # key -> words


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words: sections of lists."""

    code: str
    sections: Mapping[str, Section]

    def section(self, name: str) -> Section:
        """The lists of this section; KeyError where the language has none of that name."""
        return self.sections[name]


@cache
def shipped() -> Mapping[str, Language]:
    """The languages that come with mailflow, by code. Read once."""
    return _load(data_root() / "config" / "languages", {})


def load(folder: Path) -> Mapping[str, Language]:
    """The shipped languages with a folder of the user's laid over them, list by list; ConfigError names every mistake.

    A file of a new language must hold every list that the shipped ones hold.
    """
    return _load(folder, shipped())


def _load(folder: Path, below: Mapping[str, Language]) -> Mapping[str, Language]:
    mistakes: list[Mistake] = []
    languages = dict(below)
    files: dict[str, _File] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = _File(path, path.read_text(encoding="utf-8"))
        sections = file.sections(mistakes)
        code = path.stem
        files[code] = file
        languages[code] = Language(code, _laid_over(below.get(code), sections))
    if not languages:
        mistakes.append(Mistake(str(folder), 1, 1, "-", "no language here", "add a file such as zh.yaml"))
    mistakes += _unequal(languages, files)
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return MappingProxyType(languages)


def _laid_over(below: Language | None, above: Mapping[str, Section]) -> Mapping[str, Section]:
    merged: dict[str, Section] = dict(below.sections) if below else {}
    for name, section in above.items():
        merged[name] = MappingProxyType({**merged.get(name, {}), **section})
    return MappingProxyType(merged)


def _unequal(languages: Mapping[str, Language], files: Mapping[str, _File]) -> Iterator[Mistake]:
    """Every section or list that one language has and another lacks."""
    everything = {
        (name, key): code
        for code, language in sorted(languages.items(), reverse=True)
        for name, section in language.sections.items()
        for key in section
    }
    for code, language in languages.items():
        lacking = {
            path: owner for path, owner in everything.items() if path[1] not in language.sections.get(path[0], {})
        }
        for (name, key), owner in lacking.items():
            whole = name not in language.sections
            if whole and key != next(one for section, one in lacking if section == name):
                continue  # a missing section is said once
            what = name if whole else f"{name}.{key}"
            if code in files:
                line, column = files[code].place(name)
                fix = "copy the section" if whole else "add the list; it may be empty: []"
                yield Mistake(str(files[code].path), line, column, what, f"missing, though {owner}.yaml has it", fix)
            else:
                line, column = files[owner].place(name, key) if owner in files else (1, 1)
                where = str(files[owner].path) if owner in files else f"{code}.yaml"
                yield Mistake(where, line, column, what, f"{code}.yaml has nothing of that name", "mend the name")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str

    def sections(self, mistakes: list[Mistake]) -> Mapping[str, Section]:
        try:
            tree = YAML(typ="safe").load(StringIO(self.text))
        except YAMLError as error:
            mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            wrong = str(getattr(error, "problem", "") or "not YAML")
            mistakes.append(Mistake(str(self.path), line, column, "-", wrong, "mend the YAML"))
            return {}
        if not isinstance(tree, Mapping):
            mistakes.append(self._mistake("expected sections of word lists", "write `section:` and lists below it"))
            return {}
        return {str(name): self._section(str(name), tree[name], mistakes) for name in tree}

    def _section(self, name: str, section: object, mistakes: list[Mistake]) -> Section:
        if not isinstance(section, Mapping):
            mistakes.append(self._mistake("expected word lists", "write `key: [words]` below it", name))
            return MappingProxyType({})
        lists: dict[str, tuple[str, ...]] = {}
        for key, words in section.items():
            if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
                fix = "write [one, two]; put quotation marks round numbers"
                mistakes.append(self._mistake("expected a list of words", fix, name, str(key)))
                continue
            lists[str(key)] = tuple(words)
            if str(key).endswith("_like"):
                mistakes += self._wrong_expressions(words, name, str(key))
        return MappingProxyType(lists)

    def _wrong_expressions(self, expressions: list[str], name: str, key: str) -> Iterator[Mistake]:
        """A list whose name ends in _like holds regular expressions."""
        for one in expressions:
            try:
                re.compile(one)
            except re.error as error:
                yield self._mistake(f"{one[:40]!r} is no regular expression: {error}", "mend it", name, key)

    def _mistake(self, wrong: str, fix: str, *path: str) -> Mistake:
        line, column = self.place(*path)
        return Mistake(str(self.path), line, column, ".".join(path) or "-", wrong, fix)

    def place(self, *path: str) -> tuple[int, int]:
        """Line and column, from 1, of the last of `path` that the file has."""
        node = YAML(typ="rt").load(StringIO(self.text))
        place = (0, 0)
        for key in path:
            if not isinstance(node, Mapping) or key not in node:
                break
            place = node.lc.key(key)  # type: ignore[attr-defined]  # ruamel's round-trip mapping knows where it stands
            node = node[key]
        return place[0] + 1, place[1] + 1
