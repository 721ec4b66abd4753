"""processes/*.yaml -> workflow's Process. Builds it; whether its names and spans fit together is for `soundness`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailflow.config import soundness
from mailflow.config.examined import Sound, Surroundings
from mailflow.config.procedure import (
    LATER,
    STEPS,
    AnyStep,
    AssignStep,
    CloseStep,
    ColumnFile,
    DoneFile,
    EscalationFile,
    FieldFile,
    FormFile,
    FormStep,
    Habits,
    MeetingStep,
    PaceFile,
    ProcessFile,
    RoleFile,
    SignoffStep,
    TrackStep,
    WhenFile,
)
from mailflow.config.yamlfile import Place, YamlFile, did_you_mean
from mailflow.workflow.model import Choice, Field, FieldType, FormDefinition, Label, Level
from mailflow.workflow.process import (
    Clock,
    Done,
    Escalation,
    FieldRef,
    NewDate,
    OnReject,
    Pace,
    Process,
    RoleDefinition,
    Span,
    Start,
    Step,
    Test,
)

DEFAULT_CORRECTION = Span(30, "m")


def read_process(opened: YamlFile, around: Surroundings | None = None) -> Process | None:
    """The file as a Process; what is wrong stands in `opened`. `around` is what the installation has besides."""
    if opened.tree is None:
        return None
    tree = dict(opened.tree)
    if "beside" in tree:
        opened.mistake(("beside",), "is not built into this version", "leave it out")
        del tree["beside"]
    found = opened.read(ProcessFile, tree)
    if found is None:
        return None
    forms = {key: _form(opened, key, form) for key, form in found.forms.items()}
    steps, places = _steps(opened, found, forms)
    process = Process(
        key=found.process,
        title=found.title,
        number=found.number,
        start=Start(found.start.form, found.start.by, tuple(found.start.words)),
        forms=forms,
        roles={key: _role(opened, key, role) for key, role in found.roles.items()},
        pace=_pace(found.pace) if found.pace else None,
        clocks=tuple(
            Clock(one.id, one.span, one.start, one.until, tuple(one.tell), one.replaced_by) for one in found.clocks
        ),
        steps=steps,
        digest=opened.digest,
    )
    soundness.check(Sound(opened, process, places, around or Surroundings()), whole=len(steps) == len(found.steps))
    return process


def _form(opened: YamlFile, key: str, given: FormFile) -> FormDefinition:
    place = ("forms", key, "fields")
    return FormDefinition(
        key, given.title, tuple(_field(opened, (*place, name), name, one) for name, one in given.fields.items())
    )


def _field(opened: YamlFile, place: Place, key: str, given: FieldFile | ColumnFile) -> Field:
    columns = given.columns if isinstance(given, FieldFile) else {}
    if (given.type == "table") != bool(columns):
        text = "a table needs columns" if given.type == "table" else f"a field of type {given.type} has no columns"
        opened.mistake((*place, "columns") if columns else place, text, "columns belong to a table, and only there")
    if (given.type == "choice") != bool(given.choices):
        text = "a choice needs choices" if given.type == "choice" else f"a field of type {given.type} has no choices"
        opened.mistake(
            (*place, "choices") if given.choices else place, text, "choices belong to a field of type choice"
        )
    if given.default is not None and given.type not in ("choice", "text", "number", "percent"):
        opened.mistake((*place, "default"), f"a {given.type} can't have a default", "leave it out")
    if given.default is not None and given.type == "choice" and given.default not in given.choices:
        text = f'"{given.default}" is none of the choices'
        opened.mistake((*place, "default"), text, did_you_mean(given.default, given.choices))
    return Field(
        key=key,
        type=FieldType(given.type),
        label=given.label,
        also=tuple(given.also),
        choices=tuple(_choice(opened, (*place, "choices", name), name, one) for name, one in given.choices.items()),
        columns=tuple(_field(opened, (*place, "columns", name), name, one) for name, one in columns.items()),
        required=given.required,
        default=given.default,
        hint=given.hint or {},
        source=given.source,
        past=given.past,
    )


def _choice(opened: YamlFile, place: Place, key: str, given: Mapping[str, Any]) -> Choice:
    """`{zh: 紧急, en: Urgent, also: [加急]}`: labels, and beside them what people write instead."""
    also = given.get("also", [])
    also = also if isinstance(also, list) else [also]
    label = {str(language): text for language, text in given.items() if language != "also"}
    if not label or not all(isinstance(text, str) and text.strip() for text in (*label.values(), *also)):
        opened.mistake(place, "is not a label", "write {zh: 文字, en: text}; put yes, no and numbers in quotes")
        return Choice(key, {})
    return Choice(key, label, tuple(also))


def _role(opened: YamlFile, key: str, given: RoleFile) -> RoleDefinition:
    ways = [given.department, given.departments, given.person, given.everyone, given.superior_of, given.people]
    if sum(bool(way) for way in ways) != 1:
        text = "says in several ways who is meant" if any(ways) else "doesn't say who is meant"
        opened.mistake(("roles", key), text, "one of: department, departments, person, all, superior_of, people")
    return RoleDefinition(
        key=key,
        department=given.department,
        departments=given.departments,
        person=given.person,
        everyone=tuple(given.everyone),
        superior_of=tuple(given.superior_of),
        people=tuple(_key_or_field(one) for one in given.people),
        otherwise=given.otherwise,
    )


def _key_or_field(text: str) -> str | FieldRef:
    form, dot, field = text.partition(".")
    return FieldRef(form, field) if dot else text


def _pace(given: PaceFile) -> Pace:
    return Pace(given.by, given.before, dict(given.__pydantic_extra__ or {}))


def _steps(
    opened: YamlFile, found: ProcessFile, forms: Mapping[str, FormDefinition]
) -> tuple[tuple[Step, ...], dict[str, Place]]:
    """The steps that can be read, and where each stands."""
    steps: list[Step] = []
    places: dict[str, Place] = {}
    above = ""
    for no, raw in enumerate(found.steps):
        place = ("steps", no)
        given = _step_file(opened, place, raw)
        if given is None:
            above = str(raw.get("id", ""))
            continue
        if given.id in places:
            opened.mistake((*place, "id"), f'there is a step "{given.id}" already', "give each step an id of its own")
        places.setdefault(given.id, place)
        after = tuple(given.after) if given.after is not None else (above,) if above else ()
        steps.append(_step(opened, place, given, after, found.defaults, title=given.title or _own_title(given, forms)))
        above = given.id
    return tuple(steps), places


def _step_file(opened: YamlFile, place: Place, raw: dict[str, Any]) -> AnyStep | None:
    kind = str(raw.get("kind", ""))
    if "kind" not in raw:
        opened.mistake(place, "kind is missing", f"add kind: one of {', '.join(STEPS)}")
        return None
    if kind not in STEPS:
        opened.mistake((*place, "kind"), f'there is no kind of step "{kind}"', did_you_mean(kind, STEPS))
        return None
    for key in [one for one in LATER[kind] if one in raw]:
        opened.mistake((*place, key), "is not built into this version", "leave it out")
    return opened.read(STEPS[kind], {key: value for key, value in raw.items() if key not in LATER[kind]}, place)


def _step(
    opened: YamlFile,
    place: Place,
    given: AnyStep,
    after: tuple[str, ...],
    defaults: Habits,
    *,
    title: Label,
) -> Step:
    escalate = given.escalate if given.escalate is not None else defaults.escalate or []
    assurance = given.assurance or defaults.assurance or "origin"
    if assurance == "smime":
        where = (*place, "assurance") if given.assurance else ("defaults", "assurance")
        opened.mistake(where, '"smime" is not built into this version', "write sender, origin or fresh")
    remind = given.remind if given.remind is not None else defaults.remind
    common = Step(
        id=given.id,
        kind=given.kind,
        ask=given.ask,
        after=after,
        title=title,
        due=given.due,
        remind=remind if remind is not None else (),
        escalate=tuple(_escalation(one) for one in escalate),
        correction=given.correction or defaults.correction or DEFAULT_CORRECTION,
        assurance=Level(assurance),
        silence=_silence(opened, place, given, defaults),
        cc=tuple(given.cc),
        done=_done(given.done) if given.done else None,
        when=_test(opened, (*place, "when"), given.when) if given.when else None,
    )
    return replace(common, **_own(given))


def _silence(opened: YamlFile, place: Place, given: AnyStep, defaults: Habits) -> str:
    """Silence may hold nothing up only where nobody's yes is wanted."""
    silence = given.silence if "silence" in given.model_fields_set else defaults.silence
    where = (*place, "silence") if "silence" in given.model_fields_set else ("defaults", "silence")
    if silence == "deemed":
        opened.mistake(where, '"deemed" is not built into this version', "write wait, or in a step of kind form skip")
    elif silence == "skip" and not isinstance(given, FormStep):
        opened.mistake(where, "silence is never a yes", "skip belongs to a step of kind form")
    return silence


def _own(given: AnyStep) -> dict[str, Any]:
    """What only this kind of step has."""
    match given:
        case FormStep():
            return {"form": given.form, "each": given.each, "release": given.release, "render": tuple(given.render)}
        case SignoffStep():
            refused = given.on_reject
            return {
                "record": given.record,
                "four_eyes": given.four_eyes,
                "reading": given.reading,
                "send_back": given.send_back,
                "on_condition": given.on_condition,
                "on_reject": OnReject(refused.back_to, refused.or_close) if refused else None,
                "covers": given.covers,
                "unfinished": given.unfinished or {},
            }
        case AssignStep() | TrackStep():
            own: dict[str, Any] = {
                "each": given.each,
                "row_due": given.row_due or "",
                "new_date": tuple(NewDate(one.to, one.start) for one in given.new_date),
            }
            if isinstance(given, AssignStep):
                return {**own, "on_decline": given.on_decline}
            return {
                **own,
                "every": given.every,
                "clock": given.clock,
                "blocked": tuple(given.blocked.tell) if given.blocked else (),
            }
        case MeetingStep():
            return {
                "record": given.record,
                "deciders": given.deciders,
                "on_decline": given.on_decline,
                "meet": given.meet,
                "agenda": _agenda(given),
            }
        case CloseStep():
            return {"tell": tuple(given.tell)}


def _agenda(given: MeetingStep) -> dict[str, int]:
    """In minutes."""
    minutes = {"m": 1, "h": 60}
    spans = {one: getattr(given.agenda, one) for one in type(given.agenda).model_fields}
    return {key: span.amount * minutes.get(span.unit, 1) for key, span in spans.items()}


def _own_title(given: AnyStep, forms: Mapping[str, FormDefinition]) -> Label:
    """A step without a title is called by the form that it is about."""
    match given:
        case FormStep():
            about = given.form
        case SignoffStep() | MeetingStep():
            about = given.record
        case AssignStep() | TrackStep():
            about = given.each.form
        case CloseStep():
            about = ""
    return forms[about].title if about in forms else {}


def _escalation(given: EscalationFile) -> Escalation:
    return Escalation(given.after, given.to)


def _done(given: DoneFile) -> Done:
    return Done(given.tell, given.template)


def _test(opened: YamlFile, place: Place, given: WhenFile) -> Test:
    tests = {
        "is": given.equals,
        "in": tuple(given.one_of) if given.one_of else None,
        "at_least": given.at_least,
        "below": given.below,
    }
    said = [(op, value) for op, value in tests.items() if value is not None]
    if len(said) != 1:
        opened.mistake(place, "is no test", "a field, and exactly one of: is, in, at_least, below")
    op, value = said[0] if said else ("is", "")
    return Test(given.field, op, value)
