"""The second half of the sample case: meeting, minutes, plan, execution, closing. Adds to the sheets of `sample`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mailflow.compose.play import Play
from mailflow.workflow.reply import (
    Acceptance,
    Confirmation,
    Confirming,
    Decision,
    FormReading,
    ItemUpdate,
    Pick,
    Point,
    Progress,
    ProgressStatus,
    Reading,
    Taking,
    Verdict,
)

AUTHOR, HEAD = "wang_min", "chen_gang"  # of the shipped directory
RELEASE = FormReading({}, releases=True)
APPROVE, CONFIRM = Decision(Verdict.APPROVE), Confirmation(Confirming.CONFIRM)
Reader = Callable[[Mapping[str, Any]], FormReading]


def go_further(play: Play, texts: Mapping[str, Any], form: Reader) -> None:
    """From the invitation to the closing mail."""
    _meet(play, texts, form)
    _confirm(play, texts, form)
    _plan(play, texts, form)
    _carry_out(play, texts)
    _report(play, texts, form)


def _windows(play: Play) -> None:
    while any(one.answer and one.state == "open" for one in play.state.requests.values()):
        play.wait("window")


def _all(play: Play, step: str, words: str, reading: Reading) -> None:
    """Everybody who is asked in a step says the same, and it counts."""
    for one in [request for request in play.state.open_requests() if request.step == step and not request.answer]:
        play.reply(one.person, words, reading, step=step)
    _windows(play)


def _shown(play: Play, texts: Mapping[str, Any], step: str, reading: FormReading, person: str = AUTHOR) -> None:
    play.reply(person, "", reading, step=step)
    play.reply(person, texts["release"], RELEASE, step=step)


def _meet(play: Play, texts: Mapping[str, Any], form: Reader) -> None:
    """The coordinator settles time and place; a head can't come."""
    _shown(play, texts, "invitation", form(texts["invitation"]))
    away = play.branch()
    away.tag = "attendance"
    away.reply("li_ming", texts["cant_come"], Acceptance(Taking.DECLINE), step="meeting")
    away.tag = ""
    away.reply(AUTHOR, "2", Pick(2), step="meeting")
    away.tag = "stand-in"
    away.reply("li_ming", texts["sends"], Acceptance(Taking.HAND_OVER, to=texts["delegate"]), step="meeting")
    moved = play.branch()
    moved.reply("li_ming", texts["cant_come"], Acceptance(Taking.DECLINE), step="meeting")
    moved.reply(AUTHOR, "1", Pick(1), step="meeting")
    moved.tag = "v2"
    _shown(moved, texts, "invitation", form(texts["invitation_v2"]))
    play.tag = "minutes"
    play.wait("held")


def _confirm(play: Play, texts: Mapping[str, Any], form: Reader) -> None:
    """Minutes go round; one objects; the corrected version is confirmed by all."""
    _shown(play, texts, "minutes", form(texts["minutes"]))
    play.found.setdefault("minutes", play.found.pop("minutes-minutes"))
    play.tag = "object"
    points = tuple(Point(item, words) for item, words in texts["points_objected"])
    play.reply("liu_yang", texts["objects"], Confirmation(Confirming.OBJECT, points), step="minutes_signoff")
    play.tag = "confirm"
    _all(play, "minutes_signoff", texts["confirms"], CONFIRM)
    play.tag = "minutes-v2"
    _shown(play, texts, "minutes", form(texts["minutes_v2"]))
    _all(play, "minutes_signoff", texts["confirms"], CONFIRM)


def _plan(play: Play, texts: Mapping[str, Any], form: Reader) -> None:
    """One head agrees on a condition, another wants a change; the next version is signed by all."""
    play.tag = "plan"
    play.reply(AUTHOR, "", form(texts["plan"]), step="plan")
    bound = play.branch()
    bound.tag = "condition"
    agreed = Decision(Verdict.REVISE, condition=texts["condition"], rule="condition")
    bound.reply("zhang_wei", texts["on_condition"], agreed, step="plan_signoff")
    bound.wait("window")
    bound.reply(AUTHOR, "2", Pick(2), step="plan_signoff")
    play.tag = ""
    play.reply("liu_yang", texts["changes"], Decision(Verdict.REVISE), step="plan_signoff")
    play.wait("window")
    play.tag = "plan-v2"
    _all(play, "plan_signoff", texts["yes"], APPROVE)
    play.reply(AUTHOR, "", form(texts["plan_v2"]), step="plan")
    play.tag = ""
    _all(play, "plan_signoff", texts["yes"], APPROVE)


def _said(status: ProgressStatus, percent: int | None = None, **more: Any) -> Progress:
    return Progress(False, (ItemUpdate(1, status, percent, **more),))  # noqa: FBT003 - `unclear`, as parsers give it


def _carry_out(play: Play, texts: Mapping[str, Any]) -> None:
    """One is under way, one is late and gets another date, one can't go on; then all are done."""
    play.reply("wu_hao", "60%", _said(ProgressStatus.ON_TRACK, 60), step="execution")
    later = datetime.fromisoformat(texts["later"])
    late = _said(ProgressStatus.DELAYED, 40, new_due=later, reason=texts["why_late"])
    play.reply("sun_li", texts["is_late"], late, step="execution")
    kept = play.branch()
    kept.tag = "kept"
    kept.reply(AUTHOR, "2", Pick(2), step="execution")
    play.reply(AUTHOR, "1", Pick(1), step="execution")
    play.tag = "blocked"
    play.reply(
        "li_qiang", texts["is_blocked"], _said(ProgressStatus.BLOCKED, reason=texts["why_blocked"]), step="execution"
    )
    play.tag = ""
    play.wait("ask")
    silent = play.branch()
    silent.tag = "measures"
    silent.wait("remind")
    play.wait("ask")
    play.tag = "done"
    done = _said(ProgressStatus.DONE, 100)
    for person in ("wu_hao", "sun_li", "li_qiang"):
        play.reply(person, texts["is_done"], done, done, step="execution")
    play.found.setdefault("tracker", play.found.pop("tracker-done"))


def _report(play: Play, texts: Mapping[str, Any], form: Reader) -> None:
    """Effects and feedback come in, one says nothing; the report is signed, the case closes."""
    play.tag = "effects"
    for request, effect in zip(_open(play, "effects"), texts["effects"], strict=True):
        play.reply(request, "", form(effect), step="effects")
    refused = play.branch()
    refused.tag = "refusal"
    refused.reply(HEAD, texts["not_yet"], Decision(Verdict.REJECT), step="verify")
    refused.wait("window")
    play.reply(HEAD, texts["yes"], APPROVE, step="verify")
    play.tag = "feedback"
    for person in _open(play, "feedback")[1:]:
        play.reply(person, "", form(texts["feedback"]), step="feedback")
    while not any(one.step == "report" for one in play.state.runs.values()):
        play.wait("deadline", "window")
    play.tag = "report"
    _shown(play, texts, "report", form(texts["report"]))
    _all(play, "report_signoff", texts["yes"], APPROVE)
    play.found.setdefault("case_closed", play.found.pop("case_closed-report"))


def _open(play: Play, step: str) -> list[str]:
    return [one.person for one in play.state.open_requests() if one.step == step]
