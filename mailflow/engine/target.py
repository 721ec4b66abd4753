"""Which of our mails a reply answers, and what that mail asked. Reads no words; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailflow.engine.bureau import Bureau
from mailflow.engine.reading import Opened, Question
from mailflow.parsers.reference import Reference
from mailflow.store import journal, outbox
from mailflow.store.database import Transaction
from mailflow.store.outbox import OutboxRow
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.steps import kind


@dataclass(frozen=True, slots=True)
class Target:
    """Our mail that is answered, its text, and what it asked, by chain.

    `conflict` where the carriers of the reference disagree; `chain` is the case that the subject names, or the office.
    """

    mail: OutboxRow | None
    conflict: str = ""
    original: str | None = None
    questions: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    chain: str = CHAIN


def find_target(bureau: Bureau, tx: Transaction, opened: Opened) -> Target:
    """What is answered. Header, plus-address and a code in the new words must agree; a quoted code counts alone."""
    mail, conflict = _mail_of(tx, opened.reference)
    if mail is None:
        named = (tag for tag in opened.reference.tags if tag != CHAIN and journal.newest(tx, tag).version)
        return Target(None, chain=next(named, CHAIN))
    return Target(mail, conflict, outbox.text(tx, mail.id), _questions(bureau, tx, mail))


def _mail_of(tx: Transaction, reference: Reference) -> tuple[OutboxRow | None, str]:
    by_header = next((mail for one in reference.message_ids if (mail := outbox.by_message_id(tx, one))), None)
    carriers = [by_header]
    carriers += [outbox.by_token(tx, sha256(one.encode())) for one in (*reference.plus_tokens, *reference.word_tokens)]
    found = [one for one in carriers if one]
    if not found:
        quoted = (outbox.by_token(tx, sha256(one.encode())) for one in reference.quoted_tokens)
        found = [one for one in quoted if one][:1]
    if not found:
        return None, ""
    requests = {tuple(sorted(asked.request for asked in one.asked)) for one in found}
    if len(requests) > 1:
        return found[0], "conflict"
    return next((one for one in found if any(asked.role is Role.FRESH for asked in one.asked)), found[0]), ""


def _questions(bureau: Bureau, tx: Transaction, mail: OutboxRow) -> dict[str, list[Question]]:
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
