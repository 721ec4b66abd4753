"""People and departments, and the questions that are asked of them. Pure look-ups; loaded by `config`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailflow.workflow.model import Label


def plain(text: str) -> str:
    """The form in which names are compared: NFKC, no blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be written to. `address` is the address of record: lower-case domain, exact local part."""

    key: str
    name: Label
    address: str
    aliases: tuple[str, ...] = ()
    language: str = "zh"
    department: str = ""
    superior: str = ""
    zone: str = ""
    delegates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department; it is never asked itself: its head is."""

    key: str
    name: Label
    also: tuple[str, ...] = ()
    head: str = ""
    superior: str = ""
    calendar: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who there is. `digest` names the version (SHA-256 of the file's bytes, hex)."""

    people: Mapping[str, Person]
    departments: Mapping[str, Department]
    process_owner: str
    digest: str
    by_address: Mapping[str, str] = field(default_factory=dict)

    def person_at(self, address: str) -> Person | None:
        """The person with exactly this address or listed alias; no sub-address or dot is guessed."""
        local, _, domain = address.rpartition("@")
        key = self.by_address.get(f"{local}@{domain.lower()}")
        return self.people[key] if key else None

    def people_named(self, name: str) -> tuple[Person, ...]:
        """Everybody whose key, name in any language or address is this; two people of one name are both given."""
        wanted = plain(name)
        return tuple(
            person
            for person in self.people.values()
            if wanted in {plain(person.key), plain(person.address), *(plain(label) for label in person.name.values())}
        )

    def department_named(self, name: str) -> Department | None:
        """The one department of this key, name or short name, else None."""
        wanted = plain(name)
        found = [
            department
            for department in self.departments.values()
            if wanted in {plain(department.key), *map(plain, department.name.values()), *map(plain, department.also)}
        ]
        return found[0] if len(found) == 1 else None

    def head_of(self, department: str) -> str:
        """Person key of the head, or ""."""
        found = self.departments.get(department)
        return found.head if found else ""

    def superior_of(self, person: str) -> str:
        """Who stands above a person: their own `superior`, else their department's superior or head; "" at the top."""
        found = self.people.get(person)
        if found is None:
            return ""
        if found.superior:
            return found.superior
        department = self.departments.get(found.department)
        if department is None:
            return ""
        if department.head and department.head != person:
            return department.head
        return department.superior if department.superior != person else ""

    def houses_of(self, person: str) -> tuple[str, ...]:
        """The names of the departments that a person may speak for: their own, those they head or sign for."""
        known = self.people.get(person)
        own = [
            one
            for one in self.departments.values()
            if known and (one.key == known.department or one.head == person or self._signs_for(person, one.head))
        ]
        return tuple(name for one in own for name in (*one.name.values(), *one.also))

    def _signs_for(self, person: str, principal: str) -> bool:
        found = self.people.get(principal)
        return found is not None and person in found.delegates

    def members_of(self, department: str) -> tuple[str, ...]:
        """Person keys of a department, its head included."""
        head = self.head_of(department)
        members = [person.key for person in self.people.values() if person.department == department]
        return tuple(dict.fromkeys([*members, *([head] if head else [])]))


def index(people: Mapping[str, Person]) -> dict[str, str]:
    """Address or alias (domain in lower case) -> person key."""
    table: dict[str, str] = {}
    for person in people.values():
        for address in (person.address, *person.aliases):
            local, _, domain = address.rpartition("@")
            table[f"{local}@{domain.lower()}"] = person.key
    return table
