"""directory.yaml: people and departments, checked into workflow's Directory. Knows nothing of processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from mailflow.config.kinds import KEY, Address, HoursText, Text, Zone
from mailflow.config.yamlfile import Place, Section, YamlFile, did_you_mean
from mailflow.workflow.directory import Department, Directory, Person, index, plain

FILE = "directory.yaml"


class _Person(Section):
    name: Text
    address: Address
    aliases: list[Address] = Field(default_factory=list)
    language: str = "zh"
    department: str = ""
    superior: str = ""
    zone: Zone | None = None
    delegates: list[str] = Field(default_factory=list)


class _Department(Section):
    name: Text
    also: list[str] = Field(default_factory=list)
    head: str
    superior: str = ""
    calendar: str = ""
    hours: HoursText | None = None


class _File(Section):
    people: dict[str, _Person]
    departments: dict[str, _Department]
    process_owner: str


def read_directory(opened: YamlFile) -> Directory | None:
    """directory.yaml as Directory; what is wrong stands in `opened`."""
    found = opened.read(_File) if opened.tree is not None else None
    if found is None:
        return None
    _check_keys(opened, found)
    _check_people(opened, found)
    _check_addresses(opened, found)
    _check_departments(opened, found)
    people = {key: _person(key, one) for key, one in found.people.items()}
    departments = {key: _department(key, one) for key, one in found.departments.items()}
    return Directory(people, departments, found.process_owner, opened.digest, index(people))


def _person(key: str, given: _Person) -> Person:
    return Person(
        key=key,
        name=given.name,
        address=given.address,
        aliases=tuple(given.aliases),
        language=given.language,
        department=given.department,
        superior=given.superior,
        zone=given.zone or "",
        delegates=tuple(given.delegates),
    )


def _department(key: str, given: _Department) -> Department:
    return Department(
        key=key,
        name=given.name,
        also=tuple(given.also),
        head=given.head,
        superior=given.superior,
        calendar=given.calendar,
        hours=given.hours or "",
    )


def _check_keys(opened: YamlFile, found: _File) -> None:
    for part, keys in (("people", found.people), ("departments", found.departments)):
        if not keys:
            opened.mistake((part,), "is empty", "name at least one")
        for key in keys:
            if KEY.fullmatch(key) is None:
                opened.mistake((part, key), f'"{key}" is no key', "small letters a-z, digits and _, a letter first")


def _named(opened: YamlFile, place: Place, key: str, known: Iterable[str], what: str) -> None:
    if key and key not in known:
        opened.mistake(place, f'there is no {what} "{key}"', did_you_mean(key, known))


def _check_people(opened: YamlFile, found: _File) -> None:
    for key, one in found.people.items():
        place = ("people", key)
        _named(opened, (*place, "department"), one.department, found.departments, "department")
        _named(opened, (*place, "superior"), one.superior, found.people, "person")
        for no, delegate in enumerate(one.delegates):
            _named(opened, (*place, "delegates", no), delegate, found.people, "person")
            if delegate == key:
                opened.mistake((*place, "delegates", no), "nobody stands in for themselves", "leave it out")
        above = _circle({name: other.superior for name, other in found.people.items()}, key)
        if above:
            opened.mistake((*place, "superior"), f"goes in a circle: {' -> '.join(above)}", "one of them stands on top")
    if not found.process_owner:
        opened.mistake(("process_owner",), "is empty", "name the person who gets what nobody else answers for")
    _named(opened, ("process_owner",), found.process_owner, found.people, "person")


def _circle(superiors: Mapping[str, str], start: str) -> list[str]:
    """The way up from a person, where it comes back to them."""
    way = [start]
    while (above := superiors.get(way[-1], "")) and above not in way:
        way.append(above)
    return [*way, start] if above == start else []


def _check_addresses(opened: YamlFile, found: _File) -> None:
    owners: dict[str, str] = {}
    for key, one in found.people.items():
        places: list[tuple[Place, str]] = [(("people", key, "address"), one.address)]
        places += [(("people", key, "aliases", no), alias) for no, alias in enumerate(one.aliases)]
        for place, address in places:
            owner = owners.setdefault(address.casefold(), key)
            if owner != key:
                text = f"{address} is also that of {owner}"
                opened.mistake(place, text, "an address belongs to one person: who answers must be beyond doubt")
            elif place[-1] != "address" and address.casefold() == one.address.casefold():
                opened.mistake(place, f"{address} is the address of record already", "leave it out")


def _check_departments(opened: YamlFile, found: _File) -> None:
    names: dict[str, str] = {}
    for key, one in found.departments.items():
        place = ("departments", key)
        if not one.head:
            opened.mistake((*place, "head"), "is empty", "a department is asked through its head: name a person")
        _named(opened, (*place, "head"), one.head, found.people, "person")
        _named(opened, (*place, "superior"), one.superior, found.people, "person")
        for name in dict.fromkeys(plain(text) for text in (key, *one.name.values(), *one.also)):
            owner = names.setdefault(name, key)
            if owner != key:
                opened.mistake(place, f'is called "{name}", as {owner} is', "two departments need two names")
