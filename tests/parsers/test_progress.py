"""Replies about numbered items: what each says of which item, and that no finish and no date is ever made up."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers import read_progress
from mailflow.parsers.dates import read_dates
from mailflow.parsers.words import Lexicon, shipped_words
from mailflow.workflow.reply import Progress, ProgressItem, ProgressStatus
from mailflow.workflow.worktime import WorkCalendar

DATA = Path(__file__).parent / "data"
WORDS = shipped_words()
TODAY = date(2026, 11, 25)  # a Wednesday
ITEMS = (
    ProgressItem(1, "盘点仓库", datetime(2026, 11, 27, 18)),
    ProgressItem(2, "Update price list", datetime(2026, 11, 30, 18)),
    ProgressItem(3, "培训新员工", datetime(2026, 12, 4, 18)),
)
Reply = dict[str, object]


def load(name: str) -> list[Reply]:
    """Labelled replies."""
    return list(YAML(typ="safe").load((DATA / name).read_text(encoding="utf-8")))


REPLIES = load("progress.yaml") + load("progress_own.yaml")
CLEAR = [reply for reply in REPLIES if "updates" in reply]
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
TRADITIONAL = {
    ord(new): old
    for old, new in WORDS.scripts.items()
    if old in "這來說時會對為無還後應個們過給沒開關點總項進遲續預計畫終結準備審辦實現業題確認"
}
DRESSES: dict[str, Callable[[str], str]] = {
    "greeting": lambda text: f"王经理，您好：\n\n{text}",
    "english greeting": lambda text: f"Hi all,\n\n{text}",
    "closing and name": lambda text: f"{text}\n\n此致\n敬礼\n李建国",
    "regards": lambda text: f"{text}\n\nBest regards,\nTom Baker",
    "phone": lambda text: f"{text}\n\n发自我的iPhone",
    "footer": lambda text: f"{text}\n\nSent from my iPhone",
    "notice": lambda text: f"{text}\n\n【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
    "thanks": lambda text: f"{text}\n谢谢！",
    "lines end in CR LF": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: f"\n\n{text}\n\n",
    "full width": lambda text: text.translate(FULL),
    "traditional": lambda text: text.translate(TRADITIONAL),
    "upper case": lambda text: text.upper(),
}


def items_of(reply: Reply) -> list[ProgressItem]:
    """The items that were asked for."""
    return [
        ProgressItem(item["no"], item["title"], datetime.fromisoformat(item["due"]))  # type: ignore[index]
        for item in reply["items"]  # type: ignore[attr-defined]
    ]


def read(reply: Reply, text: str | None = None) -> Progress:
    """The reply as read, or another text in its place."""
    said = str(reply["text"]) if text is None else text
    return read_progress(said, items_of(reply), date.fromisoformat(str(reply["today"])))


def shown(progress: Progress) -> object:
    """A reading, to be compared: reasons without regard to width and script."""
    if progress.unclear:
        return "unclear"
    return [
        (one.no, str(one.status), one.percent, one.new_due, WORDS.plain(one.reason).strip() if one.reason else None)
        for one in progress.updates
    ]


@cache
def as_read(name: str) -> tuple[object, str]:
    """A labelled reply's reading and its rule, by the reply's id."""
    progress = read(next(reply for reply in REPLIES if reply["id"] == name))
    return shown(progress), progress.rule


def status_of(text: str, no: int = 1) -> str:
    """What is read of one item."""
    progress = read_progress(text, ITEMS, TODAY)
    found = [str(one.status) for one in progress.updates if one.no == no]
    return "unclear" if progress.unclear else found[0] if found else "nothing"


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: str(reply["id"]))
def test_a_reply_is_read(reply: Reply) -> None:
    """Every item that it speaks of, with share, date and reason; or a question where it can't be told."""
    progress = read(reply)
    if reply.get("unclear"):
        assert progress.unclear, progress
        assert not progress.updates
        return
    wanted = [
        (
            one["no"],
            one["status"],
            one["percent"],
            one["new_due"],
            one["reason"],
        )
        for one in reply["updates"]  # type: ignore[attr-defined]
    ]
    got = [
        (
            one.no,
            str(one.status),
            one.percent,
            one.new_due.isoformat()[:16] if one.new_due else None,
            one.reason,
        )
        for one in progress.updates
    ]
    assert got == wanted, progress
    for one in progress.updates:
        assert one.reason is None or one.reason in str(reply["text"])


@pytest.mark.parametrize("dress", DRESSES)
def test_what_stands_round_the_words_changes_nothing(dress: str) -> None:
    """Greeting, closing, name, footer, width, script and case, for every labelled reply that can be told."""
    changed = []
    for reply in CLEAR:
        text = DRESSES[dress](str(reply["text"]))
        if shown(read(reply, text)) != shown(read(reply)):
            changed.append((reply["id"], text, shown(read(reply, text))))
    assert not changed


@pytest.mark.parametrize("question", ["第1项指的是哪个？", "Is that what you mean?", "能不能延期？", "可以归档了吗"])
def test_beside_a_question_nothing_is_done(question: str) -> None:
    """A question asks for an answer: then nothing is recorded."""
    for reply in REPLIES:
        for text in (f"{reply['text']}\n{question}", f"{question}\n{reply['text']}"):
            assert read(reply, text).unclear, text


FINISHES = [one for one in WORDS.lists["progress"]["finish"] if not one.isascii()]
ENGLISH_FINISHES = [one for one in WORDS.lists["progress"]["finish"] if one.isascii() and not one.endswith("了")]


@pytest.mark.parametrize(
    "frame",
    ["第1项还没{}", "第1项没有{}", "第1项快{}", "第1项明天{}", "第1项预计周五{}", "第1项如果顺利就能{}", "第1项基本{}",
     "第1项听说{}", "第1项大部分{}", "第1项争取尽快{}", "第1项第一阶段{}", "第1项要等财务{}才行", "第1项下周一{}"],
)  # fmt: skip
def test_a_finish_that_is_denied_or_lies_ahead_is_none(frame: str) -> None:
    """A finish that was not stated is the one reading that may never happen."""
    assert not [finish for finish in FINISHES if status_of(frame.format(finish)) == "done"]


@pytest.mark.parametrize(
    "frame",
    ["Item 1 is not {}", "Item 1 isn't {} yet", "Item 1 will be {} tomorrow", "Item 1 is almost {}",
     "Item 1 is partly {}",
     "Item 1 should be {} by Friday", "Item 1 has never been {}", "I think item 1 is {}", "Item 1 needs to be {}",
     "Item 1: once the vendor is {}", "Item 1: 80% {}", "Item 1 can be {} next week", "Apparently item 1 is {}",
     "Item 1 is half {}", "Item 1 is to be {}"],
)  # fmt: skip
def test_an_english_finish_that_is_denied_or_lies_ahead_is_none(frame: str) -> None:
    """The same in English."""
    assert not [finish for finish in ENGLISH_FINISHES if status_of(frame.format(finish)) == "done"]


def test_a_plain_finish_is_one() -> None:
    """The words that are denied above do finish something when nothing stands against them."""
    assert not [finish for finish in FINISHES if status_of(f"第1项{finish}") != "done"]
    assert not [finish for finish in ENGLISH_FINISHES if status_of(f"Item 1: {finish}") != "done"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "nothing-said"),
        ("   \n ", "nothing-said"),
        ("王经理，您好", "nothing-known"),
        ("第1项完\u200b成", "disguised"),
        ("第1项完成 Ιtem", "disguised"),
        ("第9项完成", "unknown-item"),
        ("已完成", "which-item"),
        ("1. 已完成\n1. 未开始", "told-twice"),
        ("1. 已完成，进度60%", "finished-in-part"),
        ("1. 进度160%", "impossible-share"),
        ("1. 40%，60%", "two-shares"),
        ("1. 延期到12月8日或12月9日", "two-dates"),
        ("1. 延期到11月26日", "earlier-date"),
        ("1. 已完成，卡住了", "contradiction"),
        ("全部完成。第2项还在做。", "contradiction"),
        ("1. 好像完成了", "not-sure"),
        ("1. 完成了，但质量一般", "contrast"),
        ("1. 模具完成了", "unknown-words"),
        ("第1项完成了？", "question"),
    ],
)
def test_what_cannot_be_told_is_asked_back(text: str, rule: str) -> None:
    """Each reason to ask has its name."""
    progress = read_progress(text, ITEMS, TODAY)
    assert (progress.unclear, progress.updates) == (True, ())
    assert progress.rule == rule


def test_a_number_beside_another_items_title_is_asked_back() -> None:
    """Whoever numbers their own list doesn't answer by ours."""
    assert read_progress("1. 培训新员工：已完成", ITEMS, TODAY).rule == "unknown-item"


def test_numbers_need_not_begin_at_one() -> None:
    """The numbers are those of the list that was sent."""
    items = [ProgressItem(4, "盘点仓库"), ProgressItem(7, "培训新员工")]
    progress = read_progress("4 已完成，7 进行中；第5项也好了", items, TODAY)
    assert progress.rule == "unknown-item"
    progress = read_progress("4 已完成，7 进行中", items, TODAY)
    assert [(one.no, one.status) for one in progress.updates] == [
        (4, ProgressStatus.DONE),
        (7, ProgressStatus.ON_TRACK),
    ]


def test_without_a_due_date_a_later_day_is_no_delay() -> None:
    """What has no date can't be late; a delay that is stated is one."""
    items = [ProgressItem(1, "盘点仓库")]
    assert read_progress("预计12月9日完成", items, TODAY).unclear
    progress = read_progress("延期到12月9日", items, TODAY)
    assert (progress.updates[0].status, progress.updates[0].new_due) == ("delayed", date(2026, 12, 9))


def test_working_days_are_those_of_the_calendar() -> None:
    """3个工作日内, over a day off."""
    calendar = WorkCalendar("x", "Asia/Shanghai", ((time(9), time(18)),), off=frozenset({date(2026, 11, 26)}))
    items = [ProgressItem(1, "盘点仓库", date(2026, 11, 27))]
    for given_calendar, due in ((None, date(2026, 11, 30)), (calendar, date(2026, 12, 1))):
        progress = read_progress("延期，3个工作日内完成", items, TODAY, given_calendar)
        assert progress.updates[0].new_due == due


def test_a_span_is_where_it_stands() -> None:
    """The operator sees the words that an update rests on."""
    text = "王经理好，\n１．已完成\n２．进行中"
    progress = read_progress(text, ITEMS, TODAY)
    assert [text[slice(*one.span)] for one in progress.updates if one.span] == ["１．已完成", "２．进行中"]


FRAGMENTS = [
    *("第1项", "第2项", "1.", "2、", "#3", "①", "Item 2", "the rest", "其余", "全部", "都", "除了", "except", "盘点"),
    *(
        "price list",
        "培训",
        "已完成",
        "完成",
        "done",
        "not",
        "没",
        "还",
        "未开始",
        "进行中",
        "on track",
        "延期到",
        "delayed to",
    ),
    *(
        "卡住了",
        "blocked by",
        "因为",
        "because",
        "80%",
        "一半",
        "100%",
        "120%",
        "12月9日",
        "next Friday",
        "下周一",
        "明天",
    ),
    *(
        "18:00",
        "等供应商",
        "，",
        "。",
        "；",
        "\n",
        " | ",
        "\t",
        "  ",
        "(",
        ")",
        ":",
        "?",
        "吗",
        "and",
        "和",
        "谢谢",
        "Hi Lin,",
    ),
    *("预计", "will be", "样品没到"),
]
SAID = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join) | st.text(max_size=120)


@given(SAID)
@settings(max_examples=400)
def test_nothing_is_read_that_was_not_written(text: str) -> None:
    """Items of the list, in its order, once each; reasons and days of the text; shares from 0 to 100."""
    progress = read_progress(text, ITEMS, TODAY)
    numbers = [one.no for one in progress.updates]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= {1, 2, 3}
    assert progress.unclear == (not progress.updates)
    days = read_dates(text, TODAY)
    for one in progress.updates:
        assert one.reason is None or one.reason in text
        assert one.new_due is None or (one.new_due in days and one.status is ProgressStatus.DELAYED)
        assert one.percent is None or 0 <= one.percent <= 100
        assert (one.status is ProgressStatus.DONE) == (one.percent == 100)


@given(
    st.lists(st.sampled_from([one for one in FRAGMENTS if one not in ("已完成", "完成", "done", "100%")]), max_size=14)
)
@settings(max_examples=300)
def test_without_a_word_of_finishing_nothing_is_done(parts: list[str]) -> None:
    """Names, dates, shares and states in any order never make a finish."""
    progress = read_progress("".join(parts), ITEMS, TODAY)
    assert ProgressStatus.DONE not in [one.status for one in progress.updates]


@pytest.mark.parametrize(
    "piece", ["1. 已完成\n", "第1项已完成，", "盘点", "(", "1、", "80% ", "因为", "没", "等", "12月9日 ", " | ", "x"]
)
def test_the_work_grows_with_the_text_alone(piece: str) -> None:
    """Four times the text takes no more than five times the calls; longer than anybody writes is asked back."""
    counts = []
    for size in (2_000, 8_000):
        calls = 0

        def count(_frame: object, _event: str, _arg: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            read_progress(piece * (size // len(piece)), ITEMS, TODAY)
        finally:
            sys.setprofile(None)
        counts.append(calls)
    assert counts[1] <= 5 * counts[0] + 2_000
    assert read_progress(piece * ((1 << 20) // len(piece)), ITEMS, TODAY).rule == "too-long"


@pytest.mark.parametrize("key", [*WORDS.lists["progress"], *WORDS.patterns["progress"]])
def test_every_list_of_words_is_needed(key: str) -> None:
    """Without any one of the lists some labelled reply is read in another way."""
    lists = {**WORDS.lists, "progress": {**WORDS.lists["progress"]}}
    patterns = {**WORDS.patterns, "progress": {**WORDS.patterns["progress"]}}
    if key in lists["progress"]:
        lists["progress"][key] = ()
    else:
        patterns["progress"][key] = re.compile(r"(?!)")
    lexicons = {**WORDS.lexicons}
    if key == "small":
        lexicons["progress"] = Lexicon({}, {})
    blunt = replace(WORDS, lists=lists, patterns=patterns, lexicons=lexicons)
    for one in REPLIES:
        today = date.fromisoformat(str(one["today"]))
        progress = read_progress(str(one["text"]), items_of(one), today, words=blunt)
        if (shown(progress), progress.rule) != as_read(str(one["id"])):
            return
    pytest.fail(f"nothing depends on {key}")


def test_many_items_are_told_apart() -> None:
    """Two hundred titles, each named by its own words."""
    items = [ProgressItem(no, f"Check pump {no} of hall {no % 7}", date(2026, 12, 1)) for no in range(1, 201)]
    progress = read_progress("\n".join(f"{no}. {'done' if no % 2 else '40%'}" for no in range(1, 201)), items, TODAY)
    assert [one.status for one in progress.updates] == ["done", "on_track"] * 100
