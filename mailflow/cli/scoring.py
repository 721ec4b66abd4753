"""Labelled replies, read and compared with their labels: counts, and each reading that differs. Prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from mailflow.config.labelled import (
    MAILS,
    NEITHER,
    FormLabel,
    MailLabel,
    MinutesLabel,
    ProgressLabel,
    Sample,
    SignoffLabel,
    TypedLabel,
)
from mailflow.engine.reading import Question, open_mail, read_answers
from mailflow.parsers import new_words, read_decision, read_form
from mailflow.parsers.confirmation import read_confirmation
from mailflow.parsers.page import to_text
from mailflow.parsers.progress import read_progress
from mailflow.workflow.model import FormDefinition, Role
from mailflow.workflow.reply import Confirmation, Decision, Progress, ProgressItem, Verdict

BINDING = frozenset(("approve", "reject", "confirm"))  # a wrong one is the failure that may never happen
ASKS = frozenset(("unclear", "none"))  # after such a reading the person gets one mail more
SAYS_NOTHING = frozenset(("unclear", "none", NEITHER))
NO_FORM_DAY = date(2000, 1, 1)  # labels of forms hold what was written, and no day that is read from it


@dataclass(frozen=True, slots=True)
class Wrong:
    """One sample that is read otherwise than its label says."""

    name: str
    place: str
    text: str
    expected: object
    read: object
    rule: str = ""
    weighed: tuple[str, ...] = ()
    is_grave: bool = False  # a signature, refusal or confirmation that nobody gave
    is_question: bool = False  # the label is clear, and the person would be asked again


@dataclass(slots=True)
class Score:
    """One kind of sample. `verdicts` counts (labelled, read); `measures` are (right, of) by name."""

    kind: str
    samples: int = 0
    right: int = 0
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    measures: dict[str, tuple[int, int]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def verdict(
        self, sample: Sample, text: str, expected: str, read: str, *, rule: str, weighed: Sequence[str]
    ) -> bool:
        """Count one verdict; True where it is right."""
        self.verdicts[expected, read] += 1
        if read == expected or (expected == NEITHER and read not in BINDING):
            return True
        is_question = read in ASKS and expected not in SAYS_NOTHING
        grave = read in BINDING
        self.wrong.append(
            Wrong(sample.name, sample.place, text, expected, read, rule, tuple(weighed), grave, is_question)
        )
        return False

    def measure(self, name: str, *, is_right: bool) -> bool:
        """Count one case of a measure."""
        right, of = self.measures.get(name, (0, 0))
        self.measures[name] = (right + is_right, of + 1)
        return is_right

    def end(self, *, is_right: bool) -> None:
        """One sample is done."""
        self.samples += 1
        self.right += is_right

    @property
    def graves(self) -> int:
        """How many decide what nobody decided."""
        return sum(one.is_grave for one in self.wrong)

    @property
    def questions(self) -> int:
        """How many people would be asked again for nothing."""
        return sum(one.is_question for one in self.wrong)

    def rates(self) -> dict[str, dict[str, Any]]:
        """Per verdict: how many are labelled, read and right; precision and recall, None of nothing."""
        labelled, read, right = Counter[str](), Counter[str](), Counter[str]()
        for (wanted, found), count in self.verdicts.items():
            labelled[wanted] += count
            read[found] += count
            if found == wanted or (wanted == NEITHER and found not in BINDING):
                right[wanted] += count
        return {
            one: {
                "labelled": labelled[one],
                "read": read[one],
                "right": right[one],
                "precision": _share(self.verdicts[one, one], read[one]),
                "recall": _share(right[one], labelled[one]),
            }
            for one in dict.fromkeys([*labelled, *read])
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def score_signoff(score: Score, sample: Sample, label: SignoffLabel) -> None:
    """A sign-off from its new words."""
    found = read_decision(label.text)
    score.end(
        is_right=score.verdict(
            sample, label.text, label.verdict, str(found.verdict), rule=found.rule, weighed=found.weighed
        )
    )


def score_mail(score: Score, sample: Sample, label: MailLabel, raw: bytes) -> None:
    """A whole mail, as the daemon opens it: whether it can be taken, its new words, its decision."""
    opened = open_mail(raw, whole=True, authserv_id="")
    refusal = opened.refusal or (f"automatic: {opened.automatic.kind}" if opened.automatic else "")
    is_taken = score.measure("taken or refused as labelled", is_right=refusal == label.refusal)
    decision = Decision(Verdict.UNCLEAR, rule=refusal)
    words = label.new_words if refusal and is_taken else opened.words
    if not refusal:
        question = Question(1, "", Role.SIGNER, "", "decision")
        for answer in read_answers(opened.message, words, [question], datetime.now(UTC).date()):
            decision = answer.reading if isinstance(answer.reading, Decision) else decision
    is_trimmed = score.measure("exact new words", is_right=words == label.new_words)
    if not is_trimmed:
        score.wrong.append(Wrong(sample.name, sample.place, opened.message.text, label.new_words, words, refusal))
    if refusal and is_taken:
        score.end(is_right=True)
        return
    is_decided = score.verdict(
        sample, words, label.decision, str(decision.verdict), rule=decision.rule, weighed=decision.weighed
    )
    score.end(is_right=is_taken and is_trimmed and is_decided)


def score_words(score: Score, sample: Sample, label: TypedLabel) -> None:
    """What of a typed text is said."""
    read = new_words(label.typed)
    is_right = score.measure("exact new words", is_right=read == label.said)
    if not is_right:
        score.wrong.append(Wrong(sample.name, sample.place, label.typed, label.said, read))
    score.end(is_right=is_right)


class _Point(Protocol):
    @property
    def item(self) -> str: ...
    @property
    def text(self) -> str: ...


def score_minutes(score: Score, sample: Sample, label: MinutesLabel, found: Confirmation) -> None:
    """An answer to minutes as read, with its points."""
    rule, weighed = found.rule, found.weighed
    is_right = score.verdict(sample, label.text, label.verdict, str(found.verdict), rule=rule, weighed=weighed)
    if label.verdict == "object":
        expected, points = _pairs(label.points), _pairs(found.points)
        exact = score.measure("points of an objection exact", is_right=expected == points)
        for point in expected:
            score.measure("single points exact", is_right=point in points)
        if is_right and not exact:
            score.wrong.append(Wrong(sample.name, sample.place, label.text, expected, points, rule, weighed))
        is_right = is_right and exact
    score.end(is_right=is_right)


def _pairs(points: Sequence[_Point]) -> list[tuple[str, str]]:
    return [(str(one.item), one.text) for one in points]


def items_of(label: ProgressLabel) -> list[ProgressItem]:
    """The items that the person was asked about."""
    return [
        ProgressItem(
            one.no, one.title, datetime.fromisoformat(one.due) if "T" in one.due else date.fromisoformat(one.due)
        )
        for one in label.items
    ]


def score_progress(score: Score, sample: Sample, label: ProgressLabel, found: Progress) -> None:
    """An answer to a list of items as read: each one's status, percentage, new date and reason; no invented date."""
    expected = {one.no: _facts(one.status, one.percent, one.new_due, one.reason) for one in label.updates}
    read = {} if found.unclear else {
        one.no: _facts(str(one.status), one.percent, _written(one.new_due), one.reason) for one in found.updates
    }  # fmt: skip
    score.verdicts["unclear" if label.unclear else "clear", "unclear" if found.unclear else "clear"] += 1
    for no, facts in expected.items():
        for name, value in facts.items():
            score.measure(name, is_right=no in read and read[no][name] == value)
    for no, facts in read.items():
        if facts["status"] == "done":
            score.measure("finishes not invented", is_right=no in expected and expected[no]["status"] == "done")
        due = facts["new_due"]
        if due is not None:
            score.measure("dates not invented", is_right=no in expected and expected[no]["new_due"] == due)
    is_right = score.measure("items wholly right", is_right=expected == read and label.unclear == found.unclear)
    if not is_right:
        score.wrong.append(
            Wrong(
                sample.name,
                sample.place,
                label.text,
                "unclear" if label.unclear else expected,
                "unclear" if found.unclear else read,
                found.rule,
                found.weighed,
                is_question=found.unclear,
            )
        )
    score.end(is_right=is_right)


def _facts(status: str, percent: int | None, new_due: str | None, reason: str | None) -> dict[str, object]:
    return {"status": status, "percent": percent, "new_due": new_due, "reason": reason or None}


def _written(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value) if value else None


def score_form(score: Score, sample: Sample, label: FormLabel, forms: Mapping[str, FormDefinition]) -> None:
    """A filled form, field by field."""
    html = label.body if label.format == "html" else None
    found = read_form(to_text(label.body) if html else label.body, forms[label.form], html=html, today=NO_FORM_DAY)
    read = {key: plain_value(value) for key, value in found.fields.items()}
    expected = {key: plain_value(value) for key, value in label.fields.items()}
    for key in dict.fromkeys([*expected, *read]):
        score.measure(f"{label.form} {key}", is_right=key in read and read[key] == expected.get(key))
    is_whole = score.measure("missing fields", is_right=sorted(found.missing) == sorted(label.missing))
    is_right = is_whole and read == expected
    if not is_right:
        wanted = {key: expected.get(key) for key in {*expected, *read} if expected.get(key) != read.get(key)}
        wrong = {key: read.get(key) for key in wanted}
        if not is_whole:
            wanted["missing"], wrong["missing"] = list(label.missing), list(found.missing)
        score.wrong.append(Wrong(sample.name, sample.place, label.body, wanted, wrong))
    score.end(is_right=is_right)


def plain_value(value: object) -> object:
    """Lists and mappings as such, whatever kind they are."""
    if isinstance(value, (tuple, list)):
        return [plain_value(one) for one in value]
    return {key: plain_value(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def score_one(score: Score, sample: Sample, forms: Mapping[str, FormDefinition]) -> None:
    """Read one sample as its kind is read."""
    match sample.label:
        case SignoffLabel() as label:
            score_signoff(score, sample, label)
        case MailLabel() as label if sample.mail:
            score_mail(score, sample, label, sample.mail.read_bytes())
        case TypedLabel() as label:
            score_words(score, sample, label)
        case MinutesLabel() as label:
            score_minutes(score, sample, label, read_confirmation(label.text))
        case ProgressLabel() as label:
            found = read_progress(label.text, items_of(label), date.fromisoformat(label.today))
            score_progress(score, sample, label, found)
        case FormLabel() as label:
            score_form(score, sample, label, forms)
        case _:
            raise AssertionError(f"{MAILS} without a mail: {sample.place}")
