"""Who may open a case: `start.by`, as far as the opening form says whom that means. Refuses nobody itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailflow.workflow import roles
from mailflow.workflow.case import Case
from mailflow.workflow.model import Record, Value
from mailflow.workflow.process import FieldRef, Process
from mailflow.workflow.rules import Rules


def allowed(rules: Rules, case: Case, filled: Mapping[str, Value]) -> tuple[str, ...] | None:
    """Whom `start.by` means when the opening form says this: None for everybody, () where the form doesn't tell."""
    start = rules.process_of(case).start
    if start.by is None:
        return None
    record = Record(start.form, 1, filled, (), case.initiator, case.opened_at, "", "", "")
    return roles.people(rules, replace(case, records={**case.records, start.form: (record,)}), start.by)


def field(process: Process) -> str:
    """The field of the opening form that says whom `start.by` means; its first field where none does."""
    form = process.forms[process.start.form]
    waiting = [process.start.by.name] if process.start.by else []
    for name in waiting:  # grows while it is read
        role = process.roles.get(name)
        if role is None:
            continue
        for one in (role.department, role.departments, role.person, *role.people):
            if isinstance(one, FieldRef) and one.form == form.key:
                return one.field.partition(".")[0]
        further = (*role.everyone, *role.superior_of, *((role.otherwise,) if role.otherwise else ()))
        waiting += [who.name for who in further if who.name not in waiting]
    return form.fields[0].key
