"""Somebody who is asked has left the directory: the step stops and says so, it doesn't do with fewer signatures."""

from dataclasses import replace
from datetime import UTC, datetime

from mailflow.workflow.case import Case
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Level, Record
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps.signoff import signers

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
