"""Plays a case through `decide` without a mailbox, and keeps a sheet of every mail that it would send.

For samples only: the engine does the same with a store, a clock and dice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow.compose.sheet import Sheet, due_of, processes_of, seen_by
from mailflow.workflow import fold as cases
from mailflow.workflow import roles, stimuli
from mailflow.workflow.case import Case, Request
from mailflow.workflow.decide import decide
from mailflow.workflow.digest import sha256
from mailflow.workflow.marks import make_token
from mailflow.workflow.model import Attachment, Letter, Level, Role, Timer
from mailflow.workflow.reply import Answer, FormReading, Origin, OriginVerdict, Reading, ReplyMail
from mailflow.workflow.rules import Rules

BOX = "flow@corp.example"
SALT = "00112233445566778899aabbccddeeff"
PROVEN = Origin("", OriginVerdict.PROVEN, "sample")


@dataclass(slots=True)
class Play:
    """One case. `found` collects sheets by template, or by `template-tag` while `tag` is set."""

    rules: Rules
    zone: str
    now: datetime
    subject: str
    box_name: Mapping[str, str]
    found: dict[str, Sheet]
    case: Case | None = None
    dues: tuple[Timer, ...] = ()
    tag: str = ""
    mails: int = 0
    posted: set[str] = field(default_factory=set)

    @property
    def state(self) -> Case:
        """The case, once it is open."""
        if self.case is None:
            raise ValueError("the case isn't open yet")
        return self.case

    def branch(self) -> Play:
        """The same case, to be played on in another way."""
        return Play(
            self.rules, self.zone, self.now, self.subject, self.box_name, self.found, self.case, self.dues,
            self.tag, self.mails, set(self.posted),
        )  # fmt: skip

    def feed(self, stimulus: stimuli.Stimulus) -> None:
        """Decide, and post what goes out."""
        outcome = decide(self.rules, self.case, stimulus, stimulus.at)
        self.case = cases.fold(outcome.events, self.case)
        self.dues = outcome.dues
        groups: dict[tuple[str, str, str], list[Letter]] = {}
        for letter in outcome.letters:
            groups.setdefault((letter.person, letter.template, letter.group or letter.key), []).append(letter)
        for group in groups.values():
            self.post(tuple(group))

    def keep(self, *letters: Letter) -> Mapping[str, datetime | None]:
        """The sheet of these letters, by template and tag; what their deadlines are."""
        dues = {
            one.request: due_of(self.rules, self.case, one, self.now) for one in letters if one.request and self.case
        }
        key = f"{letters[0].template}-{self.tag}" if self.tag else letters[0].template
        if letters[0].template == "invitation" and letters[0].role is Role.COPY:
            key += "-host"
        self.found.setdefault(key, make_sheet(self, letters, dues))
        return dues

    def post(self, letters: tuple[Letter, ...]) -> None:
        """Keep these letters; their deadlines begin."""
        dues = self.keep(*letters)
        self.posted |= {one.key for one in letters}
        asked = tuple(
            stimuli.AskedFor(request=one.request, role=one.role, due=dues[one.request])
            for one in letters
            if one.request and one.role is not Role.COPY
        )
        if asked:
            self.feed(
                stimuli.Posted(
                    at=self.now,
                    salt=SALT,
                    state="asked",
                    person=letters[0].person,
                    message_id=f"<{len(self.posted)}@corp.example>",
                    asked=asked,
                )
            )

    def open(self, number: str, process: str, person: str, reading: FormReading, **files: Attachment) -> None:
        """The mail that opens the case."""
        mail = self.mail(person, "", attachments=tuple(files.values()))
        self.feed(stimuli.Opened(at=self.now, salt=SALT, process=process, mail=mail, reading=reading, number=number))

    def reply(
        self,
        person: str,
        words: str,
        *readings: Reading,
        role: Role = Role.SIGNER,
        record: str = "",
        asked: str = "",
        step: str = "",
        origin: Origin = PROVEN,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """An answer to the open requests of `asked`, else of this person, in `step`: one reading for each."""
        waiting = self.waiting(asked or person, step)
        answers = tuple(
            Answer(one.key, role, record or one.record, reading, words)
            for one, reading in zip(waiting, readings, strict=False)
        )
        mail = self.mail(person, words, origin=origin, attachments=attachments)
        self.feed(stimuli.Replied(at=self.now, salt=SALT, mail=mail, answers=answers))

    def mail(
        self, person: str, words: str, *, origin: Origin = PROVEN, attachments: tuple[Attachment, ...] = ()
    ) -> ReplyMail:
        """A mail of this person, as read."""
        self.mails += 1
        self.now += timedelta(minutes=2)
        level = Level.ORIGIN if origin.verdict is OriginVerdict.PROVEN else Level.NONE
        digest = sha256(f"{person}/{self.mails}".encode())
        return ReplyMail(digest, self.now, person, level, origin, self.subject, words, attachments)

    def waiting(self, person: str, step: str = "") -> list[Request]:
        """What this person is asked, oldest first; else what they were asked last."""
        own = [one for one in self.state.requests.values() if one.person == person and one.step == (step or one.step)]
        return [one for one in own if one.state == "open"] or own[-1:]

    def wait(self, *kinds: str) -> None:
        """Until the next timer of one of these kinds; earlier ones of other kinds come too."""
        for _ in range(50):
            timer = min(self.dues, key=lambda one: (one.at, one.key))
            self.now = max(self.now, timer.at)
            self.feed(stimuli.Due(at=self.now, salt=SALT, timer=timer))
            if timer.kind in kinds:
                return
        raise ValueError(f"no timer of {kinds} comes")


def make_sheet(play: Play, letters: tuple[Letter, ...], dues: Mapping[str, datetime | None]) -> Sheet:
    """The sheet of one mail, as the engine makes it."""
    case, rules, person = play.case, play.rules, play.rules.directory.people[letters[0].person]
    answers = bool(letters[0].reply_to_mail) and letters[0].template != "fresh_ask"
    return Sheet(
        letters=letters,
        person=person,
        cases={case.number: case} if case else {},
        processes=processes_of(rules, {case.number: case} if case else {}, letters[0]),
        directory=rules.directory,
        dues=dues,
        seen_by={one.request: seen_by(rules, case, one) for one in letters if one.request and case},
        coordinators={case.number: roles.coordinator(rules, case)} if case else {},
        zones={person.key: str(rules.zone_of(person.key))},
        now=play.now,
        box_address=BOX,
        box_name=play.box_name,
        zone=play.zone,
        token=make_token(int(sha256(letters[0].key.encode())[:20], 16)) if any(one.request for one in letters) else "",
        rehearsal_for=None,
        original_subject=play.subject if answers else "",
        in_reply_to=("<answered@corp.example>",) if answers else (),
    )
