"""Everything that a mail is rendered from: the letters that share it, and the case and people as they are now.

Holds facts; words and layout are the templates' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.workflow import deadlines, roles
from mailflow.workflow.case import Case
from mailflow.workflow.directory import Directory, Person
from mailflow.workflow.model import Label, Letter, Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.process import Process
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import kind, signoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One mail to be. All its letters have the same template and person; requests are numbered in their order."""

    letters: tuple[Letter, ...]
    person: Person
    cases: Mapping[str, Case]  # by number
    processes: Mapping[str, Process]  # by case number
    directory: Directory
    dues: Mapping[str, datetime | None]  # by request key: what is printed
    seen_by: Mapping[str, tuple[str, ...]]  # request key -> person keys that see the answer
    coordinators: Mapping[str, str]  # case number -> person key
    zones: Mapping[str, str]  # person key -> zone
    now: datetime
    box_address: str
    box_name: Label
    zone: str  # the office's
    token: str  # "" where nothing is asked
    rehearsal_for: Person | None  # in rehearsal: for whom the tester answers
    original_subject: str  # of the mail that this answers, or ""
    in_reply_to: tuple[str, ...]  # Message-IDs, oldest first
    plus_addresses: bool = True  # whether box+TOKEN@ reaches the mailbox


def due_of(rules: Rules, case: Case | None, letter: Letter, now: datetime) -> datetime | None:
    """The deadline that is printed: the one that counts already, else computed from this moment."""
    request = case.requests.get(letter.request) if case else None
    if case is None or request is None:
        return None
    if request.due or letter.role is Role.COPY:
        return request.due
    return deadlines.due(rules, case, rules.process_of(case).step(request.step), request, now)


def seen_by(rules: Rules, case: Case | None, letter: Letter) -> tuple[str, ...]:
    """Who else sees the answer: the coordinator, the other signers, and those in Cc."""
    request = case.requests.get(letter.request) if case else None
    if case is None or request is None:
        return ()
    step = rules.process_of(case).step(request.step)
    copies = [person for who in step.cc if who.name != "row" for person in roles.people(rules, case, who)]
    signing = [one.person for one in case.asked_in(request.run)] if kind(step.kind) is signoff else []
    seen = dict.fromkeys((roles.coordinator(rules, case), *signing, *copies))
    return tuple(one for one in seen if one != letter.person)


def processes_of(rules: Rules, cases: Mapping[str, Case], letter: Letter) -> dict[str, Process]:
    """By chain; the office has one only where its letter names it."""
    named = rules.current.get(str(letter.facts.get("process", "")))
    office = {CHAIN: rules.processes[named]} if letter.chain == CHAIN and named else {}
    return office | {number: rules.process_of(case) for number, case in cases.items()}
