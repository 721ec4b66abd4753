"""Laws of deciding: whatever comes in whatever order, a case is what its events say, and nobody signs for another."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import FILLED, FORM, Play

from mailflow.workflow import events as e
from mailflow.workflow.errors import OrderRefused
from mailflow.workflow.model import Level, Role
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Confirmation,
    Confirming,
    Decision,
    FormReading,
    ItemUpdate,
    OriginVerdict,
    Pick,
    Point,
    Progress,
    ProgressStatus,
    Taking,
    Verdict,
)
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import KINDS, _skeleton, kind
from mailflow.workflow.stimuli import Automatic, Delivery, Due, Ordered, Replied

readings = st.one_of(
    st.sampled_from(list(Verdict)).map(lambda one: Decision(one, condition="但", delegate_to="李明", span=(0, 1))),
    st.builds(Decision, verdict=st.just(Verdict.UNCLEAR), withdraws=st.booleans()),
    st.sampled_from(list(Taking)).map(lambda verdict: Acceptance(verdict, date(2026, 12, 9), "李明", (0, 1))),
    st.sampled_from([FormReading({}), FormReading({"cause": "x"}), FormReading(FORM), FormReading({}, releases=True)]),
    st.sampled_from(list(FILLED.values())).map(FormReading),
    st.sampled_from(list(Confirming)).map(lambda one: Confirmation(one, (Point("3.2", "改", (0, 1)),), (0, 1))),
    st.builds(
        lambda status, due: Progress(False, (ItemUpdate(1, status, 50, due, "缺车", (0, 1)),)),
        st.sampled_from(list(ProgressStatus)),
        st.sampled_from([None, date(2026, 12, 20)]),
    ),
    st.just(Progress(unclear=True)),
    st.integers(0, 4).map(Pick),
)
EXPECTED: dict[str, type[object]] = {
    "form": FormReading,
    "decision": Decision,
    "acceptance": Acceptance,
    "confirmation": Confirmation,
    "progress": Progress,
    "choice": Pick,
}


WHAT = ("answer", "answer", "good", "good", "wait", "due", "due", "bounce", "order", "sent")


@st.composite
def steps(draw: st.DrawFn) -> dict[str, object]:
    """One thing that happens; which request it concerns is drawn as a number and resolved when it is played."""
    return {
        "what": draw(
            st.sampled_from(["answer", "answer", "good", "good", "wait", "due", "due", "bounce", "order", "sent"])
        ),
        "which": draw(st.integers(0, 11)),
        "reading": draw(readings),
        "person": draw(st.sampled_from(["asked", "asked", "asked", "liu_yang", "huang_wei", "wang_min"])),
        "role": draw(st.sampled_from([Role.SIGNER, Role.SIGNER, Role.COPY, Role.FRESH])),
        "origin": draw(st.sampled_from([OriginVerdict.PROVEN, OriginVerdict.PROVEN, *OriginVerdict])),
        "order": draw(st.sampled_from(["cancel", "reassign", "extend", "resumed", "nonsense"])),
        "hours": draw(st.integers(1, 60)),
    }


def play_one(play: Play, step: dict[str, object]) -> None:
    case = play.case
    assert case is not None
    requests = list(case.requests.values())
    request = requests[int(str(step["which"])) % len(requests)]
    match step["what"]:
        case "answer":
            own = play.rules.process_of(case).step(request.step)
            reads = kind(own.kind).reads(own, request)
            if not isinstance(step["reading"], EXPECTED[reads]) or step["origin"] is OriginVerdict.TEMPORARY:
                return
            person = request.person if step["person"] == "asked" else str(step["person"])
            mail = play.mail(person, step["origin"])  # type: ignore[arg-type]
            answer = Answer(request.key, step["role"], request.record, step["reading"], "words")  # type: ignore[arg-type]
            play.give(Replied(at=play.now, salt=play.salt(), mail=mail, answers=(answer,)))
        case "good":
            play.go_on()
        case "wait":
            play.now += timedelta(hours=int(str(step["hours"])))
        case "due" if play.dues:
            timer = min(play.dues, key=lambda one: (one.at, one.key))
            play.now = max(play.now, timer.at)
            play.give(Due(at=play.now, salt=play.salt(), timer=timer))
        case "bounce":
            play.give(Automatic(at=play.now, salt=play.salt(), mail="d", kind="bounce", person=request.person,
                                requests=(request.key,), permanent=True))  # fmt: skip
        case "sent":
            message = request.message_ids[0] if request.message_ids else "<none>"
            play.give(Delivery(at=play.now, salt=play.salt(), state="sent", person=request.person, message_id=message,
                               requests=(request.key,), posted_at=play.now - timedelta(hours=1)))  # fmt: skip
        case "order":
            due = play.now + timedelta(days=1)
            order = Ordered(at=play.now, salt=play.salt(), order=str(step["order"]), by="operator:test",
                            request=request.key, to="li_qiang", due=due, reason="why")  # fmt: skip
            try:
                play.give(order)
            except OrderRefused:
                return


@settings(max_examples=150, deadline=None)
@given(st.lists(steps(), max_size=25), st.sampled_from(["urgent", "important", "routine"]))
def test_whatever_comes(rules: Rules, happening: list[dict[str, object]], urgency: str) -> None:
    """Never raises, replays to the same case, no letter twice, no sign-off but by the one who was asked, proven."""
    play = Play(rules)
    play.open(urgency)
    for step in happening:
        play_one(play, step)
    case = play.case
    assert case is not None
    assert case.version == len(play.events)
    asked = {one.request: one for one in play.events if isinstance(one, e.Requested)}
    for event in play.events:
        if isinstance(event, e.Answered):
            assert event.person == asked[event.request].person
            assert event.role is not Role.COPY
            assert event.level.reaches(Level.ORIGIN)
    for request in case.requests.values():
        if request.verdict == "approve":
            assert request.answer is not None
            assert request.settled_at is not None
            assert request.settled_at >= request.answer.until
    if case.state in ("cancelled", "finished"):
        assert play.dues == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), max_size=15))
def test_silence_never_lasts_for_ever(rules: Rules, happening: list[dict[str, object]]) -> None:
    """A case that is open has a timer, or a person was told that it waits for an order."""
    play = Play(rules)
    play.open()
    for step in happening:
        play_one(play, step)
    while play.dues:  # nobody says anything any more
        timer = min(play.dues, key=lambda one: (one.at, one.key))
        before = (len(play.events), timer)
        play.now = max(play.now, timer.at)
        play.give(Due(at=play.now, salt=play.salt(), timer=timer))
        assert (len(play.events), min(play.dues, key=lambda one: (one.at, one.key), default=None)) != before
    case = play.case
    assert case is not None
    told = {one.template for one in play.letters}
    raised = {"escalation_coordinator", "escalation", "stopped", "row_open"}
    assert case.state in ("cancelled", "finished") or told & raised


@pytest.mark.parametrize("urgency", ["urgent", "important", "routine"])
def test_good_answers_lead_to_the_end(rules: Rules, urgency: str) -> None:
    """From the first form to the closing: every step is done or didn't apply, and every record is there."""
    play = Play(rules)
    play.open(urgency)
    for _ in range(40):
        assert play.case is not None
        if play.case.finished_at:
            break
        play.go_on()
    case = play.case
    assert case is not None
    states = {run.step: run.state for run in case.runs.values()}
    assert case.state == "finished", states
    assert set(states.values()) == {"done", "skipped"}
    assert set(case.records) == set(FILLED)
    assert play.dues == ()


def test_a_stale_timer_does_nothing(rules: Rules) -> None:
    """Timers may come twice or late: what they mean is read off the state."""
    play = Play(rules)
    play.open()
    assert play.case is not None
    request = play.case.open_requests()[0]
    answer = Answer(request.key, Role.SIGNER, request.record, Decision(Verdict.APPROVE, span=(0, 2)), "同意")
    reminder = next(one for one in play.dues if one.kind == "remind")
    play.give(Replied(at=play.now, salt=play.salt(), mail=play.mail("chen_gang"), answers=(answer,)))
    count = len(play.events)
    play.now = reminder.at
    play.give(Due(at=play.now, salt=play.salt(), timer=reminder))
    assert not [one for one in play.events[count:] if isinstance(one, e.Reminded)]


@pytest.mark.parametrize("module", [*KINDS, _skeleton], ids=lambda module: module.KIND)
def test_a_kind_has_every_part(module: object) -> None:
    """What the register of kinds promises."""
    for name in ("KIND", "reads", "asks", "begin", "answer", "move", "fact"):
        assert hasattr(module, name)
