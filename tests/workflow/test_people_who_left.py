"""Somebody who is asked has left the directory: the step stops and says so, it doesn't do with fewer signatures."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from mailflow.workflow.case import Case
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Attachment, Letter, Level, Record
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps.signoff import signers
from mailflow.workflow.stimuli import DirectoryChanged

AT = datetime(2026, 11, 26, tzinfo=UTC)


def draft(rules: Rules, approvers: tuple[str, ...]) -> Draft:
    record = Record("request", 1, {"approvers": approvers}, (), "wu_hao", AT, "", "", "d")
    digest = rules.current["approval"]
    case = Case("AP1", "approval", digest, "wu_hao", AT, "", Level.ORIGIN, records={"request": (record,)})
    return Draft(rules, case, AT, "0" * 32)


def test_all_are_there(rules: Rules) -> None:
    """Each approver signs."""
    step = rules.processes[rules.current["approval"]].step("approval")
    assert signers(draft(rules, ("li_ming", "huang_wei")), step) == ("li_ming", "huang_wei")


def test_one_has_left(rules: Rules) -> None:
    """No signer less: nobody is asked until somebody says who signs instead."""
    directory = rules.directory
    people = {key: one for key, one in directory.people.items() if key != "li_ming"}
    gone = replace(rules, directory=replace(directory, people=people))
    step = rules.processes[rules.current["approval"]].step("approval")
    assert signers(draft(gone, ("li_ming", "huang_wei")), step) == ()
    assert signers(draft(gone, ("li_ming", "huang_wei")), step, instead="zhang_wei") == ("zhang_wei", "huang_wei")


REQUEST = {"subject": "接口变更", "approvers": ("李明", "黄伟"), "due": date(2026, 12, 4)}
FILES = [Attachment("方案.pdf", "application/pdf", 10, "d" * 64)]


def changed(scene: Any, rules: Rules) -> list[Letter]:
    scene.rules = rules
    return list(scene.give(DirectoryChanged(at=scene.now, salt=scene.salt(), directory="new")))


def test_a_corrected_directory_lets_a_stopped_step_go_on(scene: Any) -> None:
    """Nobody could be found; the directory now names somebody, who is asked; told to nobody who need not know."""
    full = scene.rules
    people = {key: replace(one, superior="") for key, one in full.directory.people.items()}
    departments = {key: replace(one, superior="", head="") for key, one in full.directory.departments.items()}
    lost = replace(full, directory=replace(full.directory, people=people, departments=departments))
    scene.rules = lost
    scene.open(
        "approval", "li_ming", REQUEST, FILES
    )  # four eyes: his own signature goes to a superior, and there is none
    assert scene.case.state == "stopped"
    assert changed(scene, lost) == []
    letters = changed(scene, full)
    assert scene.case.state == "open"
    assert {one.person for one in letters if one.template == "signoff"} == {"huang_wei"}


def test_whoever_is_asked_and_has_left_is_missed_at_once(scene: Any) -> None:
    """The coordinator hears of it, and reassigns."""
    scene.open("approval", "wu_hao", REQUEST, FILES)
    people = {key: one for key, one in scene.rules.directory.people.items() if key != "huang_wei"}
    gone = replace(scene.rules, directory=replace(scene.rules.directory, people=people))
    assert [(one.template, one.person) for one in changed(scene, gone)] == [("stopped", "wu_hao")]
