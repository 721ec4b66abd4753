"""Plays a story in a world: people write, time passes, and what the story says of the outcome must be true."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from mailflow.config.load import load_installation
from mailflow.engine.orders import give_case, give_office, resume
from mailflow.sandbox import files, people
from mailflow.sandbox.people import CLIENTS, Stamp, Writer
from mailflow.sandbox.story import INSIDE, Line, Story, StoryError
from mailflow.sandbox.world import Got, World
from mailflow.workflow import worktime
from mailflow.workflow.case import OPEN, Case
from mailflow.workflow.directory import plain
from mailflow.workflow.errors import OrderRefused
from mailflow.workflow.process import Span

TYPING = Span(1, "m")  # how long it takes until a mail is written
FORGER = "forger@evil.example"
_CLAIM = re.compile(r"(?:(\S+) )?(not begun|\S+)")
ASKING = frozenset(
    (
        "form_ask",
        "form_missing",
        "form_blank",
        "form_shown",
        "signoff",
        "minutes",
        "choice",
        "invitation",
        "stand_in_ask",
        "measure",
        "progress_ask",
        "matter",
        "ask_back",
        "fresh_ask",
        "reminder",
        "opening_confirm",
    )
)


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody has written; `how` names what is odd about it."""

    person: str
    at: datetime
    subject: str
    words: str
    client: str
    how: str


@dataclass(slots=True)
class Player:
    """One story in one world. `chapter`, `wrote` and `waited` let somebody watch."""

    world: World
    story: Story
    chapter: Callable[[str], None] = lambda *_: None
    wrote: Callable[[Wrote], None] = lambda *_: None
    _looked_at: set[int] = field(default_factory=set)
    _mails: int = 0

    def play(self) -> None:
        """Every line in its order; StoryError at the first that doesn't come true."""
        self.world.settle()
        for line in self.story.lines:
            match line.kind:
                case "chapter":
                    self.chapter(line.text)
                case "wrote":
                    self._write(line)
                case "heard":
                    self._hear(line)
                case "wait":
                    self.world.advance(self._until(line))
                case "order":
                    self._order(line)
                case "case":
                    self._check(line)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.world.installation.settings.zone)

    def _person(self, line: Line, name: str) -> str:
        """`tech.head` is the head of that department; anything else is a person's key."""
        directory = self.world.installation.directory
        department, _, role = name.rpartition(".")
        if role == "head" and department in directory.departments:
            return directory.head_of(department)
        if name in directory.people:
            return name
        raise StoryError(line.no, f"nobody in the directory is called {name!r}")

    # -- people write -------------------------------------------------------------------------------------------

    def _write(self, line: Line) -> None:
        calendar = self.world.bureau.installation.calendars[self.world.installation.settings.calendar]
        self.world.advance(worktime.add(calendar, self.world.clock.now(), TYPING))
        key = self._person(line, line.who)
        person = self.world.installation.directory.people[key]
        keys = list(self.world.installation.directory.people)
        client = line.options.get("client") or CLIENTS[keys.index(key) % len(CLIENTS)]
        writer = Writer(next(iter(person.name.values())), person.address, client, person.language)
        self._mails += 1
        message_id = f"<{self._mails:04d}.{key}@{person.address.rpartition('@')[2]}>"
        raw, subject = self._made(line, key, writer, message_id)
        how = next((name for name in ("forged", "auto", "calendar", "all", "new") if name in line.options), "")
        self.wrote(Wrote(key, self.world.clock.now(), subject, line.text, client, how))
        self.world.post(FORGER if how == "forged" else person.address, raw)
        self.world.settle()

    def _made(self, line: Line, key: str, writer: Writer, message_id: str) -> tuple[bytes, str]:
        at = self.world.clock.now().astimezone(self._zone)
        words, _, inside = f"\n{line.text}".partition(INSIDE)
        words, name = words.lstrip("\n"), line.options.get("attach", "")
        attached = files.file(name, inside) if name else None
        stamp = Stamp(self.world.installation.settings.address, at, message_id, attached)
        if "new" in line.options:
            subject = line.options["new"]
            return people.new_mail(writer, stamp, subject, words), subject
        answered = self._answered(line, key)
        stamp = replace(stamp, to=_header(answered, "Reply-To") or stamp.to)
        if "calendar" in line.options:
            stamp = replace(stamp, to=self.world.installation.settings.address)
            status = line.options["calendar"]
            return people.calendar_reply(writer, stamp, status, answered.message), answered.message.subject
        if "auto" in line.options:
            return people.auto_reply(writer, stamp, words, answered.message), answered.message.subject
        cc = _header(answered, "Cc") if "all" in line.options else ""
        return people.reply(writer, stamp, words, answered.message, cc), answered.message.subject

    def _answered(self, line: Line, key: str) -> Got:
        wanted, about = line.options.get("to"), line.options.get("about", "")
        whose = self._person(line, line.options["of"]) if "of" in line.options else key
        for got in reversed(self.world.got):
            fits = wanted in got.templates if wanted else bool(ASKING.intersection(got.templates))
            if got.person == whose and fits and about in got.message.subject:
                return got
        raise StoryError(line.no, f"{whose} has no mail {wanted or 'that asks something'} to answer")

    # -- what must have come true -------------------------------------------------------------------------------

    def _hear(self, line: Line) -> None:
        key, wanted = self._person(line, line.who), line.options["template"]
        mine = [(no, got) for no, got in enumerate(self.world.got) if got.person == key and no not in self._looked_at]
        if wanted == "nothing":
            if mine:
                raise StoryError(line.no, f"{key} got {[got.templates for _, got in mine]}")
            return
        fitting = [(no, got) for no, got in mine if wanted in got.templates]
        if not fitting:
            raise StoryError(line.no, f"{key} got no {wanted}, but {[got.templates for _, got in mine]}")
        told = line.text.split("\n")
        lacks = {no: [one for one in told if plain(one) not in plain(_whole(got))] for no, got in fitting}
        found = next((no for no, missing in lacks.items() if not missing), None)
        if found is None:
            no, got = fitting[-1]
            raise StoryError(line.no, f"{wanted} to {key} lacks {lacks[no]}:\n{_whole(got)}")
        self._looked_at.add(found)

    def case(self, number: str) -> Case | None:
        """A case as it stands."""
        with self.world.store.read() as tx:
            return self.world.bureau.case(tx, number)

    def _check(self, line: Line) -> None:
        case = self.case(line.who)
        if case is None:
            raise StoryError(line.no, f"there is no case {line.who}")
        for claim in (one.strip() for one in line.text.split(";")):
            said = _CLAIM.fullmatch(claim)
            if said is None:
                raise StoryError(line.no, f"not a claim about a case: {claim!r}")
            step, state = said.groups("")
            run = (case.runs.get(step) if "#" in step else case.latest(step)) if step else None
            found = (run.state if run else "not begun") if step else case.state
            if found != state:
                raise StoryError(line.no, f"{step or line.who} is {found}, not {state}")

    # -- time and orders ----------------------------------------------------------------------------------------

    def _until(self, line: Line) -> datetime:
        if line.text.startswith("until "):
            return self._moment(line.text[6:])
        calendar = self.world.installation.calendars[self.world.installation.settings.calendar]
        return worktime.add(calendar, self.world.clock.now(), Span.parse(line.text))

    def _moment(self, text: str) -> datetime:
        local = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        return local.astimezone(UTC)

    def _order(self, line: Line) -> None:
        order, _, rest = line.text.partition(" ")
        said, _, reason = rest.partition(" : ")
        words = said.split()
        bureau, by = self.world.bureau, "operator:story"
        try:
            match order:
                case "pause":
                    give_office(bureau, "pause", by)
                case "resume":
                    resume(bureau, by)
                case "cancel":
                    give_case(bureau, words[0], "cancel", by, reason=reason)
                case "extend":
                    request = self._open_request(line, words[0], words[1])
                    due = self._moment(" ".join(words[2:4]))
                    give_case(bureau, words[0], "extend", by, request=request, due=due, reason=reason)
                case "leave":
                    self._leave(line, words[0], words[1])
                case "reassign":
                    request = self._open_request(line, words[0], words[1])
                    to = self._person(line, words[3])
                    give_case(bureau, words[0], "reassign", by, request=request, to=to, reason=reason)
                case _:
                    raise StoryError(line.no, f"no such order: {order}")
        except OrderRefused as refused:
            raise StoryError(line.no, str(refused)) from refused
        self.world.settle()

    def _leave(self, line: Line, who: str, successor: str) -> None:
        """Somebody is in the directory no longer; whatever they were there, somebody else is now."""
        gone, comes = self._person(line, who), self._person(line, successor)
        folder = Path(self.world.installation.settings.folder)
        path = folder / "directory.yaml"
        text = re.sub(rf"^  {gone}: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        text = re.sub(rf", delegates: \[{gone}\]", "", text)
        path.write_text(re.sub(rf"\b{gone}\b", comes, text), "utf-8")
        self.world.restart(load_installation(folder))

    def _open_request(self, line: Line, number: str, who: str) -> str:
        case = self.case(number)
        if case is None:
            raise StoryError(line.no, f"there is no case {number}")
        if who in case.runs:
            return who  # a step that found nobody
        asked = {one.person for one in case.requests.values()}
        key = who if who in asked else self._person(line, who)  # also somebody who has left
        waiting = ("decline", "counter", "hand_over")
        under_way = {run.key for run in case.runs.values() if run.state == OPEN}
        mine = [
            one.key
            for one in case.requests.values()
            if one.person == key
            and (one.state == OPEN or one.verdict in waiting or (one.progress and one.run in under_way))
        ]
        if not mine:
            raise StoryError(line.no, f"nothing waits for {key} in {number}")
        return mine[-1]


def _header(got: Got, name: str) -> str:
    found = next((value for key, value in got.message.headers if key.lower() == name.lower()), "")
    return parseaddr(found)[1] if name == "Reply-To" else found


def _whole(got: Got) -> str:
    files = "\n".join(f"[{one.name}]" for one in got.message.attachments)
    return re.sub(r"\n{3,}", "\n\n", f"{got.message.subject}\n{got.message.text}\n{files}")
