"""Whether a procedure's names, order and spans fit together. Judges a built Process; builds and changes nothing."""

from __future__ import annotations

from mailflow.config import casting, fitting, labels, stepping
from mailflow.config.casting import check_who
from mailflow.config.examined import Sound
from mailflow.config.procedure import FACTS
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.directory import plain


def check(sound: Sound, *, whole: bool) -> None:
    """Note everything that keeps a process from running, and what the operator should know.

    Not `whole` means that some steps could not be read: then only what doesn't rest on them is judged.
    """
    process = sound.process
    labels.check(sound)
    casting.check(sound)
    if not whole:
        return
    _start(sound)
    for key in process.forms:
        if key not in sound.makers:
            sound.opened.warning(("forms", key), "no step makes this form", "add a step of kind form, or leave it out")
    _order(sound)
    for step in process.steps:
        stepping.check(sound, step)
    _clocks(sound)
    fitting.check(sound)


def _start(sound: Sound) -> None:
    process, start = sound.process, sound.process.start
    if start.form not in process.forms:
        sound.wrong(("start", "form"), f'there is no form "{start.form}"', did_you_mean(start.form, process.forms))
    elif start.form not in sound.makers:
        sound.wrong(("start", "form"), f'no step makes the form "{start.form}"', "add a step of kind form")
    elif sound.steps[sound.makers[start.form]].after:
        place = sound.places[sound.makers[start.form]]
        sound.wrong(place, "makes the form that opens a case", "so it must stand first and wait for no other step")
    for no, word in enumerate(start.words):
        if len(plain(word)) < 2:
            sound.wrong(("start", "words", no), f'"{word}" stands in too many mails', "write a longer word")
    if start.by:
        check_who(sound, ("start", "by"), start.by)


def _order(sound: Sound) -> None:
    """`after` names steps above, so that a round can go back; circles and what waits for them are named as such."""
    ids = [one.id for one in sound.process.steps]
    stuck: set[str] = set()
    for step in sound.process.steps:
        place = (*sound.places[step.id], "after")
        for one in step.after:
            if one not in ids:
                sound.wrong(place, f'there is no step "{one}"', did_you_mean(one, ids))
                stuck.add(step.id)
            elif ids.index(one) >= ids.index(step.id):
                if step.id == one or step.id in sound.before(one):
                    sound.wrong(place, f"goes in a circle: {one} waits for {step.id}", "one of them must come first")
                    stuck.add(step.id)
                else:
                    sound.wrong(place, f'"{one}" stands further down', f"move {step.id} below it")
    for step in sound.process.steps:
        behind = sound.before(step.id) & stuck
        if step.id not in stuck and behind:
            text = f"can never begin: it waits for {', '.join(sorted(behind))}"
            sound.wrong(sound.places[step.id], text, "it becomes reachable when those are mended")


def _clocks(sound: Sound) -> None:
    ids = list(sound.steps)
    seen: set[str] = set()
    for no, clock in enumerate(sound.process.clocks):
        place: Place = ("clocks", no)
        if clock.key in seen:
            sound.wrong((*place, "id"), f'there is a clock "{clock.key}" already', "give each clock an id of its own")
        seen.add(clock.key)
        if clock.start not in ids:
            sound.wrong((*place, "from"), f'there is no step "{clock.start}"', did_you_mean(clock.start, ids))
        elif sound.steps[clock.start].kind != "form":
            text = f'"{clock.start}" makes no record'
            sound.wrong((*place, "from"), text, "a clock starts when a form is complete: name a step of kind form")
        if clock.replaced_by and clock.replaced_by not in ids:
            text = f'there is no step "{clock.replaced_by}"'
            sound.wrong((*place, "replaced_by"), text, did_you_mean(clock.replaced_by, ids))
        step, _, fact = clock.until.partition(".")
        if step not in ids:
            sound.wrong((*place, "until"), f'there is no step "{step}"', did_you_mean(step, ids))
        elif fact and fact not in FACTS[sound.steps[step].kind]:
            kind = sound.steps[step].kind
            sound.wrong((*place, "until"), f'a step of kind {kind} has no "{fact}"', did_you_mean(fact, FACTS[kind]))
        for number, who in enumerate(clock.tell):
            check_who(sound, (*place, "tell", number), who)
