"""Word files: the shipped ones agree, a user's folder lies over them, and each mistake has its place."""

from pathlib import Path

import pytest

from mailflow.config.data import data_root
from mailflow.config.languages import load, shipped
from mailflow.workflow.errors import ConfigError


def test_shipped_languages_hold_the_same_lists() -> None:
    """Both languages have every section and list, so that no reader needs an exception."""
    languages = shipped()
    assert {"zh", "en"} <= set(languages)
    shapes = {
        code: {(name, key) for name, part in one.sections.items() for key in part} for code, one in languages.items()
    }
    assert shapes["zh"] == shapes["en"] != set()


def test_shipped_words_cannot_be_changed() -> None:
    """What one reader does can't reach another's words."""
    with pytest.raises(TypeError):
        shipped()["zh"].section("dates")["mon"] = ()  # type: ignore[index]


def test_data_root_holds_the_shipped_files() -> None:
    """The resolver finds config/languages in a working copy."""
    assert (data_root() / "config" / "languages" / "zh.yaml").is_file()


def test_a_folder_lies_over_the_shipped_lists(tmp_path: Path) -> None:
    """A user's list replaces the shipped one; the others stay."""
    (tmp_path / "zh.yaml").write_text("dates:\n  mon: [甲]\n", encoding="utf-8")
    languages = load(tmp_path)
    assert languages["zh"].section("dates")["mon"] == ("甲",)
    assert languages["en"] == shipped()["en"]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("dates:\n  mon: [1]\n", 2, "dates.mon"),
        ("dates:\n  munday: [甲]\n", 2, "dates.munday"),
        ("# a remark\ndates: [甲]\n", 2, "dates"),
        ("dates:\n  mon: [甲\n", 3, "-"),
        ('decision:\n  self_like: ["(我"]\n', 2, "decision.self_like"),
        ("- 甲\n", 1, "-"),
    ],
)
def test_a_mistake_names_file_line_and_field(tmp_path: Path, text: str, line: int, field: str) -> None:
    """A wrong word file says where and what, never only that."""
    (tmp_path / "zh.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    found = caught.value.mistakes[0]
    assert (Path(found.file).name, found.line, found.field) == ("zh.yaml", line, field)


def test_a_new_language_needs_every_list(tmp_path: Path) -> None:
    """A half-written language is refused with the names of what it lacks."""
    (tmp_path / "fr.yaml").write_text("dates: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"fr\.yaml:1:1: dates\.mon: missing"):
        load(tmp_path)
