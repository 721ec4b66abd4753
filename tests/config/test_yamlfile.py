"""The loader: whatever stands in a file, it says where and never falls over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from mailflow.config.load import survey
from mailflow.config.yamlfile import LARGEST, Section, YamlFile, open_yaml, parse, where


class _Inner(Section):
    size: Annotated[int, Field(ge=1)]
    names: list[str] = Field(default_factory=list)


class _Outer(Section):
    title: str
    inner: _Inner
    parts: dict[str, _Inner] = Field(default_factory=dict)
    note: str = ""


def read(text: str, model: type[Section] = _Outer) -> tuple[Any, list[str]]:
    opened = YamlFile("f.yaml", text.encode())
    parse(opened)
    found = opened.read(model) if opened.tree is not None else None
    return found, [str(one) for one in opened.mistakes]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: a\ninner: {size: 3\n", "f.yaml:3:1: yaml: "),
        ("title: a\n\tinner: b\n", "f.yaml:2:1: yaml: "),
        ("title: 'a\n", "f.yaml:2:1: yaml: "),
        ("- one\n- two\n", "f.yaml:1:1: file: holds no keys"),
        ("", "f.yaml:1:1: file: holds no keys"),
        ("just words\n", "f.yaml:1:1: file: holds no keys"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: yaml: "),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line(text: str, said: str) -> None:
    """One mistake, at the place that the parser has reached."""
    found, mistakes = read(text)
    assert found is None
    assert len(mistakes) == 1
    assert mistakes[0].startswith(said), mistakes


def test_keys_that_stand_twice_are_all_named() -> None:
    """Also in inner parts and lists; YAML would keep one of them and say nothing."""
    _, mistakes = read("title: a\ninner: {size: 3, size: 4}\ntitle: b\nparts: {x: {size: 1}, x: {size: 2}}\n")
    assert [one.split("; ")[0] for one in mistakes] == [
        "f.yaml:2:18: inner.size: stands twice",
        "f.yaml:3:1: title: stands twice",
        "f.yaml:4:23: parts.x: stands twice",
    ]
    assert "the first is in line 1" in mistakes[1]


def test_every_kind_of_wrong_value_has_its_words() -> None:
    """Unknown, missing, wrong type, out of range: all at once, each with line, column and what to do."""
    found, mistakes = read("titel: a\ninner:\n  size: many\n  names: x\nparts: {p: {size: 0}, q: {}}\nnote: 5\n")
    assert found is None
    assert mistakes == [
        'f.yaml:3:3: inner.size: "many" is not what belongs here; write a whole number',
        'f.yaml:4:3: inner.names: "x" is not what belongs here; write a list: [one, two]',
        "f.yaml:5:13: parts.p.size: 0: Input should be greater than or equal to 1",
        "f.yaml:5:23: parts.q.size: is missing; add size:",
        "f.yaml:6:1: note: 5 is not what belongs here; write a text; put it in quotes",
        'f.yaml:1:1: titel: no such key; did you mean "title"?',
    ]


def test_numbers_and_truths_stay_texts_where_they_are_quoted() -> None:
    """YAML 1.2: `no` is a word, and a quoted number is a text."""
    found, mistakes = read('title: no\ninner: {size: 2, names: ["1", on]}\n')
    assert mistakes == []
    assert (found.title, found.inner.names) == ("no", ["1", "on"])


def test_a_tag_runs_nothing() -> None:
    """A tag that would make a Python object stays text."""
    found, mistakes = read("title: !!python/object/apply:os.system [echo]\ninner: {size: 1}\n")
    assert found is None
    assert mistakes[0].startswith("f.yaml:1:1: title: ")


def test_a_file_that_is_not_utf8_is_said_with_its_place(tmp_path: Path) -> None:
    """As an old editor saves it."""
    path = tmp_path / "gbk.yaml"
    path.write_bytes(b"title: a\nnote: " + "流程".encode("gb18030") + b"\n")
    assert [str(one) for one in open_yaml(path).mistakes] == [f"{path}:2:7: file: is not UTF-8; save it as UTF-8"]


def test_a_byte_order_mark_does_no_harm() -> None:
    """As another editor saves it."""
    found, mistakes = read("\ufefftitle: a\ninner: {size: 1}\n")
    assert (found.title, mistakes) == ("a", [])


def test_missing_huge_and_foreign_files_are_said(tmp_path: Path) -> None:
    """A folder in the place of a file, too."""
    assert "is missing" in str(open_yaml(tmp_path / "none.yaml").mistakes[0])
    assert "can't be read" in str(open_yaml(tmp_path).mistakes[0])
    (tmp_path / "huge.yaml").write_bytes(b"#" * (LARGEST + 1))
    assert "has 1000001 bytes" in str(open_yaml(tmp_path / "huge.yaml").mistakes[0])


def test_where_gives_the_nearest_place_that_there_is() -> None:
    """A key that is missing stands where its part begins."""
    opened = YamlFile("f.yaml", b"a:\n  b: [1, 2]\n")
    parse(opened)
    assert where(opened.tree, ("a", "b", 1)) == (2, 10)
    assert where(opened.tree, ("a", "c")) == (1, 1)
    assert where(opened.tree, ()) == (1, 1)
    assert where(None, ("a",)) == (1, 1)


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=80)
    | st.text(alphabet="ab: -[]{}\n\"'#&*!|>%@,?", max_size=40)
)
def test_no_text_makes_the_loader_fall_over(text: str) -> None:
    """Either a model, or at least one mistake with a line in the file."""
    found, mistakes = read(text)
    assert (found is None) == bool(mistakes)
    for one in mistakes:
        line, column = map(int, one.split(":")[1:3])
        assert line >= 1
        assert column >= 1


FILES = ("mailflow.yaml", "directory.yaml", "calendars/cn.yaml", "calendars/cn-2026.yaml",
         "processes/cross_department.yaml", "processes/approval.yaml")  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), at=st.floats(0, 0.999), cut=st.integers(0, 12), new=st.sampled_from(
    ["", "x", ":", "{", "]", "0", "\n", " ", "-", ".", "zh", "null", "[]", "{}", "true", "row.owner", "pace.x"]
))  # fmt: skip
def test_no_slip_of_the_hand_makes_a_folder_unreadable(folder: Any, name: str, at: float, cut: int, new: str) -> None:
    """A few characters out, others in, anywhere: an installation or mistakes, never a traceback."""
    path = folder.path / name
    text = path.read_text(encoding="utf-8")
    place = int(at * len(text))
    try:
        path.write_text(text[:place] + new + text[place + cut :], encoding="utf-8")
        found = survey(folder.path, {})
        assert (found.installation is None) == bool(found.mistakes)
        assert all(one.line >= 1 and one.column >= 1 and one.wrong for one in found.mistakes)
    finally:
        path.write_text(text, encoding="utf-8")
