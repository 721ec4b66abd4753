"""Stories: dialogs of mails and waiting, readable by a coordinator. Reads one; plays nothing (player).

# A comment          == A chapter
-> wang.min (new 评估表): the words of a mail that answers nothing
牵头部门：物流部     (lines below that are indented belong to it)
-> tech.head: 同意    (an answer to the last mail that asked this person)
-> sales.head (all; to signoff_copy): 同意      options: new SUBJECT, to TEMPLATE, about WORDS (of
                                                    its subject), of PERSON (whose mail was forwarded to them),
                                                    all, auto, calendar accepted (declined, tentative), forged,
                                                    client NAME, attach FILE
-> wang.min (new 评估表; attach 评估表.docx): 见附件
   ===                     (below it stands what is in the file, each `label: value` a row of its table)
   牵头部门：物流部
<- tech.head: reminder     (such a mail has come; indented lines must stand in it)
<- tech.head: nothing      (no mail that wasn't looked at)
wait 2wd                   (m h d wh wd)      wait until 2026-11-27 09:00
include to_plan.part       (what that file tells)
! extend XC2026-0001 tech.head 2026-12-01 18:00 : reason      (also: reassign … to …, cancel, pause, resume)
! leave tech.head wu_hao   (is in the directory no longer; whatever they were there, wu_hao is now)
case XC2026-0001: assessment_signoff done; execution#2 not begun; application open
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

INSIDE = "\n===\n"  # between a mail's words and what stands in its file
_WROTE = re.compile(r"-> (?P<who>[\w.-]+)(?: \((?P<options>[^)]*)\))?:(?P<text>.*)")
_HEARD = re.compile(r"<- (?P<who>[\w.-]+): (?P<template>\w+)")
_CASE = re.compile(r"case (?P<number>[^:\s]+): (?P<claims>.+)")
_START = re.compile(r"start: (\d{4}-\d{2}-\d{2} \d{2}:\d{2})")


class StoryError(Exception):
    """A line that can't be read, or that did not come true."""

    def __init__(self, line: str, text: str) -> None:
        super().__init__(f"line {line}: {text}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with what is indented below it."""

    no: str  # 12; of another file to_plan:12
    kind: str  # chapter | wrote | heard | wait | order | case
    who: str = ""
    text: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A title, the local time at which it begins, and its lines."""

    title: str
    start: datetime  # naive, in the office's zone
    lines: tuple[Line, ...]


def read_story(text: str, folder: Path | None = None) -> Story:
    """The first comment is the title; `start: 2026-11-26 09:00` may say when it begins.

    `include NAME` tells what another file of `folder` tells; its start counts where it is the first to tell anything.
    """
    title, start, lines = "", datetime(2026, 11, 26, 9, 0), list[Line]()  # noqa: DTZ001 - local to the office
    for count, raw in enumerate(text.splitlines(), 1):
        line, no = raw.rstrip(), str(count)
        if line.startswith("include ") and folder:
            path = folder / line[8:]
            told = read_story(path.read_text("utf-8"), folder)
            start = start if lines else told.start
            lines += [replace(one, no=f"{path.stem}:{one.no}") for one in told.lines]
        elif line.startswith("#"):
            title = title or line.lstrip("# ")
        elif found := _START.fullmatch(line):
            start = datetime.strptime(found[1], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local to the office
        elif line[:1].isspace() and line.strip() and lines:
            below = lines[-1]
            lines[-1] = replace(below, text=f"{below.text}\n{line.strip()}".lstrip("\n"))
        elif line:
            lines.append(_line(no, line))
    return Story(title, start, tuple(lines))


def _line(no: str, line: str) -> Line:
    if line.startswith("== "):
        return Line(no, "chapter", text=line[3:])
    if found := _WROTE.fullmatch(line):
        return Line(no, "wrote", found["who"], found["text"].strip(), _options(no, found["options"] or ""))
    if found := _HEARD.fullmatch(line):
        return Line(no, "heard", found["who"], "", {"template": found["template"]})
    if line.startswith("wait "):
        return Line(no, "wait", text=line[5:])
    if line.startswith("! "):
        return Line(no, "order", text=line[2:])
    if found := _CASE.fullmatch(line):
        return Line(no, "case", found["number"], found["claims"])
    raise StoryError(no, f"not a line of a story: {line!r}")


def _options(no: str, text: str) -> dict[str, str]:
    found = {}
    for one in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = one.partition(" ")
        if name not in ("new", "to", "about", "all", "auto", "calendar", "forged", "client", "attach", "of"):
            raise StoryError(no, f"unknown option {name!r}")
        found[name] = value.strip()
    return found
