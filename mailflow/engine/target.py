"""Which of our mails a reply answers, and what that mail asked. Reads no words; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailflow.engine.bureau import Bureau
from mailflow.engine.reading import Opened, Question
from mailflow.parsers.reference import Reference
from mailflow.store import journal, outbox
from mailflow.store.database import Transaction
from mailflow.store.outbox import Asking, OutboxRow
from mailflow.workflow.case import Case
from mailflow.workflow.digest import sha256
from mailflow.workflow.model import Role
from mailflow.workflow.office import CHAIN
from mailflow.workflow.rows import row, title_of
from mailflow.workflow.rules import Rules
from mailflow.workflow.steps import choosing, kind, track

_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Target:
    """Our mail that is answered, its text, and what it asked, by chain.

    `is_indirect` where it is said in reply to a mail that isn't ours, in a thread that is.
    `conflict` where the carriers of the reference disagree; `chain` is the case that the subject names, or the office.
    """

    mail: OutboxRow | None
    conflict: str = ""
    original: str | None = None
    questions: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    chain: str = CHAIN
    is_indirect: bool = False


def find_target(bureau: Bureau, tx: Transaction, opened: Opened) -> Target:
    """What is answered. Header, plus-address and a code in the new words must agree; a quoted code counts alone."""
    mail, conflict, is_fresh = _mail_of(tx, opened.reference)
    if mail is None:
        named = (tag for tag in opened.reference.tags if tag != CHAIN and journal.newest(tx, tag).version)
        return Target(None, chain=next(named, CHAIN))
    said_to = set(_ID.findall(opened.message.value("In-Reply-To")))
    is_indirect = bool(said_to) and not any(outbox.by_message_id(tx, one) for one in said_to)
    questions = _questions(bureau, tx, mail, is_fresh=is_fresh)
    return Target(mail, conflict, outbox.text(tx, mail.id), questions, is_indirect=is_indirect)


def _mail_of(tx: Transaction, reference: Reference) -> tuple[OutboxRow | None, str, bool]:
    """Our mail, a conflict, and whether a live token led to it: a header travels with every reply to all."""
    by_header = next((mail for one in reference.message_ids if (mail := outbox.by_message_id(tx, one))), None)
    by_token = _of_tokens(tx, (*reference.plus_tokens, *reference.word_tokens))
    found = [one for one in (by_header, *by_token) if one]
    requests = {tuple(sorted(asked.request for asked in one.asked)) for one in found}
    if len(requests) > 1:
        return found[0], "conflict", False
    by_token = by_token or _of_tokens(tx, reference.quoted_tokens)
    fresh = next((one for one in by_token if any(asked.role is Role.FRESH for asked in one.asked)), None)
    if fresh and (not found or _same_questions(fresh, found[0])):
        return fresh, "", True
    return next(iter(found or by_token), None), "", False


def _of_tokens(tx: Transaction, tokens: Sequence[str]) -> list[OutboxRow]:
    found = (outbox.by_token(tx, sha256(one.encode())) for one in tokens)
    return [one for one in found if one]


def _same_questions(a: OutboxRow, b: OutboxRow) -> bool:
    return {one.request for one in a.asked} == {one.request for one in b.asked}


def _questions(bureau: Bureau, tx: Transaction, mail: OutboxRow, *, is_fresh: bool) -> dict[str, list[Question]]:
    """What that mail asked, by chain."""
    found: dict[str, list[Question]] = {}
    for asked in mail.asked:
        chain = asked.request.partition("/")[0]
        role = Role.SIGNER if asked.role is Role.FRESH and not is_fresh else asked.role
        if chain == CHAIN:
            question = Question(asked.no, asked.request, role, asked.record_digest, "decision")
        else:
            case = bureau.case(tx, chain)
            if case is None or asked.request not in case.requests:
                continue
            question = _question(bureau, bureau.rules(tx), case, asked, role)
        found.setdefault(chain, []).append(question)
    return found


def _question(bureau: Bureau, rules: Rules, case: Case, asked: Asking, role: Role) -> Question:
    """One request as its answer is read."""
    process, request = rules.process_of(case), case.requests[asked.request]
    step = process.step(request.step)
    question = Question(
        no=asked.no,
        request=asked.request,
        role=role,
        record_digest=asked.record_digest,
        reads=kind(step.kind).reads(step, request),
        form=process.forms[step.form] if step.form else None,
        may_release=step.release,
    )
    if question.reads == "choice":
        person = bureau.installation.directory.people.get(request.person)
        labels = bureau.templates.words(person.language)["choices"] if person else {}
        return replace(question, choices=tuple(labels.get(one, "") for one in choosing.OFFERS[request.about]))
    if question.reads == "progress":
        own = row(rules, case, step, request.row)
        title = title_of(process, step, own) if own else ""
        return replace(question, title=title, due=track.due_of(rules, case, step, request.run, own) if own else None)
    return question
