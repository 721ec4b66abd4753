"""`mailflow verify`: is everything still as it was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, load, opened, safe, say_json

if TYPE_CHECKING:
    from mailflow.store.verify import Report


def verify(
    config: ConfigFolder = HERE,
    case: Annotated[str, typer.Option("--case", help="Only this case, with the mails and files that it names.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check the chains, texts, mails, files and records against their digests; exit code 1 on a difference."""
    from mailflow.store.verify import verify as check

    with opened(load(config)) as store:
        report = check(store, case or None)
    if as_json:
        say_json(facts(report))
    else:
        _show(report)
    if not report.ok:
        raise SystemExit(1)


def facts(report: Report) -> dict[str, object]:
    """As `--json` prints it."""
    return {
        "ok": report.ok,
        "entries": report.entries,
        "chains": len(report.heads),
        "texts": report.texts,
        "mails": report.mails,
        "files": report.parts,
        "records": report.records,
        "erased": list(report.erased),
        "differences": [{"where": one.where, "what": one.what, "means": one.means} for one in report.differences],
        "heads": {chain: {"version": head.version, "hash": head.hash} for chain, head in report.heads.items()},
    }


def _show(report: Report) -> None:
    print(
        f"checked: {report.entries} entries in {len(report.heads)} chains, {report.texts} texts, {report.mails} mails, "
        f"{report.parts} files, {report.records} record versions"
    )
    for chain, head in report.heads.items():
        print(f"  {safe(chain)}  {head.version} entries  {head.hash}")
    if report.erased:
        print(f"{len(report.erased)} texts were erased; the chains hold without them:")
        for name in report.erased:
            print(f"  {safe(name)}")
    if report.ok:
        print("everything is as it was written")
        return
    first, *others = report.differences
    print(f"DIFFERENT: {safe(str(first))}")
    print(f"  what it means: {safe(first.means)}")
    for one in others:
        print(f"also: {safe(str(one))}")
