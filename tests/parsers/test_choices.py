"""A printed answer picked by its number: bare, marked, in words; never where the words beside it say something else."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.parsers.choices import MAX_LENGTH, find_choice, read_choice
from mailflow.parsers.words import shipped_words

TWO = ("同意", "不同意")
THREE = ("改期", "派代表", "照常")
ENGLISH = ("Approve", "Reject", "Ask for a change")
OLD = {ord(new): old for old, new in shipped_words().scripts.items() if old in "選項個請這條說對"}


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "２",
        "②",
        "2.",
        "2。",
        "2、",
        "2)",
        "(2)",
        "（2）",
        "【2】",
        "2！",
        "2️⃣",
        "⒉",
        "⑵",
        "第2项",
        "第二项",
        "第 2 项",
        "第二个",
        "二",
        "选2",
        "选择2",
        "我选2",
        "我选择第2项",
        "就选2吧",
        "选项2",
        "选第二项",
        "答：2",
        "答案是2",
        "回复：2",
        "2吧",
        "option 2",
        "Option 2.",
        "option two",
        "choice 2",
        "no. 2",
        "#2",
        "number 2",
        "I choose 2",
        "I'll take 2",
        "my choice: 2",
        "the second one",
        "second option",
        "2 please",
        "answer: 2",
        " 2 ",
        "- 2",
    ],
)
def test_a_number_alone_picks_its_answer(text: str) -> None:
    """In every width and dress, with what people write round it."""
    for mail in (
        text,
        f"王总：\n{text}\n谢谢\n李强",
        f"Hi all,\n\n{text}\n\nBest regards,\nTom Baker",
        f"{text}\n\n发自我的iPhone",
        f"\n{text}\n{text}",
    ):
        assert read_choice(mail, THREE) == 2, mail


@pytest.mark.parametrize(
    ("text", "choices", "no", "words"),
    [
        ("1 同意", TWO, 1, "同意"),
        ("2 不同意", TWO, 2, "不同意"),
        ("2. 不同意，预算太高", TWO, 2, "不同意,预算太高"),
        ("1 同意 李明跟进", TWO, 1, "同意 李明跟进"),
        ("1，谢谢", TWO, 1, "谢谢"),
        ("1\n李强负责落实", TWO, 1, "李强负责落实"),
        ("1 改到12月9日", THREE, 1, "改到12月9日"),
        ("1 12月9日", THREE, 1, "12月9日"),
        ("2 李明", THREE, 2, "李明"),
        ("第二项，李明去", THREE, 2, "李明去"),
        ("option 2, Li Ming will go", THREE, 2, "li ming will go"),
        ("照常", THREE, 3, ""),
        ("Reject", ENGLISH, 2, ""),
        ("2 reject, too expensive", ENGLISH, 2, "reject, too expensive"),
    ],
)
def test_words_beside_the_number_are_kept(text: str, choices: tuple[str, ...], no: int, words: str) -> None:
    """The choice, plus what was said with it."""
    found = find_choice(text, choices)
    assert (found.no, found.words) == (no, words)


@pytest.mark.parametrize(
    "text",
    [
        "1 不同意",
        "2 同意",
        "1 同意 2 不同意",
        "1\n2",
        "1、2",
        "1/2",
        "1和2",
        "1 or 2",
        "1，2",
        "3",
        "0",
        "12",
        "01",
        "1.5",
        "1%",
        "1-2",
        "1:30",
        "1？",
        "1?",
        "1 吗",
        "1…",
        "2天",
        "2 天",
        "2 days",
        "1日",
        "12月2日",
        "2号",
        "2台",
        "1万",
        "我觉得1好",
        "我们有2个",
        "同意1",
        "不选1",
        "不要1",
        "除了1都行",
        "1不行",
        "1 但要改",
        "1 如果李总同意",
        "1 等财务确认后",
        "1 再考虑",
        "1，稍后再定",
        "1 还是 2",
        "1 暂时",
        "1 原则上",
        "1 李总说的",
        "1 if legal agrees",
        "1 but later",
        "1, not yet",
        "maybe 1",
        "1 unless",
        "> 1",
        "“1”",
        "1 撤回",
        "1\n但要在周五前改好",
        "1 和第2项",
        "the first or the second",
        "关于1",
        "no",
        "",
    ],
)
def test_anything_else_picks_none(text: str) -> None:
    """Two numbers, a number within a sentence, a count, a doubt: 0, and the person is asked."""
    assert read_choice(text, TWO) == 0


def test_without_labels_only_a_number_alone_counts() -> None:
    """Nothing is known then to tell words for it from words against."""
    assert read_choice("5", ()) == 5
    assert read_choice("5 同意", ()) == 0


def test_hidden_characters_pick_nothing() -> None:
    """A number that reads otherwise than it looks."""
    assert read_choice("1\u200b2", THREE) == 0
    assert read_choice("\u202e21", THREE) == 0
    assert read_choice("1 同\u200b意", TWO) == 0


@pytest.mark.parametrize("text", ["1 同意…", "1 同意~", "1 同意...", "1 同意？"])
def test_a_hedged_pick_is_none(text: str) -> None:
    """Said with a shrug, or asked."""
    assert read_choice(text, TWO) == 0


@given(st.sampled_from(["2", "选2", "第二项", "option 2", "2 派代表"]), st.text(min_size=1, max_size=20))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_words_never_move_a_choice_to_another(pick: str, words: str) -> None:
    """With anything beside it the pick is the same one or none."""
    for text in (f"{pick} {words}", f"{pick}\n{words}", f"{words}\n{pick}"):
        lines = [line for line in text.splitlines() if line != pick]
        if not any(read_choice(line, THREE) not in (0, 2) for line in lines):
            assert read_choice(text, THREE) in (0, 2)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_is_read(text: str) -> None:
    """A number within the list, or 0."""
    assert 0 <= read_choice(text, THREE) <= 3


@pytest.mark.parametrize("pick", ["選2", "第2項", "我選擇第2個", "選項2"])
def test_traditional_characters_are_the_same(pick: str) -> None:
    """選2 is 选2."""
    assert (
        read_choice(pick, THREE)
        == read_choice(pick.translate({ord(old): chr(new) for new, old in OLD.items()}), THREE)
        == 2
    )


@pytest.mark.parametrize("piece", ["1 ", "1\n", "第1项", "选", "a", "同意\n", "option "])
def test_work_grows_with_the_length_only(piece: str) -> None:
    """Twice the text takes about twice the calls; what is longer than any answer picks nothing."""

    def calls(text: str) -> int:
        counted = 0

        def count(_frame: object, event: str, _arg: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            read_choice(text, TWO)
        finally:
            sys.setprofile(None)
        return counted

    read_choice("1", TWO)
    assert calls(piece * (8_000 // len(piece))) < 3 * calls(piece * (4_000 // len(piece))) + 5_000
    assert read_choice(piece * (MAX_LENGTH // len(piece) + 1), TWO) == 0


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("2 订单量翻倍，原目标已不现实", 2),
        ("2\n原因：没有达到目标", 2),
        ("2 because volume doubled and the goal is not realistic any more", 2),
        ("2，还是1吧", 0),
        ("2 但先等等", 0),
        ("2 撤回", 0),
        ("2？", 0),
        ("1 not yet", 0),
        ("2, unless Tom says otherwise", 0),
    ],
)
def test_a_reason_behind_the_number_may_deny_something_else(text: str, no: int) -> None:
    """Where the mail asks for a reason only what turns the choice itself leaves it open."""
    labels = ("退回继续执行", "按未达标关闭") if not text.isascii() else ("back to execution", "close as not met")
    assert find_choice(text, labels, takes_reason=True).no == no
