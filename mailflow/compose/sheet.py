"""Everything that a mail is rendered from: the letters that share it, and the case and people as they are now.

Holds facts; words and layout are the templates' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.workflow.case import Case
from mailflow.workflow.directory import Directory, Person
from mailflow.workflow.model import Label, Letter
from mailflow.workflow.process import Process


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
