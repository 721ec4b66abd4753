"""Sign-offs in own words: whole clauses of a known build, and what stands round them without hiding a limit."""

from __future__ import annotations

import pytest

from mailflow.parsers.automatic import read_automatic
from mailflow.parsers.decision import read_decision
from mailflow.parsers.message import read_message
from mailflow.workflow.reply import Verdict


def verdict(text: str, departments: tuple[str, ...] | None = None) -> Verdict:
    return read_decision(text, departments=departments).verdict


@pytest.mark.parametrize(
    "text",
    [
        "Please take this email as my formal approval.",
        "You have my full approval.",
        "本课同意配合办理。",
        "我没有任何意见，同意。",
        "I had doubts at first, but your new numbers settle it. Approved.",
        "三名焊工可以支援，时间也错得开，我同意。",
        "Approved, thanks, Amy",
        "I approve.\n\nProf. Dr. U. Brandt",
        "尊敬的邓经理：\n方案可行，同意。",
        "准。老魏",
        "Approved.\nBTW I'm in the plant on Friday.",
        "方案內容無衝突，同意。",
    ],
)
def test_an_approval_in_own_words_costs_no_question(text: str) -> None:
    """The build of the clause, the background above it, the name below it."""
    assert verdict(text) is Verdict.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "I can't approve a plan that puts operators at risk.",
        "Please consider it declined.",
        "The request is therefore not approved.",
        "Sorry，这个我不能approve。",
        "With the migration running until December we simply do not have the hours, so I have to reject the request.",
    ],
)
def test_a_refusal_in_own_words_costs_no_question(text: str) -> None:
    """With its reason, in either language or both."""
    assert verdict(text) is Verdict.REJECT


@pytest.mark.parametrize(
    "text",
    [
        "I can't approve the travel request.",
        "We can't support the project with more than two people.",
        "I approve your travel request.",
        "I agree with the conclusions.",
        "Approved, Austin",
        "| 同意",
        "不同意😄",
        "你们都不同意",
        "等法务出了意见书并附在后面，我这边就同意。",
        "在不影响六月出货的情况下，同意。",
        "我不是说王经理您好：\n同意",
        "As it stands I'd have to say no. Cut the scope, then we can talk signature.",
        "Approved. By the way, travel is not included.",
        "Approved. Thanks, Lily?",
    ],
)
def test_what_looks_like_an_answer_and_is_none(text: str) -> None:
    """Another thing, a part, somebody else, a smile, a condition above or beside: never a plain yes or no."""
    assert verdict(text) not in (Verdict.APPROVE, Verdict.REJECT)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("更正：刚才手滑发成了“不同意”，我的意见是同意。", Verdict.APPROVE),
        ('Correction to my last mail: I wrote "not approved" by mistake. I approve the plan.', Verdict.APPROVE),
        ('Please ignore my "OK" from this morning, that was a mistake. I reject this request.', Verdict.REJECT),
        ("I withdraw my approval and reject the plan.", Verdict.REJECT),
    ],
)
def test_a_correction_may_say_why(text: str, read: Verdict) -> None:
    """A slip of the own answer bears on the new one no more."""
    decision = read_decision(text)
    assert decision.verdict is read
    assert decision.withdraws


@pytest.mark.parametrize(
    "text",
    [
        "更正：第3条写错了。同意。",
        "更正一下，数据搞错了，同意",
        "我收回之前的意见，日期打错了。同意",
        "Correction: there is a mistake in item 3. Approved.",
        "Correction: item 3 has an error. I approve.",
    ],
)
def test_a_mistake_in_the_document_is_no_slip_of_the_answer(text: str) -> None:
    """What is wrong with the document stays a reason to ask."""
    assert verdict(text) is not Verdict.APPROVE


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("IT agrees to the plan.", ("Quality", "品质部")),
        ("HR agrees to the plan.", ("Three Gorges",)),
        ("Legal approves the request.", ("Logistics",)),
        ("Approved on behalf of Legal.", ("Logistics",)),
    ],
)
def test_another_departments_word_is_not_the_writers(text: str, departments: tuple[str, ...]) -> None:
    """Whole words are compared: "it" is no part of Quality."""
    assert verdict(text, departments) is Verdict.UNCLEAR
    assert verdict("Quality agrees to the plan.", ("Quality",)) is Verdict.APPROVE
    assert verdict("IT agrees to the plan.", ("IT Department",)) is Verdict.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "Can you change the owner from Jack to Lucy and resend?",
        "Fine, as long as production doesn't stop.",
        "写得不错，只要不影响排产。",
    ],
)
def test_a_polite_wish_and_a_bound_praise_ask_for_a_change(text: str) -> None:
    """A question that only asks for a change is one; praise with a condition behind it, too."""
    assert verdict(text) is Verdict.REVISE


def mail(body: str, head: str = "") -> bytes:
    head = f"From: a@corp.example\r\nSubject: Re: x\r\n{head}Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + body).encode()


def test_a_mail_that_says_so_of_itself_is_a_machines() -> None:
    """But not where a gateway says so below a person's answer, or where it stands in what is quoted."""
    told = "您的邮件我已收到，财务部每周三集中处理。本邮件由系统自动回复。"
    assert read_automatic(read_message(mail(told))) is not None
    answer = "In-Reply-To: <mf.q7f3a91c2k5@corp.example>\r\n"
    assert read_automatic(read_message(mail("同意\r\n\r\n此邮件由系统自动发送", answer))) is None
    assert read_automatic(read_message(mail(f"同意\r\n\r\n> {told}"))) is None
