"""The kinds of step. Each is a module with the same four functions; KINDS is their explicit register.

`begin(draft, step, run, instead="")` asks; `answer(draft, step, request, answer, mail)` takes a reply to an open one;
`move(draft, step, run)` looks whether the run has come to its end; `fact(case, run, name)` tells a named fact.
`READS` names what its replies are read as. `_skeleton.py` is one with every part explained.
"""

from __future__ import annotations

from types import ModuleType

from mailflow.workflow.steps import assign, form, signoff

KINDS: tuple[ModuleType, ...] = (form, signoff, assign)


def kind(name: str) -> ModuleType:
    """The module of a kind; KeyError for a kind that the loader should have refused."""
    for module in KINDS:
        if name == module.KIND:
            return module
    raise KeyError(name)
