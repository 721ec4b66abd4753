"""What a mail and its files bring to a form that other mails have begun: what is news, and what the mail only promises.

A file that came before says nothing anew, and a conflict stands until its field is written again. It opens no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mailflow.workflow.case import Filling
from mailflow.workflow.model import Attachment, Rivals, Value
from mailflow.workflow.reply import FormReading
from mailflow.workflow.values import FILES, NOTHING, Filled

NO_FILE = "no_file"  # the problem of a whole form: its mail promises a file that isn't there
POINTER = "only_points"  # that of a field which says nothing but where to look, while no file has come


def news(reading: FormReading, files: Iterable[Attachment], known: Iterable[Attachment]) -> FormReading:
    """The reading without what stands in a file that is here again unchanged: it was read, and perhaps put right."""
    digests = {one.digest for one in known}
    fresh, again = set[str](), set[str]()
    for one in files:
        (again if one.digest in digests else fresh).add(one.name)
    again -= fresh
    if not again:
        return reading
    said = {key: value for key, value in written(reading).items() if reading.sources.get(key) not in again}
    sources = {key: file for key, file in reading.sources.items() if file not in again}
    otherwise = {key: tuple(one for one in rivals if one[0] not in again) for key, rivals in reading.otherwise.items()}
    for key in [one for one in otherwise if one not in said and otherwise[one]]:  # only a new file speaks now
        (sources[key], said[key]), *others = otherwise[key]
        otherwise[key] = tuple(others)
    left = {key: rivals for key, rivals in otherwise.items() if rivals}
    return replace(reading, fields=said, values=said, sources=sources, otherwise=left)


def chosen(filling: Filling, reading: FormReading) -> FormReading:
    """A field in conflict that is answered by pointing to the file (以附件为准) says what the one file says."""
    in_words = [key for key in reading.pointers if key not in filling.sources]
    picked = {key: filling.conflicts[key][0] for key in in_words if len(filling.conflicts.get(key, ())) == 1}
    if not picked:
        return reading
    said = {**written(reading), **{key: value for key, (_, value) in picked.items()}}
    sources = {**reading.sources, **{key: file for key, (file, _) in picked.items()}}
    rest = tuple(key for key in reading.pointers if key not in picked)
    return replace(reading, fields=said, values=said, sources=sources, pointers=rest, lacks_file=bool(rest))


def written(reading: FormReading) -> dict[str, Value]:
    """What is filled in, with dates where they could be read."""
    return {key: value for key, value in {**reading.fields, **reading.values}.items() if value not in NOTHING}


def rivals(filling: Filling, reading: FormReading) -> Rivals:
    """What files say otherwise: in this mail, and in earlier ones of fields that nobody has written since."""
    said = written(reading)
    standing = {key: several for key, several in filling.conflicts.items() if key not in said}
    return {**standing, **reading.otherwise}


def sources(filling: Filling, reading: FormReading) -> Mapping[str, str]:
    """The files that the fields come from."""
    said = written(reading)
    return {**{key: file for key, file in filling.sources.items() if key not in said}, **reading.sources}


def promised(
    filled: Filled, filling: Filling, reading: FormReading, files: Sequence[Attachment], *, takes_files: bool
) -> Filled:
    """A file that the mail speaks of and that isn't there is asked for, where something hangs on it:

    a field only points to it, a field is missing, or the file that is kept belongs to a version that was refused.
    """
    said = written(reading)
    before = [key for key, problem in filling.problems.items() if problem == POINTER and key not in said and not files]
    problems = dict(filled.problems)
    for key in (*before, *reading.pointers):
        problems[key] = "only_points"
    hangs = filled.missing or (takes_files and not filling.attachments)
    if reading.lacks_file and hangs and not reading.pointers:
        problems[FILES] = "no_file"
    return replace(filled, problems=problems)


def waits_for_file(filling: Filling) -> bool:
    """Whether a mail with nothing but a file is an answer."""
    return FILES in filling.problems or POINTER in filling.problems.values()


def told(reading: FormReading) -> dict[str, Value]:
    """What the sender hears of the files of this mail, in whichever mail goes back."""
    return {"unread": dict(reading.unread), "lacks_file": reading.lacks_file}
