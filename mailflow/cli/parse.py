"""`mailflow parse FILE.eml`: explains how one mail is read; changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.window import HERE, AsJson, ConfigFolder, bureau_of, fail, load, opened, safe, say_json

if TYPE_CHECKING:
    from mailflow.config.load import Installation
    from mailflow.engine.bureau import Bureau
    from mailflow.engine.reading import Opened
    from mailflow.parsers.message import Message
    from mailflow.store.database import Transaction
    from mailflow.workflow.reply import Answer, FormReading, Reading


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
    from mailflow.engine.reading import open_mail
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
    reference = opened_mail.reference
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
    """As a reply of ours is read, where it is one; else in every way that there is."""
    if installation is not None:
        with opened(installation) as store:
            bureau = bureau_of(installation, store)
            answered = _as_answer(bureau, opened_mail)
        if answered:
            return answered
    return {"answers": "(no request of ours)", **_in_every_way(opened_mail, installation)}


def _as_answer(bureau: Bureau, opened_mail: Opened) -> dict[str, Any]:
    from mailflow.engine.reading import read_answers
    from mailflow.engine.target import find_target
    from mailflow.parsers import new_words

    message = opened_mail.message
    with bureau.store.read() as tx:
        target = find_target(bureau, tx, opened_mail)
        if target.mail is None:
            return {}
        own = bureau.installation.settings.address
        words = new_words(message.text, message.html, target.original, own=own)
        every = [one for several in target.questions.values() for one in several]
        sender = bureau.installation.directory.person_at(opened_mail.origin.address)
        houses = bureau.installation.directory.houses_of(sender.key) if sender else None
        answers = read_answers(message, words, every, _today(message), houses) if every else ()
        facts: dict[str, Any] = {"answers": f"our mail {target.mail.message_id} to {target.mail.person}"}
        if target.conflict:
            facts["conflict"] = "what it refers to disagrees: it decides nothing"
        facts["new words"] = words
        for answer in answers:
            facts[f"to {answer.request}"] = {
                **_reading(answer.reading, answer.words),
                "asked as": answer.role,
                "would count": _objection(bureau, tx, opened_mail, answer) or "yes, if it comes now",
            }
    return facts


def _objection(bureau: Bureau, tx: Transaction, opened_mail: Opened, answer: Answer) -> str:
    from mailflow.engine.reading import reply_mail
    from mailflow.workflow.answers import objection

    case = bureau.case(tx, answer.request.partition("/")[0])
    request = case.requests.get(answer.request) if case else None
    if case is None or request is None:
        return ""
    person = bureau.installation.directory.person_at(opened_mail.origin.address)
    mail = reply_mail(
        opened_mail,
        digest="",
        received_at=datetime.now(UTC),
        person=person.key if person else "",
        words=answer.words,
        rules="",
        proves=bureau.installation.settings.proves,
    )
    rules = bureau.rules(tx)
    reason = objection(rules, rules.process_of(case).step(request.step), request, answer, mail)
    return f"no: {reason}" if reason else ""


def _today(message: Message) -> date:
    return (message.sent_at or datetime.now(UTC)).date()


def _reading(reading: Reading, words: str) -> dict[str, Any]:
    from mailflow.workflow.reply import Acceptance, Confirmation, FormReading, Pick, Progress

    if isinstance(reading, FormReading):
        return {**reading.fields, "missing": reading.missing, **_of_files(reading)}
    if isinstance(reading, Pick):
        return {"choice": reading.no or "none", "beside it": reading.words}
    if isinstance(reading, Progress):
        said = [
            f"{one.no}: {one.status} {one.percent or ''} {one.new_due or ''} {one.reason or ''}"
            for one in reading.updates
        ]
        return {"progress": "unclear" if reading.unclear else said, "rule": reading.rule, "weighed": reading.weighed}
    facts: dict[str, Any] = {
        "verdict": reading.verdict,
        "rule": reading.rule,
        "stands on": words[slice(*reading.span)] if reading.span else "",
        "weighed": reading.weighed,
    }
    if isinstance(reading, Acceptance):
        return facts | {"new date": reading.new_due or "", "handed to": reading.to}
    if isinstance(reading, Confirmation):
        return facts | {"points": [f"{one.item or '-'}: {one.text}" for one in reading.points]}
    return facts | {"condition": reading.condition, "handed to": reading.delegate_to}


def _of_files(reading: FormReading) -> dict[str, Any]:
    """What its files brought, where there is something to tell."""
    otherwise = [f"{key}: {value} ({file})" for key, said in reading.otherwise.items() for file, value in said]
    told = {
        "read from": [f"{key}: {file}" for key, file in reading.sources.items()],
        "said otherwise": otherwise,
        "not read": [f"{name}: {reason}" for name, reason in reading.unread],
        "promised": "a file, and none is there" if reading.lacks_file else "",
    }
    return {name: value for name, value in told.items() if value}


def _in_every_way(opened_mail: Opened, installation: Installation | None) -> dict[str, Any]:
    from mailflow.parsers import new_words, read_acceptance, read_decision, read_form

    message = opened_mail.message
    words = new_words(message.text, message.html)
    facts: dict[str, Any] = {
        "new words": words,
        "as a sign-off": _reading(read_decision(words), words),
        "as an answer to a matter": _reading(read_acceptance(words, _today(message)), words),
    }
    for process in installation.processes.values() if installation else ():
        for key, form in process.forms.items():
            files, today = message.attachments, _today(message)
            found = read_form(words, form, html=message.html, attachments=files, today=today)
            if found.fields or found.unread:
                facts[f"as {process.key} {key}"] = _reading(found, words)
    return facts
