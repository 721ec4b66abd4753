"""directory.yaml: who there is, beyond doubt."""

from __future__ import annotations

from typing import Any

import pytest

from mailflow.config.load import load_installation

FILE = "directory.yaml"
WANG = "wang_min: {name: {zh: 王敏, en: Wang Min}, address: wang.min@corp.example, department: logistics}"

# name: what is spoilt, what stands there instead, whose place is named, field, words of the message
SPOILT = {
    "head": ("head: chen_gang", "head: chen_gan", "head: chen_gan,", "departments.logistics.head",
        'did you mean "chen_gang"?'),
    "no head": ("head: chen_gang, ", "", "logistics: {", "departments.logistics.head", "is missing"),
    "empty head": ("head: chen_gang", 'head: ""', 'head: ""', "departments.logistics.head", "through its head"),
    "superior of a department": ("head: chen_gang, superior: huang_wei", "head: chen_gang, superior: huang",
        "superior: huang}", "departments.logistics.superior", 'did you mean "huang_wei"?'),
    "department": ("address: wang.min@corp.example, department: logistics",
        "address: wang.min@corp.example, department: logistic", "department: logistic}", "people.wang_min.department",
        'did you mean "logistics"?'),
    "superior": (WANG, WANG[:-1] + ", superior: nobody}", "superior: nobody", "people.wang_min.superior",
        "no person"),
    "superior of themselves": (WANG, WANG[:-1] + ", superior: wang_min}", "superior: wang_min",
        "people.wang_min.superior", "wang_min -> wang_min"),
    "circle of superiors": (WANG,
        "zhu: {name: {zh: 朱}, address: z@corp.example, superior: wang_min}\n  " + WANG[:-1] + ", superior: zhu}",
        "superior: zhu", "people.wang_min.superior", "wang_min -> zhu -> wang_min"),
    "delegate": ("delegates: [wang_min]", "delegates: [wang_mei]", "wang_mei", "people.chen_gang.delegates.1",
        "did you mean"),
    "delegate of themselves": ("delegates: [wang_min]", "delegates: [wang_min, chen_gang]", "chen_gang]",
        "people.chen_gang.delegates.2", "nobody stands in for themselves"),
    "process owner": ("process_owner: huang_wei", "process_owner: huang_we", "process_owner: huang", "process_owner",
        'did you mean "huang_wei"?'),
    "no process owner": ("process_owner: huang_wei ", "# ", "", "process_owner", "is missing"),
    "same address": ("address: zhou.jie@corp.example", "address: Wang.Min@CORP.example", "address: Wang.Min",
        "people.zhou_jie.address", "is also that of wang_min"),
    "alias of somebody": (WANG, WANG[:-1] + ", aliases: [zhou.jie@corp.example]}", "address: zhou.jie",
        "people.zhou_jie.address", "is also that of wang_min"),
    "alias that is the address": (WANG, WANG[:-1] + ", aliases: [wang.min@corp.example]}", "wang.min@corp.example]",
        "people.wang_min.aliases.1", "address of record already"),
    "address in brackets": ("address: wang.min@corp.example", 'address: "<wang.min@corp.example>"', 'address: "<wang',
        "people.wang_min.address", "not a plain address"),
    "address outside ASCII": ("address: wang.min@corp.example", "address: 王敏@corp.example", "address: 王敏",
        "people.wang_min.address", "in ASCII"),
    "address in quotes": ("address: wang.min@corp.example", "address: '\"wang min\"@corp.example'",
        "address: '\"wang", "people.wang_min.address", "not a plain address"),
    "address with two dots": ("address: wang.min@corp.example", "address: wang..min@corp.example", "address: wang..",
        "people.wang_min.address", "not a plain address"),
    "the mailbox itself": ("address: wang.min@corp.example", "address: flow@corp.example", "wang_min: {name",
        "people.wang_min", "mailflow's own mailbox"),
    "departments of one name": ("also: [仓储, 仓库, 仓管部]", "also: [物 流 部]", "warehouse: {",
        "departments.warehouse", 'is called "物流部", as logistics is'),
    "key": ("  zhou_jie: {", "  Zhou Jie: {", "Zhou Jie: {", "people.Zhou Jie", "is no key"),
    "language": ("language: en", "language: english", "language: english", "people.susan_miller.language",
        "can't be written"),
    "zone": ("language: en", "language: en, zone: Europe/Berln", "zone: Europe", "people.susan_miller.zone",
        'did you mean "Europe/Berlin"?'),
    "hours": ("head: chen_gang", "hours: 9-18, head: chen_gang", "hours: 9-18", "departments.logistics.hours",
        "no pair of times"),
    "hours that fall": ("head: chen_gang", 'hours: "13:00-18:00, 09:00-12:00", head: chen_gang', 'hours: "13',
        "departments.logistics.hours", "don't rise"),
    "calendar": ("head: chen_gang", "calendar: de, head: chen_gang", "calendar: de", "departments.logistics.calendar",
        'there is no calendar "de"'),
    "department called like a calendar": ("  tech: {name",
        "  weekdays: {name: {zh: 周}, head: wu_hao}\n  tech: {name", "weekdays: {name", "departments.weekdays",
        "another key"),
    "name": ("name: {zh: 王敏, en: Wang Min}", "name: 王敏", "name: 王敏", "people.wang_min.name", "is not a label"),
    "unknown key": ("delegates: [wang_min]", "delegate: [wang_min]", "delegate: [", "people.chen_gang.delegate",
        'did you mean "delegates"?'),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_each_mistake_is_named_where_it_stands(name: str, folder: Any, expect: Any) -> None:
    """File, line, column, field, what is wrong and what to do."""
    old, new, at, field, says = SPOILT[name]
    folder.spoil(FILE, old, new)
    expect(folder.read(), FILE, at, field, says)


def test_the_shipped_directory(folder: Any) -> None:
    """Six departments with heads, somebody above each, one who reads English."""
    found = load_installation(folder.path, {}).directory
    assert len(found.people) == 12
    assert len(found.departments) == 6
    assert found.process_owner == "huang_wei"
    assert {one.language for one in found.people.values()} == {"zh", "en"}
    assert {key for key in found.departments if found.head_of(key) not in found.people} == set()
    assert {key for key in found.people if not found.superior_of(key)} == {"huang_wei"}
    assert found.people_named("王敏") == (found.people["wang_min"],)
    assert [found.department_named(name).key for name in ("物流", "Warehouse", "it", "运营管理部")] == [
        "logistics", "warehouse", "tech", "management",
    ]  # fmt: skip


def test_addresses_keep_their_local_part_and_lose_the_case_of_the_domain(folder: Any) -> None:
    """The local part belongs to its server; a listed alias is the same person, a sub-address isn't."""
    folder.spoil(FILE, "address: wang.min@corp.example", "address: Wang.Min@CORP.Example, aliases: [wm@other.Example]")
    found = load_installation(folder.path, {}).directory
    assert found.people["wang_min"].address == "Wang.Min@corp.example"
    assert found.person_at("Wang.Min@Corp.EXAMPLE") is found.people["wang_min"]
    assert found.person_at("wm@other.example") is found.people["wang_min"]
    assert found.person_at("wm+x@other.example") is None


def test_two_people_of_one_name_are_allowed(folder: Any) -> None:
    """It happens; a form that means one of them is asked back."""
    folder.spoil(FILE, "name: {zh: 周杰, en: Zhou Jie}", "name: {zh: 王敏, en: Zhou Jie}")
    assert len(load_installation(folder.path, {}).directory.people_named("王 敏")) == 2
