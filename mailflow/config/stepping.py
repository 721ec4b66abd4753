"""Whether one step fits: the forms that it rests on, the people that it asks, the sources of its fields."""

from __future__ import annotations

from mailflow.config.casting import check_who
from mailflow.config.examined import Sound
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.model import Field, FieldType
from mailflow.workflow.prefill import ATTENDEES, FACTS
from mailflow.workflow.process import FieldRef, Step, Who
from mailflow.workflow.rows import DEPARTMENT, PERSON
from mailflow.workflow.steps.meeting import LENGTH, TIME

DEPARTMENTS = (FieldType.DEPARTMENT, FieldType.DEPARTMENTS)


def check(sound: Sound, step: Step) -> None:
    """Note what keeps a step from working."""
    place = sound.places[step.id]
    match step.kind:
        case "form":
            _form_step(sound, step)
        case "signoff":
            _signoff_step(sound, step)
        case "meeting":
            _meeting_step(sound, step)
    if step.table:
        _rows(sound, step, step.table)
    elif isinstance(step.each, Who):
        check_who(sound, (*place, "each"), step.each)
    if step.kind != "close" and not (isinstance(step.each, Who) and step.ask == Who("row")):
        check_who(sound, (*place, "ask"), step.ask, row=step.table)
        _known(sound, (*place, "ask"), step, step.ask)
    _whos(sound, step)
    _habits(sound, step)
    if step.done:
        check_who(sound, (*place, "done", "tell"), step.done.tell)
        _template(sound, (*place, "done", "template"), step.done.template)
    if isinstance(step.due, FieldRef) and sound.field((*place, "due"), step.due, (FieldType.DATE,)):
        _made(sound, (*place, "due"), step, step.due.form)
    if step.when:
        _when(sound, (*place, "when"), step)


def _whos(sound: Sound, step: Step) -> None:
    """Everybody who is named besides the one who is asked."""
    place = sound.places[step.id]
    for no, who in enumerate(step.cc):
        check_who(sound, (*place, "cc", no), who, row=step.table)
    for no, one in enumerate(step.new_date):
        check_who(sound, (*place, "new_date", no), one.to, row=step.table)
    for key, several in (("tell", step.tell), ("blocked", step.blocked)):
        for no, who in enumerate(several):
            check_who(sound, (*place, key, no), who)
    for key, other in (("on_decline", step.on_decline), ("deciders", step.deciders)):
        if other:
            check_who(sound, (*place, key), other)


def _form_step(sound: Sound, step: Step) -> None:
    place = (*sound.places[step.id], "form")
    form = sound.process.forms.get(step.form)
    if form is None:
        sound.wrong(place, f'there is no form "{step.form}"', did_you_mean(step.form, sound.process.forms))
        return
    if sound.makers[step.form] != step.id:
        sound.wrong(place, f"{sound.makers[step.form]} makes this form already", "one form, one step")
    for field in form.fields:
        if field.source:
            _source(sound, ("forms", form.key, "fields", field.key, "from"), step, field)


def _source(sound: Sound, place: Place, step: Step, field: Field) -> None:
    """A column of the row, a field of a form that is filled by then, or a fact of a meeting."""
    head, _, name = field.source.partition(".")
    if head == "row":
        if step.table:
            sound.field(place, FieldRef(step.table.form, f"{step.table.field}.{name}"))
        elif step.each is None:
            sound.wrong(place, f"{step.id} has no rows", "give the step each:, or name another source")
        elif name not in (PERSON, DEPARTMENT):
            sound.wrong(place, f'a row of people has no "{name}"', did_you_mean(name, (PERSON, DEPARTMENT)))
        return
    if head in sound.process.forms:
        maker = sound.steps.get(sound.makers.get(head, ""))
        if maker is not None and maker.each is None:
            sound.field(place, FieldRef(head, name))
        _made(sound, place, step, head)
        return
    other = sound.steps.get(head)
    if other is None or other.kind != "meeting" or name not in FACTS:
        text = f'"{field.source}" is no source'
        sound.wrong(place, text, f"write row.COLUMN, FORM.FIELD, or MEETING.{ATTENDEES} ({', '.join(FACTS)})")


def _signoff_step(sound: Sound, step: Step) -> None:
    place = sound.places[step.id]
    _made(sound, (*place, "record"), step, step.record)
    if step.covers and sound.field((*place, "covers"), step.covers, DEPARTMENTS):
        _made(sound, (*place, "covers"), step, step.covers.form)
    back = step.on_reject.back_to if step.on_reject else ""
    if back and back not in sound.before(step.id):
        text = f'"{back}" isn\'t behind when {step.id} begins'
        sound.wrong((*place, "on_reject", "back_to"), text, did_you_mean(back, sorted(sound.before(step.id))))


def _meeting_step(sound: Sound, step: Step) -> None:
    """The record says when: a date with a time, and how many minutes."""
    place = (*sound.places[step.id], "record")
    _made(sound, place, step, step.record)
    form = sound.process.forms.get(step.record)
    kinds = {one.key: one.type for one in form.fields} if form else {}
    for key, wanted in ((TIME, FieldType.DATE), (LENGTH, FieldType.NUMBER)):
        if form and kinds.get(key) != wanted:
            sound.wrong(place, f'the form "{step.record}" has no field {key} of type {wanted}', "add it to the form")


def _rows(sound: Sound, step: Step, each: FieldRef) -> None:
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
