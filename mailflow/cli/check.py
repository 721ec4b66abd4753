"""`mailflow check`: every file, every mistake, and what is still missing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from mailflow.cli.window import HERE, AsJson, ConfigFolder, safe, say_json

if TYPE_CHECKING:
    from pathlib import Path

    from mailflow.config.load import Installation
    from mailflow.workflow.errors import Mistake


@dataclass(slots=True)
class Findings:
    """What was looked at, and what came of it; `facts` holds what each part has to tell in --json."""

    good: list[str] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def check(config: ConfigFolder = HERE, as_json: AsJson = False) -> None:
    """Read every file and name all mistakes by line and column; warn of what will be missing soon."""
    findings = Findings()
    read_files(config, findings)
    _tell(findings, as_json=as_json)
    if findings.mistakes:
        raise SystemExit(1)


def read_files(folder: Path, findings: Findings) -> Installation | None:
    """The part without a network; None where the files can't be used."""
    from mailflow.config.advice import advice
    from mailflow.config.load import survey
    from mailflow.daemon.clock import SystemClock

    found = survey(folder)
    findings.facts["files"] = list(found.files)
    findings.mistakes += found.mistakes
    installation = found.installation
    if installation is None:
        findings.warnings += found.warnings
        return None
    findings.warnings += advice(installation, SystemClock().now().date())
    people, departments = installation.directory.people, installation.directory.departments
    findings.good.append(f"{len(found.files)} files read")
    findings.good.append(f"{len(people)} people in {len(departments)} departments")
    findings.good += [
        f"process {one.key}: {len(one.steps)} steps, digest {one.digest[:12]}"
        for one in installation.processes.values()
    ]
    findings.facts["processes"] = {one.key: one.digest for one in installation.processes.values()}
    findings.facts["digest"] = installation.digest
    return installation


def _tell(findings: Findings, *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "ok": not findings.mistakes,
                "mistakes": [asdict(one) for one in findings.mistakes],
                "warnings": [asdict(one) for one in findings.warnings],
                **findings.facts,
            }
        )
        return
    for line in findings.good:
        print(f"ok       {safe(line)}")
    for one in findings.warnings:
        print(f"warning  {safe(str(one))}")
    for one in findings.mistakes:
        print(f"mistake  {safe(str(one))}")
    if findings.mistakes:
        print(f"{_count(len(findings.mistakes), 'mistake')}: nothing is sent before they are mended")
    elif findings.warnings:
        print(f"no mistake, {_count(len(findings.warnings), 'warning')}")
    else:
        print("all is well")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
