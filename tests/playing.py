"""A case moved by hand through `decide`: what an engine would do follows each decision, good answers lead on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from mailflow.workflow import events as e
from mailflow.workflow.case import Case, Request
from mailflow.workflow.decide import decide
from mailflow.workflow.entries import decode, encode
from mailflow.workflow.fold import fold
from mailflow.workflow.model import Letter, Level, Role, Timer
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Confirmation,
    Confirming,
    Decision,
    FormReading,
    ItemUpdate,
    Origin,
    OriginVerdict,
    Pick,
    Progress,
    ProgressStatus,
    Reading,
    ReplyMail,
    Taking,
    Verdict,
)
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import kind
from mailflow.workflow.stimuli import AskedFor, Due, Opened, Posted, Replied, Stimulus

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
FORM = {
    "lead_department": "物流部", "initiator": "王敏", "description": "延迟", "impact": "华东",
    "related_departments": ("仓储部", "技术部"), "urgency": "important", "cause": "接口",
}  # fmt: skip
ITEMS = (
    {"department": "仓储部", "matter": "拣货", "due": date(2026, 12, 8), "owner": "孙丽"},
    {"department": "技术部", "matter": "接口", "due": date(2026, 12, 4), "owner": "吴浩"},
)
APPLICATION = {"goal": "降到3%", "items": ITEMS, "resources": "无"}
MEASURES = (
    {"measure": "优化拣货", "department": "仓储部", "due": date(2026, 12, 8), "owner": "孙丽"},
    {"measure": "修复接口", "department": "技术部", "due": date(2026, 12, 4), "owner": "吴浩"},
)
# What lets a case go on, by the form that is asked for.
FILLED = {
    "assessment": FORM,
    "application": APPLICATION,
    "invitation": {"place": "3号会议室"},
    "minutes": {"situation": "s", "differences": "无", "decisions": (
        {"decision": "修复接口", "department": "技术部", "owner": "吴浩", "due": date(2027, 12, 4)},
    )},
    "plan": {"measures": MEASURES, "risks": "无", "fallback": "回滚"},
    "effects": {"before": "15%", "after": "3%"},
    "feedback": {"difficulties": "无", "suggestions": "无"},
    "report": {"conclusion": "达标"},
}  # fmt: skip
ORIGINS = {
    OriginVerdict.PROVEN: Level.ORIGIN,
    OriginVerdict.WEAK: Level.NONE,
    OriginVerdict.FAILED: Level.NONE,
}


@dataclass
class Play:
    """A case under random stimuli: the posts and deliveries that an engine would make follow each decision."""

    rules: Rules
    now: datetime = START
    case: Case | None = None
    events: list[e.Event] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    dues: tuple[Timer, ...] = ()
    salts: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    def salt(self) -> str:
        return f"{next(self.salts):032x}"

    def mail(self, person: str, verdict: OriginVerdict = OriginVerdict.PROVEN) -> ReplyMail:
        origin = Origin(f"{person}@corp.example", verdict, "dmarc")
        return ReplyMail(self.salt() * 2, self.now, person, ORIGINS[verdict], origin, "s", "w")

    def give(self, stimulus: Stimulus) -> None:
        outcome = decide(self.rules, self.case, stimulus, stimulus.at)
        entries = [encode(event, stimulus.salt, place) for place, event in enumerate(outcome.events)]
        for event, entry in zip(outcome.events, entries, strict=True):
            texts = {one.digest: one.text for one in entry.stored}
            back = decode(entry.kind, entry.at, entry.facts, {name: texts[of] for name, of in entry.texts.items()})
            assert back == event
        self.events += outcome.events
        self.case, self.dues = fold(self.events), outcome.dues
        for letter in outcome.letters:
            assert letter.key not in {one.key for one in self.letters}, "a letter key twice"
            self.letters.append(letter)
        self.post([one for one in outcome.letters if one.request])

    def post(self, letters: list[Letter]) -> None:
        for letter in letters:
            asked = AskedFor(request=letter.request, role=letter.role, due=self.now + timedelta(hours=4))
            at, message = self.now, f"<{letter.key}>"
            posted = {"state": "asked", "person": letter.person, "message_id": message, "asked": (asked,)}
            self.give(Posted(at=at, salt=self.salt(), **posted))  # type: ignore[arg-type]  # as typed above

    def go_on(self) -> None:
        """Whoever is asked says what lets the case go on, and the windows close."""
        assert self.case is not None
        for request in self.case.open_requests():
            if self.case.requests[request.key].state == "open" and not request.answer:
                answer = Answer(request.key, Role.SIGNER, request.record, good(self, request), "words")
                mail = self.mail(request.person)
                self.give(Replied(at=self.now, salt=self.salt(), mail=mail, answers=(answer,)))
        while timer := next((one for one in self.dues if one.kind in ("window", "held")), None):
            self.now = max(self.now, timer.at)
            self.give(Due(at=self.now, salt=self.salt(), timer=timer))

    def open(self, urgency: str = "important") -> None:
        reading = FormReading({**FORM, "urgency": urgency})
        mail = self.mail("wang_min")
        number, process = "XC2026-0001", "cross-department"
        self.give(Opened(at=self.now, salt=self.salt(), process=process, mail=mail, reading=reading, number=number))


def good(play: Play, request: Request) -> Reading:
    """An answer that lets the case go on."""
    assert play.case is not None
    step = play.rules.process_of(play.case).step(request.step)
    match kind(step.kind).reads(step, request):
        case "form":
            own = play.case.runs[request.run].filling(request.row)
            is_shown = step.release and own.is_complete
            return FormReading({}, releases=True) if is_shown else FormReading(FILLED[step.form])
        case "decision":
            return Decision(Verdict.APPROVE, span=(0, 1))
        case "confirmation":
            return Confirmation(Confirming.CONFIRM, span=(0, 1))
        case "acceptance":
            return Acceptance(Taking.ACCEPT, span=(0, 1))
        case "progress":
            return Progress(False, (ItemUpdate(1, ProgressStatus.DONE, 100, span=(0, 1)),))
    return Pick(1)
