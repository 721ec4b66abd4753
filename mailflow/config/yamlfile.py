"""The one loader of YAML files: text -> checked model, with every mistake named by file, line and column.

Knows how to read and where things stand; what the keys mean is for the modules beside it.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from mailflow.workflow.digest import sha256
from mailflow.workflow.errors import Mistake

Place = tuple[str | int, ...]  # keys and indices from the top of the file
MOST_ROUNDS = 20  # of leaving out what is wrong
NEAR = 0.6  # how alike two words are that may be meant for each other
LARGEST = 1_000_000  # bytes; a longer one is no file that a person edits

# What pydantic calls a wrong type, and how a person would put it.
WANTED = {
    "string_type": "a text; put it in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list: [one, two]",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
}


class Section(BaseModel):
    """A part of a file: no key but those it names."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=True)


M = TypeVar("M", bound=BaseModel)


def wrong(text: str, fix: str = "") -> PydanticCustomError:
    """A mistake that a validator has found, and what to do about it."""
    return PydanticCustomError("mistake", "{wrong}", {"wrong": text, "fix": fix})


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean "form"?`, or what there is to choose from."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, 1, NEAR)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(names)}" if names else ""


@dataclass(slots=True)
class YamlFile:
    """One file, its tree and what is wrong with it. `shown` is its name in messages."""

    shown: str
    raw: bytes = b""
    tree: Any = None
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes."""
        return sha256(self.raw)

    def mistake(self, place: Place, text: str, fix: str = "") -> None:
        """Something that keeps the file from being used."""
        self.mistakes.append(self._at(place, text, fix))

    def warning(self, place: Place, text: str, fix: str = "") -> None:
        """Something that the operator should know."""
        self.warnings.append(self._at(place, text, fix))

    def read(self, model: type[M], data: Any = None, place: Place = ()) -> M | None:
        """The tree, or the part of it at `place`, as a model. What is wrong is noted.

        A key that is wrong is noted and left out, so that the rest can be judged too; None where that doesn't help.
        """
        rest = copy.deepcopy(_plain(self.tree if data is None else data))
        dropped: set[Place] = set()
        for _ in range(MOST_ROUNDS):
            try:
                return model.model_validate(rest)
            except ValidationError as error:
                found = error.errors(include_url=False)
            misspelt = {
                (*one["loc"][:-1], self._meant(model, one)) for one in found if one["type"] == "extra_forbidden"
            }
            for one in found:
                if one["type"] != "missing" or tuple(one["loc"]) not in dropped | misspelt:
                    self._note(model, one, place)
            if not all(_left_out(rest, tuple(one["loc"])) for one in found):
                return None
            dropped |= {tuple(one["loc"]) for one in found}
        return None

    def _meant(self, model: type[BaseModel], error: Any) -> str:
        near = difflib.get_close_matches(str(error["loc"][-1]), _names(model, tuple(error["loc"][:-1])), 1, NEAR)
        return near[0] if near else ""

    def _note(self, model: type[BaseModel], error: Any, place: Place) -> None:
        loc = tuple(one for one in error["loc"] if one != "[key]")
        kind, given = error["type"], error.get("input")
        names = _names(model, loc[:-1])
        match kind:
            case "mistake":
                text, fix = error["ctx"]["wrong"], error["ctx"]["fix"]
            case "missing":
                text, fix = "is missing", f"add {loc[-1]}:"
            case "extra_forbidden":
                text, fix = "no such key", did_you_mean(str(loc[-1]), names)
            case "literal_error" | "enum":
                known = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
                text, fix = f'"{given}" is none of the possible values', did_you_mean(str(given), known)
            case _ if kind in WANTED:
                text, fix = f"{_short(given)} is not what belongs here", f"write {WANTED[kind]}"
            case _:
                text, fix = f"{_short(given)}: {error['msg']}", ""
        noted = self._at((*place, *loc), text, fix)
        if noted not in self.mistakes:
            self.mistakes.append(noted)

    def _at(self, place: Place, text: str, fix: str) -> Mistake:
        line, column = where(self.tree, place)
        return Mistake(self.shown, line, column, self._named(place), text, fix)

    def _named(self, place: Place) -> str:
        """`steps.acceptance.due`: an entry of a list by its own name, where it has one."""
        parts: list[str] = []
        node = self.tree
        for key in place:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                node = None
            own = node.get("id") if isinstance(key, int) and isinstance(node, Mapping) else None
            parts.append(str(own) if isinstance(own, str) else str(key + 1) if isinstance(key, int) else str(key))
        return ".".join(parts) or "file"


def where(tree: Any, place: Place) -> tuple[int, int]:
    """Line and column of a key or entry, from 1; of what holds it, where it isn't there."""
    found, node = (0, 0), tree
    for key in place:
        try:
            lines = node.lc
            found = (lines.key(key) if isinstance(node, Mapping) else lines.item(key)) or found  # None for {}
            node = node[key]
        except (KeyError, AttributeError, IndexError, TypeError):
            break
    return found[0] + 1, found[1] + 1


def open_yaml(path: Path, shown: str | None = None, *, entries: bool = False) -> YamlFile:
    """Read a file of keys, or of `entries` in a list. Where that fails, its `mistakes` say so and its tree is None."""
    opened = YamlFile(shown or str(path))
    try:
        opened.raw = path.read_bytes()
    except FileNotFoundError:
        opened.mistake((), "is missing", "write it with: mailflow init DIR")
    except OSError as error:
        opened.mistake((), f"can't be read ({error.strerror})", "look at its owner and mode")
    else:
        parse(opened, entries=entries)
    return opened


def parse(opened: YamlFile, *, entries: bool = False) -> None:
    """Bytes -> tree; syntax errors and keys that stand twice are noted."""
    text = _decoded(opened)
    if text is None:
        return
    try:
        tree = _loaded(opened, text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = (error.problem or error.context or "can't be read as YAML").splitlines()[0]
        fix = "look at the indentation, the colons and the quotes of this line and the one above"
        opened.mistakes.append(Mistake(opened.shown, line, column, "yaml", problem, fix))
    except (YAMLError, ValueError) as error:
        opened.mistakes.append(Mistake(opened.shown, 1, 1, "yaml", str(error).splitlines()[0], ""))
    else:
        if isinstance(tree, list if entries else Mapping):
            opened.tree = tree
        elif entries:
            opened.mistakes.append(Mistake(opened.shown, 1, 1, "file", "holds no list", "begin each entry with: - "))
        else:
            opened.mistakes.append(Mistake(opened.shown, 1, 1, "file", "holds no keys", "write KEY: value"))


def _loaded(opened: YamlFile, text: str) -> Any:
    """The tree. Keys that stand twice are all noted, not only the first of them."""
    try:
        return YAML(typ="rt").load(text)
    except DuplicateKeyError:
        _find_twins(opened, YAML(typ="rt").compose(text), ())
        yaml = YAML(typ="rt")
        yaml.allow_duplicate_keys = True
        return yaml.load(text)


def _decoded(opened: YamlFile) -> str | None:
    if len(opened.raw) > LARGEST:
        opened.mistake((), f"has {len(opened.raw)} bytes", f"a file may have {LARGEST}")
        return None
    try:
        return opened.raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = opened.raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        opened.mistakes.append(Mistake(opened.shown, line, column, "file", "is not UTF-8", "save it as UTF-8"))
        return None


def _find_twins(opened: YamlFile, node: Node | None, place: Place) -> None:
    if isinstance(node, SequenceNode):
        for no, one in enumerate(node.value):
            _find_twins(opened, one, (*place, no))
    if not isinstance(node, MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        name, mark = str(key.value), key.start_mark
        if name in seen:
            field_name = ".".join(str(one) for one in (*place, name))
            text, fix = "stands twice", f"the first is in line {seen[name]}; keep one of them"
            opened.mistakes.append(Mistake(opened.shown, mark.line + 1, mark.column + 1, field_name, text, fix))
        seen.setdefault(name, mark.line + 1)
        _find_twins(opened, value, (*place, name))


def _plain(node: Any) -> Any:
    """The nodes of ruamel as plain values, so that strict types hold."""
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, (str, bytes)):
        return [_plain(one) for one in node]
    if isinstance(node, bool):
        return node
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _left_out(tree: Any, loc: Place) -> bool:
    """Drop the nearest key at or above `loc`; False where there is none."""
    path: list[tuple[Any, Any]] = []
    node = tree
    for key in loc:
        try:
            inner = node[key]
        except (KeyError, IndexError, TypeError):
            break
        path.append((node, key))
        node = inner
    if len(path) < len(loc) and not isinstance(node, (list, str, int, float)) and node is not None:
        return False  # something is missing: nothing can stand in for it
    for holder, key in reversed(path):
        if isinstance(holder, dict):
            del holder[key]
            return True
    return False


def _names(model: type[BaseModel], loc: Place) -> list[str]:
    """The keys that may stand at a place of a model."""
    kind: Any = model
    for key in loc:
        kind = _inner(kind, key)
    found = _model_in(kind)
    return [one.alias or name for name, one in found.model_fields.items()] if found else []


def _model_in(kind: Any) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in (Union, UnionType):
        return next((found for one in get_args(kind) if (found := _model_in(one))), None)
    return None


def _inner(kind: Any, key: str | int) -> Any:
    found = _model_in(kind)
    if found:
        for name, one in found.model_fields.items():
            if key in (name, one.alias):
                return one.annotation
        return None
    if get_origin(kind) in (Union, UnionType):
        return next((inner for one in get_args(kind) if (inner := _inner(one, key))), None)
    arguments = get_args(kind)
    return arguments[-1] if get_origin(kind) in (dict, list, tuple, Mapping, Sequence) and arguments else None


def _short(value: Any) -> str:
    text = "nothing" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
