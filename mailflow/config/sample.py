"""The shipped files as the beginning of one's own: answers are filled in, comments stay. Writes no file."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from mailflow.config.data import data_root
from mailflow.config.yamlfile import Place

CHINA = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "Asia/Harbin", "PRC")
SETTINGS, DIRECTORY = "mailflow.yaml", "directory.yaml"


def calendar_for(zone: str) -> str:
    """The shipped calendar that suits a time zone: China's with its make-up days, else plain weekdays."""
    return "cn" if zone in CHINA else "weekdays"


def shipped_files(answers: Mapping[Place, object]) -> dict[str, str]:
    """Path -> text of a new installation. `answers` goes into mailflow.yaml; its zone into a calendar without one."""
    root = data_root() / "config"
    calendar, zone = str(answers["office", "calendar"]), str(answers["office", "zone"])
    found = {SETTINGS: fill(_text(root / SETTINGS), answers), DIRECTORY: _text(root / DIRECTORY)}
    for path in sorted((root / "processes").glob("*.yaml")):
        found[f"processes/{path.name}"] = _text(path)
    for path in sorted((root / "calendars").glob("*.yaml")):
        if path.stem == calendar:
            found[f"calendars/{path.name}"] = fill(_text(path), {("zone",): zone})
        elif path.stem.startswith(f"{calendar}-"):
            found[f"calendars/{path.name}"] = _text(path)
    return found


def fill(text: str, answers: Mapping[Place, object]) -> str:
    """A file with other values at these places; what is not there yet is added at the end of its part."""
    yaml = YAML(typ="rt")
    yaml.width = 160
    yaml.preserve_quotes = True
    tree = yaml.load(text)
    for place, value in answers.items():
        node: Any = tree
        for key in place[:-1]:
            node = node[key]
        if node.get(place[-1]) != value:
            node[place[-1]] = _in_one_line(value)
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _in_one_line(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    line = CommentedMap(value)
    line.fa.set_flow_style()
    return line


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
