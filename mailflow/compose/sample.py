"""One case of each shipped procedure, played through: the data of the preview and of the template tests.

Every letter is one that `decide` writes; the texts of people stand in `sample.j2` of each language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mailflow.compose.further import go_further
from mailflow.compose.play import PROVEN, SALT, Play
from mailflow.compose.sheet import Sheet
from mailflow.config import load_process
from mailflow.config.calendars import read_calendars
from mailflow.config.data import data_root
from mailflow.config.directory import read_directory
from mailflow.config.yamlfile import open_yaml
from mailflow.workflow import office, stimuli
from mailflow.workflow.model import Attachment, Role, Value
from mailflow.workflow.reply import (
    Acceptance,
    Answer,
    Decision,
    FormReading,
    Origin,
    OriginVerdict,
    ReplyMail,
    Taking,
    Verdict,
)
from mailflow.workflow.rules import Rules
from mailflow.workflow.worktime import ReachHours

START = datetime(2026, 12, 3, 1, 10, tzinfo=UTC)  # a Thursday, 09:10 in the office
FORGED = Origin("", OriginVerdict.FAILED, "sample")
WEAK = Origin("", OriginVerdict.WEAK, "sample")
CROSS, APPROVAL = "cross-department", "approval"
AUTHOR, HEAD, OWNER = "wang_min", "chen_gang", "li_qiang"  # people of the shipped directory
OPEN_ENDS = ("counter", "hand_over", "decline")
APPROVE = Decision(Verdict.APPROVE)


def sheets(language: str, texts: Mapping[str, Any]) -> dict[str, Sheet]:
    """A sheet for every template, by its name; further ones of the same template as `name-what`."""
    rules = shipped_rules(language)
    found: dict[str, Sheet] = {}
    play = _play(rules, texts, found)
    _assess(play, texts)
    _stay_silent(play.branch(), texts)
    _sign(play, texts)
    _apply(play, texts)
    _accept(play, texts)
    _settle(play, texts)
    go_further(play, texts, _form)
    _approve(_play(rules, texts, found), texts)
    _go_wrong(rules, texts, found)
    _office(rules, texts, found)
    _in_files(rules, texts, found)
    _variants(found)
    return found


def _variants(found: dict[str, Sheet]) -> None:
    """The same mails in a rehearsal, for a reader in another zone, and with several questions in one."""
    found["signoff-rehearsal"] = replace(found["signoff"], rehearsal_for=found["signoff"].person)
    away = found["signoff-v2"]
    found["signoff-zones"] = replace(away, zones={away.person.key: "Europe/Berlin"})
    one, two = found["reminder-late"], found["reminder-urgent"]
    late = tuple(replace(letter, facts={**letter.facts, "late": True}) for letter in two.letters)
    found["reminder-several"] = replace(
        one,
        letters=(*one.letters, *late),
        cases={**one.cases, **two.cases},
        processes={**one.processes, **two.processes},
        dues={**one.dues, **two.dues},
        coordinators={**one.coordinators, **two.coordinators},
    )


def shipped_rules(language: str) -> Rules:
    """The shipped processes, calendars and people, who all read this language."""
    folder = data_root() / "config"
    processes = [load_process(path) for path in sorted((folder / "processes").glob("*.yaml"))]
    directory = read_directory(open_yaml(folder / "directory.yaml"))
    calendars = read_calendars([open_yaml(path) for path in sorted((folder / "calendars").glob("*.yaml"))])
    if directory is None:
        raise ValueError("the shipped directory can't be read")
    people = {key: replace(one, language=language) for key, one in directory.people.items()}
    hours = ReachHours(time(8, 30), time(19))
    return Rules(
        processes={one.digest: one for one in processes},
        current={one.key: one.digest for one in processes},
        directory=replace(directory, people=people),
        calendars=calendars,
        calendar=next(iter(calendars)),
        reach=hours,
        reach_urgent=hours,
        digest="",
    )


def _play(rules: Rules, texts: Mapping[str, Any], found: dict[str, Sheet]) -> Play:
    zone = rules.calendars[rules.calendar].zone
    return Play(rules, zone, START, texts["subject"], texts["box"], found)


def _form(fields: Mapping[str, Any]) -> FormReading:
    given: dict[str, Value] = {key: _value(key, value) for key, value in fields.items()}
    return FormReading(given, values=given)


def _value(key: str, value: Any) -> Value:
    """As a form is read: rows as mappings, days as naive times of the writer."""
    if isinstance(value, (list, tuple)):
        return tuple({k: _value(k, v) for k, v in one.items()} if isinstance(one, dict) else one for one in value)
    if key in ("due", "time"):
        return datetime.fromisoformat(value) if ":" in value else date.fromisoformat(value)
    return str(value)


def _file(name: str, size: int) -> Attachment:
    return Attachment(name, "application/pdf", size, f"{size:064x}")


def _assess(play: Play, texts: Mapping[str, Any]) -> None:
    """The assessment comes in with gaps, is completed, answered in every wrong way, and sent back."""
    play.subject = texts["opening_subject"]
    play.open("XC2026-0001", CROSS, AUTHOR, _form(texts["gappy"]))
    play.subject = texts["subject"]
    play.reply(AUTHOR, "", _form(texts["completed"]))
    wrong = play.branch()
    wrong.reply(OWNER, texts["yes"], APPROVE, asked=HEAD)
    wrong.tag = "copy"
    wrong.reply(OWNER, texts["yes"], APPROVE, asked=HEAD, role=Role.COPY)
    wrong.tag = "no_request"
    wrong.reply(OWNER, texts["unclear"])
    wrong.tag = "conflict"
    mail = wrong.mail(HEAD, texts["yes"])
    wrong.feed(stimuli.Replied(at=wrong.now, salt=SALT, mail=mail, answers=(), conflict="conflict"))
    wrong.tag = ""
    wrong.reply(HEAD, texts["yes"], APPROVE, origin=FORGED)
    wrong.reply(HEAD, texts["unclear"], Decision(Verdict.UNCLEAR))
    wrong.reply(HEAD, texts["question"], Decision(Verdict.UNCLEAR))
    wrong.reply(HEAD, texts["delegates"], Decision(Verdict.DELEGATE, delegate_to=texts["delegate"]))
    old = play.waiting(HEAD)[0].record
    play.tag = "revise"
    play.reply(HEAD, texts["revise"], Decision(Verdict.REVISE))
    play.wait("window")
    play.tag = "v2"
    play.reply(AUTHOR, "", _form(texts["corrected"]))
    play.tag = "old_version"
    play.branch().reply(HEAD, texts["yes"], APPROVE, record=old)
    play.tag = ""


def _stay_silent(play: Play, texts: Mapping[str, Any]) -> None:
    """Nobody answers: reminders, then those above. In an urgent case the clock of the response runs out too."""
    play.wait("remind")
    play.tag = "late"
    play.wait("remind")
    play.tag = "last"
    play.wait("remind")
    play.tag = ""
    play.wait("escalate")
    play.wait("escalate")
    urgent = _play(play.rules, texts, play.found)
    urgent.tag = "urgent"
    urgent.open("XC2026-0002", CROSS, AUTHOR, _form({**texts["gappy"], **texts["completed"], **texts["urgent"]}))
    urgent.wait("remind")
    urgent.tag = ""
    urgent.wait("clock")


def _sign(play: Play, texts: Mapping[str, Any]) -> None:
    """The head signs, takes it back, signs again; the assessment goes to all that it concerns."""
    play.reply(HEAD, texts["yes"], APPROVE)
    play.reply(HEAD, texts["withdraws"], Decision(Verdict.UNCLEAR, withdraws=True))
    play.tag = "again"
    play.reply(HEAD, texts["yes"], APPROVE)
    play.tag = ""
    play.wait("window")
    late = play.branch()
    late.tag = "late"
    request = next(one for one in late.state.requests.values() if one.verdict == "approve")
    mail = late.mail(HEAD, texts["withdraws"])
    answer = Decision(Verdict.UNCLEAR, withdraws=True)
    late.feed(_replied(late, mail, request.key, answer, texts["withdraws"]))
    late.tag = "closed"
    late.feed(_replied(late, late.mail(HEAD, texts["yes"]), request.key, APPROVE, texts["yes"]))


def _replied(play: Play, mail: ReplyMail, request: str, reading: Decision, words: str) -> stimuli.Replied:
    answers = (Answer(request, Role.SIGNER, "", reading, words),)
    return stimuli.Replied(at=play.now, salt=SALT, mail=mail, answers=answers)


def _apply(play: Play, texts: Mapping[str, Any]) -> None:
    """The application is filled and approved, with copies to the heads that it concerns."""
    play.tag = "application"
    play.reply(AUTHOR, "", _form(texts["application"]))
    play.tag = ""
    play.found.setdefault("signoff_copy", play.found.pop("signoff_copy-application"))
    play.tag = "application"
    play.reply(HEAD, texts["yes"], APPROVE)
    play.tag = ""
    play.wait("window")


def _accept(play: Play, texts: Mapping[str, Any]) -> None:
    """Three matters answered in one mail: one taken, one to another day, one to somebody else."""
    play.tag = "matters"
    day = datetime.fromisoformat(texts["counter_day"])
    play.reply(
        OWNER,
        texts["matters"],
        Acceptance(Taking.ACCEPT),
        Acceptance(Taking.COUNTER, new_due=day),
        Acceptance(Taking.HAND_OVER, to=texts["delegate"]),
    )
    play.reply("wu_hao", texts["declines"], Acceptance(Taking.DECLINE))
    silent = play.branch()
    silent.tag = "matters"
    silent.wait("remind")
    play.tag = ""
    while any(one.answer and one.state == "open" for one in play.state.requests.values()):
        play.wait("window")
        verdicts = [one.verdict for one in play.state.requests.values() if one.verdict in OPEN_ENDS]
        play.tag = {0: "", 1: "hand_over"}.get(len(verdicts), "decline")
    play.tag = ""


def _settle(play: Play, texts: Mapping[str, Any]) -> None:
    """The coordinator's side: another date, another owner, a pause, the end."""
    counter = next(one for one in play.state.requests.values() if one.verdict == "counter")
    waits = play.waiting("sun_li")[0]
    paused = play.branch()
    paused.now += timedelta(hours=1)
    paused.rules = replace(paused.rules, paused=((play.now, paused.now),))
    paused.feed(_ordered(paused, "resumed"))
    play.feed(_ordered(play, "extend", request=waits.key, due=play.now + timedelta(days=2)))
    play.tag = "granted"
    granted = counter.answer.new_due if counter.answer else None
    play.feed(_ordered(play, "extend", request=counter.key, due=granted))
    play.tag = ""
    for verdict in ("hand_over", "decline"):
        request = next(one for one in play.state.requests.values() if one.verdict == verdict)
        play.feed(_ordered(play, "reassign", request=request.key, to="zhou_jie"))
        play.tag = "again"
    gone = play.branch()
    gone.tag = ""
    gone.feed(_ordered(gone, "cancel", reason=texts["cancels"]))
    play.tag = "done"
    play.reply("zhou_jie", texts["takes"], Acceptance(Taking.ACCEPT), Acceptance(Taking.ACCEPT))
    play.reply("sun_li", texts["takes"], Acceptance(Taking.ACCEPT))
    play.tag = ""
    while not any(run.step == "acceptance" and run.state == "done" for run in play.state.runs.values()):
        play.wait("window")


def _ordered(play: Play, order: str, **said: Any) -> stimuli.Ordered:
    return stimuli.Ordered(at=play.now, salt=SALT, order=order, by=AUTHOR, **said)


def _approve(play: Play, texts: Mapping[str, Any]) -> None:
    """A document with three approvers: one refuses, the others hear of it; the next version is signed by all."""
    play.tag = "file"
    play.subject = texts["approval_subject"]
    file = _file(texts["file"], 482_113)
    play.open("AP2026-0007", APPROVAL, AUTHOR, _form(texts["request"]), file=file)
    play.reply("zhang_wei", texts["yes"], APPROVE)
    play.reply("li_ming", texts["rejects"], Decision(Verdict.REJECT))
    play.tag = ""
    play.wait("window")
    play.wait("window")
    play.tag = "file-v2"
    play.reply(AUTHOR, "", _form(texts["request_v2"]), attachments=(_file(texts["file_v2"], 483_007),))
    for person in ("zhang_wei", "li_ming", "liu_yang"):
        play.reply(person, texts["yes"], APPROVE)
    play.tag = ""
    while play.state.state == "open":
        play.wait("window")


def _go_wrong(rules: Rules, texts: Mapping[str, Any], found: dict[str, Sheet]) -> None:
    """A department without a head, a mail that comes back, a template that can't be rendered."""
    logistics = replace(rules.directory.departments["logistics"], head="")
    people = {key: replace(one, superior="") for key, one in rules.directory.people.items()}
    departments = {**rules.directory.departments, "logistics": logistics}
    headless = replace(rules, directory=replace(rules.directory, people=people, departments=departments))
    play = _play(headless, texts, found)
    play.open("XC2026-0003", CROSS, AUTHOR, _form({**texts["gappy"], **texts["completed"]}))
    delivery = stimuli.Delivery(
        at=play.now, salt=SALT, state="failed", person=HEAD, message_id="<1@corp.example>",
        requests=("one",), reply=texts["bounce"],
    )  # fmt: skip
    play.feed(delivery)
    play.feed(
        stimuli.Posted(
            at=play.now, salt=SALT, state="unrenderable", person=HEAD, template="signoff", reason=texts["broken"]
        )
    )


def _office(rules: Rules, texts: Mapping[str, Any], found: dict[str, Sheet]) -> None:
    """Openings that have to be confirmed first, or aren't allowed."""
    for tag, person, origin, also in (
        ("", AUTHOR, WEAK, ()),
        ("", OWNER, PROVEN, ()),
        ("two_processes", AUTHOR, PROVEN, (APPROVAL,)),
    ):
        play = _play(rules, texts, found)
        play.tag, play.subject = tag, texts["opening_subject"]
        mail = play.mail(person, texts["opening_words"], origin=origin)
        reading = _form(texts["gappy"])
        opened = stimuli.Opened(at=play.now, salt=SALT, process=CROSS, mail=mail, reading=reading, also=also)
        for letter in office.decide(rules, office.Office(), opened, play.now).letters:
            play.keep(letter)
    play = _play(rules, texts, found)
    play.subject = texts["opening_subject"]
    mail = play.mail(AUTHOR, texts["opening_words"], origin=PROVEN)
    asked = stimuli.Opened(at=play.now, salt=SALT, process=CROSS, mail=mail, reading=FormReading({}))
    for letter in office.decide(rules, office.Office(), asked, play.now).letters:
        play.keep(letter)
    play = _play(rules, texts, found)
    play.tag, play.subject = "office", texts["opening_subject"]
    replied = stimuli.Replied(at=play.now, salt=SALT, mail=play.mail(OWNER, texts["unclear"]), answers=())
    for letter in office.decide(rules, office.Office(), replied, play.now).letters:
        play.keep(letter)


def _in_files(rules: Rules, texts: Mapping[str, Any], found: dict[str, Sheet]) -> None:
    """Forms in files: one says otherwise than the mail, one can't be read, one is promised and isn't there."""
    read, old = texts["form_file"], texts["old_file"]
    form = _form({**texts["gappy"], **texts["completed"]})
    files = _file(read, 18_212), _file(old, 31_744)
    play = _play(rules, texts, found)
    play.tag, play.subject = "files", texts["opening_subject"]
    differing = replace(
        form,
        otherwise={key: ((read, _value(key, said)),) for key, said in texts["form_file_says"].items()},
        sources=dict.fromkeys(("initiator", "description", "cause"), read),
        unread=((old, "old_format"),),
    )
    play.open("XC2026-0004", CROSS, AUTHOR, differing, form=files[0], old=files[1])
    play.reply(AUTHOR, "", _form(texts["settled"]))
    play.tag = ""
    play.reply(HEAD, texts["yes"], APPROVE)
    play.wait("window")
    play.tag = "files"
    play.reply(AUTHOR, "", FormReading({}, unread=((old, "encrypted"),)), attachments=files[1:])
    rows = _form({"items": [{**row, "due": texts["other_due"]} for row in texts["application"]["items"][:1]]})
    said = {**texts["application"], "items": texts["application"]["items"][:1]}
    play.tag = "files-rows"
    other = {"items": ((read, rows.fields["items"]),)}
    play.reply(AUTHOR, "", replace(_form(said), otherwise=other), attachments=files[:1])
    lost = _play(rules, texts, found)
    lost.tag = "no-file"
    pointing = {**form.fields, "cause": texts["points"]}
    lost.open("XC2026-0005", CROSS, AUTHOR, FormReading(pointing, lacks_file=True, pointers=("cause",)))
    lost.tag = "no-file-again"
    lost.reply(AUTHOR, "", FormReading({}, lacks_file=True))
    blank = _play(rules, texts, found)
    blank.tag, blank.subject = "unread", texts["opening_subject"]
    mail = blank.mail(AUTHOR, texts["opening_words"], attachments=files[1:])
    reading = FormReading({}, unread=((old, "old_format"),))
    opened = stimuli.Opened(at=blank.now, salt=SALT, process=CROSS, mail=mail, reading=reading)
    blank.keep(*office.decide(rules, office.Office(), opened, blank.now).letters)
