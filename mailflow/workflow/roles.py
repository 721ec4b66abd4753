"""Who is meant by a name of the process: `lead.head`, `row.owner`, `asked.superior`. Resolved when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailflow.workflow.case import Case, Request
from mailflow.workflow.model import Value
from mailflow.workflow.process import FieldRef, RoleDefinition, Who
from mailflow.workflow.rules import Rules

PERSON, DEPARTMENT = "person", "department"
Found = tuple[str, str]  # (PERSON | DEPARTMENT, key)


def people(
    rules: Rules, case: Case, who: Who, *, asked: Request | None = None, row: Mapping[str, Value] | None = None
) -> tuple[str, ...]:
    """Person keys, each once, in the order that the process names them. A department stands for its head."""
    return tuple(key for key in seats(rules, case, who, asked=asked, row=row) if key)


def seats(
    rules: Rules, case: Case, who: Who, *, asked: Request | None = None, row: Mapping[str, Value] | None = None
) -> tuple[str, ...]:
    """The same, with "" for a seat that nobody holds: a department without a head, somebody who has left."""
    found = _follow(rules, _start(rules, case, who, asked, row), who, row)
    keys = [key if kind == PERSON else rules.directory.head_of(key) for kind, key in found]
    return tuple(dict.fromkeys(key if key in rules.directory.people else "" for key in keys))


def person(rules: Rules, case: Case, who: Who, *, asked: Request | None = None) -> str:
    """The first of `people`, or ""."""
    return next(iter(people(rules, case, who, asked=asked)), "")


def coordinator(rules: Rules, case: Case) -> str:
    """Who steers this case: the role of that name, else its initiator."""
    found = person(rules, case, Who("coordinator")) if "coordinator" in rules.process_of(case).roles else ""
    return found or case.initiator


def lead_department(rules: Rules, case: Case) -> str:
    """The department whose working time the case's clocks follow: the role `lead`, else the initiator's."""
    if "lead" in rules.process_of(case).roles:
        for kind, key in _role(rules, case, rules.process_of(case).roles["lead"]):
            if kind == DEPARTMENT:
                return key
    return _department_of(rules, case.initiator)


def concerned(case: Case) -> tuple[str, ...]:
    """Everybody who was asked in this case, and its initiator."""
    return tuple(dict.fromkeys([case.initiator, *(one.person for one in case.requests.values())]))


def _start(
    rules: Rules, case: Case, who: Who, asked: Request | None, row: Mapping[str, Value] | None
) -> tuple[Found, ...]:
    match who.name:
        case "initiator":
            return ((PERSON, case.initiator),)
        case "process_owner":
            return ((PERSON, rules.directory.process_owner),)
        case "everyone":
            return tuple((PERSON, key) for key in concerned(case))
        case "asked":
            return ((PERSON, asked.person),) if asked else ()
        case "row":
            return () if row is None else ((PERSON, ""),)
    role = rules.process_of(case).roles.get(who.name)
    return _role(rules, case, role) if role else ()


def _follow(rules: Rules, found: tuple[Found, ...], who: Who, row: Mapping[str, Value] | None) -> tuple[Found, ...]:
    path = who.path
    if who.name == "row" and row is not None and path:
        column, path = path[0], path[1:]
        kind = DEPARTMENT if str(row.get(column)) in rules.directory.departments else PERSON
        found = tuple((kind, key) for key in _keys(row.get(column)))
    for suffix in path:
        found = tuple(one for each in found for one in _suffixed(rules, each, suffix))
    return found


def _suffixed(rules: Rules, found: Found, suffix: str) -> Iterable[Found]:
    kind, key = found
    directory = rules.directory
    department = key if kind == DEPARTMENT else _department_of(rules, key)
    match suffix:
        case "head" | "heads":
            return ((PERSON, directory.head_of(department)),)
        case "members":
            return tuple((PERSON, member) for member in directory.members_of(department))
        case "superior" if kind == PERSON:
            return ((PERSON, directory.superior_of(key)),)
        case "superior":
            own = directory.departments.get(department)
            return ((PERSON, (own.superior or directory.superior_of(own.head)) if own else ""),)
        case "department":
            return ((DEPARTMENT, department),)
    return ()


def _department_of(rules: Rules, key: str) -> str:
    found = rules.directory.people.get(key)
    return found.department if found else ""


def _role(rules: Rules, case: Case, role: RoleDefinition) -> tuple[Found, ...]:
    found: list[Found] = []
    if role.department or role.departments:
        reference = role.department or role.departments
        found = [(DEPARTMENT, key) for key in said(case, reference)] if reference else []
    elif role.person:
        found = [(PERSON, key) for key in said(case, role.person)]
    elif role.everyone:
        found = [(PERSON, key) for who in role.everyone for key in people(rules, case, who)]
    elif role.superior_of:
        below = [key for who in role.superior_of for key in people(rules, case, who)]
        found = [(PERSON, rules.directory.superior_of(key)) for key in below]
    else:
        for one in role.people:
            found += [(PERSON, key) for key in (said(case, one) if isinstance(one, FieldRef) else (one,))]
    found = list(dict.fromkeys(one for one in found if one[1]))
    if not found and role.otherwise:
        return tuple((PERSON, key) for key in people(rules, case, role.otherwise))
    return tuple(found)


def said(case: Case, reference: FieldRef) -> tuple[str, ...]:
    """The keys that a record of the case names in a field, or in a column of its table (`application.items.owner`)."""
    record = case.record(reference.form)
    if record is None:
        return ()
    head, _, column = reference.field.partition(".")
    value = record.fields.get(head)
    if not column:
        return _keys(value)
    rows = value if isinstance(value, tuple) else ()
    return tuple(dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in _keys(row.get(column))))


def _keys(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, tuple):
        return tuple(str(one) for one in value)
    return ()
