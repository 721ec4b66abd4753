"""A folder becomes an installation: what crosses files, and what its digest stands for."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from mailflow.config.advice import advice
from mailflow.config.load import check_process_file, load_installation
from mailflow.config.settings import ACCEPTED
from mailflow.workflow.errors import ConfigError

SECRETS = {"MAILFLOW_IMAP_PASSWORD": "x"}


def test_the_shipped_files_load(folder: Any) -> None:
    """Without a mistake and without a warning."""
    found = load_installation(folder.path, {})
    assert set(found.processes) == {"cross-department", "approval"}
    assert {"cn", "logistics", "management"} <= set(found.calendars)
    assert found.warnings == ()
    with pytest.raises(FrozenInstanceError):
        found.digest = ""  # type: ignore[misc]  # that it can't be done is the point


@pytest.mark.parametrize(
    "name",
    ["mailflow.yaml", "directory.yaml", "calendars/cn.yaml", "calendars/cn-2026.yaml", "processes/approval.yaml"],
)
def test_the_digest_changes_with_every_file(folder: Any, name: str) -> None:
    """A byte in any of them, even in a comment, is another state of the rules."""
    before = load_installation(folder.path, {}).digest
    assert load_installation(folder.path, {}).digest == before
    (folder.path / name).write_text(folder.text(name) + "# a remark\n", encoding="utf-8")
    assert load_installation(folder.path, {}).digest != before


def test_the_digest_does_not_depend_on_the_place(folder: Any, tmp_path: Any) -> None:
    """The same files elsewhere are the same rules."""
    before = load_installation(folder.path, {}).digest
    moved = folder.path.rename(tmp_path / "moved")
    assert load_installation(moved, {}).digest == before


def test_words_of_ones_own_belong_to_the_digest(folder: Any) -> None:
    """They decide how mails are read; what is wrong with them is told with all the rest."""
    before = load_installation(folder.path, {}).digest
    (folder.path / "languages").mkdir()
    own = folder.path / "languages" / "zh.yaml"
    own.write_text("{}\n", encoding="utf-8")
    assert load_installation(folder.path, {}).digest != before
    own.write_text("- no\n", encoding="utf-8")
    folder.spoil("mailflow.yaml", "zone: Asia/Shanghai", "zone: Mars")
    files = {one.file.rpartition("/")[2] for one in folder.read().mistakes}
    assert files == {"mailflow.yaml", "zh.yaml"}


def test_missing_files_are_named(folder: Any) -> None:
    """All of them, and what to do."""
    (folder.path / "directory.yaml").unlink()
    for path in (folder.path / "processes").glob("*"):
        path.unlink()
    with pytest.raises(ConfigError) as caught:
        load_installation(folder.path, {})
    said = [str(one) for one in caught.value.mistakes]
    assert any("directory.yaml:1:1: file: is missing; write it with: mailflow init DIR" in one for one in said)
    assert any("holds no process" in one for one in said)


def test_two_processes_can_share_neither_key_nor_numbers(folder: Any) -> None:
    """A case is found by its number alone."""
    copy = folder.text("processes/approval.yaml")
    (folder.path / "processes" / "copy.yaml").write_text(copy, encoding="utf-8")
    said = {one.field: one.wrong for one in folder.read().mistakes}
    assert said["process"].endswith("is called approval too")
    assert said["number"].endswith("numbers its cases alike")


def test_a_template_of_ones_own_counts(folder: Any) -> None:
    """Where the installation has a folder of templates, a process may name them."""
    folder.spoil("processes/approval.yaml", "done: {tell: initiator}", "done: {tell: initiator, template: hurrah}")
    assert any("no mail template" in one.wrong for one in folder.read().mistakes)
    for language in ("zh", "en"):
        (folder.path / "mails" / language).mkdir(parents=True)
        (folder.path / "mails" / language / "hurrah.j2").write_text("", encoding="utf-8")
    folder.spoil("mailflow.yaml", 'templates: ""', "templates: mails")
    assert folder.read().mistakes == ()


def test_a_single_process_is_judged_by_the_people_of_its_folder(folder: Any) -> None:
    """Without a folder, people can't be judged."""
    folder.spoil("processes/approval.yaml", "{people: request.approvers}", "{people: [nobody_here]}")
    path = folder.path / "processes" / "approval.yaml"
    assert check_process_file(path)[1].mistakes == []
    assert ["nobody_here" in str(one) for one in check_process_file(path, folder.path)[1].mistakes] == [True]


def test_advice_names_what_will_be_missing(folder: Any) -> None:
    """Passwords, and people who can't exist; in a rehearsal their addresses don't matter."""
    installation = load_installation(folder.path, {})
    june = date(2026, 6, 1)
    said = [str(one) for one in advice(installation, june, {})]
    assert len(said) == 2  # SMTP would use the password of IMAP
    assert "mailflow.yaml:7:3: mailbox.imap: no password for imap" in said[0]
    assert "12 people have addresses that can't exist" in said[1]
    folder.spoil("mailflow.yaml", "mode: live", "mode: rehearsal")
    folder.spoil("mailflow.yaml", "# rehearsal: {to: you@corp.example}", "rehearsal: {to: you@corp.example}")
    assert advice(load_installation(folder.path, {}), june, SECRETS) == ()


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2026, 11, 1), []), (date(2026, 11, 2), [2027]), (date(2026, 12, 31), [2027]), (date(2027, 1, 1), [2027])],
)
def test_the_next_year_is_asked_for_in_time(folder: Any, today: date, years: list[int]) -> None:
    """60 days before it begins; a calendar that nobody uses isn't asked for."""
    said = [one for one in advice(load_installation(folder.path, {}), today, SECRETS) if "provisional" in one.wrong]
    assert [one.file for one in said] == [f"{folder.path}/calendars/cn-{year}.yaml" for year in years]


def test_a_weak_mailbox_is_told_what_it_costs(folder: Any) -> None:
    """Where only the From line speaks for a sender, each answer is confirmed by a second mail."""
    folder.spoil("mailflow.yaml", "proves: origin   ", f'accepted: "{ACCEPTED}"\n  proves: sender   ')
    said = advice(load_installation(folder.path, {}), date(2026, 6, 1), SECRETS)
    assert any(one.field == "origin.proves" and "confirmed by a second mail" in one.fix for one in said)


def test_a_process_alone_cannot_choose_the_weakest_level(folder: Any, expect: Any) -> None:
    """Step or default: without the sentence in mailflow.yaml it is refused; with it, it holds."""
    folder.spoil("processes/approval.yaml", "assurance: origin", "assurance: sender")
    folder.spoil("processes/cross_department.yaml", "    due: pace.apply", "    due: pace.apply\n    assurance: sender")
    found = folder.read()
    says = "doesn't accept the From line alone"
    expect(found, "processes/approval.yaml", "assurance: sender", "defaults.assurance", says)
    expect(found, "processes/cross_department.yaml", "assurance: sender", "steps.application.assurance", says)
    folder.spoil("mailflow.yaml", "proves: origin   ", f'accepted: "{ACCEPTED}"\n  proves: sender   ')
    assert folder.read().mistakes == ()
