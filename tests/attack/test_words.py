"""Words that once decided what their writer did not: disguised conditions, doubled refusals, shared answers."""

from __future__ import annotations

from datetime import date

import pytest

from mailflow.parsers.acceptance import read_acceptance
from mailflow.parsers.decision import read_decision, read_numbered
from mailflow.workflow.reply import Taking, Verdict

DAY = date(2026, 11, 25)
DRESSED = [
    "同意\n仅限华东分公司",
    "同意\n限二车间",
    "同意\n除质量部",
    "同意\n预算归财务部",
    "同意\n取消华南仓",
    "同意\n少了财务部",
    "同意\n归口技术中心",
    "同意\n仅在华东区试点三号楼",
    "同意\n华东区除外的5号楼",
    "同意\n电话100部，电脑取消",
    "同意\n手机 2台，其余自筹",
    "同意\n此邮件仅代表我个人意见，以王总为准",
    "同意\n本邮件仅表示原则上认可",
    "同意\n重要提示：预算不得超过50万",
    "同意\n法律条款：按法务修改",
    "同意\n来自财务部的预算取消",
    "同意\n从手机端先做，邮箱端砍掉",
    "同意\n发自我的内心但预算减半",
    "Approved.\nImportant: budget capped at 50k",
    "Approved.\nLegal: must sign off first",
    "Approved.\nConfidential - do not start yet",
    "Approved\nWeb (only)",
    "Approved\nOffice 2 only",
    "Approved\nSent with reservations",
    "Approved\nSent from my desk without reading the budget part",
    "Approved\nJohn Rejected",
    "Approved\nThanks\nPending Legal",
    "Approved\nBest regards\nNot Really",
    "Approved\nhttps://intranet.corp.example/list-of-conditions",
    "Afternoon only\nApproved",
]


@pytest.mark.parametrize("text", DRESSED)
def test_a_condition_that_looks_like_a_signature_is_read(text: str) -> None:
    """A line like a department, a contact, a footer or a notice limits the assent above it: no approval."""
    assert read_decision(text).verdict not in (Verdict.APPROVE, Verdict.REJECT)


@pytest.mark.parametrize(
    "below",
    [
        "李建国\n恒远机械有限公司\n苏州市工业园区星湖街328号5楼",
        "李建国\n电话：0512-6688 1234 转 806\n邮箱：li@corp.example",
        "物流部 陈刚\n2026年11月25日",
        "发自我的华为手机",
        "来自网易邮箱大师",
        "通过企业微信发送",
        "从我的 iPad 发送",
        "除尘车间",
        "【保密声明】本邮件仅供收件人阅读，如误收请立即删除。",
        "Sent with Proton Mail",
        "Sent from Outlook for Android",
        "Tom Baker\nOperations Manager\nTel: +49 30 1234567 ext. 12\nwww.corp.example",
        "This e-mail may contain confidential information. If you are not the intended recipient, delete it.",
    ],
)
def test_a_real_signature_costs_no_question(below: str) -> None:
    """What programs, companies and people do put below a yes."""
    assert read_decision(f"同意。\n\n{below}").verdict is Verdict.APPROVE


@pytest.mark.parametrize("text", ["不批不行", "不签不行", "不同意不行", "不批准不行", "不同意驳回"])
def test_two_refusals_in_one_breath_are_no_refusal(text: str) -> None:
    """不批不行 says that it must be approved."""
    assert read_decision(text).verdict not in (Verdict.APPROVE, Verdict.REJECT)


@pytest.mark.parametrize("text", ["不行不行", "不同意不同意", "No, no. Rejected."])
def test_a_refusal_said_twice_stays_one(text: str) -> None:
    """Emphasis."""
    assert read_decision(text).verdict is Verdict.REJECT


@pytest.mark.parametrize(
    "text", ["你们同意", "贵部同意", "同意方案A", "> 同意", "＞同意", "收到\n\n| 同意", "| 同意", ": 同意"]
)
def test_another_mouth_another_thing_another_mail(text: str) -> None:
    """Who is answered has agreed; one of two plans is chosen; a quote's mark was left over."""
    assert read_decision(text).verdict is Verdict.UNCLEAR


def test_what_the_others_made_can_be_signed() -> None:
    """Those who are answered may stand in an assent, as the makers of what is signed."""
    assert read_decision("你们提出的方案，我同意").verdict is Verdict.APPROVE
    assert read_decision("你们提交的申请同意").verdict is Verdict.APPROVE


@pytest.mark.parametrize("text", ["王经理，[x] 同意 [ ] 不同意", "辛苦了。☑同意 ☐不同意", "王总，☐ 同意 ☑ 不同意"])
def test_boxes_within_a_sentence_are_asked_back(text: str) -> None:
    """With words on both sides nobody can tell whose box is whose; once the yes above was read as a refusal."""
    assert read_decision(text).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("text", "verdict"), [("*[x] 同意 [ ] 不同意*", Verdict.APPROVE), ("同意[ ] 不同意[x]", Verdict.REJECT)]
)
def test_boxes_are_read_where_they_are_plain(text: str, verdict: Verdict) -> None:
    """Boxes before all their labels, or behind all of them."""
    assert read_decision(text).verdict is verdict


@pytest.mark.parametrize(
    "text",
    [
        "1. 同意\n2. 同意\n\n以上均需财务确认",
        "1. 同意\n2. 同意\n两项都要等财务",
        "1同意2同意，都要等财务确认",
        "1.同意\n2.同意\n附：1要等财务",
        "1. approved\n2. approved\n\nBoth only after legal signs",
    ],
)
def test_words_below_the_last_part_bear_on_all(text: str) -> None:
    """A condition for both under the second answer must not leave the first one bare."""
    assert read_numbered(text, 2) == {}


def test_a_name_below_the_last_part_bears_on_nothing() -> None:
    """Signatures and thanks."""
    assert dict(read_numbered("1. 同意\n2. 不同意\n\n谢谢\n陈刚", 2)) == {1: "同意", 2: "不同意\n\n谢谢\n陈刚"}


@pytest.mark.parametrize(
    "text",
    [
        "收到。这事归张三",
        "收到，已转采购部",
        "收到，我已离职",
        "收到，这周我休假",
        "好的，取消吧",
        "好的，我问一下领导",
        "收到，回头再定",
        "收到，至少要两周",
        "收到了，附件是空的",
        "ok, wrong person",
        "noted, will discuss with my boss",
        "noted, I left the company",
    ],
)
def test_a_receipt_beside_unknown_words_takes_nothing(text: str) -> None:
    """收到 alone takes a matter; beside words that nobody understood it is a receipt."""
    assert read_acceptance(text, DAY).verdict is not Taking.ACCEPT


@pytest.mark.parametrize("text", ["收到", "好的，谢谢", "收到，我会按时完成", "收到，马上安排落实", "Noted, will do."])
def test_a_receipt_that_takes_it_still_does(text: str) -> None:
    """Alone, with thanks, or with a word of doing it."""
    assert read_acceptance(text, DAY).verdict is Taking.ACCEPT
