"""A folder of files -> one frozen Installation, with the mistakes of all files at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailflow.config import calendars, directory, languages, settings
from mailflow.config.data import data_root
from mailflow.config.examined import Surroundings
from mailflow.config.process import read_process
from mailflow.config.settings import Settings
from mailflow.config.yamlfile import YamlFile, did_you_mean, open_yaml
from mailflow.workflow.digest import canonical, sha256
from mailflow.workflow.directory import Directory
from mailflow.workflow.errors import ConfigError, Mistake
from mailflow.workflow.model import Level
from mailflow.workflow.process import Process
from mailflow.workflow.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that the files of a folder say. `digest` names this very state of all of them."""

    settings: Settings
    processes: Mapping[str, Process]
    directory: Directory
    calendars: Mapping[str, WorkCalendar]  # by calendar key and by department key
    digest: str
    warnings: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What reading a folder has shown; `installation` is None where there are mistakes."""

    installation: Installation | None
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    files: tuple[str, ...]


def load_installation(folder: Path | str, environment: Mapping[str, str] | None = None) -> Installation:
    """The installation in a folder; ConfigError holds every mistake of every file."""
    found = survey(Path(folder), environment)
    if found.installation is None:
        raise ConfigError(found.mistakes)
    return found.installation


def survey(folder: Path, environment: Mapping[str, str] | None = None) -> Survey:
    """Read everything, and say what is wrong instead of stopping at it."""
    own = open_yaml(folder / settings.FILE)
    people = open_yaml(folder / directory.FILE)
    times = [open_yaml(path) for path in sorted((folder / "calendars").glob("*.yaml"))]
    procedures = [open_yaml(path) for path in sorted((folder / "processes").glob("*.yaml"))]
    words, word_mistakes = _languages(folder)

    found = settings.read_settings(own, folder.resolve(), environment)
    who = directory.read_directory(people)
    kept = calendars.read_calendars(times)
    around = Surroundings(words, _templates(folder, found, words), who)
    processes = [(opened, read_process(opened, around)) for opened in procedures]
    if found and who:
        _check_people(people, who, found, words)
    if found:
        _check_office(own, found, kept, words)
        for opened, process in processes:
            _check_levels(opened, process, found)
    if not procedures:
        own.mistake((), f"{folder / 'processes'} holds no process", "copy one there: *.yaml")
    _check_numbers(processes)
    departments = calendars.of_departments(people, who, kept, found.calendar) if found and who else {}

    opened_files = [own, people, *times, *procedures]
    mistakes = (*in_order(one for file in opened_files for one in file.mistakes), *word_mistakes)
    warnings = in_order(one for file in opened_files for one in file.warnings)
    installation = None
    if not mistakes and found and who:
        installation = Installation(
            settings=found,
            processes={one.key: one for _, one in processes if one},
            directory=who,
            calendars={**kept, **departments},
            digest=_digest(folder, opened_files),
            warnings=warnings,
        )
    return Survey(installation, mistakes, warnings, tuple(one.shown for one in opened_files))


def read_process_file(path: Path) -> Process:
    """One procedure by itself, as a case keeps it: without the people, templates and languages of today."""
    opened = open_yaml(path)
    found = read_process(opened)
    if opened.mistakes or found is None:
        raise ConfigError(in_order(opened.mistakes))
    return found


def check_process_file(path: Path, folder: Path | None = None) -> tuple[Process | None, YamlFile]:
    """One procedure with everything that can be said of it; `folder` is the installation that it is meant for."""
    opened = open_yaml(path)
    words, _ = _languages(folder or data_root() / "config")
    people = None
    if folder and (folder / directory.FILE).exists():
        people = directory.read_directory(open_yaml(folder / directory.FILE))
    found = None
    if folder and (folder / settings.FILE).exists():
        found = settings.read_settings(open_yaml(folder / settings.FILE), folder.resolve(), {})
    around = Surroundings(words, _templates(folder or data_root(), found, words), people)
    return read_process(opened, around), opened


def in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each once, file by file from the top."""
    return tuple(sorted(dict.fromkeys(mistakes), key=lambda one: (one.file, one.line, one.column)))


def _languages(folder: Path) -> tuple[tuple[str, ...], tuple[Mistake, ...]]:
    try:
        return tuple(sorted(languages.load(folder / "languages"))), ()
    except ConfigError as error:
        return tuple(sorted(languages.shipped())), error.mistakes


def _templates(folder: Path, found: Settings | None, words: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The names of mail templates in each language: the shipped ones and the installation's own."""
    roots = [data_root() / "templates" / "email"]
    if found and found.templates:
        roots.append(folder / found.templates)
    return {
        word: frozenset(path.name.partition(".")[0] for root in roots for path in (root / word).glob("*.*")) - {"words"}
        for word in words
    }


def _check_people(opened: YamlFile, who: Directory, found: Settings, words: Sequence[str]) -> None:
    for key, person in who.people.items():
        place = ("people", key)
        if person.language not in words:
            text = f'mails can\'t be written in "{person.language}"'
            opened.mistake((*place, "language"), text, did_you_mean(person.language, words))
        for address in (person.address, *person.aliases):
            if address.casefold() == found.address.casefold():
                opened.mistake(place, f"{address} is mailflow's own mailbox", "nobody answers from there: take it out")


def _check_office(opened: YamlFile, found: Settings, kept: Mapping[str, WorkCalendar], words: Sequence[str]) -> None:
    if found.calendar not in kept:
        text = f'there is no calendar "{found.calendar}"'
        opened.mistake(("office", "calendar"), text, did_you_mean(found.calendar, kept) or "add calendars/*.yaml")
    if found.language not in words:
        text = f'mails can\'t be written in "{found.language}"'
        opened.mistake(("office", "language"), text, did_you_mean(found.language, words))


def _check_levels(opened: YamlFile, process: Process | None, found: Settings) -> None:
    """That the From line alone is enough is said in writing in mailflow.yaml, never in a process alone."""
    if process is None or found.proves is Level.SENDER:
        return
    for no, step in enumerate(process.steps):
        if step.assurance is Level.SENDER:
            own = isinstance(opened.tree["steps"][no], Mapping) and "assurance" in opened.tree["steps"][no]
            place = ("steps", no, "assurance") if own else ("defaults", "assurance")
            fix = f"write origin, or choose it in {settings.FILE}: origin.proves"
            opened.mistake(place, "this mailbox doesn't accept the From line alone", fix)


def _check_numbers(processes: Sequence[tuple[YamlFile, Process | None]]) -> None:
    """Two processes may share neither key nor numbers: a case is found by its number alone."""
    keys: dict[str, YamlFile] = {}
    numbers: dict[str, YamlFile] = {}
    for opened, one in processes:
        if one is None:
            continue
        first = keys.setdefault(one.key, opened)
        if first is not opened:
            opened.mistake(("process",), f"{first.shown} is called {one.key} too", "give it a key of its own")
        pattern = one.number.format(year=2026, sequence=1).casefold()
        other = numbers.setdefault(pattern, opened)
        if other is not opened:
            opened.mistake(("number",), f"{other.shown} numbers its cases alike", "begin with other letters")


def _digest(folder: Path, files: Sequence[YamlFile]) -> str:
    """Of the names and bytes of all files, the installation's own words among them."""
    parts = {str(Path(one.shown).relative_to(folder)): one.digest for one in files}
    for path in sorted((folder / "languages").glob("*.yaml")):
        parts[f"languages/{path.name}"] = sha256(path.read_bytes())
    return sha256(canonical(parts))
