"""The digest of a record version, made again from what the journal says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailflow.workflow.digest import record_digest
from mailflow.workflow.entries import untagged


@dataclass(frozen=True, slots=True)
class Checked:
    """What the entry names as the record's digest, and what its fields give."""

    name: str
    wanted: str
    found: str


def made(says: Mapping[str, Any], words: Mapping[str, str], process: str) -> Checked:
    """A `record_made` entry with all its texts, in a case that runs by `process`."""
    facts = says["facts"]
    fields = untagged(json.loads(words["fields"]))
    found = record_digest(
        case=says["chain"],
        record=facts["form"],
        version=facts["version"],
        previous=facts["previous"],
        process=process,
        fields=fields if isinstance(fields, Mapping) else {},
        attachments=[one["digest"] for one in facts["attachments"]],
        salt=json.loads(words["salt"]),
    )
    return Checked(f"{facts['form']} v{facts['version']}", facts["digest"], found)
