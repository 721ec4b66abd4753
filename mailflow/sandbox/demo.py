"""The demo: the reference procedure, its first two steps or the whole, played in a world that is left behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from mailflow.config.data import data_root
from mailflow.config.load import load_installation
from mailflow.reports.bundle import safe_name
from mailflow.sandbox import pages
from mailflow.sandbox.player import Player
from mailflow.sandbox.story import read_story
from mailflow.sandbox.telling import Telling
from mailflow.sandbox.world import World
from mailflow.store import inbox, journal
from mailflow.store.verify import verify
from mailflow.workflow import events as e
from mailflow.workflow.digest import sha256
from mailflow.workflow.office import CHAIN

HERE = Path(__file__).parent
MOST_MAILS = 10_000
MARK = ".mailflow-demo"  # a folder with this file may be played into again
COUNTED: Mapping[str, Callable[[e.Event], bool]] = {
    "signoffs": lambda one: isinstance(one, e.Settled) and one.verdict == "approve",
    "sent_back": lambda one: isinstance(one, e.WentBack),
    "accepted": lambda one: (isinstance(one, e.Settled) and one.verdict == "accept") or isinstance(one, e.Granted),
    "refused": lambda one: isinstance(one, e.AnswerRefused),
    "automatic": lambda one: isinstance(one, e.AutomaticSeen),
    "asked_back": lambda one: isinstance(one, e.AnswerUnclear),
    "reminders": lambda one: isinstance(one, e.Reminded),
    "escalations": lambda one: isinstance(one, e.Escalated),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a demo left: facts for --json, and where things lie."""

    cases: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]
    journal_ok: bool
    heads: Mapping[str, str]  # chain -> hash of its last entry
    folder: Path
    mails: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()  # that mailflow made: tracker, report, appointments
    telling: Path | None = None  # the mail whose explanation by `parse` says most: a forged one where there is one

    def facts(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "cases": list(self.cases),
            **self.counts,
            "journal_ok": self.journal_ok,
            "journal_heads": dict(self.heads),
        }


def prepare(folder: Path) -> None:
    """A configuration for a world on loopback; the folder of an earlier demo is emptied, any other must be empty."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise FileExistsError(f"{folder} is not empty and was not left by a demo; name another with --keep DIR")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    config = data_root() / "config"
    shutil.copy(HERE / "mailflow.yaml", folder)
    shutil.copy(config / "directory.yaml", folder)
    for part in ("processes", "calendars"):
        shutil.copytree(config / part, folder / part)


def play(folder: Path, line: Callable[[str, str], None], *, full: bool = False) -> Summary:
    """Prepare the folder, play the story, keep every mail; `line` takes each line that is told."""
    prepare(folder)
    story = read_story((HERE / ("full.story" if full else "demo.story")).read_text("utf-8"))
    installation = load_installation(folder)
    start = story.start.replace(tzinfo=ZoneInfo(installation.settings.zone)).astimezone(UTC)
    with World(installation, start) as world:
        telling = Telling(world, line)
        world.says, world.heard = telling.decided, telling.got
        player = Player(world, story, chapter=telling.chapter, wrote=telling.wrote)
        player.play()
        return _summary(world, folder)


def _save_files(folder: Path, world: World) -> tuple[Path, ...]:
    """What went along with our mails, each name once: the last is the one that counts."""
    found = {one.name: one.data for got in world.got for one in got.message.attachments if one.data and one.name}
    folder.mkdir(exist_ok=True)
    paths = [folder / safe_name(name) for name in found]
    for path, data in zip(paths, found.values(), strict=True):
        path.write_bytes(data)
    return tuple(paths)


def _summary(world: World, folder: Path) -> Summary:
    with world.store.read() as tx:
        chains = journal.chains(tx)
        events = [event for chain in chains for _, event in journal.load(tx, chain)]
        cases = [case for chain in chains if chain != CHAIN and (case := world.bureau.case(tx, chain))]
        lines = reversed(inbox.listing(tx, limit=MOST_MAILS))
        incoming = [(f"in-{row.sender or 'unknown'}", inbox.get(tx, row.digest).raw) for row in lines]
        heads = {chain: head.hash for chain, head in journal.heads(tx).items()}
    outgoing = [(f"out-{got.person}-{'-'.join(dict.fromkeys(got.templates))}", got.raw) for got in world.got]
    counts = {name: sum(map(test, events)) for name, test in COUNTED.items()}
    mails = pages.save(folder / "mails", [*incoming, *outgoing])
    files = _save_files(folder / "files", world)
    forged = {one.mail for one in events if isinstance(one, e.AnswerRefused) and one.reason == "forged"}
    by_digest = {sha256(path.read_bytes()): path for path in mails}
    cases.sort(key=lambda one: one.opened_at)
    return Summary(
        cases=tuple({"number": case.number, "state": case.state} for case in cases),
        counts={"mails_in": len(incoming), "mails_out": len(outgoing), **counts},
        journal_ok=verify(world.store).ok,
        heads=heads,
        folder=folder,
        mails=tuple(mails),
        files=files,
        telling=next((by_digest[one] for one in forged if one in by_digest), None),
    )
