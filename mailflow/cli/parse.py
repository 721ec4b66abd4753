"""`mailflow parse FILE.eml`: explains how one mail is read; changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, fail, load, opened, safe, say_json

if TYPE_CHECKING:
    from mailflow.config.load import Installation
    from mailflow.engine.reading import Opened


def parse(
    file: Annotated[Path, typer.Argument(help="A mail as a file (.eml).", exists=True, dir_okay=False)],
    config: ConfigFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Origin, whether a machine wrote it, what it answers, the new words, the verdict, and the rule that decided."""
    installation = load(config) if (config / "mailflow.yaml").exists() else None
    if installation is None and config != HERE:
        fail(f"{config / 'mailflow.yaml'} is missing")
    facts = _facts(file.read_bytes(), installation)
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, one in value.items():
                _tell(f"  {key}", one)
        else:
            _tell(name, value)


def _tell(name: str, value: object) -> None:
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    lines = [safe(line) for line in text.split("\n")]
    print(f"{name}: {lines[0]}" if len(lines) == 1 else f"{name}:")
    for line in lines if len(lines) > 1 else ():
        print(f"    | {line}")


def _facts(raw: bytes, installation: Installation | None) -> dict[str, Any]:
    from mailflow.engine.reading import open_mail, reference_of
    from mailflow.workflow.digest import sha256

    opened_mail = open_mail(raw, whole=True, authserv_id=installation.settings.authserv_id if installation else "")
    message, origin = opened_mail.message, opened_mail.origin
    facts: dict[str, Any] = {
        "mail": {"digest": sha256(raw), "bytes": len(raw), "subject": message.subject, "defects": message.defects},
        "origin": {
            "from": origin.address or "(not to be trusted)",
            "verdict": origin.verdict,
            "why": origin.reason,
            "stamp": origin.stamp,
            "person": _person(installation, origin.address),
        },
    }
    if installation is None:
        facts["note"] = "without --config no server's stamp is trusted and no request is known"
    if opened_mail.refusal:
        return facts | {"quarantined": opened_mail.refusal}
    if opened_mail.automatic:
        return facts | {"automatic": {"kind": opened_mail.automatic.kind, "verdict": "never read as a person's words"}}
    reference = reference_of(message)
    facts["reference"] = {
        "message_ids": reference.message_ids,
        "tags": reference.tags,
        "tokens": len({*reference.plus_tokens, *reference.word_tokens, *reference.quoted_tokens}),
    }
    return facts | _readings(opened_mail, installation)


def _person(installation: Installation | None, address: str) -> str:
    found = installation.directory.person_at(address) if installation and address else None
    return found.key if found else "(nobody in the directory)"


def _readings(opened_mail: Opened, installation: Installation | None) -> dict[str, Any]:
    """With a store, as the request that it answers is read; without one, in every way that there is."""
    from mailflow.parsers import new_words, read_acceptance, read_decision

    message = opened_mail.message
    today = (message.sent_at or datetime.now(UTC)).date()
    asked, original = _asked(opened_mail, installation) if installation else ([], None)
    words = new_words(message.text, message.html, original)
    decision, taken = read_decision(words), read_acceptance(words, today)
    return {
        "answers": asked or "(no request of ours)",
        "new words": words,
        "as a sign-off": {
            "verdict": decision.verdict,
            "rule": decision.rule,
            "stands on": words[slice(*decision.span)] if decision.span else "",
            "condition": decision.condition,
            "weighed": decision.weighed,
        },
        "as an answer to a matter": {
            "verdict": taken.verdict,
            "rule": taken.rule,
            "new date": taken.new_due or "",
            "handed to": taken.to,
        },
        **_forms(opened_mail, installation, words),
    }


def _asked(opened_mail: Opened, installation: Installation) -> tuple[list[str], str | None]:
    from mailflow.engine.reading import reference_of
    from mailflow.store import outbox
    from mailflow.workflow.digest import sha256

    reference = reference_of(opened_mail.message)
    tokens = (*reference.plus_tokens, *reference.word_tokens, *reference.quoted_tokens)
    with opened(installation) as store, store.read() as tx:
        found = [outbox.by_message_id(tx, one) for one in reference.message_ids]
        found += [outbox.by_token(tx, sha256(one.encode())) for one in tokens]
        ours = next((one for one in found if one), None)
        if ours is None:
            return [], None
        return [f"{one.request} as {one.role} (asked {ours.person})" for one in ours.asked], outbox.text(tx, ours.id)


def _forms(opened_mail: Opened, installation: Installation | None, words: str) -> dict[str, Any]:
    from mailflow.parsers import read_form

    read: dict[str, Any] = {}
    for process in installation.processes.values() if installation else ():
        for key, form in process.forms.items():
            found = read_form(words, form, html=opened_mail.message.html)
            if found.fields:
                read[f"as {process.key} {key}"] = {**found.fields, "(missing)": found.missing}
    return read
