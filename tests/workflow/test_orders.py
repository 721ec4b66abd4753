"""Orders: who may take a request over, which request still stands, and how a stopped step goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mailflow.workflow.directory import Directory
from mailflow.workflow.errors import OrderRefused
from mailflow.workflow.model import Attachment
from mailflow.workflow.reply import Acceptance, Decision, FormReading, Taking, Verdict

REQUEST = {"subject": "接口变更", "approvers": ("李明", "黄伟"), "due": date(2026, 12, 4)}
FILES = [Attachment("方案.pdf", "application/pdf", 10, "d" * 64)]
ASSESSMENT = {
    "lead_department": "物流部", "initiator": "王敏", "description": "延迟", "impact": "华东",
    "related_departments": ("仓储部", "技术部"), "urgency": "important", "cause": "接口",
}  # fmt: skip
ITEMS = (
    {"department": "仓储部", "matter": "拣货", "due": date(2026, 12, 8), "owner": "孙丽"},
    {"department": "技术部", "matter": "接口", "due": date(2026, 12, 4), "owner": "吴浩"},
)
APPLICATION = FormReading({"goal": "降到3%", "items": ITEMS, "resources": "无"})
YES, NO = Decision(Verdict.APPROVE, span=(0, 1)), Decision(Verdict.REVISE, span=(0, 1))


def request_of(scene: Any, person: str) -> str:
    return str([one.key for one in scene.case.requests.values() if one.person == person][-1])


def asked(scene: Any) -> set[str]:
    return {one.person for one in scene.case.open_requests()}


def without(scene: Any, person: str, **changes: Any) -> None:
    """The directory says something else of this person."""
    directory: Directory = scene.rules.directory
    people = {**directory.people, person: replace(directory.people[person], **changes)}
    scene.rules = replace(scene.rules, directory=replace(directory, people=people))


@pytest.mark.parametrize(("to", "why"), [("wu_hao", "four eyes"), ("huang_wei", "already"), ("nobody", "nobody")])
def test_a_signature_is_not_given_to_who_may_not_sign(scene: Any, to: str, why: str) -> None:
    """Neither to whoever asked for it, nor to one of the others who sign."""
    scene.open("approval", "wu_hao", REQUEST, FILES)
    with pytest.raises(OrderRefused, match=why):
        scene.order("reassign", request_of(scene, "li_ming"), to=to)
    assert asked(scene) == {"li_ming", "huang_wei"}


def test_a_signature_is_not_given_to_who_has_signed_already(scene: Any) -> None:
    """Also where that one is settled: one person would stand for two."""
    scene.open("approval", "wu_hao", REQUEST, FILES)
    scene.answer("huang_wei", YES)
    with pytest.raises(OrderRefused, match="already"):
        scene.order("reassign", request_of(scene, "li_ming"), to="huang_wei")


def test_a_signature_is_given_to_somebody_else(scene: Any) -> None:
    """And a matter even to somebody who has one: two matters may have one owner."""
    scene.open("approval", "wu_hao", REQUEST, FILES)
    scene.order("reassign", request_of(scene, "li_ming"), to="zhang_wei")
    assert asked(scene) == {"zhang_wei", "huang_wei"}


def test_who_wrote_a_form_does_not_sign_it(scene: Any) -> None:
    """The head filled it in the initiator's place: the one above the head signs."""
    scene.open("cross-department", "wang_min", ASSESSMENT)
    scene.answer("chen_gang", YES)
    scene.order("reassign", request_of(scene, "wang_min"), to="chen_gang")
    scene.answer("chen_gang", APPLICATION)
    assert asked(scene) == {"huang_wei"}
    with pytest.raises(OrderRefused, match="four eyes"):
        scene.order("reassign", request_of(scene, "huang_wei"), to="chen_gang")


def test_nobody_approves_their_own_request(scene: Any) -> None:
    """Their superior does."""
    scene.open("approval", "wu_hao", {**REQUEST, "approvers": ("吴浩", "黄伟")}, FILES)
    assert asked(scene) == {"li_ming", "huang_wei"}


def test_whoever_has_nobody_above_stops_the_step(scene: Any) -> None:
    """Their signature doesn't drop out silently; the step waits for an order, and that may not be anybody."""
    scene.open("approval", "huang_wei", REQUEST, FILES)
    assert scene.case.runs["approval#1"].state == "stopped"
    assert asked(scene) == set()
    assert [one.template for one in scene.letters if one.person == "huang_wei"] == ["form_received", "stopped"]
    for to in ("huang_wei", "li_ming"):
        with pytest.raises(OrderRefused, match="can't begin with"):
            scene.order("reassign", "approval#1", to=to)
    letters = scene.order("reassign", "approval#1", to="zhang_wei")
    assert {one.person: one.template for one in letters} == {"li_ming": "signoff", "zhang_wei": "signoff"}
    assert scene.case.runs["approval#1"].state == "open"
    scene.answer("li_ming", YES)
    scene.answer("zhang_wei", YES)
    assert scene.case.state == "finished"


def test_a_stopped_step_begins_again_when_the_directory_is_mended(scene: Any) -> None:
    """Whoever it names now is asked; naming somebody else is refused."""
    scene.open("approval", "huang_wei", REQUEST, FILES)
    without(scene, "huang_wei", superior="susan_miller")
    with pytest.raises(OrderRefused, match="li_ming, susan_miller"):
        scene.order("reassign", "approval#1", to="zhang_wei")
    scene.order("reassign", "approval#1", to="susan_miller")
    assert asked(scene) == {"li_ming", "susan_miller"}


def test_matters_without_an_owner_go_to_who_is_named(scene: Any) -> None:
    """An owner left the company while the application was signed."""
    _to_matters(scene, before_last=lambda: _leaves(scene, "sun_li"))
    assert scene.case.runs["acceptance#1"].state == "stopped"
    told = {one.person for one in scene.letters if one.template == "stopped"}
    assert told == {"wang_min", "huang_wei"}
    scene.order("reassign", "acceptance#1", to="wu_hao")
    asked_now = [one.person for one in scene.case.open_requests() if one.step == "acceptance"]
    assert asked_now == ["wu_hao", "wu_hao"]


def test_only_a_stopped_run_begins_again(scene: Any) -> None:
    """An open one has requests to name."""
    scene.open("approval", "wu_hao", REQUEST, FILES)
    with pytest.raises(OrderRefused, match="is open"):
        scene.order("reassign", "approval#1", to="zhang_wei")


@pytest.mark.parametrize("order", ["reassign", "extend"])
def test_a_void_round_is_not_steered(scene: Any, order: str) -> None:
    """A matter was declined, and its round became void through a step beside it (set by hand: no shipped one does)."""
    _to_matters(scene)
    scene.answer("sun_li", Acceptance(Taking.DECLINE, span=(0, 1)))
    declined = request_of(scene, "sun_li")
    run = scene.case.runs["acceptance#1"]
    scene.case = replace(scene.case, runs={**scene.case.runs, run.key: replace(run, state="void")})
    with pytest.raises(OrderRefused, match="a later round has begun"):
        scene.order(order, declined, to="li_ming", due=scene.now + timedelta(days=1))


@pytest.mark.parametrize("order", ["reassign", "extend"])
def test_only_the_newest_request_of_a_row_is_steered(scene: Any, order: str) -> None:
    """One that was never accepted would be asked beside it (set by hand: what was given away is void already)."""
    _to_matters(scene)
    scene.answer("sun_li", Acceptance(Taking.DECLINE, span=(0, 1)))
    declined = request_of(scene, "sun_li")
    scene.order("reassign", declined, to="liu_yang")
    old = scene.case.requests[declined]
    scene.case = replace(scene.case, requests={**scene.case.requests, declined: replace(old, state="settled")})
    scene.case = replace(
        scene.case, requests=dict(sorted(scene.case.requests.items(), key=lambda one: one[0] != declined))
    )
    with pytest.raises(OrderRefused, match="was asked anew"):
        scene.order(order, declined, to="li_ming", due=scene.now + timedelta(days=1))


def _to_matters(scene: Any, before_last: Any = lambda: None) -> None:
    scene.open("cross-department", "wang_min", ASSESSMENT)
    scene.answer("chen_gang", YES)
    scene.answer("wang_min", APPLICATION)
    before_last()
    scene.answer("chen_gang", YES)


def _leaves(scene: Any, person: str) -> None:
    directory: Directory = scene.rules.directory
    people = {key: one for key, one in directory.people.items() if key != person}
    scene.rules = replace(scene.rules, directory=replace(directory, people=people))
