"""What the coordinator settles by a number: the choices of a mail, and which of them was picked. No kind of step."""

from __future__ import annotations

from mailflow.workflow import events as e
from mailflow.workflow import roles
from mailflow.workflow.answers import chosen, unclear
from mailflow.workflow.case import Case, Request
from mailflow.workflow.draft import Draft
from mailflow.workflow.model import Value
from mailflow.workflow.reply import Answer, Pick, ReplyMail

# What may follow, in the order in which it is printed and numbered.
OFFERS = {
    "condition": ("change", "ask_again"),
    "refusal": ("go_back", "close_unmet"),
    "date": ("agree", "keep"),
    "attendance": ("another_time", "stand_in", "go_on"),
}


def offer(draft: Draft, first: Request, about: str, person: str = "") -> Request:
    """Ask what is to follow from somebody's answer. Both questions belong together by run, row and record."""
    run = draft.case.runs[first.run]
    asked = person or roles.coordinator(draft.rules, draft.case)
    row = f"{first.row}:{first.person}"
    before = [one for one in draft.case.requests.values() if (one.run, one.row, one.about) == (run.key, row, about)]
    request = draft.ask(run, asked, row=row, about=about, record=first.record, nth=len(before) + 1)
    draft.write("choice", asked, request.key, facts={"first": first.key})
    return request


def withdraw(draft: Draft, first: Request) -> None:
    """An answer was given anew: whatever was to be settled about the one before needs no settling."""
    row = f"{first.row}:{first.person}"
    for one in draft.case.open_requests():
        if one.about and (one.run, one.row) == (first.run, row):
            draft.record(e.Lapsed(at=draft.at, request=one.key))


def first_of(case: Case, request: Request) -> Request | None:
    """The answer that a choice is about: the newest of that person and row which still stands."""
    row, _, person = request.row.partition(":")
    found = [one for one in case.asked_in(request.run) if (one.row, one.person, one.about) == (row, person, "")]
    return found[-1] if found else None


def taken(draft: Draft, request: Request, given: Answer, mail: ReplyMail) -> str:
    """The choice that was picked, recorded; "" where none is sure, and it is asked back."""
    reading, offered = given.reading, OFFERS[request.about]
    if not isinstance(reading, Pick):
        raise TypeError(f"a choice was read as {type(reading).__name__}")
    if not 1 <= reading.no <= len(offered):
        unclear(draft, request, given, mail, verdict="unclear" if given.words.strip() else "none", rule="no-choice")
        return ""
    picked = offered[reading.no - 1]
    chosen(draft, request, given, mail, picked)
    first = first_of(draft.case, request)
    facts: dict[str, Value] = {"choice": picked, "first": first.key if first else ""}
    draft.write("chosen", request.person, request.key, facts=facts, at_once=True)
    return picked
