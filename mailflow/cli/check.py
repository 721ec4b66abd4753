"""`mailflow check`: every file, every mistake, what is still missing, and what the mail servers can't do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, accounts, safe, say_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from mailflow.config.load import Installation
    from mailflow.config.settings import Settings
    from mailflow.transport.facts import Finding
    from mailflow.workflow.errors import Mistake


@dataclass(slots=True)
class Findings:
    """What was looked at, and what came of it; `facts` holds what each part has to tell in --json."""

    good: list[str] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    servers: list[Finding] = field(default_factory=list)
    write: tuple[str, ...] = ()  # lines for mailflow.yaml that a probe has found out
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing here needs a person before mails can go out."""
        return not self.mistakes and all(one.state != "bad" for one in self.servers)


def check(
    config: ConfigFolder = HERE,
    offline: Annotated[bool, typer.Option("--offline", help="Read the files only; log in nowhere.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Send three mails to the mailbox itself, and read them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read every file and name all mistakes by line and column; log in to both servers and say what they can't do.

    Exit code 1 where a person has to do something before mails can go out. Nothing is changed on the servers.
    """
    findings = Findings()
    installation = read_files(config, findings)
    if installation and not offline:
        _ask_servers(installation.settings, findings)
        if probe and findings.ok:
            _probe(installation, findings)
    _tell(findings, as_json=as_json)
    if not findings.ok:
        raise SystemExit(1)


def _ask_servers(settings: Settings, findings: Findings) -> None:
    import asyncio

    from mailflow.transport.survey import Wanted, survey_imap, survey_smtp

    imap, smtp = accounts(settings)
    wanted = Wanted(settings.watched, settings.slow, settings.sent, settings.poll_seconds)
    findings.servers += survey_imap(imap, wanted)
    findings.servers += asyncio.run(survey_smtp(smtp))


def _probe(installation: Installation, findings: Findings) -> None:
    """Mails to the mailbox itself, judged by what comes back and by the same parser that reads answers."""
    import asyncio

    from mailflow.daemon.clock import SystemDice
    from mailflow.parsers.message import read_message
    from mailflow.parsers.origin import read_origin
    from mailflow.transport import probe
    from mailflow.transport.facts import Finding
    from mailflow.workflow.errors import WireError
    from mailflow.workflow.model import Level
    from mailflow.workflow.reply import OriginVerdict

    settings = installation.settings
    domain = settings.address.rpartition("@")[2]
    addresses = sorted(person.address for person in installation.directory.people.values())
    colleague = next((one for one in addresses if one != settings.address and one.endswith(f"@{domain}")), "")
    code = f"{SystemDice().bits(40):010x}"
    round_trip = probe.probe(*accounts(settings), settings.address, code, watched=settings.watched, colleague=colleague)
    try:
        done = asyncio.run(round_trip)
    except WireError as error:
        findings.servers.append(Finding("mail", "probe", str(error), "bad", "nothing was found out; try again"))
        return
    judged = probe.judge(done, probe.Expected(settings.proves, settings.authserv_id, settings.plus_addresses))
    findings.servers += judged.findings
    findings.write = judged.write
    findings.facts["level"] = judged.level.value
    if judged.level is Level.ORIGIN:
        plain = done.mails["plain"]
        origin = read_origin(read_message(plain.raw), settings.authserv_id or probe.stamp_of(plain))
        proven = origin.verdict is OriginVerdict.PROVEN
        means = "an answer like this one counts" if proven else "an answer like this one would be confirmed by a mail"
        found = "proven" if proven else f"{origin.verdict.value}: {origin.reason}"
        findings.servers.append(Finding("mail", "our own mail as read here", found, "good" if proven else "gap", means))


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
                "ok": findings.ok,
                "mistakes": [asdict(one) for one in findings.mistakes],
                "warnings": [asdict(one) for one in findings.warnings],
                "servers": [asdict(one) for one in findings.servers],
                "write": list(findings.write),
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
    _show_servers(findings)
    todo = sum(one.state == "bad" for one in findings.servers)
    if findings.mistakes:
        print(f"{_count(len(findings.mistakes), 'mistake')}: nothing is sent before they are mended")
    elif todo:
        print(f"{_count(todo, 'thing')} to put right at the mail servers or in mailflow.yaml (marked !)")
    elif findings.warnings:
        print(f"no mistake, {_count(len(findings.warnings), 'warning')}")
    else:
        print("all is well")


def _show_servers(findings: Findings) -> None:
    marks = {"good": "", "gap": "-", "bad": "!"}
    if findings.servers:
        rows = [(marks[one.state], one.server, one.feature, one.found, one.means) for one in findings.servers]
        table(
            "the mail servers  (- missing, mailflow copes;  ! to be put right)",
            ("", "", "what", "found", "what mailflow does"),
            rows,
        )
    if "level" in findings.facts:
        print(f"mails of this office reach level: {findings.facts['level']}; write into mailflow.yaml:")
        for line in findings.write:
            print(f"  {safe(line)}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
