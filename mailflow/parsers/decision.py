"""What a sign-off reply decides. An assent or a refusal counts only where every word that bears on it is known.

It never guesses: what is left over makes the answer unclear, and the person is asked again. Asks nobody itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailflow.parsers.boxes import read_boxes
from mailflow.parsers.choices import find_choice
from mailflow.parsers.clauses import Clause, Speech, read_speech
from mailflow.parsers.delegation import find_delegate
from mailflow.parsers.findings import EXCUSE, OWN, Finding, Kind, find, is_background, leads_to
from mailflow.parsers.folding import FOREIGN_LETTER, Folded
from mailflow.parsers.numbered import read_numbered
from mailflow.parsers.words import Words, shipped_words
from mailflow.workflow.reply import Decision, Verdict

__all__ = ["read_decision", "read_numbered"]

MAX_LENGTH = 20_000  # characters; nobody signs in more, and a question costs one mail
SECTION = "decision"
OPPOSED = frozenset(("self", "contrast"))  # sets the writer's own word against another's: 但我不同意
WISHES = ("condition_like", "change_like", "fault_like")
