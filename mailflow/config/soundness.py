"""Whether a procedure's names, order and spans fit together. Judges a built Process; builds and changes nothing."""

from __future__ import annotations

from mailflow.config import casting, fitting, labels
from mailflow.config.casting import check_who
from mailflow.config.examined import Sound
from mailflow.config.procedure import FACTS
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.directory import plain
from mailflow.workflow.model import FieldType
from mailflow.workflow.process import FieldRef, Step, Who


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
        _step(sound, step)
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


def _step(sound: Sound, step: Step) -> None:
    place = sound.places[step.id]
    row = step.each if step.kind == "assign" else None
    match step.kind:
        case "form":
            _form_step(sound, step)
        case "signoff":
            _made(sound, (*place, "record"), step, step.record)
        case "assign" if step.each:
            _assign_step(sound, step, step.each)
    check_who(sound, (*place, "ask"), step.ask, row=row)
    _known(sound, (*place, "ask"), step, step.ask)
    for no, who in enumerate(step.cc):
        check_who(sound, (*place, "cc", no), who, row=row)
    for key, other in (("on_decline", step.on_decline), ("new_date", step.new_date)):
        if other:
            check_who(sound, (*place, key), other)
    _habits(sound, step)
    if step.done:
        check_who(sound, (*place, "done", "tell"), step.done.tell)
        _template(sound, (*place, "done", "template"), step.done.template)
    if isinstance(step.due, FieldRef) and sound.field((*place, "due"), step.due, (FieldType.DATE,)):
        _made(sound, (*place, "due"), step, step.due.form)
    if step.when:
        _when(sound, (*place, "when"), step)


def _form_step(sound: Sound, step: Step) -> None:
    place = (*sound.places[step.id], "form")
    if step.form not in sound.process.forms:
        sound.wrong(place, f'there is no form "{step.form}"', did_you_mean(step.form, sound.process.forms))
    elif sound.makers[step.form] != step.id:
        sound.wrong(place, f"{sound.makers[step.form]} makes this form already", "one form, one step")


def _assign_step(sound: Sound, step: Step, each: FieldRef) -> None:
    place = sound.places[step.id]
    if sound.field((*place, "each"), each, (FieldType.TABLE,)):
        _made(sound, (*place, "each"), step, each.form)
        if step.row_due:
            sound.field((*place, "row_due"), FieldRef(each.form, f"{each.field}.{step.row_due}"), (FieldType.DATE,))


def _made(sound: Sound, place: Place, step: Step, form: str) -> None:
    """A form that a step rests on must be filled before it begins."""
    if form not in sound.process.forms:
        sound.wrong(place, f'there is no form "{form}"', did_you_mean(form, sound.process.forms))
    elif form not in sound.makers:
        sound.wrong(place, f'no step makes the form "{form}"', "add a step of kind form above")
    elif sound.makers[form] not in sound.before(step.id):
        text = f'the form "{form}" isn\'t filled yet when {step.id} begins'
        sound.wrong(place, text, f"put it after {sound.makers[form]}")


def _known(sound: Sound, place: Place, step: Step, who: Who) -> None:
    """Somebody can be asked: the forms that tell who are filled by then, and the field can't be empty."""
    role = sound.process.roles.get(who.name)
    if role is None or role.otherwise:
        return
    references = [one for one in (role.department, role.departments, role.person) if one]
    references += [one for one in role.people if isinstance(one, FieldRef)]
    for reference in references:
        if reference.form not in sound.makers or sound.makers[reference.form] not in sound.before(step.id):
            text = f"who {who.name} is stands in {reference.form}, which isn't filled yet"
            sound.wrong(
                place, text, f"put {step.id} after the step that makes {reference.form}, or give the role else:"
            )
            continue
        form = sound.process.forms[reference.form]
        field = next((one for one in form.fields if one.key == reference.field.partition(".")[0]), None)
        if field and not field.required and field.default is None:
            text = f"{who.name} may be nobody: {reference.form}.{reference.field} needn't be filled"
            sound.wrong(place, text, "give the role else:, or make the field required")


def _habits(sound: Sound, step: Step) -> None:
    place = sound.places[step.id]
    for no, one in enumerate(step.escalate):
        own = (*place, "escalate", no, "to")
        at = own if _is_there(sound, place, "escalate") else ("defaults", "escalate", no, "to")
        check_who(sound, at, one.to, asked=True)


def _is_there(sound: Sound, place: Place, key: str) -> bool:
    node = sound.opened.tree
    for one in place:
        node = node[one]
    return key in node


def _template(sound: Sound, place: Place, name: str) -> None:
    templates = sound.around.templates
    if not name or templates is None:
        return
    lacking = [language for language, names in templates.items() if names and name not in names]
    if lacking:
        text = f'there is no mail template "{name}" in {", ".join(lacking)}'
        sound.wrong(place, text, did_you_mean(name, templates[lacking[0]]))


def _when(sound: Sound, place: Place, step: Step) -> None:
    test = step.when
    field = sound.field((*place, "field"), test.field) if test else None
    if test is None or field is None:
        return
    _made(sound, (*place, "field"), step, test.field.form)
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if test.op in ("at_least", "below"):
        if field.type not in (FieldType.NUMBER, FieldType.PERCENT):
            text = f"{test.field.form}.{test.field.field} is of type {field.type}"
            sound.wrong((*place, test.op), text, "at_least and below compare numbers")
    elif field.type is FieldType.CHOICE:
        choices = [one.key for one in field.choices]
        for value in values:
            if value not in choices:
                text = f'"{value}" is none of the choices, so this step could never begin'
                sound.wrong((*place, test.op), text, did_you_mean(value, choices))


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
        step, _, fact = clock.until.partition(".")
        if step not in ids:
            sound.wrong((*place, "until"), f'there is no step "{step}"', did_you_mean(step, ids))
        elif fact and fact not in FACTS[sound.steps[step].kind]:
            kind = sound.steps[step].kind
            sound.wrong((*place, "until"), f'a step of kind {kind} has no "{fact}"', did_you_mean(fact, FACTS[kind]))
        for number, who in enumerate(clock.tell):
            check_who(sound, (*place, "tell", number), who)
