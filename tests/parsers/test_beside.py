"""What stands beside a verdict: its condition, its speaker, its object, or nothing that bears on it."""

from __future__ import annotations

import pytest

from mailflow.parsers.decision import read_decision
from mailflow.workflow.reply import Verdict

PLAIN = (Verdict.APPROVE, Verdict.REJECT)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("李总同意，我也同意。", "approve"),
        ("以前我反对，现在同意。", "approve"),
        ("李总同意了，但我不同意。", "reject"),
        ("I rejected the last version. This one I approve.", "approve"),
        ("Everyone else approved. I don't. Rejected.", "reject"),
    ],
)
def test_ones_own_word_of_today_outdoes_anothers_and_an_earlier_one(text: str, verdict: str) -> None:
    """It must be set against it: 客户反对，我同意 may agree with the customer."""
    assert read_decision(text).verdict == verdict


@pytest.mark.parametrize(
    "text", ["客户反对，我同意。", "李总同意的话，我也同意。", "李总同意，我也可以同意。", "以前我同意，现在不好说。"]
)
def test_without_such_a_mark_nothing_is_outdone(text: str) -> None:
    """A condition, or somebody whose word may be what the writer agrees with."""
    assert read_decision(text).verdict not in PLAIN


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("是否同意该评估表：[√] 是　[ ] 否", "approve"),
        ("是否同意该方案：[ ] 是 [√] 否", "reject"),
        ("是否同意出差：[√] 是", "unclear"),
        ("是否需要修改：[√] 是", "revise"),
    ],
)
def test_a_tick_answers_the_printed_question_about_the_document(text: str, verdict: str) -> None:
    """是 alone is a receipt; behind 是否同意该评估表 it is the answer."""
    assert read_decision(text).verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "如措施有效，同意。",
        "俟预算到位，批准。",
        "When Legal agrees, approved.",
        "Provided everything is in order, fine by me.",
        "关于请假，没问题。",
        "日历看了，同意。",
        "第一章看过了，可以。",
        "小王看过了，没问题。",
        "李总来电，不同意。",
        "去年，不同意。",
        "预算，不同意。",
        "不同意（加班费）。",
        "反对：无",
        "Approved: [ ]",
        "撤回：同意",
        "Can't approve, the button does nothing.",
        "不同意，也不反对。",
        "恭喜，通过了",
    ],
)
def test_what_bears_on_a_verdict_leaves_none(text: str) -> None:
    """A condition, another thing, another's word, another time, an empty field, an inability."""
    assert read_decision(text).verdict not in PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "同意。会议室我让小王帮忙订好了。",
        "同意，我这边对接人是张海涛。",
        "同意，希望能解决根本问题。",
        "同意，做完以后给我看看结果哈。",
        "同意[强]",
        "同意，数据很漂亮，看得出小组没少花心思。",
        "我这边 confirmed，没有 concern，可以 kick off 了。",
        "予以同意。\n\n质量管理部\n部长　韦东升",
        "Approved! Sorry it took so long, my inbox is a disaster.",
        "Yes, approved. I'll brief my team on Monday.",
        "如有问题随时找我。同意。",
    ],
)
def test_a_remark_that_bears_on_nothing_costs_no_question(text: str) -> None:
    """Arrangements, wishes for the outcome, contacts, praise, excuses, signatures."""
    assert read_decision(text).verdict is Verdict.APPROVE
