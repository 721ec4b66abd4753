"""The kinds of step. Each is a module with the same four functions; KINDS is their explicit register.

`begin(draft, step, run, instead="")` asks; `answer(draft, step, request, answer, mail)` takes a reply to an open one;
`move(draft, step, run)` looks whether the run has come to its end; `fact(case, run, name)` tells a named fact.
`reads(step, request)` and `asks(step, request)` name what a reply is read as, and the template of the question.
A kind may have `settled(draft, step, request)`: the window of an answer has closed; `timers(rules, case, step, run)`
and `came(draft, step, run, timer)`: times of its own; `may_change(case, request)`: whether what is settled may be
answered otherwise.
`_skeleton.py` is one with every part explained.
"""

from __future__ import annotations

from types import ModuleType

from mailflow.workflow.steps import assign, close, form, meeting, signoff, track

KINDS: tuple[ModuleType, ...] = (form, signoff, assign, meeting, track, close)


def kind(name: str) -> ModuleType:
    """The module of a kind; KeyError for a kind that the loader should have refused."""
    for module in KINDS:
        if name == module.KIND:
            return module
    raise KeyError(name)
