"""The story language: what it reads, and that a story which isn't true fails at its line."""

from datetime import datetime
from pathlib import Path

import pytest

from mailflow.config.load import load_installation
from mailflow.parsers.form.blocks import Grid
from mailflow.parsers.form.file import read_files
from mailflow.sandbox.demo import prepare
from mailflow.sandbox.files import file
from mailflow.sandbox.player import Player
from mailflow.sandbox.story import INSIDE, StoryError, read_story
from mailflow.sandbox.world import World

FORM = """-> wang_min (new 评估表):
   牵头部门：物流部
   发起人：王敏
   问题描述：延迟
   影响范围：华东
   关联部门：仓储部
   紧急程度：重要
   初步原因分析：接口
"""


def test_lines() -> None:
    """Every kind of line, with what is indented below it."""
    story = read_story(
        "# A title\nstart: 2026-12-01 10:00\n== Chapter\n-> a.head (all; to signoff_copy; client qq): 同意\n   第二行\n"
        "<- b: reminder\n   words\nwait 2wd\n! cancel X1 : why\ncase X1: finished\n"
    )
    assert (story.title, story.start) == ("A title", datetime(2026, 12, 1, 10, 0))
    assert [line.kind for line in story.lines] == ["chapter", "wrote", "heard", "wait", "order", "case"]
    assert story.lines[1].options == {"all": "", "to": "signoff_copy", "client": "qq"}
    assert story.lines[1].text == "同意\n第二行"


def test_what_stands_in_a_file_is_written_below_the_words() -> None:
    """A Word form as people fill it, the same bytes each time; an old Excel file; anything else by its name."""
    story = read_story("-> a (attach 表.docx): 见附件\n   ===\n   牵头部门：物流部\n   原因：A<B\n")
    words, _, inside = story.lines[0].text.partition(INSIDE)
    assert (words, inside) == ("见附件", "牵头部门：物流部\n原因：A<B")
    made = file("表.docx", inside)
    assert made == file("表.docx", inside)
    ((found, *_),) = [one.blocks for one in read_files([made])]
    assert isinstance(found, Grid)
    assert [[cell.blocks for cell in row] for row in found.rows] == [
        [("牵头部门",), ("物流部",)],
        [("原因",), ("A<B",)],
    ]
    assert [one.unread for one in read_files([file("旧.xls", ""), file("方案.pdf", "")])] == ["old_format"]


@pytest.mark.parametrize("line", ["hello", "-> a (loudly): x", "=> a: b"])
def test_what_is_no_line(line: str) -> None:
    """Named with its number."""
    with pytest.raises(StoryError, match="line 2"):
        read_story(f"# title\n{line}\n")


def test_lines_of_a_part_are_named_by_it(tmp_path: Path) -> None:
    """A story that begins with another file says where it went wrong."""
    (tmp_path / "begin.part").write_text("# a part\nwait 1h\n", encoding="utf-8")
    story = read_story("# title\ninclude begin.part\nwait 2h\n", tmp_path)
    assert [(one.no, one.text) for one in story.lines] == [("begin:2", "1h"), ("3", "2h")]


@pytest.mark.parametrize(
    "claim",
    [
        "<- chen_gang: reminder",  # he got a signoff
        "<- chen_gang: signoff\n   words that stand nowhere",
        "<- chen_gang: nothing",
        "case XC2026-0001: finished",
        "case XC2026-0009: open",
        "case XC2026-0001: assessment#2 done",
        "case XC2026-0001: assessment not begun",
        "case XC2026-0001: three words here",
        "-> sun_li (of wang_min; to signoff): 同意",  # nor was wang_min
        "-> sun_li: 好的",  # she was asked nothing
        "-> nobody_here: 好的",
        "! extend XC2026-0001 sun_li 2026-12-01 18:00",
    ],
)
def test_a_story_that_is_not_true_fails(claim: str, tmp_path: Path) -> None:
    """A check that can't fail would prove nothing."""
    prepare(tmp_path)
    installation = load_installation(tmp_path)
    story = read_story(f"{FORM}{claim}\n")
    at = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
    with World(installation, at) as world, pytest.raises(StoryError, match="line 9"):
        Player(world, story).play()
