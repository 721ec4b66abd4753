"""Which of our mails a reply answers, and what that mail asked. Reads no words; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.engine.bureau import Bureau
from mailflow.engine.reading import Opened, Question, reference_of
from mailflow.store import outbox
from mailflow.store.database import Transaction
from mailflow.store.outbox import OutboxRow
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.steps import kind


@dataclass(frozen=True, slots=True)
class Target:
    """Our mail that is answered; `conflict` where the carriers of the reference disagree."""

    mail: OutboxRow | None
    conflict: str = ""


def find_target(tx: Transaction, opened: Opened) -> Target:
    """What is answered. Header, plus-address and a code in the new words must agree; a quoted code counts alone."""
    reference = reference_of(opened.message)
    by_header = next((mail for one in reference.message_ids if (mail := outbox.by_message_id(tx, one))), None)
    carriers = [by_header]
    carriers += [outbox.by_token(tx, sha256(one.encode())) for one in (*reference.plus_tokens, *reference.word_tokens)]
    found = [one for one in carriers if one]
    if not found:
        quoted = (outbox.by_token(tx, sha256(one.encode())) for one in reference.quoted_tokens)
        found = [one for one in quoted if one][:1]
    if not found:
        return Target(None)
    requests = {tuple(sorted(asked.request for asked in one.asked)) for one in found}
    if len(requests) > 1:
        return Target(found[0], conflict="conflict")
    newest = next((one for one in found if any(asked.role is Role.FRESH for asked in one.asked)), found[0])
    return Target(newest)


def questions_of(bureau: Bureau, tx: Transaction, mail: OutboxRow) -> dict[str, list[Question]]:
    """What that mail asked, by chain."""
    found: dict[str, list[Question]] = {}
    for asked in mail.asked:
        chain = asked.request.partition("/")[0]
        if chain == CHAIN:
            question = Question(asked.no, asked.request, asked.role, asked.record_digest, "decision")
        else:
            case = bureau.case(tx, chain)
            if case is None or asked.request not in case.requests:
                continue
            process = bureau.rules(tx).process_of(case)
            step = process.step(case.requests[asked.request].step)
            form = process.forms[step.form] if step.form else None
            reads = kind(step.kind).READS
            question = Question(asked.no, asked.request, asked.role, asked.record_digest, reads, form)
        found.setdefault(chain, []).append(question)
    return found


def chain_named(bureau: Bureau, opened: Opened) -> str:
    """A mail that answers nothing speaks to the case whose number it names, if there is one, else to the office."""
    tags = reference_of(opened.message).tags
    with bureau.store.read() as tx:
        return next((tag for tag in tags if bureau.case(tx, tag)), CHAIN)
