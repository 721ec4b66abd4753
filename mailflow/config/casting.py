"""Whether a procedure says who is meant: its roles, and every name of a role with its suffixes."""

from __future__ import annotations

from mailflow.config.examined import Sound
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.model import FieldType
from mailflow.workflow.process import FieldRef, Process, RoleDefinition, Who

BUILT_IN = ("initiator", "process_owner", "everyone", "asked", "row")
SUFFIXES = ("head", "heads", "superior", "members", "department")
ONE_PERSON = (FieldType.PERSON,)
PEOPLE = (FieldType.PERSON, FieldType.PEOPLE)
DEPARTMENTS = (FieldType.DEPARTMENT, FieldType.DEPARTMENTS)


def check(sound: Sound) -> None:
    """Note every role that can't be found out."""
    for key, role in sound.process.roles.items():
        _role(sound, key, role)


def _role(sound: Sound, key: str, role: RoleDefinition) -> None:
    place: Place = ("roles", key)
    if key in BUILT_IN:
        sound.wrong(place, f'"{key}" is a name that every process has', "give the role another name")
    if role.department:
        sound.field((*place, "department"), role.department, (FieldType.DEPARTMENT,))
    if role.departments:
        sound.field((*place, "departments"), role.departments, DEPARTMENTS)
    if role.person:
        sound.field((*place, "person"), role.person, ONE_PERSON)
    for name, several in (("all", role.everyone), ("superior_of", role.superior_of)):
        for no, who in enumerate(several):
            check_who(sound, (*place, name, no), who)
    if role.otherwise:
        check_who(sound, (*place, "else"), role.otherwise)
    for no, one in enumerate(role.people):
        if isinstance(one, FieldRef):
            sound.field((*place, "people", no), one, PEOPLE)
        elif sound.around.directory and one not in sound.around.directory.people:
            people = sound.around.directory.people
            sound.wrong((*place, "people", no), f'directory.yaml has no person "{one}"', did_you_mean(one, people))
    if _meets_itself(sound.process, key):
        sound.wrong(place, "is found by way of itself", "name somebody else in it")


def _meets_itself(process: Process, key: str) -> bool:
    waiting, seen = [key], set[str]()
    while waiting:
        role = process.roles.get(waiting.pop())
        for who in (*role.everyone, *role.superior_of, *((role.otherwise,) if role.otherwise else ())) if role else ():
            if who.name == key:
                return True
            if who.name not in seen:
                seen.add(who.name)
                waiting.append(who.name)
    return False


def check_who(sound: Sound, place: Place, who: Who, *, row: FieldRef | None = None, asked: bool = False) -> None:
    """A role or a built-in name, and suffixes of the closed list; `row` is the table where there are rows."""
    known = [*sound.process.roles, *BUILT_IN]
    path = who.path
    if who.name not in known:
        sound.wrong(place, f'there is no role "{who.name}"', did_you_mean(who.name, known))
        return
    if who.name == "asked" and not asked:
        sound.wrong(place, "asked is known only in an escalation", "name a role")
    if who.name == "row":
        if row is None:
            sound.wrong(place, "there are no rows here", "row belongs to ask and cc of a step of kind assign")
            return
        if not path:
            sound.wrong(place, "a row is no person", "write row.COLUMN")
            return
        sound.field(place, FieldRef(row.form, f"{row.field}.{path[0]}"), (*PEOPLE, *DEPARTMENTS))
        path = path[1:]
    for suffix in path:
        if suffix not in SUFFIXES:
            sound.wrong(place, f'there is no suffix ".{suffix}"', did_you_mean(suffix, SUFFIXES))
