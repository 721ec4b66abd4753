"""Whether a procedure's names, order and spans fit together. Judges a built Process; builds and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mailflow.config import fitting
from mailflow.config.procedure import FACTS
from mailflow.config.yamlfile import Place, YamlFile, did_you_mean
from mailflow.workflow.directory import Directory, plain
from mailflow.workflow.model import Field, FieldType, FormDefinition, Label
from mailflow.workflow.process import FieldRef, Process, RoleDefinition, Step, Who

BUILT_IN = ("initiator", "process_owner", "everyone", "asked", "row")
SUFFIXES = ("head", "heads", "superior", "members", "department")
ONE_PERSON = (FieldType.PERSON,)
PEOPLE = (FieldType.PERSON, FieldType.PEOPLE)
DEPARTMENTS = (FieldType.DEPARTMENT, FieldType.DEPARTMENTS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an installation has besides the process: languages, names of mail templates by language, people."""

    languages: tuple[str, ...] = ()
    templates: Mapping[str, frozenset[str]] | None = None
    directory: Directory | None = None


@dataclass(frozen=True)
class Sound:
    """One process under examination; `places` tells where each step stands."""

    opened: YamlFile
    process: Process
    places: Mapping[str, Place]
    around: Surroundings

    def wrong(self, place: Place, text: str, fix: str = "") -> None:
        """Note a mistake."""
        self.opened.mistake(place, text, fix)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """By id."""
        return {one.id: one for one in self.process.steps}

    @cached_property
    def makers(self) -> dict[str, str]:
        """Form -> the step that makes it."""
        return {one.form: one.id for one in reversed(self.process.steps) if one.kind == "form"}

    def before(self, step: str) -> set[str]:
        """Every step that is behind when this one begins."""
        found: set[str] = set()
        waiting = list(self.steps[step].after)
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.steps:
                found.add(one)
                waiting += self.steps[one].after
        return found

    def field(self, place: Place, given: FieldRef, kinds: Iterable[FieldType] = ()) -> Field | None:
        """The field or column that is meant; a name that leads nowhere is noted."""
        form = self.process.forms.get(given.form)
        if form is None:
            self.wrong(place, f'there is no form "{given.form}"', did_you_mean(given.form, self.process.forms))
            return None
        found: Field | None = None
        fields: tuple[Field, ...] = form.fields
        for name in given.field.split("."):
            found = next((one for one in fields if one.key == name), None)
            if found is None:
                text = f'the form "{given.form}" has no "{given.field}"'
                self.wrong(place, text, did_you_mean(name, [one.key for one in fields]))
                return None
            fields = found.columns
        if found and kinds and found.type not in kinds:
            text = f"{given.form}.{given.field} is of type {found.type}"
            self.wrong(place, text, f"a field of type {' or '.join(kinds)} belongs here")
            return None
        return found


def check(opened: YamlFile, process: Process, places: Mapping[str, Place], around: Surroundings | None) -> None:
    """Note everything that keeps this process from running, and what the operator should know."""
    sound = Sound(opened, process, places, around or Surroundings())
    _start(sound)
    for key, form in process.forms.items():
        _form(sound, key, form)
    _labels(sound)
    for key, role in process.roles.items():
        _role(sound, key, role)
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
        _who(sound, ("start", "by"), start.by)


def _form(sound: Sound, key: str, form: FormDefinition) -> None:
    if key not in sound.makers:
        sound.opened.warning(("forms", key), "no step makes this form", "add a step of kind form, or leave it out")
    _twins(sound, ("forms", key, "fields"), form.fields)
    for one in form.fields:
        _twins(sound, ("forms", key, "fields", one.key, "columns"), one.columns)


def _twins(sound: Sound, place: Place, fields: tuple[Field, ...]) -> None:
    """Two fields under one name could not be told apart in a mail."""
    owners: dict[str, str] = {}
    for one in fields:
        for name in dict.fromkeys(plain(text) for text in (*one.label.values(), *one.also)):
            owner = owners.setdefault(name, one.key)
            if owner != one.key:
                sound.wrong((*place, one.key), f'is called "{name}", as {owner} is', "each needs names of its own")
        choices: dict[str, str] = {}
        for choice in one.choices:
            for name in dict.fromkeys(plain(text) for text in (*choice.label.values(), *choice.also)):
                owner = choices.setdefault(name, choice.key)
                if owner != choice.key:
                    text = f'is called "{name}", as {owner} is'
                    sound.wrong((*place, one.key, "choices", choice.key), text, "each needs names of its own")


def _labels(sound: Sound) -> None:
    """Every label in every language that mails are written in."""
    _label(sound, ("title",), sound.process.title)
    for step in sound.process.steps:
        if step.title:
            _label(sound, (*sound.places[step.id], "title"), step.title)
    for key, form in sound.process.forms.items():
        place: Place = ("forms", key)
        _label(sound, (*place, "title"), form.title)
        for one in form.fields:
            _field_labels(sound, (*place, "fields", one.key), one)


def _field_labels(sound: Sound, place: Place, one: Field) -> None:
    _label(sound, (*place, "label"), one.label)
    if one.hint:
        _label(sound, (*place, "hint"), one.hint)
    for choice in one.choices:
        if choice.label:
            _label(sound, (*place, "choices", choice.key), choice.label)
    for column in one.columns:
        _field_labels(sound, (*place, "columns", column.key), column)


def _label(sound: Sound, place: Place, label: Label) -> None:
    languages = sound.around.languages
    missing = [one for one in languages if one not in label]
    if missing:
        sound.wrong(place, f"has no text in {', '.join(missing)}", f"add {missing[0]}: ...")
    for language in label:
        if languages and language not in languages:
            sound.wrong((*place, language), f'"{language}" is no language here', did_you_mean(language, languages))


def _role(sound: Sound, key: str, role: RoleDefinition) -> None:
    place: Place = ("roles", key)
    if key in BUILT_IN:
        sound.wrong(place, f'"{key}" is a name that every process has', "give the role another name")
    if role.department:
        sound.field((*place, "department"), role.department, (FieldType.DEPARTMENT,))
    if role.departments:
        sound.field((*place, "departments"), role.departments, DEPARTMENTS)
    if role.person:
        sound.field((*place, "person"), role.person, ONE_PERSON)
    for name, several in (("all", role.everyone), ("superior_of", role.superior_of)):
        for no, who in enumerate(several):
            _who(sound, (*place, name, no), who)
    if role.otherwise:
        _who(sound, (*place, "else"), role.otherwise)
    for no, one in enumerate(role.people):
        if isinstance(one, FieldRef):
            sound.field((*place, "people", no), one, PEOPLE)
        elif sound.around.directory and one not in sound.around.directory.people:
            people = sound.around.directory.people
            sound.wrong((*place, "people", no), f'directory.yaml has no person "{one}"', did_you_mean(one, people))
    if _meets_itself(sound.process, key):
        sound.wrong(place, "is found by way of itself", "name somebody else in it")


def _meets_itself(process: Process, key: str) -> bool:
    waiting, seen = [key], set[str]()
    while waiting:
        role = process.roles.get(waiting.pop())
        for who in (*role.everyone, *role.superior_of, *((role.otherwise,) if role.otherwise else ())) if role else ():
            if who.name == key:
                return True
            if who.name not in seen:
                seen.add(who.name)
                waiting.append(who.name)
    return False


def _who(sound: Sound, place: Place, who: Who, *, row: FieldRef | None = None, asked: bool = False) -> None:
    """A role or a built-in name, and suffixes of the closed list; `row` is the table where there are rows."""
    known = [*sound.process.roles, *BUILT_IN]
    path = who.path
    if who.name not in known:
        sound.wrong(place, f'there is no role "{who.name}"', did_you_mean(who.name, known))
        return
    if who.name == "asked" and not asked:
        sound.wrong(place, "asked is known only in an escalation", "name a role")
    if who.name == "row":
        if row is None:
            sound.wrong(place, "there are no rows here", "row belongs to ask and cc of a step of kind assign")
            return
        if not path:
            sound.wrong(place, "a row is no person", "write row.COLUMN")
            return
        sound.field(place, FieldRef(row.form, f"{row.field}.{path[0]}"), (*PEOPLE, *DEPARTMENTS))
        path = path[1:]
    for suffix in path:
        if suffix not in SUFFIXES:
            sound.wrong(place, f'there is no suffix ".{suffix}"', did_you_mean(suffix, SUFFIXES))


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
            elif step.id == one or step.id in sound.before(one):
                sound.wrong(place, f"goes in a circle: {one} waits for {step.id}", "one of them must come first")
                stuck.add(step.id)
            elif ids.index(one) > ids.index(step.id):
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
    _who(sound, (*place, "ask"), step.ask, row=row)
    _known(sound, (*place, "ask"), step, step.ask)
    for no, who in enumerate(step.cc):
        _who(sound, (*place, "cc", no), who, row=row)
    for key, who in (("on_decline", step.on_decline), ("new_date", step.new_date)):
        if who:
            _who(sound, (*place, key), who)
    _habits(sound, step)
    if step.done:
        _who(sound, (*place, "done", "tell"), step.done.tell)
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
        _who(sound, at, one.to, asked=True)


def _is_there(sound: Sound, place: Place, key: str) -> bool:
    node = sound.opened.tree
    for one in place:
        node = node[one]
    return key in node


def _template(sound: Sound, place: Place, name: str) -> None:
    templates = sound.around.templates
    if not name or templates is None:
        return
    for language, names in templates.items():
        if names and name not in names:
            text = f'there is no mail template "{name}" in {language}'
            sound.wrong(place, text, did_you_mean(name, names))


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
            _who(sound, (*place, "tell", number), who)
